"""Somebody who looks for a story like theirs, sees it on the map and puts it beside others: with JavaScript and without."""

import re

import pytest

from tests.journeys.walking import Walk

STORIES = "/stories/"
COMPARED = "/stories/compare/"


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def walk(request, visit):
    return Walk(visit(360, javascript=request.param), request.param)


def test_from_a_filter_to_the_stories_side_by_side(walk):
    """On a phone: few came, who else had that? Then those two beside each other, chosen by hand."""
    walk.open(STORIES)
    walk.page.get_by_label("What was hard").select_option("few-came")
    walk.press("Show stories")
    assert walk.page.url.endswith("/stories/?hard=few-came")
    assert walk.page.locator("#found").inner_text() == "2 of 6 stories: Few people came"
    assert walk.page.locator(".story-map__marker").count() == 2
    walk.follow("^Compare stories side by side")
    assert walk.heading() == "Stories side by side"
    walk.page.get_by_text("Choose other stories").click()
    walk.page.get_by_label("Alston", exact=True).uncheck()
    walk.press("Compare")
    assert walk.page.locator(".compare__story").all_inner_texts() == ["Maryport", "Wigton"]
    assert walk.says("What both share")
    walk.page.locator(".compare + p a", has_text="Wigton").click()
    walk.look()
    assert walk.page.url.endswith("/stories/wigton/#sources")


def test_an_empty_list_leads_on(walk):
    walk.open(STORIES + "?place=millom&stage=prepare")
    assert walk.says("No story fits all of these choices")
    walk.follow("^Without Stage of the work")
    assert walk.page.locator(".story-card").count() == 1


def test_a_number_on_the_map_leads_to_its_story(walk):
    walk.open(STORIES)
    walk.page.get_by_role("link", name=re.compile("^5: Millom")).click()
    walk.look()
    assert walk.page.url.endswith("/stories/millom/")


def test_the_map_can_be_used_with_the_keyboard(visit):
    """Each number can be reached, and shows that it is."""
    window = visit(1280)
    window.open(STORIES)
    marker = window.page.locator(".story-map__marker").first
    quiet = marker.locator("circle").evaluate("disc => getComputedStyle(disc).fill")
    window.page.locator(".story-card__link").last.focus()
    window.page.keyboard.press("Tab")
    assert marker.evaluate("link => link === document.activeElement")
    assert marker.locator("circle").evaluate("disc => getComputedStyle(disc).fill") != quiet
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/stories/alston/")


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("address", [STORIES, COMPARED, COMPARED + "?story=millom", STORIES + "?place=alston"])
def test_nothing_is_cut_off_or_out_of_reach(visit, address, width):
    window = visit(width)
    window.open(address)
    assert window.violations() == []
    assert window.sideways() <= 0
    assert window.messages == [] and window.elsewhere == []
    small = window.page.locator(".story-map__disc").evaluate_all(
        "discs => discs.filter(disc => disc.getBoundingClientRect().width < 24).length"
    )
    assert small == 0


def test_on_a_narrow_screen_each_answer_says_whose_it_is(visit):
    """Below each other, three answers without names would be a riddle; beside each other the names stand above."""
    for width, named in ((360, True), (1280, False)):
        window = visit(width)
        window.open(COMPARED)
        assert window.page.locator(".compare__whose").first.is_visible() == named
        assert window.page.get_by_role("table").count() == 2
        assert window.page.get_by_role("rowheader", name="What helped").count() == 1


def test_on_paper_the_stories_stand_side_by_side_on_wide_pages(visit):
    """A4 on its side, the columns kept, nothing to press."""
    window = visit(1280)
    window.open(COMPARED)
    window.page.emulate_media(media="print")
    assert not window.page.locator(".compare-choose").is_visible()
    first, second = (window.page.locator(".compare__story").nth(number).bounding_box() for number in (0, 1))
    assert first["y"] == second["y"] and first["x"] < second["x"]
    pdf = window.page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert any(float(across) > float(down) for across, down in sizes)


def test_the_chart_can_be_seen_in_forced_colours(visit):
    """In colours of the reader's own choosing the bars must not go: they are drawn in the colour of the words."""
    window = visit(1280, forced_colors="active")
    window.open(COMPARED)
    sure = window.page.locator(".bar-chart tbody .bar-chart__sure").first
    words = window.page.locator(".bar-chart__number").nth(1)
    assert sure.evaluate("bar => getComputedStyle(bar).fill") == words.evaluate("each => getComputedStyle(each).color")
