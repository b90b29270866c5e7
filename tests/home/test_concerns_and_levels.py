"""The page for sceptics, the levels of involvement, and the plain pages beside them."""

import re

import pytest
from bs4 import BeautifulSoup
from wagtail.test.utils import WagtailPageTestCase

from home.models import ConcernsPage, InvolvementLevel, LevelsPage, SectionPage

SCEPTICAL = "/what-it-is/sceptical/"
LEVELS = "/what-it-is/levels/"
QUOTES = "\"' \u2018\u2019\u201c\u201d"
ALL = [
    "/what-it-is/",
    "/what-it-is/definitions/",
    "/what-it-is/principles/",
    "/what-it-is/levels/",
    "/what-it-is/why-it-matters/",
    "/what-it-is/five-values-seven-steps/",
    "/what-it-is/sceptical/",
]

CONCERNS = {
    "Jargon shuts us out": [
        (
            "But if you're trying to engage with everyday people you need to talk in language they "
            "understand, not jargon. All that does is create a hierarchy \N{EN DASH} those who know what they are "
            "talking about and those that don't. If you are serious about engaging, there must be a level "
            "playing field"
        ),
    ],
    "It is a cover for cuts": [
        (
            "Co-production is one of several buzz words that have cropped up in the age of austerity to "
            "make cuts sound good."
        ),
        "The term 'co-production' is as cynically deceptive as the term 'Success Regime'.",
    ],
    "It lets decision makers off the hook": [
        "In this context it means communities being invited to take part, so decision makers are let off the hook.",
    ],
    "The consultation was ignored": [
        (
            "If co-production is supposed to mean involving the community, then why have they ignored the "
            "mass of people who voted to reject the entire consultation process?"
        ),
    ],
    "Nobody says where the goalposts are": [
        (
            "One of the problems throughout the Success Regime process was that it was unclear where the "
            "goalposts were. We now need to know absolutely where those goalposts are"
        ),
    ],
    "It cannot touch money or beds": [
        "If we could co-produce the budget, that would be another matter.",
        "It will only mean something if it brings together medical and care beds under the care of nurses and GPs.",
    ],
    "Staff are not safe to speak": [
        (
            "They are sending out the wrong signals. If they are genuine about co-production then it could "
            "work, but it has to be very open. Consultants and staff should be allowed to participate "
            "freely without fear of reprisals or harassment. That is the only way to regain the trust"
        ),
    ],
    "Fine in principle, not in practice": [
        (
            "Even the sceptics agreed in the principles of co-production, their trepidation was more about "
            "whether it will work in practice."
        ),
        "Implementation is the extra ingredient that makes coprod different to other community involvement.",
    ],
}

REPLIES = [
    (
        "But we have to change the story. If the story is about conflict, protest and the health service "
        "not being seen to listen nobody will want to come and work here."
    ),
    (
        "I'm a bit of a radical but what I'd like to see is a resetting of this idea of who we are "
        "accountable to. In the NHS we are under so much pressure from regulators, finances, national "
        "targets that we seem to look upward all the time when we should be looking outwards to the "
        "communities we serve"
    ),
    (
        "We have already heard from the public that they do not believe recruitment has been good enough. "
        "Let's now get together and do everything we can to attract and retain staff"
    ),
    "I used to think you were the most important person in the room, now I've realised that we are",
    (
        "For it to really work it's got to be completely open and transparent, even if that's uncomfortable "
        "for us sometimes"
    ),
    "It's not just about listening to the public but also staff.",
]

LEVEL_LABELS = {
    "informing": "This is for information:",
    "consulting": "This is a consultation:",
    "involving": "This is involvement:",
    "collaborating": "This is co-production:",
    "devolving": "This is your decision:",
}


def words(element):
    """The text of an element as a reader reads it: one space between words."""
    return " ".join(element.get_text(" ").split())


def quoted(element):
    """The words of the quotations in an element, without quotation marks around them."""
    return [words(quote).strip(QUOTES) for quote in element.select("blockquote")]


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def sceptical(client, site_content):
    return read(client, SCEPTICAL)


@pytest.fixture
def levels(client, site_content):
    return read(client, LEVELS)


def test_eight_concerns_each_with_the_critics_words_first(sceptical):
    """Otherwise critics find their concern missing, softened, or answered before it is heard."""
    shown = {}
    for concern in sceptical.select(".concern"):
        critics = concern.select_one(".concern__critics")
        assert critics.find_next_sibling(class_="concern__rest")
        shown[words(concern.h2)] = quoted(critics)
    expected = {name: [quote.strip(QUOTES) for quote in quotes] for name, quotes in CONCERNS.items()}
    assert shown == expected


def test_each_concern_says_what_we_cannot_show(sceptical):
    """Otherwise the page argues instead of being honest."""
    for concern in sceptical.select(".concern"):
        parts = [words(heading) for heading in concern.select("h3")]
        assert parts == [
            "What the NHS side said",
            "What was promised",
            "What happened",
            "What we cannot show",
            "What this site does about it",
        ]
        assert concern.select_one(".concern__part--not-shown .concern__text").get_text(strip=True)
        assert concern.select(".concern__part--answer a")


def test_the_replies_are_exact(sceptical):
    """Otherwise we change what the NHS side said."""
    replies = [quote for part in sceptical.select(".concern__part--reply") for quote in quoted(part)]
    assert replies == [reply.strip(QUOTES) for reply in REPLIES]


def test_people_who_spoke_in_2017_are_dated(sceptical):
    """Otherwise words of March 2017 read as if somebody said them today."""
    for name in ["Helen Davison", "Hazel Graham", "Kate Whitmarsh", "Jane Mayes", "Mahesh Dhebar", "John Howarth"]:
        figures = [figure for figure in sceptical.select("figure") if name in words(figure.figcaption)]
        assert figures, name
        assert all("March 2017" in words(figure.figcaption) for figure in figures), name


def test_the_map_answers_every_concern(sceptical):
    """Otherwise a concern is heard and then left standing."""
    rows = sceptical.select(".answers tbody tr")
    assert len(rows) == len(CONCERNS)
    for row, concern in zip(rows, CONCERNS, strict=True):
        inside = row.find("a", href=re.compile(r"^#"))
        assert words(inside) == concern
        assert sceptical.find(id=inside["href"][1:])
        assert row.select("a.answers__link")


def test_the_threatened_member_of_staff_is_not_named(client, site_content):
    """Otherwise the site names somebody who gains nothing from it, or repeats a judgement on a whole town."""
    for address in ALL:
        text = words(read(client, address).main).lower()
        assert "bowness" not in text
        assert "apathy" not in text
        assert "northcumbriaccg.nhs.uk" not in text


def test_five_levels_in_order_in_the_list_and_in_the_drawing(levels):
    """Otherwise the drawing and the words name different levels."""
    names = [str(level.label) for level in InvolvementLevel]
    listed = [item["id"] for item in levels.select(".levels__item")]
    assert listed == InvolvementLevel.values
    drawing = levels.select_one("svg.ladder")
    assert [words(name).split(" ", 1)[1] for name in drawing.select(".ladder__name")] == names
    description = words(drawing.find("desc"))
    assert [description.index(f"{number}. {name}") for number, name in enumerate(names, 1)]
    assert drawing["role"] == "img"
    assert {levels.find(id=name).name for name in drawing["aria-labelledby"].split()} == {"title", "desc"}


def test_each_level_has_a_label_to_copy(levels):
    """Otherwise a group knows its level and has no words to say it."""
    labels = {item["id"]: words(item.select_one(".level__label-text")) for item in levels.select(".levels__item")}
    assert labels.keys() == LEVEL_LABELS.keys()
    assert all(labels[key].startswith(start) for key, start in LEVEL_LABELS.items())


def test_the_keys_of_the_levels_never_change():
    """Otherwise projects, groups and events that stored a level lose it."""
    assert InvolvementLevel.values == ["informing", "consulting", "involving", "collaborating", "devolving"]
    assert [level.number for level in InvolvementLevel] == [1, 2, 3, 4, 5]
    assert all(str(level.gist) for level in InvolvementLevel)


def test_not_every_challenge_suits(levels):
    """Otherwise the page sells co-production for everything."""
    assert any(
        quote.startswith("Not every challenge will be suitable for co-production.") for quote in quoted(levels.main)
    )


def test_the_short_answer_has_sixty_words(client, site_content):
    """Otherwise the answer in a minute grows into an essay."""
    page = read(client, "/what-it-is/")
    answer = page.find(id="the-short-answer").find_next("p")
    assert len(words(answer).split()) == 60


def test_unconfirmed_wording_is_marked_for_editors(site_content, db):
    """Otherwise facts from memory are taken for confirmed ones, and nobody is asked to check them."""
    from wagtail.models import Page

    for address in ALL[1:]:
        page = Page.objects.get(url_path__endswith=address, locale__language_code="en")
        assert page.specific.to_check, address


@pytest.mark.parametrize("address", ALL)
def test_pages_need_few_queries(client, site_content, django_assert_max_num_queries, address):
    """Otherwise the site slows down with every page added to it."""
    client.get(address)
    # The principles lead to templates, tips, modules and stories.
    with django_assert_max_num_queries(24 if address.endswith("principles/") else 17):
        assert client.get(address).status_code == 200


class TestTree(WagtailPageTestCase):
    def test_where_the_pages_may_stand(self):
        """Otherwise an editor could put them where no link leads."""
        for model in (LevelsPage, ConcernsPage):
            self.assertAllowedParentPageTypes(model, {SectionPage})
            self.assertAllowedSubpageTypes(model, {})
