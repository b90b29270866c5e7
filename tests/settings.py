"""The site's settings with what makes tests quick and keeps them to themselves."""

import os
from pathlib import Path

os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or str(Path(__file__).resolve().parent.parent / "var" / "test")
for _name in ("PRODUCTION", "DEBUG", "SITE_URL", "SECRET_KEY", "CACHE_URL", "PORT"):
    os.environ.pop(_name, None)
# The browser's driver leaves an event loop in its process; tests of the database may come after it there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from site_project.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
