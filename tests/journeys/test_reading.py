"""What a reader does, with JavaScript off as well."""

import re

import pytest

both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
TOP = ["What it is", "Get involved", "Learn", "Tools", "Stories", "Progress"]


@both
def test_the_menu_leads_to_the_six_parts_on_a_phone(visit, javascript):
    for name in TOP:
        window = visit(360, javascript=javascript)
        window.open("/")
        link = window.page.get_by_role("banner").get_by_role("link", name=name, exact=True)
        if not link.is_visible():
            window.page.get_by_role("banner").get_by_role("button", name=re.compile("Menu|More", re.I)).click()
        link.click()
        window.page.wait_for_load_state()
        assert window.page.get_by_role("heading", level=1).count() == 1
        assert window.page.locator("header [aria-current]").first.is_visible() or javascript


@both
def test_the_three_doors_open(visit, javascript):
    window = visit(360, javascript=javascript)
    window.open("/")
    for name in ("I want a say", "I work in health or care", "I run a group"):
        window.open("/")
        window.page.get_by_role("main").get_by_role("link", name=re.compile(name)).first.click()
        window.page.wait_for_load_state()
        assert window.page.url != window.base + "/"
        assert window.page.get_by_role("heading", level=1).is_visible()


@both
def test_searching_finds_and_helps(visit, javascript):
    window = visit(360, javascript=javascript)
    window.open("/")
    box = window.page.get_by_role("searchbox").first
    if not box.is_visible():
        window.open("/search/")
        box = window.page.get_by_role("main").get_by_role("searchbox")
    box.fill("principles")
    box.press("Enter")
    window.page.wait_for_url("**/search/?q=principles")
    assert (
        window.page.get_by_role("main").get_by_role("link", name=re.compile("13 .*principles", re.I)).first.is_visible()
    )


@both
def test_a_module_is_read_from_its_first_step_to_its_last(visit, javascript):
    window = visit(360, javascript=javascript)
    window.open("/learn/")
    window.page.get_by_role("main").get_by_role("link", name=re.compile("Goalposts")).first.click()
    window.page.wait_for_load_state()
    window.page.get_by_role("main").get_by_role("button", name=re.compile("^Start", re.I)).first.click()
    window.page.wait_for_load_state()
    seen = [window.page.url]
    while not window.page.url.endswith("/result/"):
        # A question is left out: reading asks nothing of anybody.
        onwards = window.page.locator(".onward__link--next, .asking__ways a:last-child").first
        onwards.click()
        window.page.wait_for_load_state()
        assert window.page.url not in seen
        seen.append(window.page.url)
    assert len(seen) >= 8
    assert window.context.cookies() == []
    assert window.faults == []


def test_the_skip_link_is_the_first_thing_and_works(visit):
    window = visit()
    window.open("/what-it-is/")
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    window.page.keyboard.press("Enter")
    assert window.page.evaluate("location.hash") == "#maincontent"


@both
def test_an_expander_opens(visit, javascript):
    window = visit(javascript=javascript)
    window.open("/what-it-is/levels/")
    details = window.page.locator("main details").first
    details.locator("summary").click()
    assert details.get_attribute("open") is not None
