"""The files made from pages, as the web server gives them out. What is lost here: somebody reads other files of the server by
a clever address, a browser shows a file as a page of ours, or a deleted file goes on being given out.
"""

import io
import os
import shutil
import string
import tempfile
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings as site_settings
from django.core import signals
from django.db import close_old_connections
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.formats.making import TYPES
from site_project import made_files

SECRET = "0123456789abcdef" * 2
CONTENT = bytes(range(256)) * 40
OUTSIDE = b"nobody may read this"


class Asked:
    """What a WSGI application answered."""

    def __init__(self, application, path, method="GET", **headers):
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_HOST": "testserver", "SERVER_NAME": "testserver"}
        setup_testing_defaults(environ)
        environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})

        def start(status, pairs, _problem=None):
            self.status, self.headers = int(status.split()[0]), dict(pairs)
            # What gunicorn refuses would be an error page for the visitor.
            for pair in pairs:
                assert all(text.encode("latin-1").isascii() and "\n" not in text for text in pair)

        body = application(environ, start)
        try:
            self.body = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()


@pytest.fixture(scope="module")
def folder():
    """The folder of the made files of this test run, with one file in each format; beside it what is not to be had."""
    media = Path(site_settings.MEDIA_ROOT)
    made = media / made_files.FOLDER / SECRET
    made.mkdir(parents=True, exist_ok=True)
    for format in TYPES:
        (made / f"a-paper.{format}").write_bytes(CONTENT)
    outside = Path(tempfile.mkdtemp(dir=media, prefix="outside-"))
    (outside / "secret.txt").write_bytes(OUTSIDE)
    (media / "made-up.txt").write_bytes(OUTSIDE)
    (made / "link.pdf").symlink_to(outside / "secret.txt")
    (made / "folder").symlink_to(outside)
    os.mkfifo(made / "pipe.pdf")
    yield made
    shutil.rmtree(made)
    shutil.rmtree(outside)
    (media / "made-up.txt").unlink()


@pytest.fixture
def ask(folder, db):
    """ask(path) asks the whole site, as gunicorn does."""
    from site_project.wsgi import application

    # The test's connection is not a web process's, which ends with the answer.
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield lambda path, method="GET", **headers: Asked(application, path, method, **headers)
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def alone(folder):
    """The same files, with nothing of the site behind them: it says 418 to whatever it is asked."""

    def teapot(_environ, start_response):
        start_response("418 I'm a teapot", [])
        return [b""]

    application = made_files.with_made_files(teapot)
    return lambda path, method="GET", **headers: Asked(application, path, method, **headers)


def address(name="a-paper.pdf"):
    return f"/media/made/{SECRET}/{name}"


@pytest.mark.parametrize("format", TYPES)
def test_a_file_comes_whole_as_something_to_keep(ask, format):
    for _time in range(2):
        got = ask(address(f"a-paper.{format}"))
        assert (got.status, got.body) == (200, CONTENT)
        assert got.headers["Content-Type"] == TYPES[format]
        assert got.headers["Content-Length"] == str(len(CONTENT))
        assert got.headers["Content-Disposition"] == f'attachment; filename="a-paper.{format}"'
        assert "immutable" in got.headers["Cache-Control"] and "public" in got.headers["Cache-Control"]
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert got.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert got.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in got.headers and "Access-Control-Allow-Origin" not in got.headers


def test_a_name_in_another_script_is_a_header_all_the_same(alone, folder):
    """Lost if this fails: the Polish template cannot be downloaded, because a server takes no such letters in a header."""
    (folder / "żółty plan.pdf").write_bytes(CONTENT)
    got = alone(address("żółty plan.pdf").encode().decode("latin-1"))
    assert (got.status, got.body) == (200, CONTENT)
    assert got.headers["Content-Disposition"] == "attachment; filename*=utf-8''%C5%BC%C3%B3%C5%82ty%20plan.pdf"


def test_head_has_the_headers_alone(ask):
    got, whole = ask(address(), "HEAD"), ask(address())
    assert (got.status, got.body, got.headers) == (200, b"", whole.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent(ask, method):
    assert ask(address(), method).status == 405
    assert ask(address()).body == CONTENT


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-99", 206, CONTENT[:100]),
        ("bytes=100-", 206, CONTENT[100:]),
        ("bytes=-50", 206, CONTENT[-50:]),
        ("bytes=0-999999", 206, CONTENT),
        ("bytes=999999-", 416, b""),
        ("lines=1-2", 200, CONTENT),
        ("bytes=a-b", 200, CONTENT),
    ],
)
def test_a_broken_download_goes_on_where_it_stopped(ask, wanted, status, part):
    got = ask(address(), range=wanted)
    assert (got.status, got.body) == (status, part)
    if status == 206:
        assert got.headers["Content-Length"] == str(len(part))
        assert got.headers["Content-Range"].endswith(f"/{len(CONTENT)}")


def test_whoever_has_it_is_told_so(ask):
    headers = ask(address()).headers
    for known in (
        {"if_none_match": headers["ETag"]},
        {"if_modified_since": headers["Last-Modified"]},
    ):
        got = ask(address(), **known)
        assert (got.status, got.body) == (304, b"")
    assert ask(address(), if_none_match='"another"').status == 200


def test_a_deleted_file_is_gone_at_once(alone, folder):
    """Its headers are kept in memory; a page that was taken back must not go on being downloaded."""
    path = folder / "short-lived.pdf"
    path.write_bytes(b"first")
    assert alone(address(path.name)).body == b"first"
    path.write_bytes(b"another, longer")
    assert alone(address(path.name)).body == b"another, longer"
    path.unlink()
    for method in ("GET", "HEAD"):
        assert alone(address(path.name), method).status == 418
    path.write_bytes(b"back")
    assert alone(address(path.name)).body == b"back"


def test_a_file_that_goes_while_it_is_asked_for(alone, folder, monkeypatch):
    path = folder / "short-lived.pdf"
    path.write_bytes(b"first")
    assert alone(address(path.name)).status == 200
    state = made_files._state(path)
    path.unlink()
    # It was there when it was looked for.
    monkeypatch.setattr(made_files, "_state", lambda _path: state)
    assert alone(address(path.name)).status == 418


def test_what_is_remembered_has_a_bound(folder, monkeypatch):
    monkeypatch.setattr(made_files, "_MOST_KNOWN", 2)
    application = made_files.with_made_files(lambda _environ, start: start("404 Not Found", []) or [b""])
    for number in range(5):
        (folder / f"{number}.pdf").write_bytes(b"x")
        assert Asked(application, address(f"{number}.pdf")).status == 200
        assert len(application._known) <= 2
        Asked(application, address(f"not-there-{number}.pdf"))
    assert len(application._known) <= 2


CLEVER = [
    "/media/made/../secret-key",
    "/media/made/../../secret-key",
    f"/media/made/{SECRET}/../../made-up.txt",
    "/media/made/../made-up.txt",
    "/media/made/%2e%2e/made-up.txt",
    "/media/made/..%2fmade-up.txt",
    "/media/made/%2e%2e%2fmade-up.txt",
    "/media/made/..\\made-up.txt",
    "/media/made//../made-up.txt",
    "/media/made//etc/passwd",
    "/media/made/./../made-up.txt",
    "/media/made-up.txt",
    "/media/made/\x00",
    f"/media/made/{SECRET}/a-paper.pdf\x00.txt",
    f"/media/made/{SECRET}/link.pdf",
    f"/media/made/{SECRET}/folder/secret.txt",
    f"/media/made/{SECRET}/pipe.pdf",
    f"/media/made/{SECRET}",
    f"/media/made/{SECRET}/",
    "/media/made/",
    "/media/made",
    f"/media/made/{SECRET}/a-paper.pdf/",
    f"/media/made/{SECRET}/a-paper.pdf/x",
    f"/media/made/{SECRET}//a-paper.pdf",
    f"/media/made/{SECRET}/A-PAPER.PDF",
    "/media/made/" + "a" * 300,
    "/media/made/" + "a/" * 3000,
    "/media/made/\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
    "/media/made/" + "\u202e".encode().decode("latin-1"),
]


@pytest.mark.parametrize("path", CLEVER, ids=lambda path: ascii(path)[-40:])
def test_a_clever_address_gives_nothing(ask, path):
    got = ask(path)
    # 301: the site adds the slash of a page, and there is none either.
    assert got.status in (301, 400, 404), path
    assert OUTSIDE not in got.body and CONTENT[:256] not in got.body and b"root:" not in got.body


def test_a_file_that_is_not_there_gets_the_page_of_the_site(ask, site_content):
    got = ask(f"/media/made/{SECRET}/another.pdf")
    assert got.status == 404
    assert got.headers["Content-Type"].startswith("text/html")
    assert b"<h1" in got.body and b"Content-Disposition" not in str(got.headers).encode()


_part = st.one_of(
    st.sampled_from(
        ["..", ".", "", "%2e%2e", "..%2f", "made", "media", SECRET, "a-paper.pdf", "link.pdf", "folder", "secret.txt"]
    ),
    st.text(alphabet=string.printable + "\x00\xff\u0142\\", max_size=12),
)


@settings(max_examples=400, deadline=None)
@given(parts=st.lists(_part, max_size=8), start=st.sampled_from(["/media/made/", "/media/", "/", "//media/made/"]))
def test_no_path_gives_what_is_not_a_made_file(folder, parts, start):
    path = (start + "/".join(parts)).encode("utf-8", "replace").decode("latin-1")
    application = made_files.with_made_files(lambda _environ, begin: begin("404 Not Found", []) or [b""])
    got = Asked(application, path)
    assert got.status == 404 or got.body == CONTENT
    if got.status != 404:
        assert path.startswith(f"/media/made/{SECRET}/")


def test_bytes_come_in_pieces(alone, folder):
    """A ZIP of all templates is not read into memory for each visitor."""
    (folder / "large.zip").write_bytes(CONTENT * 500)
    application = made_files.with_made_files(None)
    environ = {"PATH_INFO": address("large.zip"), "REQUEST_METHOD": "GET"}
    setup_testing_defaults(environ)
    environ["wsgi.file_wrapper"] = lambda file, *_size: [file]
    handed_over = application(environ, lambda *_said: None)
    assert isinstance(handed_over[0], io.BufferedReader)
    handed_over[0].close()
