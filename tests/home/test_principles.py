"""The 13 principles: the standard people point to, so the agreed words must not drift."""

import pytest
from bs4 import BeautifulSoup
from wagtail.test.utils import WagtailPageTestCase

from home.models import InformationPage, Principle, PrinciplesPage, SectionPage

ADDRESS = "/what-it-is/principles/"

PRINCIPLES = [
    ("prepare", "Being clear about the scope of co-production and what can and cannot be achieved"),
    ("prepare", "Providing people with the training, support and resources to participate"),
    ("prepare", "Knowing who is involved - why they are involved and what they do."),
    ("prepare", "Ensuring everyone involved has the information they need at the right time"),
    ("do", "Creating an environment that ensures mutual learning, 'listening and hearing', and understanding"),
    ("do", "Showing sensitivity and mutual respect in language and actions"),
    ("do", "Ensuring there is openness and honesty within the relationship"),
    (
        "do",
        "Treating each other with dignity and respect with the aim of achieving outcomes "
        "that will benefit the community",
    ),
    ("do", "Valuing and making meaningful use of the input of people who use services"),
    ("do", "Being creative and flexible and being prepared for change and difference"),
    ("do", "Being open minded towards ways of doing things"),
    ("do", "Doing not just talking"),
    ("review", "Measuring the impact of working together"),
]

PLAIN = [
    "Say on day one what can change, what cannot and who decides",
    "Give people what they need to join in, not just a seat",
    "Names, roles and reasons, written down for all to see",
    "Same papers, same day, in a form you can use",
    "Everyone learns, including the professionals",
    "Words can shut people out: choose kind, clear ones",
    "Share the awkward facts as well as the easy ones",
    "Be decent to each other, for the good of the place",
    "Use what people tell you, and show where you used it",
    "Be ready to try another way",
    "Do not arrive with the answer",
    "Agree a next step, a name and a date every time",
    "Check what changed and how people felt, then publish it",
]


@pytest.fixture
def page(client, site_content):
    """The principles page as a reader gets it."""
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    """The text of an element as a reader reads it: one space between words."""
    return " ".join(element.get_text(" ").split())


def test_thirteen_principles_in_the_agreed_words_and_order(page):
    """Otherwise the standard North Cumbria agreed on has been changed without anybody agreeing."""
    shown = [words(heading).split(": ", 1)[1] for heading in page.select(".principle__text")]
    assert shown == [text for _, text in PRINCIPLES]


def test_each_principle_stands_in_its_stage(page):
    """Otherwise people prepare with what belongs to the review."""
    stages = [
        (section.h2["id"], words(heading).split(": ", 1)[1])
        for section in page.select("section.principles")
        for heading in section.select(".principle__text")
    ]
    assert stages == PRINCIPLES


def test_each_principle_has_its_plain_line_twice(page):
    """Otherwise the overview and the principle say different things."""
    assert [words(line) for line in page.select(".principle__plain")] == PLAIN
    assert [words(link).split(". ", 1)[1] for link in page.select(".stages__item a")] == PLAIN


def test_the_contents_lead_to_every_principle(page):
    """Otherwise a link to a principle, from a module or from the contents, ends nowhere."""
    targets = [link["href"] for link in page.select(".stages__item a")]
    assert targets == [f"#principle-{number}" for number in range(1, 14)]
    assert all(page.find(id=target[1:]) for target in targets)


def test_each_principle_gives_two_or_three_questions(page):
    """Otherwise a reader knows the principle and still not what to say in the meeting."""
    counts = [len(principle.select(".principle__questions li")) for principle in page.select(".principle")]
    assert len(counts) == 13
    assert set(counts) <= {2, 3}
    questions = [words(question) for question in page.select(".principle__questions li")]
    assert all(question.endswith("?") for question in questions)
    assert len(set(questions)) == len(questions)


def test_each_principle_leads_to_a_module_a_template_and_a_story(page):
    """Otherwise the principles are a poster and not a way in."""
    for principle in page.select(".principle"):
        places = [link["href"].split("/")[1] for link in principle.select(".principle__links a")]
        assert places == ["learn", "tools", "stories"]


def test_links_to_pages_that_are_not_live_are_left_out(site_content, db):
    """Otherwise unpublishing a story leaves a dead link on the principles page."""
    principle = Principle.objects.select_related("module", "template", "story").get(number=1)
    assert [kind for kind, _ in principle.links] == ["module", "template", "story"]
    del principle.links
    principle.story.live = False
    assert [kind for kind, _ in principle.links] == ["module", "template"]


def test_the_page_needs_few_queries(client, site_content, django_assert_max_num_queries):
    """Otherwise 13 principles with 3 links each make the slowest page. In a transaction, where nothing is kept for the next one."""
    client.get(ADDRESS)
    with django_assert_max_num_queries(24):
        assert client.get(ADDRESS).status_code == 200


def test_a_page_in_another_language_keeps_untranslated_principles(site_content, db):
    """Otherwise translating one principle would make the other twelve disappear from that language's page."""
    from wagtail.models import Locale

    polish = Locale.objects.get_or_create(language_code="pl")[0]
    first = Principle.objects.get(number=1)
    translated = first.copy_for_translation(polish)
    translated.plain = "Powiedz od razu, co można zmienić"
    translated.save()
    page = PrinciplesPage(locale=polish)
    shown = [principle for _, principles in page.stages() for principle in principles]
    assert [principle.number for principle in shown] == list(range(1, 14))
    assert shown[0].locale == polish
    assert shown[1].locale.language_code == "en"


class TestTree(WagtailPageTestCase):
    def test_where_the_page_may_stand(self):
        """Otherwise an editor could put it where no link leads."""
        self.assertAllowedParentPageTypes(PrinciplesPage, {SectionPage})
        self.assertAllowedSubpageTypes(PrinciplesPage, {})
        self.assertCanNotCreateAt(InformationPage, PrinciplesPage)
