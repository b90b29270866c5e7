import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
application = get_wsgi_application()
# Reads every address, and with them the admin, once before the processes are forked: no visitor waits for it.
get_resolver().url_patterns  # noqa: B018
