"""Filters of lists. What is lost here: finding one thing among many with any browser, and sending the list to others."""

from urllib.parse import parse_qs, urlencode

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resources.filters import Facet, Filters, tidy_query
from resources.models import TemplatePage, Tip

COLOURS = [("red", "Red"), ("blue", "Blue"), ("gold", "Gold")]
SIZES = [("big", "Big"), ("small", "Small")]
THINGS = [("red", "big"), ("red", "small"), ("blue", "big")]


def facets():
    return (
        Facet("colour", "Colour", "Every colour", COLOURS, lambda thing: [thing[0]]),
        Facet("size", "Size", "Every size", SIZES, lambda thing: [thing[1]]),
        Facet("kind", "Kind", "Every kind", [("thing", "Thing")], lambda thing: ["thing"]),
    )


def filtered(**asked):
    return Filters(THINGS, facets(), asked, "/things/")


def counts(found, name):
    return {
        option.value: option.count
        for question in found.questions
        if question.name == name
        for option in question.options
    }


def soup_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def test_choices_are_combined():
    assert filtered().found == THINGS
    assert filtered(colour="red").found == THINGS[:2]
    assert filtered(colour="red", size="big").found == THINGS[:1]
    assert filtered(colour="blue", size="small").found == []


def test_each_choice_says_how_many_it_would_leave_with_the_others_as_they_are():
    assert counts(filtered(), "colour") == {"red": 2, "blue": 1}
    assert counts(filtered(size="small"), "colour") == {"red": 1, "blue": 0}
    assert counts(filtered(size="small"), "size") == {"big": 2, "small": 1}


def test_what_narrows_nothing_down_is_not_offered():
    """Neither a question with one answer, nor a choice that nothing has."""
    assert [question.name for question in filtered().questions] == ["colour", "size"]
    assert "gold" not in counts(filtered(), "colour")
    assert [question.name for question in filtered(kind="thing").questions] == ["colour", "size", "kind"]


def test_a_choice_that_is_on_is_always_offered():
    """Or the form would show another one than the list."""
    assert counts(filtered(colour="gold"), "colour") == {"red": 2, "blue": 1, "gold": 0}


def test_filters_can_be_taken_away_one_by_one():
    first, second = filtered(colour="blue", size="small").chosen
    assert (first.label, first.words, first.without, first.count) == ("Colour", "Blue", "/things/?size=small", 1)
    assert (second.without, second.count) == ("/things/?colour=blue", 1)
    assert filtered(colour="red").chosen[0].without == "/things/"


def test_the_address_is_the_same_in_whatever_order_somebody_chose():
    one, other = filtered(size="big", colour="red"), filtered(colour="red", size="big")
    assert one.address_of({"size": "big", "colour": "red"}) == other.address_of({"colour": "red", "size": "big"})


@given(asked=st.dictionaries(st.sampled_from(["colour", "size", "kind", "x"]), st.text(max_size=30)))
@example(asked={"colour": "red\x00"})
def test_any_value_is_either_a_choice_or_said_to_be_unknown(asked):
    found = filtered(**asked)
    wrong = {
        name
        for name, value in asked.items()
        if value and name != "x" and value not in {"red", "blue", "gold", "big", "small", "thing"}
    }
    assert len(found.unknown) >= len(wrong)
    assert found.count == len(found.found) <= found.total
    for question in found.questions:
        for option in question.options:
            assert 0 <= option.count <= found.total


@given(query=st.lists(st.tuples(st.sampled_from(["stage", "who", "page"]), st.text(max_size=10))))
def test_a_tidied_address_is_tidy_and_loses_nothing(query):
    asked = QueryDict(urlencode(query))
    tidied = tidy_query(asked, ["stage", "who"])
    if tidied is not None:
        after = QueryDict(tidied)
        assert tidy_query(after, ["stage", "who"]) is None
        kept = {name: [value for value in values if value or name == "page"] for name, values in asked.lists()}
        assert dict(after.lists()) == {name: values for name, values in kept.items() if values}


@pytest.mark.parametrize("address", ["/tools/", "/tools/hints-and-tips/"])
def test_an_address_to_share_has_only_what_was_chosen(site_content, client, address):
    response = client.get(f"{address}?stage=&who=staff&principle=")
    assert (response.status_code, response["Location"]) == (302, f"{address}?who=staff")
    assert client.get(f"{address}?stage=&who=")["Location"] == address


def test_the_filters_of_templates(site_content, client):
    soup = soup_of(client, "/tools/")
    names = [select["name"] for select in soup.select(".filter select")]
    assert names == ["stage", "format", "who", "principle"]
    formats = {option["value"] for option in soup.select("#filter-format option")}
    assert {"a4", "a3"} <= formats - {""} <= {"online", "a4", "a3"}
    soup = soup_of(client, "/tools/?format=a3")
    assert [code.get_text(" ", strip=True) for code in soup.select(".tool-card__code")] == ["T2 A3 poster"]


def test_templates_of_one_principle_for_some_people(site_content, client):
    soup = soup_of(client, "/tools/?principle=1&who=staff")
    wanted = [
        page.code
        for page in TemplatePage.objects.order_by("path")
        if "staff" in page.audiences and page.principles.filter(number=1).exists()
    ]
    assert [code.get_text(" ", strip=True).split()[0] for code in soup.select(".tool-card__code")] == wanted
    chips = [chip.get_text(" ", strip=True) for chip in soup.select(".filter-result__remove")]
    assert len(chips) == 2 and chips[0].startswith("Remove the filter Who I am: Staff")
    assert soup.select_one(".filter-result__all")["href"] == "/tools/"


def test_every_number_is_kept_when_somebody_follows_it(site_content, client):
    """Lost if this fails: the trust that "Staff (4)" leads to four."""
    for address, cards in (("/tools/", ".tool-card__code"), ("/tools/hints-and-tips/", ".tip-card")):
        soup = soup_of(client, address)
        for select in soup.select(".filter select"):
            for option in select.select("option")[1:]:
                number = int(option.get_text().rsplit("(", 1)[1].rstrip(")"))
                assert len(soup_of(client, f"{address}?{select['name']}={option['value']}").select(cards)) == number > 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.dictionaries(
        st.sampled_from(["stage", "who", "principle", "format", "page"]),
        st.one_of(st.text(min_size=1, max_size=40), st.sampled_from(["before", "staff", "1", "99", "a4", "prepare"])),
    )
)
@example(asked={"stage": "\x00\ud7ff", "who": "<script>", "principle": "\u0661"})
def test_no_address_breaks_a_list(site_content, client, asked):
    for address in ("/tools/", "/tools/hints-and-tips/"):
        soup = soup_of(client, f"{address}?{urlencode(asked)}")
        assert soup.select_one(".filter-result__heading")
        for link in soup.select(".filter-result a, .filter-nothing a"):
            assert set(parse_qs(link["href"].partition("?")[2])) <= {"stage", "who", "principle", "format"}


def test_a_tip_can_be_linked_by_its_own_address(site_content, client):
    soup = soup_of(client, "/tools/hints-and-tips/")
    for tip in Tip.objects.all():
        assert tip.text in soup.select_one(f"#{tip.anchor}").get_text()
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
