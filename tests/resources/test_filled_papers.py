"""The files of a filled-in template, and what happens when none comes. Lost here: an evening's words, or the site to a robot."""

import stat
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from resources import filled_papers
from resources.filling_in import Filled, Online
from resources.formats import making
from resources.typed_words import Words
from tests.resources.filled import HERE, PLANNER, Person, text_of
from tests.resources.papers import page_of

SECRET = "Nobody may keep this 4711"


@pytest.fixture
def person(client, site_content):
    return Person(client)


def left_behind():
    return {path.name for path in Path(tempfile.gettempdir()).glob("paper-*")}


# Ticks and their notes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", making.TYPES)
def test_a_note_beside_a_ticked_item_is_in_every_file(client, site_content, format):
    """In the first group and in a later one, with and without its tick: they are counted through all groups."""
    page = page_of("accessible-event-checklist")
    page.online = Online.PAGE
    page.save_revision().publish()
    person = Person(client, page.fill_in_url())
    name = next(field for field in person.fields() if "-note-" in field).partition("-")[0]
    person.press_with("Finish", {
        f"{name}-tick": ["0", "9"], f"{name}-note-0": "Sam rang the hall", f"{name}-note-9": "Jo asks on Monday",
        f"{name}-note-4": "not yet, no loop",
    })  # fmt: skip
    wanted = ["Sam rang the hall", "Jo asks on Monday", "not yet, no loop"]
    assert [words for words in wanted if words not in person.words()] == []
    text = text_of(person.press("Download: " + str(filled_papers.documents.NAMES[format])).response.content)
    assert [words for words in wanted if words not in text] == []
    assert text.count("☒") == 2 or format != making.ODT
    assert "Sam rang" not in person.client.get(page.url).content.decode()


# Characters that no font of ours has ---------------------------------------------------------------------------------


def test_who_writes_what_the_pdf_cannot_show_is_told_what_can(person):
    person.press("Finish now", what="ספסל 🪑")
    said = person.soup.select_one(".fill-take__missing").get_text()
    assert "🪑" in said and "Word" in said and "OpenDocument" in said and "print" in said
    assert "🪑" in text_of(person.press("Download: Word").response.content)


# A robot -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch):
    """A maker that only counts. Gives the function that says how often it was asked."""
    made = []
    monkeypatch.setattr(making, "make", lambda paper, format: made.append(format) or making.Made(b"%PDF-1.7"))
    return lambda: len(made)


def test_of_a_thousand_files_that_a_robot_asks_for_no_more_than_the_limit_are_made(client, site_content, counted):
    filled, refused = Filled(page_of("planner"), Words({"what": "A bench"})), 0
    for number in range(1_000):
        try:
            filled_papers.make(filled, filled_papers.FORMATS[number % 3], "192.0.2.7")
        except filled_papers.TooOften:
            refused += 1
    assert (counted(), refused) == (filled_papers.MOST, 1_000 - filled_papers.MOST)
    # Somebody else is served.
    assert filled_papers.make(filled, making.PDF, "192.0.2.8")
    robot = client.post(f"{PLANNER}finished/pdf/", {"what": "A bench"}, headers=HERE, REMOTE_ADDR="192.0.2.7")
    assert (robot.status_code, robot["Retry-After"], counted()) == (429, "600", filled_papers.MOST + 1)
    assert b"A bench" in robot.content and b"Too many files" in robot.content


def test_a_person_among_too_many_is_told_to_wait_and_loses_nothing(person, counted, monkeypatch):
    monkeypatch.setattr(filled_papers, "MOST", 5)
    person.press("Finish now", what="A bench")
    data = person.fields()
    statuses = [person.client.post(f"{PLANNER}finished/pdf/", data, headers=HERE).status_code for _time in range(9)]
    assert statuses == [200] * 5 + [429] * 4
    assert counted() == 5
    person.press("Download: PDF")
    assert "Too many files" in person.words() and "A bench" in person.words() and "print this page" in person.words()
    assert person.press("Change Think").fields()["what"] == ["A bench"]


# A maker in trouble --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        (making.MakingFailed("stopped with -11"), "could not be made"),
        (making.MakingFailed("took longer than 10 seconds"), "could not be made"),
        (OSError(28, "No space left on device"), "could not be made"),
    ],
)
@pytest.mark.parametrize("words", ["Download: PDF", "Download: OpenDocument", "Download: Word"])
def test_a_maker_that_fails_keeps_all_words_and_offers_the_rest(person, monkeypatch, caplog, fault, title, words):
    def fail(*_paper):
        raise fault

    if isinstance(fault, OSError):
        monkeypatch.setattr(making.tempfile, "TemporaryDirectory", lambda **_options: fail())
    else:
        monkeypatch.setattr(making, "make_now", fail)
    person.press("Finish now", what=SECRET).press(words)
    assert person.response.status_code == 503 and person.response["Retry-After"]
    assert person.response["Cache-Control"] == "no-store, private"
    assert title in person.words() and SECRET in person.words()
    assert person.soup.title.get_text().startswith("Error: ")
    assert len(person.form.select(".fill-take__ways button[type=submit]")) == 3
    assert SECRET not in caplog.text
    # As soon as it is mended, the same page gives the file.
    monkeypatch.undo()
    assert SECRET in text_of(person.press("Download: Word").response.content)


@pytest.mark.parametrize("script", ["kill -SEGV $$", "exit 97", "sleep 61.5"])
def test_a_program_that_crashes_or_hangs_leaves_the_other_format(person, monkeypatch, tmp_path, script):
    """The real road with a broken pandoc. The planner's PDF does not go through it, and is given still."""
    path = tmp_path / "pandoc"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    making._reference(making.ODT, "a3-wide", "ltr")
    monkeypatch.setattr(making.pypandoc, "get_pandoc_path", lambda: str(path))
    before = left_behind()
    person.press("Finish now", what=SECRET)
    with monkeypatch.context() as short:
        short.setattr(making, "TIME_LIMIT_SECONDS", 0.5)
        person.press("Download: OpenDocument")
    assert person.response.status_code == 503 and SECRET in person.words()
    assert left_behind() <= before
    assert SECRET in text_of(person.press("Download: PDF").response.content)


def test_when_everybody_makes_files_at_once_the_next_is_told_so(person, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(making, "WAIT_SECONDS", 0.1)
    person.press("Finish now", what=SECRET)
    with ExitStack() as others:
        for _turn in range(making.AT_ONCE):
            others.enter_context(making.turn())
        person.press("Download: PDF")
    assert (person.response.status_code, person.response["Retry-After"]) == (503, "30")
    assert "Many people" in person.words() and SECRET in person.words()
    assert SECRET in text_of(person.press("Download: PDF").response.content)


def test_a_maker_that_hangs_is_stopped_and_leaves_nothing(person, monkeypatch, tmp_path):
    """The real programs, stopped at once: nothing of what was written is left on the disk."""
    monkeypatch.setattr(making, "TIME_LIMIT_SECONDS", 0.001)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    person.press("Finish now", what=SECRET).press("Download: OpenDocument")
    assert person.response.status_code == 503 and SECRET in person.words()
    assert list(Path(tmp_path).rglob("*")) == []
