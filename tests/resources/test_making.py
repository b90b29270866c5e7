"""The programs that make files. What is lost here: one bad document, or one bad word, stops everybody's downloads."""

import io
import stat
import tempfile
import time
import zipfile
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from resources.blocks.templates import DocumentBlock
from resources.formats import blocks_html, making
from resources.formats.paper import Paper
from tests.resources.papers import CODES, page_of

HOSTILE = [
    '#panic("no")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.1.0"',
    '#paper-picture("planner/think") \\ \\\\ ',
    "$x^2$ *b* _i_ `raw` @label <label> = heading",
    "</div></body><script>alert(1)</script><img src=file:///etc/passwd>",
    '"><text:p>&amp;&lt;&#0;',
    "\u202e\u2066abc",
    "😀 李小龙 مرحبا שלום",
    "]" * 50 + "[" * 50 + "```" * 5,
    "W" * 500,
]


def paper(words, **more):
    return Paper(title="A title", language="en", html=f"<h1>A title</h1><p>{escape(words)}</p>", **more)


def text_of(made, format):
    if format == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content), strict=True).pages)
    name = "content.xml" if format == "odt" else "word/document.xml"
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        return packed.read(name).decode()


@pytest.mark.parametrize("format", making.TYPES)
@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_commands(format, words):
    """Lost if this fails: whoever fills in a template reads files of the server, or gets none."""
    found = text_of(making.make(paper(words), format), format)
    assert "root:" not in found
    assert "A title" in found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.text(max_size=400), format=st.sampled_from(list(making.TYPES)))
def test_no_text_breaks_a_file(words, format):
    assert making.make(paper(words), format).content


@pytest.mark.parametrize("format", making.TYPES)
def test_a_text_from_right_to_left(format):
    made = making.make(Paper(title="خطة", language="ar", html="<h1>خطة</h1><p>نعمل معا</p>"), format)
    if format == "pdf":
        assert PdfReader(io.BytesIO(made.content)).trailer["/Root"]["/Lang"] == "ar"
    else:
        assert "نعمل معا" in text_of(made, format)


@pytest.mark.parametrize(("size", "points"), [("a4", (595, 842)), ("a4-wide", (842, 595)), ("a3-wide", (1191, 842))])
def test_the_paper_has_its_size(size, points):
    sheet = PdfReader(io.BytesIO(making.make(paper("x", size=size), "pdf").content)).pages[0].mediabox
    assert (round(sheet.width), round(sheet.height)) == points


# Faults --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A function that puts a shell script in the place of pandoc."""

    def put(script):
        path = tmp_path / "pandoc"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(making.pypandoc, "get_pandoc_path", lambda: str(path))
        making._reference.cache_clear()

    yield put
    making._reference.cache_clear()


def left_behind():
    return {path.name for path in Path(tempfile.gettempdir()).glob("paper-*")}


def test_a_program_that_hangs_is_stopped_with_all_it_began(program, monkeypatch, tmp_path):
    """Lost if this fails: a web process waits for ever, and the next, until nobody is served."""
    monkeypatch.setattr(making, "TIME_LIMIT_SECONDS", 0.5)
    program(f"sleep 61.5 & echo $! > {tmp_path}/child; sleep 61.5")
    before, started = left_behind(), time.monotonic()
    with pytest.raises(making.MakingFailed, match="pandoc took longer"):
        making.make(paper("x"), "odt")
    assert time.monotonic() - started < 10
    assert left_behind() <= before
    child = int((tmp_path / "child").read_text())
    for _attempt in range(100):
        if not Path(f"/proc/{child}/stat").exists() or Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        raise AssertionError("what the program began still runs")


@pytest.mark.parametrize("script", ["exit 97", "kill -9 $$", "kill -SEGV $$", "head -c 0 /dev/null; exit 1"])
@pytest.mark.parametrize("format", making.TYPES)
def test_a_program_that_crashes_says_which_and_nothing_of_the_words(program, script, format):
    program(script)
    with pytest.raises(making.MakingFailed) as problem:
        making.make(paper("a secret word"), format)
    assert str(problem.value).startswith("pandoc stopped with") and "secret" not in str(problem.value)


def test_a_program_that_gives_nothing_gives_no_file(program):
    program("cat > /dev/null; exit 0")
    with pytest.raises(making.MakingFailed):
        making.make(paper("x"), "odt")


def test_a_program_that_is_not_there(monkeypatch):
    monkeypatch.setattr(making.pypandoc, "get_pandoc_path", lambda: "/nowhere/pandoc")
    making._reference.cache_clear()
    with pytest.raises(making.MakingFailed, match="No such file"):
        making.make(paper("x"), "docx")


def test_a_layout_that_is_not_there_gives_no_file():
    with pytest.raises(making.MakingFailed):
        making.make(paper("x", layout="no-such-layout"), "pdf")


def test_nobody_waits_longer_than_they_have_to(settings, monkeypatch, tmp_path):
    """Every turn is taken: whoever comes hears so, and is let in as soon as one is free."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(making, "WAIT_SECONDS", 0.2)
    with making.turn(), making.turn(), pytest.raises(making.Busy):
        making.make(paper("x"), "odt")
    assert making.make(paper("x"), "odt").content


# What no file can show ---------------------------------------------------------------------------------------------------


def test_every_kind_of_block_can_be_drawn():
    """Lost if this fails: an editor uses a new kind of block, and the files lack what is in it."""
    kinds = set(DocumentBlock().child_blocks) | set(
        DocumentBlock().child_blocks["section"].child_blocks["content"].child_blocks
    )
    assert kinds == blocks_html.DRAWN


@pytest.mark.parametrize("format", making.TYPES)
def test_a_block_that_cannot_be_drawn_makes_no_file_that_lacks_it(format):
    with pytest.raises(making.MakingFailed, match="video"):
        making.make(paper("x", undrawn=("video",)), format)


@pytest.mark.parametrize("format", making.TYPES)
def test_a_program_that_wants_all_the_memory_gets_little(format, monkeypatch):
    """Lost if this fails: one document takes the machine's memory, and with it the site."""
    monkeypatch.setattr(making, "_MEMORY", "1m")
    with pytest.raises(making.MakingFailed, match="pandoc stopped"):
        making.make(paper("x" * 3_000_000), format)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", CODES)
def test_the_same_page_gives_the_same_paper(site_content, slug):
    """Lost if this fails: every look at a page makes its files anew."""
    first, second = page_of(slug).as_paper(), page_of(slug).as_paper()
    assert first.digest == second.digest
