"""Stories: real places told fairly. What is lost here is somebody's history, or their trust."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.test.utils import WagtailPageTestCase

from home.models import HomePage
from resources.models import StoryIndexPage, StoryPage
from tests.resources.reading import STORIES, cards, words

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


# Speed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/stories/", "/stories/?hard=few-came", *[f"/stories/{slug}/" for slug in STORIES]]
)
def test_a_story_asks_the_database_little(client, site_content, django_assert_max_num_queries, address):
    """Without a budget, one more list per page makes the site slow for everybody."""
    client.get(address)
    with django_assert_max_num_queries(18):
        assert client.get(address).status_code == 200


class TestTree(WagtailPageTestCase):
    """Stories stand under the list of stories, and nothing stands under them: addresses and filters rely on it."""

    def test_places(self):
        self.assertAllowedParentPageTypes(StoryPage, {StoryIndexPage})
        self.assertAllowedSubpageTypes(StoryPage, {})
        self.assertAllowedParentPageTypes(StoryIndexPage, {HomePage})
        self.assertAllowedSubpageTypes(StoryIndexPage, {StoryPage})
