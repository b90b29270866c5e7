"""A kept page: what is sent, to whom, and for how long. Lost if these fail: bytes a browser cannot read, or an old page."""

import gzip
import time
from threading import Thread

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from home import freshness
from site_project.page_cache.kept import HIT, STORED, Memory, Page, _encoding

BODY = ("<p>Co-production is people and staff as equals. " * 60).encode()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Vary", "Cookie"),
    ("ETag", '"django"'),
    ("Content-Length", "5"),
]


def page(body=BODY, *, until=None, marks=(), cookies=()):
    return Page(HEADERS, body, marks=marks, until=until or time.time() + 60, cookies=cookies)


def ask(kept, method="GET", **headers):
    """(status, headers as a dict, body) that `kept` answers."""
    said = []
    environ = {"REQUEST_METHOD": method} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    body = kept.answer(environ, lambda status, found: said.append((status, found)))
    assert len({name.lower() for name, _value in said[0][1]}) == len(said[0][1]), "a header is there twice"
    return said[0][0], dict(said[0][1]), b"".join(body)


@pytest.mark.parametrize(
    ("accepted", "encoding", "open_up"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0.1, gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0", "", bytes),
        ("*", "br", brotli.decompress),
        ("identity", "", bytes),
        ("", "", bytes),
    ],
)
def test_each_browser_gets_what_it_can_read(accepted, encoding, open_up):
    status, headers, body = ask(page(), accept_encoding=accepted)
    assert status == "200 OK"
    assert headers.get("Content-Encoding", "") == encoding
    assert headers["Content-Length"] == str(len(body))
    assert headers["Vary"] == "Accept-Encoding, Cookie"
    assert open_up(body) == BODY


def test_a_browser_that_has_the_page_is_told_so():
    kept = page()
    for accepted in ("br", "gzip", ""):
        tag = ask(kept, accept_encoding=accepted)[1]["ETag"]
        for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            status, headers, body = ask(kept, accept_encoding=accepted, if_none_match=asked)
            assert (status, headers["ETag"], body) == ("304 Not Modified", tag, b"")
            assert "Content-Length" not in headers
    assert ask(kept, if_none_match='"other"')[0] == "200 OK"
    assert ask(page(BODY + b"!"), if_none_match=tag)[0] == "200 OK"


def test_each_encoding_has_an_etag_of_its_own():
    """Or a proxy could answer a browser that knows no Brotli with Brotli."""
    kept = page()
    assert len({ask(kept, accept_encoding=accepted)[1]["ETag"] for accepted in ("br", "gzip", "")}) == 3


def test_head_has_the_headers_alone():
    kept = page()
    assert ask(kept, "HEAD")[1] == ask(kept)[1]
    assert ask(kept, "HEAD")[2] == b""


def test_the_answer_says_where_it_comes_from():
    said = []
    page().answer({"REQUEST_METHOD": "GET"}, lambda _status, headers: said.extend(headers), STORED)
    assert STORED in said
    assert HIT not in said


def test_a_page_holds_until_its_moment_and_no_longer():
    kept = page(until=1000.0)
    assert kept.holds(999.9)
    assert not kept.holds(1000.0)


def test_a_page_holds_until_something_it_shows_changes(db):
    kept = page(marks=freshness.marks((freshness.SITE,)))
    other = page(marks=freshness.marks((freshness.PLACES,)))
    freshness._renew(freshness.SITE)
    assert not kept.holds(0)
    assert other.holds(0)


@given(st.text(max_size=80))
def test_any_accept_encoding_is_read(accepted):
    assert _encoding(accepted) in ("br", "gzip", "")


def test_what_was_not_asked_for_longest_goes_first():
    one = page().size
    memory = Memory(int(one * 4.5))
    for name in "abcd":
        memory.put(name, page())
    assert memory.get("a")
    memory.put("e", page())
    assert [name for name in "abcde" if memory.get(name)] == ["a", "c", "d", "e"]
    assert memory.size == 4 * one


def test_one_large_page_does_not_push_out_all_others():
    memory = Memory(page().size * 5)
    memory.put("small", page())
    memory.put("large", page(bytes(range(256)) * 4000))
    assert memory.get("small")
    assert memory.get("large") is None


def test_the_count_of_bytes_is_right_whatever_threads_do():
    """Lost if this fails: memory that grows until the process is killed, or a cache that ends up keeping nothing."""
    memory, made = Memory(page().size * 6), [page() for _number in range(4)]

    def work(start):
        for number in range(500):
            name = (start + number) % 12
            memory.put(name, made[number % 4])
            memory.get((name + 5) % 12)
            if number % 7 == 0:
                memory.drop(name)

    threads = [Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.size == sum(memory.get(name).size for name in range(12) if memory.get(name))
    assert memory.size <= memory.room
