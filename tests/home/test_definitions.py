"""The definitions and what people wrote about them: history, so every word and every like has to stay as it was."""

import pytest
from bs4 import BeautifulSoup
from wagtail.test.utils import WagtailPageTestCase

from home.models import Definition, DefinitionsPage, InformationPage, RecordedNote, SectionPage

ADDRESS = "/what-it-is/definitions/"

CUMBRIAN = [
    (
        "Co-production essentially describes a relationship between service provider and service user (and "
        "other members of the community) that draws on the knowledge, ability and resources of both to "
        "develop solutions to issues."
    ),
    (
        "It is important that all involved are able to offer their views and opinions, and know they will "
        "be listened to."
    ),
    (
        "It is the way we would like to build, support and improve our services using the input of all who "
        "have something to offer."
    ),
    "It should build on people's experience and insight, and all should be supported to take part in the process.",
    "It may not be easy. Co-production can be hard work, but is well worth it.",
]

OTHERS = {
    "scottish-network": [
        (
            "How services and local people work together in a genuine partnership to design and deliver "
            "services and support. This means;"
        ),
        "Recognising people as valuable partnerships",
        "Valuing work differently",
        "Promoting reciprocity (mutual benefit)",
        "Building social networks",
        (
            "Co-production essentially describes a relationship between service provider and service user "
            "that draws on the knowledge, ability and resources of both to develop solutions to issues that "
            "are claimed to be successful, sustainable and cost-effective, changing the balance of power "
            "from the professional towards the service user."
        ),
    ],
    "david-boyle": [
        (
            '"means delivering public services in an equal and reciprocal relationship between '
            "professionals, people using services, their families and their neighbours. Where activities "
            "are co-produced in this way, both services and neighbourhoods become far more effective agents "
            'of change" - it is about change and a shift of power.'
        ),
    ],
    "sandy-watson": [
        (
            "I dislike the term co-production.....but absolutely support the concept. It is about involving "
            "people not only in the rowing and the steering of the boat, but also in actually building it."
        ),
    ],
    "scie": [
        "define people who use services as assets with skills",
        "break down the barriers between people who use services and professionals",
        "build on people's existing capabilities",
        (
            "include reciprocity (where people get something back for having done something for others) and "
            "mutuality (people working together to achieve their shared interests)"
        ),
        "work with peer and personal support networks alongside professional networks",
        (
            "facilitate services by helping organisations to become agents for change rather than just "
            "being service providers."
        ),
    ],
    "nesta": [
        (
            "Building on people's existing capabilities: altering the delivery model of public services "
            "from a deficit approach to one that provides opportunities to recognise and grow people's "
            "capabilities and actively support them to put them to use at an individual and community "
            "level."
        ),
        (
            "Reciprocity and mutuality: offering people a range of incentives to engage which enable us to "
            "work in reciprocal relationships with professionals and with each other, where there are "
            "mutual responsibilities and expectations."
        ),
        (
            "Peer support networks: engaging peer and personal networks alongside professionals as the best "
            "way of transferring knowledge."
        ),
        (
            "Blurring distinctions: removing the distinction between professionals and recipients, and "
            "between producers and consumers of services, by reconfiguring the way services are developed "
            "and delivered."
        ),
        (
            "Facilitating rather than delivering: enabling public service agencies to become catalysts and "
            "facilitators rather than central providers themselves."
        ),
        (
            "Assets: transforming the perception of people from passive recipients of services and burdens "
            "on the system into one where they are equal partners in designing and delivering services."
        ),
    ],
    "co-production-model": [
        (
            "Co-production is a way of working that involves people who use health and care services, "
            "carers and communities in equal partnership; and which engages groups of people at the "
            "earliest stages of service design, development and evaluation. Co-production acknowledges that "
            "people with 'lived experience' of a particular condition are often best placed to advise on "
            "what support and services will make a positive difference to their lives. Done well, "
            "co-production helps to ground discussions in reality, and to maintain a person-centred "
            "perspective."
        ),
        (
            "Co-production is part of a range of approaches that includes citizen involvement, "
            "participation, engagement and consultation. It is a cornerstone of self-care, of "
            "person-centred care and of health-coaching approaches."
        ),
    ],
    "david-rogers": [
        "working together",
    ],
    "strategy": [
        (
            "Co-production is when people are working together, identifying and sharing problems and "
            "seeking solutions. We know the NHS doesn't have all the answers and we want to harness the "
            "energy, ideas and enthusiasm of our community to help us tackle the issues that are "
            "challenging our services."
        ),
    ],
    "long-term-plan-kit": [
        (
            "Co production is all partners collaborating in the review, planning and development of "
            "services, not simply consulted or informed once decisions have been made."
        ),
    ],
    "david-cameron": [
        (
            "The public become, not the passive recipients of state services, but the active agents of "
            "their own life. They are trusted to make the right choices for themselves and their families. "
            "They become doers, not the done-for."
        ),
    ],
}

NOTES = {
    "scottish-network": [
        "will work",
        "Communication and listening is important",
        (
            "Communication is the key - need to know how to get involved and that opinion will be listened "
            "to and respected"
        ),
    ],
    "david-boyle": [
        "makes sense",
        "Doesn't work",
        "I like it",
    ],
    "sandy-watson": [
        "I agree",
        "Also keep the boat afloat",
        "Not a good comparison as those building the boats don't have to row or steer",
    ],
    "scie": [
        "not a good example... something for something is bartering",
        "Please take on board what people are saying",
        "Need to value opinions and experiences",
        "Aim to help service users understand why changes are needed \N{EN DASH} show the benefits",
    ],
    "nesta": [
        "can't argue with it, keep it simple.",
        "Focuses on change \N{EN DASH} what about monitoring the continuing process",
        "Implementation is the extra ingredient that makes coprod different to other community involvement.",
        "Not a good example \N{EN DASH} incentives should not be offered",
        "Make it clear that they get the chance to do the maximum possible for the community not the bare minimum",
    ],
}

LIKED_LINES = {
    "break down the barriers between people who use services and professionals": 1,
    "work with peer and personal support networks alongside professional networks": 1,
}


@pytest.fixture
def page(client, site_content):
    """The definitions page as a reader gets it."""
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    """The text of an element as a reader reads it: one space between words."""
    return " ".join(element.get_text(" ").split())


def test_the_cumbrian_definition_stands_first_and_whole(page):
    """Otherwise the one text the whole site rests on is cut or changed."""
    quotes = page.select("main blockquote")
    assert [words(paragraph) for paragraph in quotes[0].select("p")] == CUMBRIAN


@pytest.mark.parametrize("slug", OTHERS)
def test_every_other_definition_is_exact(page, slug):
    """Otherwise we put words in somebody's mouth."""
    quote = page.find(id=slug).find("blockquote")
    for likes in quote.select(".likes"):
        likes.decompose()
    assert [words(line) for line in quote.select("p, li")] == OTHERS[slug]


def test_eleven_definitions_and_no_more(site_content):
    """Otherwise a definition was lost, or came in without its words being checked here."""
    assert set(Definition.objects.values_list("slug", flat=True)) == {"cumbrian", *OTHERS}


def test_all_eighteen_notes_are_exact_and_beside_their_definition(page):
    """Otherwise what people took the trouble to write is lost, softened, or said about something else."""
    assert sum(map(len, NOTES.values())) == 18
    shown = {
        article["id"]: [words(slip) for slip in article.select(".slips__slip:not(.slips__slip--report)")]
        for article in page.select("article[id]")
    }
    assert {slug: notes for slug, notes in shown.items() if notes} == NOTES


def test_the_one_reported_remark_is_kept_apart_from_the_notes(page, site_content):
    """Otherwise a sentence of the paper's author would be counted as somebody's own words."""
    reports = page.select(".slips__slip--report")
    assert [words(slip) for slip in reports] == ["There has been positive feedback on this model used by NHS England"]
    assert page.find(id="co-production-model").select_one(".slips__slip--report")
    assert RecordedNote.objects.filter(kind=RecordedNote.Kind.REPORT).count() == 1


def test_the_five_likes_are_where_people_stuck_them(page, site_content):
    """Otherwise a like for one line would count for the whole list, or the other way round."""
    definitions = {item.slug: item for item in Definition.objects.all()}
    assert {slug: item.all_likes for slug, item in definitions.items() if item.all_likes} == {
        "sandy-watson": 3,
        "scie": 2,
    }
    liked = {line.text: line.likes for item in definitions.values() for line in item.lines.all() if line.likes}
    assert liked == LIKED_LINES
    for line in page.find(id="scie").select("blockquote li"):
        likes = line.select_one(".likes__count")
        text = words(line).split(" 1 like")[0]
        assert (words(likes) if likes else None) == ("1 like" if text in LIKED_LINES else None)
    assert words(page.find(id="sandy-watson").select_one(".definition__likes")).startswith("3 likes")


def test_the_page_says_how_many_there_are(page):
    """Otherwise a reader cannot tell whether everything is there."""
    assert words(page.select_one(".definitions__tally")) == "6 descriptions 18 notes 5 likes"


def test_every_definition_says_whose_words_they_are(page):
    """Otherwise we quote without credit."""
    credits = [words(credit) for credit in page.select(".credit__who")]
    assert len(credits) == 12 - 1
    assert "Not recorded" not in credits
    assert "Sandy Watson, Chairman, NHS Tayside" in credits


def test_no_dead_address_is_shown(page):
    """Otherwise readers write to a mailbox that closed with its owner."""
    assert "northcumbriaccg" not in str(page.main)


def test_the_page_needs_few_queries(client, site_content, django_assert_max_num_queries):
    """Otherwise each new definition makes the page slower."""
    client.get(ADDRESS)
    with django_assert_max_num_queries(17):
        assert client.get(ADDRESS).status_code == 200


class TestTree(WagtailPageTestCase):
    def test_where_the_page_may_stand(self):
        """Otherwise an editor could put it where no link leads."""
        self.assertAllowedParentPageTypes(DefinitionsPage, {SectionPage})
        self.assertAllowedSubpageTypes(DefinitionsPage, {})
        self.assertCanNotCreateAt(InformationPage, DefinitionsPage)
