"""The list of stories: somebody with the same trouble finds those who had it, and nothing is shown that is not public."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from resources.models import StoryIndexPage
from resources.story_filters import story_filters
from tests.resources.reading import STORIES, cards, words

patient = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def _told(place, stages, hard, principles):
    """A story as the filters need it."""
    return SimpleNamespace(
        place_slug=place,
        place=place.upper(),
        stages=stages,
        hard_things=[SimpleNamespace(slug=name, name=name) for name in hard],
        principles_shown=[SimpleNamespace(number=number, plain="Plain") for number in principles],
    )


NAMES = ["place", "stage", "hard", "principle"]
TOLD = [
    _told("a", ["do"], ["low"], [1, 2]),
    _told("a", ["prepare", "do"], [], [2]),
    _told("b", ["review"], ["low", "late"], []),
    _told("c", [], ["late"], [1]),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("place=maryport", ["maryport"]),
        ("stage=review", ["maternity", "copeland-stroke-checks"]),
        ("hard=few-came", ["maryport", "wigton"]),
        ("hard=low-trust", ["maternity", "millom"]),
        ("stage=prepare&hard=not-enough-staff", ["alston", "maternity"]),
        ("place=millom&stage=prepare", []),
        ("principle=12", ["maryport", "millom", "copeland-stroke-checks"]),
        ("principle=12&hard=low-trust", ["millom"]),
    ],
)
def test_a_reader_finds_stories_by_place_stage_and_what_was_hard(read, query, found):
    """Somebody with few people at their meeting finds others who had the same."""
    page = read(f"/stories/?{query}")
    assert cards(page) == found
    if found and len(found) < 6:
        assert words(page.select_one("h2#found")).startswith(f"{len(found)} of 6 stories: ")


@pytest.mark.parametrize(
    "query",
    [
        "place=atlantis",
        "stage=later",
        "hard=%00",
        "place=%FF%FE",
        "hard=" + "x" * 5000,
        "stage=<script>alert(1)</script>",
        "principle=14",
        "principle=1.0",
        "place[]=maryport&stage[$ne]=1&place=%27%20OR%201=1",
    ],
)
def test_a_choice_we_do_not_know_is_answered_politely(client, site_content, query):
    """A mistyped or hostile address shows all stories and never comes back as an error or in the page."""
    response = client.get(f"/stories/?{query}")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert cards(page) == STORIES
    assert "we do not know that choice" in words(page.select_one(".filter-result__unknown"))
    assert b"<script>alert" not in response.content


def test_the_filters_stay_as_the_reader_set_them(read):
    """Without that, a reader changes one filter and loses the other."""
    page = read("/stories/?stage=do&hard=low-trust")
    chosen = {select["name"]: select.find("option", selected=True) for select in page.select(".filter select")}
    assert {name: option["value"] for name, option in chosen.items() if option} == {"stage": "do", "hard": "low-trust"}


def test_every_filter_offers_only_what_finds_something(site_content):
    """A choice that leads to an empty list wastes a reader's time. The number beside it is what will be found."""
    stories = StoryIndexPage.objects.get().stories()
    questions = story_filters(stories, {}).questions
    assert [one.name for one in questions] == NAMES
    for one in questions:
        for option in one.options:
            assert len(story_filters(stories, {one.name: option.value}).found) == option.count > 0, option


@patient
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=12) | st.sampled_from(["a", "do", "low", "1"])))
def test_the_numbers_hold_for_any_other_choice(asked):
    """With other filters set, the number beside a choice is what a reader finds who takes it."""
    filters = story_filters(TOLD, asked)
    chosen = dict(filters.asked)
    for one in filters.questions:
        for option in one.options:
            assert story_filters(TOLD, {**chosen, one.name: option.value}).count == option.count
    for choice, name in zip(filters.chosen, chosen, strict=True):
        others = {other: value for other, value in chosen.items() if other != name}
        assert choice.count == story_filters(TOLD, others).count >= filters.count


def test_the_heading_and_the_title_say_what_was_found(read):
    """The first things that a screen reader says on the new page, and where the form leads."""
    page = read("/stories/?hard=few-came&stage=do")
    assert words(page.select_one("h2#found")) == "2 of 6 stories: Do, Few people came"
    assert page.title.get_text().strip().startswith("Do, Few people came: ")
    assert words(read("/stories/").select_one("h2#found")) == "All stories: 6"


def test_an_empty_list_says_what_could_be_left_out(read):
    """Somebody who asked for too much at once is not sent away."""
    page = read("/stories/?place=millom&stage=prepare")
    ways = {link["href"]: words(link) for link in page.select(".filter-nothing a")}
    assert ways["/stories/?stage=prepare"] == "Without Place (Millom): 4"
    assert ways["/stories/?place=millom"] == "Without Stage of the work (Prepare): 1"
    assert ways["/stories/"] == "Show everything: 6"
    for address in ways:
        assert cards(read(address))


def test_drafts_and_private_stories_are_not_listed(read, alston):
    """What is not published, or is kept for some, must not leak through the list or the other stories."""
    alston.unpublish()
    PageViewRestriction.objects.create(page=Page.objects.get(slug="wigton"), restriction_type="login")
    assert cards(read("/stories/")) == ["maryport", "maternity", "millom", "copeland-stroke-checks"]
    assert not {"alston", "wigton"} & set(cards(read("/stories/copeland-stroke-checks/")))
