"""The proxies that docs/running.md puts in front of the site, as it has them, with people who send a byte now and then.

Lost if these fail: somebody follows the documentation and anybody can stop their site from a laptop.
"""

import socket
import subprocess
import threading
from contextlib import ExitStack, contextmanager, suppress

import pytest
from wagtail.models import Page

from tests.journeys.server import ROOT
from tests.parallel.proxies import HOST, Caddy, Nginx
from tests.parallel.site import Site, database_url

pytestmark = pytest.mark.parallel

SLOW = 200
HEAD = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode()
BODY = f"POST /account/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 5000\r\n\r\n".encode()


@pytest.mark.django_db
def test_the_database_of_this_run_is_made():
    """(pytest makes it for the first test that says it needs one.)"""
    assert Page.objects.exists()


@pytest.fixture(scope="module")
def site(django_db_setup, tmp_path_factory):
    """The site with production's settings."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "static").mkdir()
    (folder / "static" / "with-the-site.css").write_text("p { margin: 0 }")
    with Site(database_url(), settings_module="tests.parallel.production", data_dir=folder) as found:
        yield found


@pytest.fixture(params=[Nginx, Caddy], ids=["nginx", "caddy"])
def proxy(request, site, tmp_path):
    """A proxy in front of it."""
    with request.param(tmp_path, site.port) as found:
        yield found


@contextmanager
def slow_sockets(connect):
    """Meanwhile `SLOW` connections send a byte now and then, half of them of a head and half of a body. One that is ended
    comes back, as those who mean it do."""
    stop = threading.Event()

    def begin(number):
        line = opened.enter_context(connect())
        line.sendall(BODY if number % 2 else HEAD)
        return line

    def trickle():
        while not stop.wait(1):
            for number, line in enumerate(sockets):
                try:
                    line.sendall(b"x")
                except OSError:
                    with suppress(OSError):
                        sockets[number] = begin(number)

    with ExitStack() as opened:
        sockets = [begin(number) for number in range(SLOW)]
        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def test_slow_sockets_do_not_stop_the_site(proxy):
    with slow_sockets(proxy.connect):
        for _attempt in range(10):
            assert proxy.fetch("/health/live")[0] == 200
        assert proxy.fetch("/")[0] == 200


def test_without_a_proxy_they_do(site):
    """The control: gunicorn alone answers nobody while they last, so the proxy is what helps."""
    answered = threading.Event()

    def ask():
        if site.fetch("/health/live")[0] == 200:
            answered.set()

    with slow_sockets(lambda: socket.create_connection(("127.0.0.1", site.port), timeout=30)):
        visitor = threading.Thread(target=ask)
        visitor.start()
        assert not answered.wait(5)
    # They are gone, and the visitor who waited is served.
    assert answered.wait(60)
    visitor.join()


def test_a_slow_head_is_ended(site, tmp_path):
    """Ten seconds for a whole head: nobody keeps a connection for ever with a byte now and then."""
    with Nginx(tmp_path, site.port) as proxy, proxy.connect() as line:
        line.sendall(HEAD)
        assert line.recv(1000) == b""


def test_pages_come_through_as_they_are_kept(proxy):
    """Compressed by the site and not again, kept before anybody asked, under the name and the scheme that visitors use."""
    status, headers, body = proxy.fetch("/", **{"Accept-Encoding": "br"})
    assert (status, headers["Content-Encoding"], headers["Cache-Status"]) == (200, "br", "site; hit")
    assert len(body) == int(headers["Content-Length"])
    status, again, _body = proxy.fetch("/", **{"Accept-Encoding": "br", "If-None-Match": headers["ETag"]})
    assert (status, again["ETag"]) == (304, headers["ETag"])


def test_what_visitors_say_of_themselves_counts_for_nothing(site, tmp_path):
    """Or whoever is stopped after ten wrong passwords claims another address, and an unsafe line claims to be safe."""
    with Nginx(tmp_path, site.port) as proxy:
        claims = {
            "X-Forwarded-Proto": "http",
            "X-Forwarded-For": "203.0.113.9",
            "X-Forwarded-Host": "elsewhere.example",
        }
        assert proxy.fetch("/", **claims)[0] == 200
        with socket.create_connection(("127.0.0.1", proxy.plain_port), timeout=30) as line:
            line.sendall(f"GET /learn/?a=1 HTTP/1.0\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n\r\n".encode())
            answer = line.recv(4000).decode()
    assert answer.startswith("HTTP/1.1 301 ")
    assert "Location: https://example.org/learn/?a=1\r\n" in answer


def test_bodies_have_their_bounds(proxy):
    """Public forms are words; whoever edits may send a film or a document of 50 MB."""
    # Caddy 2.6 says 502.
    assert proxy.fetch("/contact/", "POST", b"x" * 1_100_000)[0] in (413, 502)
    # It reaches the site, which sends whoever has not signed in away. It does so before it has read everything, and a client that
    # is still writing may find the line closed: then it asks again, as browsers do.
    for _try in range(20):
        with suppress(OSError):
            assert proxy.fetch("/admin/documents/multiple/add/", "POST", b"x" * 1_100_000)[0] in (302, 403)
            return
    pytest.fail("No answer came through.")


def test_large_cookies_pass(proxy):
    """An unfinished booking is up to 7,000 characters in two cookies, which come back with each answer."""
    cookies = {"booking": "a" * 3500, "booking_more": "b" * 3500}
    status, _headers, _body = proxy.fetch("/", Cookie="; ".join(f"{name}={value}" for name, value in cookies.items()))
    assert status == 200


def test_the_nginx_file_is_one_that_nginx_takes(site, tmp_path):
    found = Nginx(tmp_path, site.port).check()
    assert found.returncode == 0, found.stderr
    assert "warn" not in found.stderr


def test_static_files_past_the_site(site, tmp_path):
    """What the nginx file has for that, with its "#" taken away. What is not there is asked of the site."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "only-here.css").write_text("p { margin: 0 }")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "secret.txt").write_text("secret")
    with Nginx(tmp_path, site.port, static_root=tmp_path) as proxy:
        status, headers, body = proxy.fetch("/static/only-here.css")
        assert (status, headers["Content-Type"], body) == (200, "text/css", b"p { margin: 0 }")
        assert "immutable" in headers["Cache-Control"]
        assert proxy.fetch("/static/with-the-site.css")[0] == 200
        assert proxy.fetch("/static/../media/secret.txt")[0] == 404


def test_the_caddy_file_is_one_that_caddy_takes():
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", "docs/Caddyfile"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stderr
