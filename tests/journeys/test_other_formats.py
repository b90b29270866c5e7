"""Somebody asks for a page in another format in a real browser, with and without JavaScript, and staff answer."""

import re

import pytest

from tests.journeys.walking import Walk


@pytest.mark.parametrize(("javascript", "width"), [(True, 360), (True, 1280), (False, 360)])
def test_somebody_asks_for_large_print(visit, javascript, width):
    """From the foot of a page to the day of the answer. Lost if this fails: whoever cannot read the page cannot say so."""
    walk = Walk(visit(width=width, javascript=javascript), javascript)
    page = walk.page
    walk.open("/what-it-is/principles/")
    title = walk.heading()
    page.get_by_role("link", name="Ask for this page in another format or language").click()
    walk.look()
    assert walk.says(title)
    # Nothing is filled in yet: each box says what to do, and the summary leads there.
    walk.press("Send my request")
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Choose a format").click()
    assert page.evaluate("document.activeElement.id") == "id_kind"
    page.get_by_label("Large print").check()
    size = page.get_by_label("Which size of print?")
    assert size.is_visible()
    # What belongs to other choices is out of the way.
    assert not page.get_by_label("Which language?").is_visible()
    page.get_by_label("Phone call").check()
    page.get_by_label("Your phone number").fill("ask my son")
    page.get_by_label("You may use what I wrote here").check()
    walk.press("Send my request")
    assert walk.says("Enter the size of print you need")
    assert walk.says("Enter a phone number, like 01228 123456")
    assert page.get_by_label("Your phone number").input_value() == "ask my son"
    assert page.get_by_label("Large print").is_checked()
    size.fill("24 point")
    page.get_by_label("Your phone number").fill("01228 123456")
    walk.press("Send my request")
    assert walk.heading() == "We have your request"
    assert re.search(r"Your reference [0-9A-Z]{4}-[0-9A-Z]{4}", " ".join(page.locator("main").inner_text().split()))
    assert walk.says("We delete it 90 days after our answer")
    assert "01228 123456" not in page.locator("main dl.formats-facts").inner_text()
    page.get_by_text("Take my request back and delete it now").click()
    walk.look()
    walk.press("Delete it")
    assert walk.heading() == "What you wrote is deleted"
    assert not walk.window.elsewhere
    assert not walk.window.faults
    assert not page.context.cookies()


def test_with_the_keyboard_alone(visit):
    """Lost if this fails: whoever uses no mouse."""
    window = visit()
    page = window.page
    window.open("/formats/ask/")
    page.get_by_label("Which page or document do you need?").focus()
    page.keyboard.type("The planner")
    page.keyboard.press("Tab")
    for _number in range(7):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("A film with signs and captions")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("a@example.net")
    for _number in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/formats/ask/*.*/")
    assert page.get_by_role("heading", level=1).inner_text() == "We have your request"


def test_at_four_times_the_size_nothing_is_cut_off(visit):
    """WCAG 1.4.10: 1280 pixels at 400 % are 320."""
    window = visit(width=320)
    window.open("/formats/ask/")
    window.page.get_by_label("Post", exact=True).check()
    assert window.sideways() <= 0
