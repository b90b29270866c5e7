"""Stories side by side: what stands there is what the stories say. Lost otherwise: a fair comparison of towns."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from resources.comparison import LEAST, MOST, QUESTIONS, Choice, Comparison
from resources.models import StoryIndexPage, StoryPage
from tests.resources.reading import STORIES, words

patient = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
TOWNS = ["alston", "maryport", "wigton"]


def columns(page):
    return [link["href"].strip("/").split("/")[-1] for link in page.select(".compare__story a")]


def cells(page, question):
    row = next(row for row in page.select(".compare__row") if words(row.th) == question)
    for name in row.select(".compare__whose"):
        name.decompose()
    return [words(cell) for cell in row.select("td")]


def ask(*slugs):
    return "/stories/compare/?" + urlencode([("story", slug) for slug in slugs])


# Which stories ------------------------------------------------------------------------------------------


def test_the_three_towns_stand_side_by_side(read):
    assert columns(read("/stories/compare/")) == TOWNS


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (["millom", "maternity"], ["millom", "maternity"]),
        (["wigton", "alston", "millom", "maryport"], ["wigton", "alston", "millom", "maryport"]),
        (["millom"], ["millom", *TOWNS]),
        (["alston"], TOWNS),
        (["maryport", "maryport"], ["maryport", "alston", "wigton"]),
        (["atlantis", "millom", "wigton"], ["millom", "wigton"]),
        (["atlantis"], TOWNS),
        ([*STORIES], STORIES[:MOST]),
    ],
)
def test_a_reader_chooses_two_to_four(read, asked, shown):
    """In the order of the address; one alone is put beside the usual ones."""
    page = read(ask(*asked))
    assert columns(page) == shown
    ticked = {box["value"] for box in page.select(".compare-form input[checked]")}
    assert ticked == set(shown)


def test_what_could_not_be_done_is_said(read):
    assert "Up to 4 stories fit" in words(read(ask(*STORIES)).select_one(".compare-problem"))
    assert "left out what we do not know" in words(read(ask("atlantis", "millom")).select_one(".compare-problem"))
    assert not read(ask("millom", "alston")).select(".compare-problem")


@patient
@given(st.lists(st.sampled_from([*STORIES, "", "x" * 4000, "<script>", "\x00"]) | st.text(max_size=20), max_size=12))
def test_any_address_gives_two_to_four_different_stories(asked):
    stories = [SimpleNamespace(pk=number, slug=slug) for number, slug in enumerate(STORIES)]
    choice = Choice(stories, [0, 1, 2], asked)
    assert LEAST <= len(choice.stories) <= MOST
    assert len({story.pk for story in choice.stories}) == len(choice.stories)


@pytest.mark.parametrize(
    "query", ["story=%00", "story=%FF", "story[]=millom", "story=" + "x" * 5000, "story=<script>alert(1)"]
)
def test_a_hostile_address_is_answered_politely(client, site_content, query):
    response = client.get(f"/stories/compare/?{query}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert columns(BeautifulSoup(response.content, "html.parser")) == TOWNS


def test_an_editor_chooses_which_and_in_which_order(read):
    page = StoryIndexPage.objects.get()
    ids = {story.slug: story.pk for story in StoryPage.objects.all()}
    page.compared = [("story", StoryPage.objects.get(pk=ids[slug])) for slug in ("millom", "alston")]
    page.save_revision().publish()
    assert columns(read("/stories/compare/")) == ["millom", "alston"]
    page.compared = []
    page.save_revision().publish()
    assert columns(read("/stories/compare/")) == STORIES[:3]


def test_drafts_are_not_compared(read, alston):
    """What is taken down must not live on beside others."""
    alston.unpublish()
    assert columns(read("/stories/compare/")) == ["maryport", "wigton"]
    assert "alston" not in columns(read(ask("alston", "millom")))


def test_with_one_story_left_the_page_says_so(read):
    for story in StoryPage.objects.exclude(slug="wigton"):
        story.unpublish()
    assert "There are not two stories yet" in words(read("/stories/compare/").main)
    assert not read("/stories/").select(".story-ways")
    assert not read("/stories/wigton/").select(".story-compare")


def test_no_story_takes_the_address(alston):
    alston.slug = "compare"
    with pytest.raises(ValidationError, match="cannot have the address"):
        alston.full_clean()


# What stands there ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "selector"),
    [
        ("Who was in the group", ".members"),
        ("What helped", "#helped ~ .points"),
        ("What was hard", "#hard ~ .points"),
        ("What happened", "#happened ~ .points"),
        ("What is not known", "#not-known ~ .points"),
        ("How many people took part", ".turnout"),
    ],
)
@pytest.mark.parametrize("asked", [TOWNS, ["millom", "maternity", "copeland-stroke-checks"]])
def test_each_answer_is_what_the_story_says(read, question, selector, asked):
    """The same facts, all of them: nothing is retold for the comparison."""
    for slug, cell in zip(asked, cells(read(ask(*asked)), question), strict=True):
        assert words(read(f"/stories/{slug}/").select_one(selector)) in cell


def test_place_time_and_dates_are_those_of_the_story(read):
    page = read("/stories/compare/")
    for slug, place, when, dates in zip(
        TOWNS, cells(page, "Place"), cells(page, "When"), cells(page, "Key dates"), strict=True
    ):
        story = StoryPage.objects.get(slug=slug)
        assert (place, when) == (story.place, story.when)
        for entry in story.key_dates:
            assert f"{entry.value['date_text']} {entry.value['title']}" in dates


def test_what_is_not_known_is_said_and_no_cell_is_empty(read):
    """A blank would leave the reader to guess."""
    page = read(ask("alston", "copeland-stroke-checks"))
    assert cells(page, "Level of involvement")[1] == "Not known"
    StoryPage.objects.filter(slug="alston").update(members="[]", what_helped="[]", turnouts="[]", key_dates="[]")
    page = read(ask("alston", "copeland-stroke-checks"))
    for question in ("Who was in the group", "What helped", "How many people took part", "Key dates"):
        assert cells(page, question)[0] == "Not known"
    assert len([cell for cell in page.select(".compare__answer") if words(cell)]) == 2 * len(QUESTIONS)


def test_what_all_share_is_in_every_one_of_them(read):
    """Nothing is concluded: each line stands in each story, in the same words."""
    shared = read("/stories/compare/").select_one(".compare-shared")
    assert words(shared.h2) == "What all 3 share"
    found = {
        words(item.dt): [words(word) for word in item.select("dd li")] or [words(item.dd)]
        for item in shared.select("dl > div")
    }
    assert found["In every group"] == [
        "Community Representatives",
        "Cumbria Partnership NHS Foundation Trust",
        "Cumbria County Council",
    ]
    assert found["What was hard"] == ["The main decision was already made"]
    assert "8 March 2017: The decision to close the beds is presented" in found["Key dates"]
    assert words(read(ask("alston", "maryport")).select_one(".compare-shared h2")) == "What both share"


def test_stories_with_nothing_in_common_have_no_such_part():
    empty = {key: [] for key in ["members", "key_dates", "what_helped", "what_happened", "not_known", "hard_things"]}
    stories = [SimpleNamespace(level_choice=None, menu_text=name, **empty) for name in "AB"]
    assert Comparison(stories).shared == []


def test_the_chart_says_of_each_occasion_what_the_story_says(read):
    """6 to 8 people are told as plainly as 150, and no number as neither."""
    page = read("/stories/compare/")
    rows = [
        (words(row.select_one(".bar-chart__group")), words(row.select_one(".bar-chart__number")))
        for row in page.select(".bar-chart tbody tr")
    ]
    assert rows == [
        ("Alston", "150 or more"),
        ("Maryport", "Not known"),
        ("Maryport", "6 to 8"),
        ("Wigton", "Not known"),
    ]
    for row, (_group, number) in zip(page.select(".bar-chart tbody tr"), rows, strict=True):
        assert bool(row.select(".bar-chart__unknown")) == (number == "Not known")
        assert bool(row.select(".bar-chart__sure")) == (number != "Not known")


def test_a_story_without_any_occasion_has_a_bar_that_says_so(read):
    StoryPage.objects.filter(slug="alston").update(turnouts="[]")
    row = read("/stories/compare/").select(".bar-chart tbody tr")[0]
    assert words(row.select_one(".bar-chart__number")) == "Not known"


# The page ------------------------------------------------------------------------------------------


def test_it_is_a_table_with_headers_for_rows_and_columns(read):
    """A screen reader says with each answer whose it is and to which question."""
    table = read("/stories/compare/").select_one(".compare__table")
    assert {header["scope"] for header in table.select("thead th")} == {"col"}
    assert {header["scope"] for header in table.select("tbody th")} == {"row"}
    assert {len(row.find_all(["th", "td"], recursive=False)) for row in table.select("tr")} == {4}


def test_the_way_there_and_back(read):
    assert read("/stories/").select_one('.story-ways a[href="/stories/compare/"]')
    for slug in TOWNS:
        assert read(f"/stories/{slug}/").select(f'a[href="/stories/compare/?story={slug}"]')
    page = read(ask("alston", "wigton"))
    assert page.find("link", rel="canonical")["href"].endswith("/stories/compare/")
    assert page.title.get_text().startswith("Alston and Wigton: Stories side by side")
    assert page.select_one('.nhsuk-breadcrumb a[href="/stories/"]')


def test_search_engines_hear_of_it(site_content):
    places = [url["location"] for url in StoryIndexPage.objects.get().get_sitemap_urls()]
    assert [place.split("/stories/")[1] for place in places] == ["", "compare/"]


@pytest.mark.parametrize("address", ["/stories/compare/", ask(*STORIES[:4])])
def test_it_asks_the_database_little(client, site_content, django_assert_max_num_queries, address):
    client.get(address)
    with django_assert_max_num_queries(17):
        assert client.get(address).status_code == 200


def test_an_editor_sees_it_before_it_is_published(site_content):
    page = StoryIndexPage.objects.get()
    assert [mode for mode, _words in page.preview_modes] == ["", "compare"]
    for mode, text in (("", "All stories: 6"), ("compare", "Question by question")):
        assert text in page.make_preview_request(preview_mode=mode).content.decode()


# What goes with a story ------------------------------------------------------------------------------------------


def test_a_story_leads_to_the_modules_and_templates_that_name_it(read):
    """Somebody who has read what happened finds what to do with it."""
    assert leads_to(read("/stories/wigton/")) == [
        "/learn/doing-not-just-talking/",
        "/tools/planner/",
        "/tools/accessible-event-checklist/",
        "/tools/expenses-guide/",
    ]


def test_what_is_not_public_is_not_named(read):
    Page.objects.get(slug="doing-not-just-talking").specific.unpublish()
    assert "/learn/doing-not-just-talking/" not in leads_to(read("/stories/wigton/"))


def leads_to(page):
    return [link["href"] for link in page.select(".story-with a")]
