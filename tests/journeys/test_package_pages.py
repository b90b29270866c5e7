"""The page in a package: for everybody, with a keyboard, a phone, a screen reader, or without scripts."""

import pytest

from tests.journeys.packages import Learner, system_fixture, violations, window_fixture  # noqa: F401 (fixtures)
from tests.training import packed
from training.packages import scorm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("width", [360, 1280])
def test_every_screen_is_accessible_and_fits(site_content, system, window, width):
    """Lost if this fails: staff who use a screen reader, or a phone, are shut out of the training."""
    system.load(scorm.build(packed.every_kind(pass_percent=80)))
    page = window(width=width)
    page.goto(f"{system.url}/package/index.html")
    learner = Learner(page)
    found = {"start": violations(page)}
    last = page.evaluate("document.querySelectorAll('[data-screen]').length - 1")
    while learner.place < last:
        learner.on()
        found[f"screen {learner.place}"] = violations(page)
        if learner.shown:
            learner.press("Check my answer")
            found[f"fault {learner.shown}"] = violations(page)
            learner.answer(int(learner.shown) % 2 == 0)
            found[f"answered {learner.shown}"] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) > 18


def test_it_can_be_done_with_the_keyboard_alone(site_content, system, window):
    """Lost if this fails: whoever uses no mouse cannot finish."""
    system.load(scorm.build(packed.module(packed.step("One", packed.text(), packed.single()), pass_percent=80)))
    page = window()
    page.goto(f"{system.url}/package/index.html")
    Learner(page)

    def tab_to(words):
        for _press in range(25):
            page.keyboard.press("Tab")
            text = page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()")
            if text == words:
                return
        raise AssertionError(f"{words} is not reached")

    tab_to("Start")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "One"
    tab_to("Check my answer")
    page.keyboard.press("Enter")
    assert "There is a problem" in page.evaluate("document.activeElement.textContent")
    tab_to("Choose an answer")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    tab_to("Check my answer")
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Right")
    assert "About Yes." in focused
    tab_to("Continue")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "You have reached the end"
    assert page.inner_text("#score") == "1 of 1 questions right"


def test_without_javascript_all_can_be_read(site_content, system, window):
    system.load(scorm.build(packed.every_kind()))
    page = window(java_script_enabled=False)
    page.goto(f"{system.url}/package/index.html")
    words = page.inner_text("body")
    assert "JavaScript is off in this browser" in words
    assert all(f"Question {number} of 6" in words for number in range(1, 7))
    assert page.locator("details[data-full] summary:visible").count() == 6
    assert not page.get_by_role("button", name="Check my answer").first.is_visible()
