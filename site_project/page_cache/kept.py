"""One finished page, ready to be sent in three encodings, and the memory that holds many of them."""

import gzip
from collections import OrderedDict
from functools import lru_cache
from hashlib import blake2b
from threading import Lock

import brotli

from home import freshness
from site_project.page_cache import at_once

# Brotli from here on gains little and takes long; a page is made while somebody waits.
_BROTLI_QUALITY, _GZIP_LEVEL = 5, 6
# What an entry takes beside its bytes: its headers and names.
_OVERHEAD = 4096
# Where a page comes from: it was kept, or it was made just now and is kept from now on.
HIT, STORED = ("Cache-Status", "site; hit"), ("Cache-Status", "site; fwd=miss; stored")
_OF_THE_BODY = ("Content-Length", "Content-Encoding", "Content-Type")
_OURS = {"content-length", "content-encoding", "etag", "vary", "cache-status"}


class Page:
    """A page as finished bytes. `marks` and `until` say how long it holds, `cookies` which cookies change what it says."""

    __slots__ = ("_answers", "_etags", "cookies", "marks", "size", "until")

    def __init__(self, headers, body, *, marks, until, cookies):
        """`headers`: the response's (name, value) pairs. `until`: a Unix time. `cookies`: names whose senders get no kept page."""
        self.marks, self.until, self.cookies = marks, until, frozenset(cookies)
        plain = [(name, value) for name, value in headers if name.lower() not in _OURS]
        plain.append(("Vary", "Accept-Encoding, Cookie"))
        digest = blake2b(body, digest_size=16).hexdigest()
        encoded = {
            "": body,
            "gzip": gzip.compress(body, _GZIP_LEVEL, mtime=0),
            "br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY),
        }
        self._etags = {encoding: f'"{digest}{encoding and "-"}{encoding}"' for encoding in encoded}
        self._answers = {
            encoding: _Answer(self._headers(plain, encoding, data), data) for encoding, data in encoded.items()
        }
        self.size = sum(len(data) for data in encoded.values()) + _OVERHEAD

    def _headers(self, plain, encoding, data):
        more = [("ETag", self._etags[encoding]), ("Content-Length", str(len(data)))]
        return plain + more + ([("Content-Encoding", encoding)] if encoding else [])

    def holds(self, now):
        """Whether nothing that this page shows has changed, and no moment has passed at which it reads differently."""
        return now < self.until and freshness.still(self.marks)

    def answer(self, environ, start_response, how=HIT):
        """Sends the page, or 304 where the browser has it. `how` it came about stands in a header (RFC 9211)."""
        answer = self._answers[_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))]
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and self._has(asked):
            start_response("304 Not Modified", [pair for pair in [*answer.headers, how] if pair[0] not in _OF_THE_BODY])
            return []
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response("200 OK", [*answer.headers, how])
            return []
        if how is not HIT or not at_once.start(start_response, answer.joined, answer.length):
            start_response("200 OK", [*answer.headers, how])
        return answer.body

    def _has(self, asked):
        """Whether one of the ETags in If-None-Match is this page's. A proxy that compresses makes them weak."""
        tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        return "*" in tags or not tags.isdisjoint(self._etags.values())


class _Answer:
    """What is sent for one encoding: the headers, these and HIT joined, and the body with its length."""

    __slots__ = ("body", "headers", "joined", "length")

    def __init__(self, headers, data):
        self.headers, self.joined = headers, at_once.joined([*headers, HIT])
        self.body, self.length = [data], len(data)


@lru_cache(maxsize=256)
def _encoding(accepted):
    """The best encoding we have for an Accept-Encoding: "br", "gzip" or ""."""
    wanted = {}
    for part in accepted.lower().split(","):
        name, _semicolon, quality = part.strip().partition(";")
        value = quality.strip().removeprefix("q=")
        wanted[name.strip()] = _number(value) if value else 1.0
    best = max(("br", "gzip"), key=lambda name: wanted.get(name, wanted.get("*", 0)))
    return best if wanted.get(best, wanted.get("*", 0)) > 0 else ""


def _number(text):
    try:
        return float(text)
    except ValueError:
        return 0.0


class Memory:
    """The pages of one process: those not asked for longest go first where they would take more than `room` bytes."""

    def __init__(self, room):
        self.room, self.size = room, 0
        self._pages = OrderedDict()
        self._lock = Lock()

    def __len__(self):
        return len(self._pages)

    def get(self, key):
        """The page kept for `key`, or None."""
        page = self._pages.get(key)
        if page is not None:
            # Another thread may just have dropped it; it can be given out once more all the same. With suppress() this
            # takes three times as long, for every page that is given out.
            try:  # noqa: SIM105
                self._pages.move_to_end(key)
            except KeyError:
                pass
        return page

    def put(self, key, page):
        """Keeps `page`, and drops others for it. One that alone takes a quarter of the room is not kept."""
        if page.size > self.room // 4:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += page.size
            while self.size > self.room:
                self._drop(next(iter(self._pages)))

    def drop(self, key):
        """Forgets the page of `key`, where there is one."""
        with self._lock:
            self._drop(key)

    def _drop(self, key):
        page = self._pages.pop(key, None)
        if page is not None:
            self.size -= page.size
