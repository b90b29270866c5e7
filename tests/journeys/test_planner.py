"""Somebody fills in the planner in a real browser and takes it home. Lost if these fail: their words, or their way to the end."""

from pathlib import Path

import pytest

from tests.journeys.walking import Walk
from tests.resources.filled import text_of

PLANNER = "/tools/planner/fill-in/"
ARABIC = "مقعد بجانب النهر"


def walk(visit, width, javascript, address=PLANNER):
    found = Walk(visit(width, javascript=javascript), javascript)
    found.open(address)
    return found


def take(person, name):
    """The words of the file that a button gives."""
    with person.page.expect_download() as found:
        person.page.get_by_role("button", name=name).click()
    return text_of(Path(found.value.path()).read_bytes())


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (360, True), (1280, True)])
def test_the_planner_is_filled_in_and_taken_home(visit, width, javascript):
    person = walk(visit, width, javascript)
    page = person.page
    page.get_by_label("What we call our idea").fill("The bench")
    page.get_by_role("group", name="Started on").get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Year").fill("2027")
    page.get_by_label("What do we want to make better?").fill(f"Nowhere to sit.\n{ARABIC}")
    person.press("Next: Plan")
    assert person.heading() == "Think" and person.says("must be a date that exists")
    page.get_by_label("Day").fill("28")
    person.press("Next: Plan")
    first = page.get_by_role("group", name="Row 1")
    first.get_by_label("Name").fill("Sam")
    first.get_by_label("Job").fill("Ask the council")
    person.press("Next: Reflect")
    page.get_by_label("OK", exact=True).check()
    page.get_by_label("Why?").fill("It rained")
    person.press("Back: Plan")
    assert page.get_by_label("Job").first.input_value() == "Ask the council"
    page.get_by_label("Job").first.fill("Ask the parish council")
    person.press("Next: Reflect")
    assert page.get_by_label("OK", exact=True).is_checked()
    person.press("Finish: see it all and download it")
    assert (
        person.heading() == "Our planner" and person.says("Ask the parish council") and person.says("28 February 2027")
    )
    person.press("Change Think")
    page.get_by_label("What we call our idea").fill("The long bench")
    person.press("Finish now and download it")
    typed = ["The long bench", "28 February 2027", "Nowhere to sit.", "Sam", "Ask the parish council", "It rained"]
    for name in ("OpenDocument", "Word", "PDF"):
        text = take(person, f"Download: {name}")
        assert [words for words in typed if words not in text] == [], name
        assert name == "PDF" or ARABIC in text
    assert person.window.context.cookies() == [] and person.window.elsewhere == [] and person.window.messages == []
    assert page.url.endswith("/finished/") and "?" not in page.url


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (1280, False)])
def test_terms_of_reference_and_scope_card_go_the_same_way(visit, width, javascript):
    person = walk(visit, width, javascript, "/tools/terms-of-reference/fill-in/")
    person.page.get_by_label("Name of the group").fill("The Solway group")
    person.press("Next: In scope and out of scope")
    person.page.get_by_role("group", name="Row 1").get_by_label("We work on", exact=True).fill("Opening times")
    person.press("Finish now and download it")
    text = take(person, "Download: OpenDocument")
    assert "The Solway group" in text and "Opening times" in text
    person = walk(visit, width, javascript, "/tools/scope-card/fill-in/")
    person.page.get_by_label("No, but it can advise").check()
    person.press("Finish: see it all and download it")
    assert "No, but it can advise" in take(person, "Download: PDF")


def test_words_are_kept_on_the_device_only_when_asked_and_can_be_deleted(visit):
    person = walk(visit, 360, True)
    page = person.page
    stored = "() => Object.keys(localStorage).filter(name => name.startsWith('fill-in:')).length"
    page.get_by_label("What we call our idea").fill("The bench")
    assert page.evaluate(stored) == 0
    page.get_by_role("button", name="Keep my words on this device").click()
    assert page.evaluate(stored) == 1
    page.get_by_label("Who we are").fill("Sam and Jo")
    person.press("Next: Plan")
    # Another day: an empty form, and the offer to carry on.
    person.open(PLANNER)
    assert page.get_by_label("What we call our idea").input_value() == ""
    page.get_by_role("button", name="Carry on with them").click()
    page.wait_for_load_state()
    person.press("Think") if person.heading() != "Think" else None
    assert page.get_by_label("What we call our idea").input_value() == "The bench"
    assert page.get_by_label("Who we are").input_value() == "Sam and Jo"
    page.get_by_role("button", name="Delete them from this device").click()
    assert page.evaluate(stored) == 0
    person.open(PLANNER)
    assert not page.get_by_role("button", name="Carry on with them").is_visible()


def test_enter_goes_on_and_every_button_is_reached_by_keyboard(visit):
    person = walk(visit, 1280, True)
    person.page.get_by_label("Who we are").fill("Sam")
    person.page.get_by_label("Who we are").press("Enter")
    person.page.wait_for_url(f"**{PLANNER}2/")
    assert person.heading() == "Plan"


def test_the_last_page_prints_as_what_was_written(visit):
    person = walk(visit, 1280, True)
    person.page.get_by_label("Who we are").fill("Sam")
    person.press("Finish now and download it")
    person.page.emulate_media(media="print")
    assert person.page.get_by_text("Sam", exact=True).is_visible()
    assert not person.page.get_by_role("button", name="Print it").is_visible()
