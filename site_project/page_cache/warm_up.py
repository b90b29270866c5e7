"""What is done once, in the process from which gunicorn forks the others: one page of every kind is made, so that no visitor
is the first for whom templates, translations, settings and imports are read. The pages that are kept come to every process
with the fork, and all of it is held in memory once.

A page kept here can be old by the time a process is forked: one that is killed or has answered its share is forked anew, days
later. Whoever gives a page out asks home/freshness.py whether it still holds, in marks that all processes share.
"""

import gc
import logging
import sys
import time
from io import BytesIO
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db import connections
from wagtail.models import Page

from home import freshness
from site_project import health

log = logging.getLogger(__name__)

# Visitors wait meanwhile. What is not made by then is made when somebody asks for it.
SECONDS = 10


def before_fork(application):
    """Warms up the WSGI `application`, and leaves nothing behind that processes must not share. Never raises."""
    try:
        problem = health.database_problem() or _make(application, time.monotonic() + SECONDS)
    except Exception as error:
        problem = " ".join(f"{type(error).__name__}: {error}".split())
    if problem:
        log.warning("The site starts without pages made beforehand. %s", problem)
    # Two processes on one connection would read each other's answers.
    connections.close_all()
    caches.close_all()
    # What is there now stays, some 230,000 objects: a full collection in a process went through them all for 0.4 seconds, in
    # which nobody was answered.
    gc.collect()
    gc.freeze()


def _make(application, until):
    """Asks for one page after the other: for the front page in any case. Returns what is wrong, or "" where nothing is."""
    # Or the first look of a process would find what changed while none ran, and throw away what is made here.
    freshness.look()
    for path in _paths():
        status = _ask(application, path)
        if status >= 500:
            return f"{path} was answered with {status}."
        if time.monotonic() > until:
            break
    return ""


def _paths():
    """The addresses of the first page of each kind and of each language, those nearest to the front page first."""
    kinds, languages, chosen = set(), set(), []
    pages = Page.objects.live().public().filter(depth__gt=1).order_by("depth", "path")
    for pk, kind, language in pages.values_list("pk", "content_type_id", "locale_id"):
        if kind not in kinds or language not in languages:
            kinds.add(kind)
            languages.add(language)
            chosen.append(pk)
    addresses = (page.get_url_parts() for page in pages.filter(pk__in=chosen).specific())
    return [address[2] for address in addresses if address]


def _ask(application, path):
    """Asks for `path` as a visitor at SITE_URL does, through the proxy in front where there is one. Returns the status."""
    site = urlsplit(settings.SITE_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if settings.SECURE_PROXY_SSL_HEADER and site.scheme == "https":
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value
    answered = []
    body = application(environ, lambda status, _headers, _error=None: answered.append(int(status[:3])))
    try:
        for _part in body:
            pass
    finally:
        if hasattr(body, "close"):
            body.close()
    return answered[0]
