"""In front of Django: gives out a page that is kept, and has each page that is not made once, however many ask for it."""

import logging
import re
import threading
import time

from home import freshness
from site_project.page_cache.kept import STORED, Memory

log = logging.getLogger(__name__)

# What feed.py finds in a request whose answer could be kept, and what it leaves there where it may be.
ASKED, KEEP = "page_cache.asked", "page_cache.keep"
# Those who ask for a page that is just being made wait so long for it, and then have it made for themselves.
_WAIT_SECONDS = 10
# Addresses whose answers are not kept, so that nobody waits for somebody else's there.
_MOST_UNKEPT = 10_000
# Parameters that only say where somebody came from.
_ORIGIN_ONLY = re.compile(r"(?:(?:utm_[a-z]+|fbclid|gclid|msclkid)=[^&]*(?:&|$))+", re.ASCII)


class PageCache:
    """A WSGI application around Django's. `room`: the bytes that kept pages may take in this process; 0 keeps nothing.

    `secure_header`: the name and the value by which a proxy in front says that the visitor came by https, as Django's
    SECURE_PROXY_SSL_HEADER has them, or None.
    """

    def __init__(self, application, room, secure_header=None):
        self.application = application
        self.secure_header = secure_header
        self.memory = Memory(room)
        self._making = {}
        self._unkept = set()
        self._lock = threading.Lock()

    def __call__(self, environ, start_response):
        key = self._key(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self._kept(key, environ)
        if page is not None:
            return page.answer(environ, start_response)
        return self._make(key, environ, start_response)

    def _key(self, environ):
        if not self.memory.room or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        query = environ.get("QUERY_STRING")
        if query:
            if not _ORIGIN_ONLY.fullmatch(query):
                return None
            # The page is the same for everybody, wherever they come from: it is made as if nothing stood there.
            environ["QUERY_STRING"] = ""
        return self._scheme(environ), environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "")

    def _scheme(self, environ):
        if self.secure_header is None:
            return environ["wsgi.url_scheme"]
        name, value = self.secure_header
        return "https" if environ.get(name, "").partition(",")[0].strip() == value else "http"

    def _kept(self, key, environ):
        """The page to give out, or None where it has to be made: it is not there, no longer holds, or depends on a cookie."""
        page = self.memory.get(key)
        if page is None:
            return None
        cookies = environ.get("HTTP_COOKIE")
        if cookies and not page.cookies.isdisjoint(_names(cookies)):
            return None
        freshness.look_now_and_then()
        return page if page.holds(time.time()) else None

    def _make(self, key, environ, start_response):
        if key in self._unkept or environ.get("HTTP_COOKIE"):
            return self._ask_django(key, environ, start_response)
        with self._lock:
            made = self._making.get(key)
            first = made is None
            if first:
                made = self._making[key] = threading.Event()
        if not first:
            made.wait(_WAIT_SECONDS)
            page = self._kept(key, environ)
            if page is not None:
                return page.answer(environ, start_response)
            return self._ask_django(key, environ, start_response)
        try:
            return self._ask_django(key, environ, start_response)
        finally:
            with self._lock:
                self._making.pop(key, None)
            made.set()

    def _ask_django(self, key, environ, start_response):
        environ[ASKED] = True
        said = []

        def hear(status, headers, exc_info=None):
            said[:] = [(status, headers, exc_info)]

        body = self.application(environ, hear)
        status, headers, exc_info = said[0]
        keep = environ.get(KEEP)
        if keep is None:
            if environ["REQUEST_METHOD"] == "GET" and not environ.get("HTTP_COOKIE"):
                self._note_unkept(key)
            start_response(status, headers, *([exc_info] if exc_info else []))
            return body
        try:
            data = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        page = keep(headers, data)
        self._unkept.discard(key)
        self.memory.put(key, page)
        return page.answer(environ, start_response, STORED)

    def _note_unkept(self, key):
        if len(self._unkept) >= _MOST_UNKEPT:
            self._unkept.clear()
        self._unkept.add(key)


def _names(cookies):
    return [part.partition("=")[0].strip() for part in cookies.split(";")]
