"""A kept page goes to gunicorn in one piece. Lost if these fail: an answer that browsers read differently, or not at all."""

import socket
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.http.wsgi import Response

from site_project.page_cache import at_once
from tests.site_project.test_page_memory import ask, page


def sent(kept, version=(1, 1), close=False, plainly=False):
    """The bytes that gunicorn puts on the wire for a kept page; `plainly`: headers one by one."""
    here, there = socket.socketpair()
    request = SimpleNamespace(version=version, method="GET", should_close=lambda: close)
    response = Response(request, here, Config())
    start = response.start_response
    body = kept.answer({"REQUEST_METHOD": "GET"}, (lambda *said: start(*said)) if plainly else start)
    for part in body:
        response.write(part)
    response.close()
    here.close()
    with there:
        found = b""
        while part := there.recv(65536):
            found += part
    head, _empty, body = found.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Date:")]
    return lines, body


@pytest.mark.parametrize("version", [(1, 0), (1, 1)])
@pytest.mark.parametrize("close", [True, False])
def test_the_bytes_are_those_that_gunicorn_makes_of_single_headers(version, close):
    kept = page()
    at_once_bytes, plain_bytes = sent(kept, version, close), sent(kept, version, close, plainly=True)
    assert at_once_bytes == plain_bytes
    assert len(at_once_bytes[0]) == 8
    assert ask(kept)[2] == at_once_bytes[1]


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "a\rb"])
def test_a_header_with_a_line_end_is_refused(value):
    with pytest.raises(ValueError, match="line end"):
        at_once.joined([("X-First", "1"), ("X-Second", value)])


def test_another_server_gets_the_headers_one_by_one():
    assert at_once.start(lambda *_said: None, ("X", "1"), 1) is False
