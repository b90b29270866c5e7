"""How a visitor came: safely or not. The page cache and Django have to be of one mind about it.

Lost if these fail: a page made for one address is given out at another, or a header that anybody can send chooses the page.
"""

from io import BytesIO

import pytest
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.test import override_settings

from home import freshness
from site_project.page_cache.wrapper import PageCache

FROM_PROXY = ("HTTP_X_FORWARDED_PROTO", "https")
ROOM = 1024 * 1024


class Site:
    """The site behind a page cache of its own, asked without a web server."""

    def __init__(self, secure_header):
        self.application = PageCache(WSGIHandler(), ROOM, secure_header)

    def get(self, path="/", **headers):
        """(status, headers, text) for a visitor; `headers` as the web server hands them on."""
        said = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1:8000",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            **headers,
        }
        body = self.application(environ, lambda status, found, _error=None: said.append((status, dict(found))))
        text = b"".join(body).decode()
        if hasattr(body, "close"):
            body.close()
        return int(said[0][0][:3]), said[0][1], text


def kept(answer):
    return answer[1].get("Cache-Status", "") == "site; hit"


@pytest.fixture
def quiet(site_content, tmp_path, monkeypatch):
    """The loaded site, with marks of its own: what tests in other processes change makes nothing old here."""
    ends = (signals.request_started, signals.request_finished)
    # The test's transaction is on this connection: it has to stay, as with Django's own test client.
    for end in ends:
        end.disconnect(close_old_connections)
    with override_settings(DATA_DIR=tmp_path):
        freshness._marks.cache_clear()
        freshness.look()
        # Nor does it look for changes elsewhere, which it does outside transactions alone.
        monkeypatch.setitem(freshness._looked, "at", float("inf"))
        yield
    freshness._marks.cache_clear()
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def behind_a_proxy(quiet):
    with override_settings(SECURE_PROXY_SSL_HEADER=FROM_PROXY, SECURE_SSL_REDIRECT=False):
        yield Site(FROM_PROXY)


@pytest.fixture
def alone(quiet):
    """As on somebody's own machine: no proxy, and settings that believe none."""
    return Site(None)


def test_safe_and_unsafe_visits_are_kept_apart(behind_a_proxy):
    safe = {"HTTP_X_FORWARDED_PROTO": "https"}
    first = behind_a_proxy.get(**safe)
    assert first[0] == 200
    assert kept(behind_a_proxy.get(**safe))
    unsafe = behind_a_proxy.get(HTTP_X_FORWARDED_PROTO="http")
    assert (unsafe[0], unsafe[1]["Cache-Status"]) == (200, "site; fwd=miss; stored"), (
        "the safe address's page was given out"
    )
    # A proxy that says nothing, or something else, is not believed to be safe.
    for said in ({}, {"HTTP_X_FORWARDED_PROTO": "wss"}):
        assert behind_a_proxy.get(**said)[1]["ETag"] == unsafe[1]["ETag"]
    assert kept(behind_a_proxy.get(**safe))


def test_an_unsafe_visit_is_sent_to_the_safe_address(quiet):
    """As in production: a kept page does not take the redirect's place."""
    with override_settings(SECURE_PROXY_SSL_HEADER=FROM_PROXY, SECURE_SSL_REDIRECT=True):
        site = Site(FROM_PROXY)
        assert site.get(HTTP_X_FORWARDED_PROTO="https")[0] == 200
        status, headers, _text = site.get(HTTP_X_FORWARDED_PROTO="http")
        assert (status, headers["Location"]) == (301, "https://127.0.0.1:8000/")
        assert kept(site.get(HTTP_X_FORWARDED_PROTO="https"))


@pytest.mark.parametrize("claim", ["https", "http", "https, http", "javascript"])
def test_without_a_proxy_a_header_changes_nothing(alone, claim):
    """Anybody can send it. The page is the one that is kept, or would be, without it."""
    plain = alone.get()
    assert plain[0] == 200
    claimed = alone.get(HTTP_X_FORWARDED_PROTO=claim)
    assert kept(claimed)
    assert claimed[2] == plain[2]
    assert "https://127.0.0.1" not in plain[2]


def test_a_claim_that_comes_first_changes_nothing_for_those_after(alone):
    """The page is made when somebody claims to come safely: it is not one that says so to everybody else."""
    claimed = alone.get("/jargon/", HTTP_X_FORWARDED_PROTO="https")
    assert claimed[0] == 200
    assert "https://127.0.0.1" not in claimed[2]
    assert alone.get("/jargon/")[2] == claimed[2]
