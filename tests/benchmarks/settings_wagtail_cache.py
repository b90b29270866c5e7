"""Our site with wagtail-cache in place of our own page cache, wired as its documentation says, in each process's memory."""

from site_project.settings import *  # noqa: F403

# Ours are left out: the one keeps pages itself, the other says that an answer is asked about each time, and wagtail-cache
# keeps nothing that says so.
_OURS = {"site_project.page_cache.feed.PageCacheMiddleware", "site_project.headers.HeadersMiddleware"}
INSTALLED_APPS = [*INSTALLED_APPS, "wagtailcache"]  # noqa: F405
MIDDLEWARE = [
    "wagtailcache.cache.UpdateCacheMiddleware",
    *(name for name in MIDDLEWARE if name not in _OURS),  # noqa: F405
    "wagtailcache.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
