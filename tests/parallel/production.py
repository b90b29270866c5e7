"""Production's settings behind one proxy, for a web server that tests start beside themselves, on the tests' own database."""

import os

os.environ |= {
    "DATA_DIR": os.environ["TEST_DATA_DIR"],
    "PRODUCTION": "1",
    "SITE_URL": "https://example.org",
    "SECRET_KEY": "only-for-tests-abcdefghijklmnopqrstuvwxyz-0123456789",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "TRUSTED_PROXY_COUNT": "1",
}

from site_project.settings import *  # noqa: F403
from site_project.settings import ALLOWED_HOSTS

# So that a test may ask gunicorn itself whether it lives.
ALLOWED_HOSTS += ["127.0.0.1"]
# Static files as they lie in their folders: nothing is gathered for a test.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
