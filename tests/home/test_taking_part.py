"""Get involved, for staff, progress, and the pages about who led and who does what: exact quotations, honest dates."""

import itertools
import re

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page, Site

from home.models import PublisherSettings, SectionPage

PAGES = [
    "/get-involved/",
    "/get-involved/expenses/",
    "/get-involved/access-support/",
    "/get-involved/young-people/",
    "/for-staff/",
    "/progress/",
    "/about/steering-group/",
    "/about/who-does-what/",
]
QUOTATIONS = [
    (
        "/get-involved/",
        "Users of NHS and care services \N{EN DASH} patients, staff, third sector, partners. "
        "We welcome anyone bringing a constructive approach",
    ),
    (
        "/get-involved/expenses/",
        "People taking part - volunteering to improve and develop our services \N{EN DASH} will be encouraged to claim "
        "out-of-pocket expenses through the lead agencies' standard reimbursement policy. This will include expenses "
        "such as mileage, public transport fares, parking, and may include transport for those with additional needs "
        "who may need extra support to get involved.",
    ),
    (
        "/for-staff/",
        "It will require explicit senior commitment at the top with a named sponsoring executive at System Leadership "
        "Board, and a named sponsoring executive and non-exec board member at NCIC and the CCG's Governing Body to "
        "provide some support, trouble shooting and continuity to those giving their time.",
    ),
    (
        "/for-staff/",
        "Consultants and staff should be allowed to participate freely without fear of reprisals or harassment. "
        "That is the only way to regain the trust",
    ),
    (
        "/for-staff/",
        "the professionals to move away from being fixers to facilitators. It is not always easy, and requires courage "
        "and patience on both sides.",
    ),
    (
        "/about/steering-group/",
        "The Working Together Steering Group demonstrates a flatter, more dynamic structure of leadership and support "
        "promoting and ensuring an equality of voice. It will provide the umbrella which shelters developing "
        "co-production.",
    ),
]
TASKS = [
    "Identify and support projects",
    "Provide leadership to ongoing projects such as those around recruitment and retention, care at distance, "
    "telehealth",
    "Link with and support existing effective groups including the Maternity Voices Partnership",
    "Develop co-production in the ICCs",
    "Support the cultural shift required to move this to business as usual",
    "Identify and support a broader range of people to get involved",
    "Identify and support co-production champions throughout the organisations",
    "Monitor how co-produced projects develop and progress",
    "Role model 'letting go' so projects become business as usual \N{EN DASH} understanding the life cycle of this "
    "type of project",
    "Provide constructive challenge and relish opportunity",
]


def get(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").main


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.mark.parametrize(("address", "quotation"), QUOTATIONS)
def test_words_of_others_are_exact(client, site_content, address, quotation):
    """A quotation that has drifted puts words into somebody's mouth."""
    found = [words(quote).strip("\u201c\u201d ") for quote in get(client, address).select("blockquote")]
    assert any(quotation in text for text in found), found


def test_the_steering_groups_10_tasks_are_all_there(client, site_content):
    cells = get(client, "/about/steering-group/").select("tbody th .table-block__words")
    assert [words(cell) for cell in cells] == TASKS


@pytest.mark.parametrize("address", PAGES)
def test_no_dead_contact_and_no_name_that_must_stay_out(client, site_content, address):
    text = str(get(client, address))
    assert "ccg.nhs.uk" not in text
    assert "apathy" not in text
    assert "Bowness" not in text


@pytest.mark.parametrize("address", PAGES)
def test_headings_go_down_one_step_at_a_time(client, site_content, address):
    levels = [int(heading.name[1]) for heading in get(client, address).find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("address", PAGES)
def test_every_link_to_this_site_leads_somewhere(client, site_content, address):
    """A page that is promised and not there costs trust."""
    links = {link["href"].partition("#")[0] for link in get(client, address).find_all("a", href=re.compile("^/"))}
    assert {link: client.get(link).status_code for link in links if link} == {link: 200 for link in links if link}


def test_only_the_two_sections_of_the_menu_are_in_the_menu(site_content):
    """The menu has six parts; the page for staff is reached from the home page."""
    shown = {page.slug: page.show_in_menus for page in SectionPage.objects.filter(depth=3)}
    assert shown["get-involved"] and shown["progress"]
    assert not shown["for-staff"]


def test_expenses_show_a_neutral_sentence_until_the_publisher_names_somebody(client, site_content):
    page = get(client, "/get-involved/expenses/")
    assert "has not yet given a way to contact it" in words(page.select_one(".contact-panel"))


def test_expenses_show_the_person_once_the_publisher_names_somebody(client, site_content):
    settings = PublisherSettings.for_site(Site.objects.get(is_default_site=True))
    settings.expenses_lead_name = "Asha Reed"
    settings.expenses_lead_contact = "expenses@health.example"
    settings.save()
    panel = words(get(client, "/get-involved/expenses/").select_one(".contact-panel"))
    assert "Asha Reed" in panel
    assert "expenses@health.example" in panel


def test_who_does_what_dates_each_change_and_says_what_is_not_confirmed(client, site_content):
    page = get(client, "/about/who-does-what/")
    text = words(page)
    for fact in ("Closed on 1 July 2022", "Replaced on 1 April 2023", "Cumberland Council", "People First"):
        assert fact in text
    assert "we could not confirm that it had become law" in text
    own = Page.objects.get(slug="who-does-what").specific
    assert (own.next_review - own.last_reviewed).days <= 93
    assert "2019" in own.to_check and "Health Bill" in own.to_check
