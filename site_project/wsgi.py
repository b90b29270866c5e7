"""The site as web servers call it: the page cache in front of Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
_django = get_wsgi_application()

from site_project.made_files import with_made_files  # noqa: E402 (needs the settings)
from site_project.page_cache.wrapper import PageCache  # noqa: E402 (needs the apps)

application = PageCache(with_made_files(_django), settings.PAGE_CACHE_BYTES, settings.SECURE_PROXY_SSL_HEADER)
# Reads every address, and with them the admin, once before the processes are forked: no visitor waits for it.
get_resolver().url_patterns  # noqa: B018
