"""Search knows templates, tips and jargon. Lost if these fail: an answer that the site has, and does not give."""

import pytest

from tests.site_project.test_search import ask, found, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def test_a_template_is_shown_with_its_code_stages_and_formats(client):
    card = next(card for card in ask(client, "planner").select(".search-result") if "Planner" in card.h3.get_text())
    facts = card.select_one(".search-result__facts").get_text()
    assert facts.startswith("T2 · ") and "A3 poster" in facts and "Word, OpenDocument and PDF" in facts
    assert found(client, "T3")[0].startswith("Scope card")


@pytest.mark.parametrize(
    ("query", "title", "anchor"),
    [
        ("badges", "Ask whether people want badges", "ask-about-badges"),
        ("badge", "Ask whether people want badges", "ask-about-badges"),
        ("small tables", "Try small tables before a big square", "small-tables"),
        ("rather small tables xyzzyplugh", "Try small tables before a big square", "small-tables"),
    ],
)
def test_a_tip_is_found_by_its_own_words_and_leads_to_its_card(client, query, title, anchor):
    links = {link.get_text(): link["href"] for link in ask(client, query).select(".search-result__title a")}
    assert links[title] == f"/tools/hints-and-tips/#tip-{anchor}"


def test_a_tip_with_the_words_in_its_first_line_comes_before_pages_that_only_mention_them(client):
    page("A quokka page", summary="About small tables.")
    assert found(client, "small tables")[0] == "Try small tables before a big square"


@pytest.mark.parametrize(
    ("query", "name"),
    [("CCG", "CCG"), ("clinical commissioning group", "CCG"), ("what is a ccg", "CCG"), ("ccgs?", "CCG")],
)
def test_the_meaning_of_jargon_stands_at_the_top(client, query, name):
    meanings = ask(client, query).select_one(".search-meanings")
    assert meanings.dt.get_text() == name
    assert meanings.dt.a["href"] == "/jargon/#ccg"
    assert "Clinical commissioning group." in meanings.dd.get_text()


def test_plain_words_bring_no_meanings_and_many_terms_no_more_than_three(client):
    assert ask(client, "bus").select_one(".search-meanings") is None
    assert len(ask(client, "ccg icb ncic icc mvp gp").select(".search-meanings dt")) <= 3


def test_a_search_with_everything_asks_little(client, django_assert_max_num_queries):
    ask(client, "ccg")
    with django_assert_max_num_queries(30):
        ask(client, "planner small tables ccg")
