"""The template library. What is lost here is a group's working paper: a part of it, its place, or its plain words."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from resources.blocks.templates import named_parts
from resources.choices import Stage
from resources.models import TemplateIndexPage, TemplatePage
from tests.resources.papers import CODES, NASTY, SECTIONS, page_of, soup_of, words

# What is published ----------------------------------------------------------------------------------------------------


def test_the_ten_templates_stand_at_their_addresses_with_their_codes(site_content, client):
    index = TemplateIndexPage.objects.get()
    assert {page.slug: page.code for page in index.templates()} == CODES
    assert [page.code for page in index.templates()] == [f"T{number}" for number in range(1, 11)]
    for slug in CODES:
        assert client.get(f"/tools/{slug}/").status_code == 200


@pytest.mark.parametrize("slug", CODES)
def test_every_section_of_the_plan_is_on_the_paper(site_content, client, slug):
    paper = soup_of(client, f"/tools/{slug}/").select_one(".paper")
    text = words(paper)
    assert [part for part in SECTIONS[slug] if part not in text] == []


@pytest.mark.parametrize("slug", CODES)
def test_the_web_page_holds_everything_that_is_filled_in(site_content, client, slug):
    """A field that only the documents held would be lost to everybody who reads on a phone."""
    text = words(soup_of(client, f"/tools/{slug}/").select_one(".paper"))
    parts = list(named_parts(page_of(slug).document))
    assert len(parts) >= 9
    for _kind, part in parts:
        assert " ".join((part.get("label") or part.get("caption")).split()) in text


@pytest.mark.parametrize("slug", CODES)
def test_fixed_names_are_given_and_stand_once(site_content, slug):
    """Online filling in and made files find a field by its name."""
    names = page_of(slug).fill_in_names()
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name) for name in names)
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("slug", CODES)
def test_headings_never_skip_a_level(site_content, client, slug):
    main = soup_of(client, f"/tools/{slug}/").select_one("main")
    levels = [int(heading.name[1]) for heading in main.select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("slug", CODES)
def test_a_page_says_who_when_how_long_and_what_goes_with_it(site_content, client, slug):
    page, soup = page_of(slug), soup_of(client, f"/tools/{slug}/")
    about = words(soup.select_one(".tool-about"))
    for text in (
        page.code,
        page.who_for,
        page.when_to_use,
        page.how_long,
        "How to use it",
        "Take it with you",
        "Or print this page",
    ):
        assert text in about
    after = soup.select_one(".tool-after")
    links = [link["href"] for link in after.select(".tool-related a")]
    assert any(link.startswith("/learn/") for link in links)
    assert any(link.startswith("/stories/") for link in links)
    assert any("#principle-" in link for link in links)
    assert "Where it comes from" in words(after)


@pytest.mark.parametrize("slug", CODES)
def test_no_inline_style_or_script(site_content, client, slug):
    """The Content-Security-Policy would leave them out, and the paper with them."""
    main = soup_of(client, f"/tools/{slug}/").select_one("main")
    assert main.select("[style], script, style, [onclick]") == []


@pytest.mark.parametrize("slug", CODES)
def test_invented_rows_are_marked_as_examples(site_content, client, slug):
    for table in soup_of(client, f"/tools/{slug}/").select(".paper-table"):
        for row in table.select("tbody tr"):
            if row.select("td .paper-table__words"):
                assert row.select_one("td .paper-example-tag").get_text() == "Example"


def test_terms_of_reference_promise_that_nobody_suffers_for_speaking_up(site_content, client):
    soup = soup_of(client, "/tools/terms-of-reference/")
    kept = " ".join(words(text) for text in soup.select(".paper-text"))
    assert "staff included. Nobody is treated worse for what they say in this group." in kept
    assert "without fear of reprisals or harassment" in words(soup.select_one(".paper"))
    for rule in (
        "more than one meeting",
        "out of scope",
        "respect other work",
        "share what we learn",
        "Chatham House Rule",
    ):
        assert rule in kept


def test_the_planner_is_an_a3_sheet_with_pictures_and_says_the_layout_is_ours(site_content, client):
    soup = soup_of(client, "/tools/planner/")
    assert page_of("planner").is_a3
    assert soup.select_one('link[media="print"][href*="tools-a3-wide"]')
    assert len(soup.select(".paper svg")) >= 14
    assert "We could not find the original" in words(soup.select_one(".tool-after"))
    for name in ("People First", "Triple A", "Cumbria County Council"):
        assert name in words(soup.select_one(".tool-after"))


def test_the_expenses_paper_invents_no_rates(site_content, client):
    text = words(soup_of(client, "/tools/expenses-guide/"))
    assert re.findall(r"£\s?[1-9]|£0\.[1-9]|\b\d+ ?p(?:ence)?\b", text) == []
    for cost in ("Mileage", "Bus and train fares", "Parking", "Transport for people with additional needs"):
        assert cost in text


def test_guidance_looks_different_and_can_be_left_out_without_javascript(site_content, client):
    soup = soup_of(client, "/tools/terms-of-reference/")
    assert all(words(block).startswith("Guidance") for block in soup.select(".paper-guidance"))
    box = soup.select_one("input#without-guidance[type=checkbox]")
    assert soup.select_one(f'label[for="{box["id"]}"]').get_text() == "Leave out guidance and examples"


def test_a_template_is_found_by_what_stands_in_it(site_content):
    found = TemplatePage.objects.live().search("hearing")
    assert "accessible-event-checklist" in [page.slug for page in found]


# The index and its filter ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", Stage)
def test_the_filter_shows_the_templates_of_a_stage(site_content, client, stage):
    soup = soup_of(client, f"/tools/?stage={stage.value}")
    shown = {words(code).split()[0] for code in soup.select(".tool-card__code")}
    assert shown == {page.code for page in TemplatePage.objects.all() if stage.value in page.stages}
    assert 0 < len(shown) < 10
    assert words(soup.select_one("#filter-stage option[selected]")) == f"{stage.label} ({len(shown)})"
    assert words(soup.select_one(".filter-result__heading")) == f"{len(shown)} of 10 templates: {stage.label}"


@pytest.mark.parametrize("raw", NASTY)
def test_an_unknown_stage_shows_everything_and_never_breaks(site_content, client, raw):
    response = client.get(f"/tools/?stage={raw}", follow=True)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html5lib")
    assert len(soup.select(".tool-card__code")) == 10
    assert bool(soup.select(".filter-result__unknown")) == bool(raw)


def test_a_draft_is_in_no_list(site_content, client):
    page_of("planner").unpublish()
    soup = soup_of(client, "/tools/")
    assert len(soup.select(".tool-card__code")) == 9
    assert client.get("/tools/planner/").status_code == 404


def test_a_private_page_is_in_no_list_and_behind_no_link(site_content, client):
    """Lost if this fails: the title of a page that is not meant for everybody."""
    story = page_of("planner").story
    for page in (page_of("planner"), page_of("scope-card").story.get_parent(), story):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert len(soup_of(client, "/tools/").select(".tool-card__code")) == 9
    related = words(soup_of(client, "/tools/scope-card/").select_one(".tool-related"))
    assert "Story" not in related and "Learn" in related


def test_the_index_leads_to_the_tips(site_content, client):
    assert soup_of(client, "/tools/").select_one('a[href="/tools/hints-and-tips/"]')


@pytest.mark.parametrize("address", ["/tools/", "/tools/?stage=do", *[f"/tools/{slug}/" for slug in CODES]])
def test_a_page_needs_at_most_24_queries(site_content, client, django_assert_max_num_queries, address):
    """In a transaction, where nothing is kept from one page to the next."""
    client.get(address)
    with django_assert_max_num_queries(24):
        client.get(address)


def test_the_library_asks_little_of_its_own(site_content, django_assert_max_num_queries):
    """Lost if this fails: a query for each template, each principle or each link."""
    with django_assert_max_num_queries(4):
        assert len(TemplateIndexPage.objects.get().templates()) == 10
    page = page_of("planner")
    with django_assert_max_num_queries(3):
        assert len(page.related) == 2
        assert page.principles.count() == 4
