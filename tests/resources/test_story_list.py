"""The list of stories: somebody with the same trouble finds those who had it, and nothing is shown that is not public."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page, PageViewRestriction

from resources.models import StoryIndexPage
from resources.models.stories import StoryFilters
from tests.resources.reading import STORIES, cards, words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("place=maryport", ["maryport"]),
        ("stage=review", ["maternity", "copeland-stroke-checks"]),
        ("hard=few-came", ["maryport", "wigton"]),
        ("hard=low-trust", ["maternity", "millom"]),
        ("stage=prepare&hard=not-enough-staff", ["alston", "maternity"]),
        ("place=millom&stage=prepare", []),
        ("place=&stage=&hard=", STORIES),
    ],
)
def test_a_reader_finds_stories_by_place_stage_and_what_was_hard(read, query, found):
    """Somebody with few people at their meeting finds others who had the same."""
    page = read(f"/stories/?{query}")
    assert cards(page) == found
    if found and len(found) < 6:
        assert f"{len(found)} stor" in words(page.select_one(".story-count"))


@pytest.mark.parametrize(
    "query",
    [
        "place=atlantis",
        "stage=later",
        "hard=%00",
        "place=%FF%FE",
        "hard=" + "x" * 5000,
        "stage=<script>alert(1)</script>",
        "place[]=maryport&stage[$ne]=1&place=%27%20OR%201=1",
    ],
)
def test_a_choice_we_do_not_know_is_answered_politely(client, site_content, query):
    """A mistyped or hostile address shows all stories and never comes back as an error or in the page."""
    response = client.get(f"/stories/?{query}")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert cards(page) == STORIES
    assert "We do not know that choice" in words(page.select_one(".story-count"))
    assert b"<script>alert" not in response.content


def test_the_filters_stay_as_the_reader_set_them(read):
    """Without that, a reader changes one filter and loses the other."""
    page = read("/stories/?stage=do&hard=low-trust")
    chosen = [select.find("option", selected=True)["value"] for select in page.select(".story-filter select")]
    assert chosen == ["", "do", "low-trust"]


def test_every_filter_offers_only_what_finds_something(site_content):
    """A choice that leads to an empty list wastes a reader's time."""
    stories = StoryIndexPage.objects.get().stories()
    filters = StoryFilters(stories, {})
    for name, options in (("place", filters.places), ("stage", filters.stages), ("hard", filters.hard_things)):
        for value, _label in options:
            assert StoryFilters(stories, {name: value}).found, (name, value)


def test_drafts_and_private_stories_are_not_listed(read, alston):
    """What is not published, or is kept for some, must not leak through the list or the other stories."""
    alston.unpublish()
    PageViewRestriction.objects.create(page=Page.objects.get(slug="wigton"), restriction_type="login")
    assert cards(read("/stories/")) == ["maryport", "maternity", "millom", "copeland-stroke-checks"]
    assert not {"alston", "wigton"} & set(cards(read("/stories/copeland-stroke-checks/")))
