"""Stories: real places told fairly. What is lost here is somebody's history, or their trust."""

import hashlib
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils import WagtailPageTestCase

from home.models import HomePage, Principle
from resources.blocks.stories import TurnoutBlock
from resources.models import Difficulty, StoryIndexPage, StoryPage
from resources.models.stories import StoryFilters

STORIES = ["alston", "maryport", "wigton", "maternity", "millom", "copeland-stroke-checks"]

# The words of the report of 2017, its spelling included.
MEMBERS = {
    "alston": [
        "Community Representatives",
        "Cumbria Partnership NHS Foundation Trust (managerial and clinical staff and ICC Manager)",
        "North Cumbria Clinical Commissioning Group",
        "Cumbria County Council",
        "Eden District Council",
        "Alston Parish Council",
        "Alston Hospital League of Friends",
        "North West Ambulance Services",
        "Alston Group Medical Practise",
        "Public Health and Well-being Group",
    ],
    "maryport": [
        "Community Representatives",
        "Save our Beds campaign",
        "Cumbria Partnership NHS Foundation Trust (managerial and clinical staff and ICC Manager)",
        "Ewanrigg Local Trust",
        "Patient Participation Group",
        "Cumbria County Council",
        "Maryport Town Council",
        "Maryport Hospital League of Friends",
        "Maryport Health Services",
    ],
    "wigton": [
        "Community Representatives",
        "Cumbria Partnership NHS Foundation Trust (managerial and clinical staff)",
        "North Cumbria Clinical Commissioning Group",
        "Cumbria County Council",
        "Wigton Town Council",
        "Wigton Hospital League of Friends",
        "North Allerdale Development Trust",
        "Wigton Aspatria and Caldbeck General Practise",
        "Wigton and Keswick Integrated Care Community temporary manager",
    ],
}

# What each story has to hold, from the inventory of the sources.
FACTS = {
    "alston": [
        "8 March 2017",
        "with or without a bed base",
        "every 4 to 6 weeks",
        "draft commissioning plan for Alston Moor",
        "18 November 2017",
        "More than 150 people",
        "health checks",
        "coffee and cakes",
        "highly successful in Alston",
        "medical beds had to stay on the table",
        "It will only mean something if it brings together medical and care beds under the care of nurses and GPs.",
        "turned a negative experience into one of development and transformation",
    ],
    "maryport": [
        "We now need to know absolutely where those goalposts are.",
        "a panel of NHS leaders cannot lead the talks",
        "16 November 2017",
        "Ewanrigg Community Centre",
        "6 to 8 people",
        "no less valuable",
        "retired GP",
        "ward sister",
        "community cafe and kitchen",
    ],
    "wigton": [
        "shrank when it was clear that the decision on beds was final",
        "hard to find new people",
        "Wigton and Solway",
        "outstanding",
        "empty shop",
        "8 December 2017",
        "Silloth and Aspatria libraries",
        "an event of their own before the public one",
        "Not everybody came to every meeting",
    ],
    "maternity": [
        "26 September to 19 December 2016",
        "12 months",
        "Carlisle",
        "milestones of success would be drawn up with the community",
        "Let's now get together and do everything we can to attract and retain staff",
        "16 May 2017",
        "22 June 2017",
        "1 April 2018",
        "July 2019",
        "Dr Bill Kirkup CBE",
        "not simply consulted or informed once decisions have been made",
        "Local Maternity System",
        "without fear of reprisals or harassment",
    ],
    "millom": [
        "7 May 2014",
        "2,000 to 2,500",
        "8,500",
        "Anger was high and trust was low",
        "I used to think you were the most important person in the room, now I've realised that we are",
        "even when it comes to budgets",
        "3 doctors were recruited",
        "outwards to the communities we serve",
    ],
    "copeland-stroke-checks": [
        "104%",
        "June 2019",
        "July 2019",
        "January 2020",
        "92",
        "19 to 80",
        "11 were sent to a pharmacy",
        "2 were seen by a GP",
        "25 January 2024",
        "Cockermouth and Maryport",
    ],
}


def words(element):
    """The text of an element as a reader reads it: one space between words, straight quotation marks."""
    text = " ".join(element.get_text(" ").split())
    text = re.sub(r"\s+([,.;:)])", r"\1", text).replace("( ", "(")
    return text.translate(str.maketrans("\u2019\u2018\u201c\u201d", "''\"\""))


@pytest.fixture
def read(client, site_content):
    """read(address) gives the parsed page at an address of the site."""

    def get(address):
        response = client.get(address)
        assert response.status_code == 200, address
        return BeautifulSoup(response.content, "html.parser")

    return get


def cards(page):
    """Where the story cards of a list lead, in order."""
    return [link["href"].strip("/").split("/")[-1] for link in page.select(".story-cards .story-card__link")]


@pytest.fixture
def alston(site_content):
    return StoryPage.objects.get(slug="alston")


# The stories ------------------------------------------------------------------------------------------


def test_all_six_stories_are_on_the_list_in_order(read):
    """A story that is not on the list is a story nobody finds."""
    assert cards(read("/stories/")) == STORIES


@pytest.mark.parametrize("slug", MEMBERS)
def test_the_members_of_the_alliances_are_all_named_in_the_words_of_the_report(read, slug):
    """Leaving out or renaming a group would write it out of its own history."""
    assert [words(item) for item in read(f"/stories/{slug}/").select(".members__item")] == MEMBERS[slug]


def test_there_are_ten_nine_and_nine_members():
    """A guard over the list above: the report names 28."""
    assert [len(MEMBERS[slug]) for slug in ("alston", "maryport", "wigton")] == [10, 9, 9]


@pytest.mark.parametrize(("slug", "fact"), [(slug, fact) for slug in FACTS for fact in FACTS[slug]])
def test_each_story_holds_the_facts_of_its_sources(read, slug, fact):
    """A fact dropped in an edit would be lost for good: the sources are not on the site."""
    assert fact in words(read(f"/stories/{slug}/").main)


@pytest.mark.parametrize(
    ("slug", "figure"),
    [
        ("alston", "150 or more people"),
        ("maryport", "6 to 8 people"),
        ("wigton", "Number not known"),
        ("maternity", "Number not known"),
        ("millom", "2,000 to 2,500 people"),
        ("copeland-stroke-checks", "92 people"),
    ],
)
def test_a_low_turnout_is_told_as_plainly_as_a_high_one(read, slug, figure):
    """Every story shows its number in the same place and size, whatever it is."""
    assert words(read(f"/stories/{slug}/").select_one(".story-number__figure")) == figure


@pytest.mark.parametrize("slug", STORIES)
def test_each_story_answers_the_same_questions(read, slug):
    """Places can only be compared fairly if none leaves out what was hard or what nobody knows."""
    page = read(f"/stories/{slug}/")
    headings = [words(heading) for heading in page.main.find_all("h2")]
    for heading in (
        "Facts at a glance",
        "Key dates",
        "How many people took part",
        "What helped",
        "What was hard",
        "What happened",
        "What is not known",
        "Who was in the group",
        "Principles it shows",
        "Where this comes from",
    ):
        assert heading in headings, heading
    assert len(page.select("#not-known ~ .points > li, #not-known + .points > li")) >= 2
    assert page.select(".sources__item")


def test_the_review_group_is_quoted_exactly(read):
    """The words are a public finding: a changed word would put something into the chair's mouth."""
    quotation = (
        "We have been impressed by the willingness of all concerned locally to engage in constructive dialogue about "
        "difficult issues and seek solutions, including particularly the Working Together Group."
    )
    assert quotation in [words(item) for item in read("/stories/maternity/").select("blockquote")]


def test_wigton_is_told_with_reasons(read):
    """Five reasons, and the small group's work: without them the story would blame the town."""
    section = read("/stories/wigton/").find("h2", string=re.compile("Why fewer people took part")).parent
    assert len(section.select("li")) == 5


def test_a_harsh_phrase_and_a_private_name_are_nowhere():
    """The sources hold a phrase that insults a town, and the name of a midwife who gains nothing from being named."""
    surname = "b823a97e97"  # the start of the SHA-256 of it: not even a test writes it down
    files = [
        path
        for folder in ("home", "training", "resources", "events", "templates", "docs")
        for path in (Path(settings.BASE_DIR) / folder).rglob("*")
        if path.suffix in (".yaml", ".html", ".py", ".md", ".txt", ".svg")
    ]
    assert len(files) > 100
    for path in files:
        text = path.read_text("utf-8").casefold()
        assert "apath" not in text, path
        for word in set(re.findall(r"[a-z]+", text)):
            assert not hashlib.sha256(word.encode()).hexdigest().startswith(surname), path


def test_west_norfolk_is_on_the_list_as_elsewhere(read):
    """It is not a story from Cumbria, so it is no seventh card, and still not lost."""
    section = read("/stories/").find("h2", string=re.compile("Elsewhere: West Norfolk")).parent
    text = words(section)
    for fact in (
        "Norfolk Coalition of Disabled People",
        "Head of Integrated Services",
        "SWOT",
        "as many strengths and opportunities as weaknesses and threats",
        "More people than expected offered to become Community Voice Representatives",
        "It doesn't seem to have taken long to go from buzz word to swear word!",
    ):
        assert fact in text, fact


# Filters ------------------------------------------------------------------------------------------


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


# Rules of the models ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "figure", "people"),
    [
        (None, None, "not known", "number not known"),
        (150, None, "150 or more", "150 or more people"),
        (6, 8, "6 to 8", "6 to 8 people"),
        (92, 92, "92", "92 people"),
        (1, 1, "1", "1 person"),
        (0, 0, "0", "0 people"),
        (2000, 2500, "2,000 to 2,500", "2,000 to 2,500 people"),
    ],
)
def test_numbers_are_written_as_people_read_them(low, high, figure, people):
    """ "None" or "150 to None" on a page would make the honest numbers look careless."""
    row = TurnoutBlock().to_python({"event": "Meeting", "low": low, "high": high})
    assert (row.figure, row.people) == (figure, people)


@pytest.mark.parametrize(("low", "high"), [(8, 6), (None, 6)])
def test_an_impossible_number_is_refused(low, high):
    """A range the wrong way round is a typing mistake: the editor hears of it."""
    block = TurnoutBlock()
    with pytest.raises(StructBlockValidationError) as error:
        block.clean(block.to_python({"event": "Meeting", "low": low, "high": high}))
    assert "At most" in str(error.value.block_errors["high"])


@pytest.mark.parametrize(("low", "high"), [(None, None), (150, None), (6, 8), (92, 92), (0, 0)])
def test_every_honest_number_is_taken(low, high):
    """Also none, and nobody."""
    block = TurnoutBlock()
    value = block.to_python({"event": "Meeting", "low": low, "high": high})
    assert block.clean(value)["low"] == low


def test_half_a_place_on_the_map_is_refused(alston):
    """A story with a latitude alone would land on the wrong spot of a map, or break it."""
    alston.longitude = None
    with pytest.raises(ValidationError, match="both latitude and longitude"):
        alston.full_clean()


def test_every_story_has_a_place_on_the_map_of_cumbria(site_content):
    """A swapped or mistyped coordinate would put a town into the sea."""
    for story in StoryPage.objects.all():
        assert 54 < story.latitude < 55.2 and -3.7 < story.longitude < -2.1, story.slug


def test_a_difficulty_gets_its_address_from_its_name(site_content):
    """An editor writes a name and need not know what a slug is."""
    item = Difficulty(name="Papers came late", locale=StoryPage.objects.first().locale)
    item.full_clean()
    assert item.slug == "papers-came-late"


def test_a_story_in_another_language_shows_translated_difficulties(alston):
    """A Polish page with English tags would look half finished, and its filter would miss."""
    polish = alston.locale.__class__.objects.get(language_code="pl")
    english = Difficulty.objects.get(slug="decision-already-made", locale=alston.locale)
    Difficulty.objects.create(
        name="Decyzja już zapadła", slug="decyzja", locale=polish, translation_key=english.translation_key
    )
    translated = alston.copy_for_translation(polish, copy_parents=True)
    translated.hard = alston.hard.all()
    translated.save()
    assert "Decyzja już zapadła" in [item.name for item in StoryPage.objects.get(pk=translated.pk).hard_things]


def test_stories_show_principles_by_number(alston):
    """Principles are known by their number: another order would read as a mistake."""
    numbers = [principle.number for principle in alston.principles_shown]
    assert numbers == sorted(numbers) == [3, 4, 9]
    assert all(isinstance(principle, Principle) for principle in alston.principles_shown)


# Speed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/stories/", "/stories/?hard=few-came", *[f"/stories/{slug}/" for slug in STORIES]]
)
def test_a_story_asks_the_database_little(client, site_content, django_assert_max_num_queries, address):
    """Without a budget, one more list per page makes the site slow for everybody."""
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


class TestTree(WagtailPageTestCase):
    """Stories stand under the list of stories, and nothing stands under them: addresses and filters rely on it."""

    def test_places(self):
        self.assertAllowedParentPageTypes(StoryPage, {StoryIndexPage})
        self.assertAllowedSubpageTypes(StoryPage, {})
        self.assertAllowedParentPageTypes(StoryIndexPage, {HomePage})
        self.assertAllowedSubpageTypes(StoryIndexPage, {StoryPage})
