"""The legal and trust pages: what has to be on them, while facts are missing and once they are given."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site

from home.blocks.publisher import PublisherFactBlock, UrgentHelpBlock
from home.models import ContactPage, LegalPage, SiteMapPage
from tests.home.test_publisher_settings import GIVEN, publisher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_content")]

LEGAL = [
    "/accessibility-statement/",
    "/privacy/",
    "/cookies/",
    "/terms/",
    "/community-rules/",
    "/complaints/",
    "/formats/",
]
TRUST = [*LEGAL, "/about/", "/contact/", "/site-map/"]
PLACEHOLDERS = re.compile(
    r"\b(TBC|TBA|TODO|XXX|lorem ipsum|placeholder)\b|\{fact\}|example\.(com|org)"
    r"|\[(name|date|organisation|email|insert)[^\]]*\]",
    re.IGNORECASE,
)


@pytest.fixture
def read(client):
    """The main part of the page at an address, as parsed HTML."""

    def read(address):
        response = client.get(address)
        assert response.status_code == 200, address
        return BeautifulSoup(response.content, "html.parser").find("main")

    return read


@pytest.fixture
def words(read):
    """The words of the main part of a page, with single spaces."""
    return lambda address: " ".join(read(address).get_text(" ").split()).replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize("address", TRUST)
def test_the_page_is_there_with_one_title_and_a_review_date(client, read, address):
    """Without this, the site would miss a page that the law or its readers ask for."""
    page = read(address)
    assert len(page.find_all("h1")) == 1
    if address != "/site-map/":
        assert "Page last reviewed: 22 November 2026" in page.get_text()
        assert "Next review due:" in page.get_text()


@pytest.mark.parametrize("address", TRUST)
@pytest.mark.parametrize("given", [False, True])
def test_no_placeholder_and_no_dead_contact_is_shown(client, address, given):
    """Without this, people would write to a body that closed, or read "TBC" in a legal notice."""
    publisher(**(GIVEN if given else {}))
    page = client.get(address).content.decode()
    assert not PLACEHOLDERS.search(BeautifulSoup(page, "html.parser").get_text(" "))
    assert "northcumbriaccg" not in page
    assert "mailto:" not in page or given


@pytest.mark.parametrize("address", [address for address in TRUST if address not in ("/cookies/", "/site-map/")])
def test_a_missing_fact_is_said_and_a_given_one_shown(words, address):
    """Without this, a page would go quiet where the publisher has given nothing."""
    neutral = re.compile("The publisher of this site has not yet|Not given yet")
    assert neutral.search(words(address))
    publisher(**GIVEN)
    assert not neutral.search(words(address))


@pytest.mark.parametrize("address", ["/", "/what-it-is/", "/contact/"])
def test_every_page_links_to_the_legal_pages_from_its_footer(client, address):
    """Without this, nobody would find them, and the accessibility regulations would be broken (SI 2018/952, reg. 8)."""
    footer = BeautifulSoup(client.get(address).content, "html.parser").find("footer")
    found = {link["href"] for link in footer.find_all("a")}
    assert {"/about/", "/contact/", "/site-map/", *LEGAL} <= found


@pytest.mark.parametrize("address", [*LEGAL, "/contact/", "/site-map/"])
def test_facts_cost_no_queries_of_their_own(client, address):
    """Without this, a page would get slower with every fact it shows and every page it lists."""
    publisher(**GIVEN)

    def queries(of):
        client.get(of)
        with CaptureQueriesContext(connection) as captured:
            client.get(of)
        return len(captured)

    # The cookies page shows no fact. Links in the text are looked up together, in 1 query.
    assert queries(address) <= queries("/cookies/") + 2


class TestAccessibilityStatement:
    address = "/accessibility-statement/"

    @pytest.mark.parametrize(
        "line",
        [
            "This accessibility statement applies to",
            "This website is run by Solway Health Partnership.",
            "Solway Health Partnership is committed to making its website accessible, in accordance with the Public "
            "Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018.",
            "This website is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA "
            "standard, due to the non-compliances listed below.",
            "The content listed below is non-accessible for the following reasons.",
            "The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies "
            "(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 (the 'accessibility "
            "regulations').",
            "contact the Equality Advisory and Support Service (EASS)",
            "This statement was prepared on",
            "It was last reviewed on",
        ],
    )
    def test_the_lines_fixed_by_law_are_word_for_word(self, words, line):
        """Without this, the statement would not follow the model that public bodies have to use."""
        publisher(**GIVEN)
        assert line in words(self.address)

    @pytest.mark.parametrize(
        "heading",
        [
            "How accessible this website is",
            "Feedback and contact information",
            "Reporting accessibility problems with this website",
            "Enforcement procedure",
            "Technical information about this website's accessibility",
            "Compliance status",
            "Non-accessible content",
            "Non-compliance with the accessibility regulations",
            "Disproportionate burden",
            "Content that's not within the scope of the accessibility regulations",
            "What we are doing to improve accessibility",
            "Preparation of this accessibility statement",
        ],
    )
    def test_it_has_every_part_of_the_model(self, read, heading):
        """Without this, a part that the regulations ask for would be missing."""
        assert heading in [found.get_text(strip=True) for found in read(self.address).find_all(["h2", "h3"])]

    def test_it_claims_no_audit_and_no_full_compliance(self, words):
        """Without this, disabled people would be told of a test that never happened."""
        said = words(self.address)
        assert "fully compliant" not in said
        assert "No disabled person has tested this website yet" in said
        assert "They are not an audit." in said
        assert not re.search(r"\b(audited by|tested by disabled people|certified)\b", said)

    def test_it_says_when_you_get_an_answer(self, words):
        """Without this, people would not know when to complain further."""
        publisher(**GIVEN)
        assert "get back to you in 10 working days" in words(self.address)

    def test_a_publisher_outside_the_regulations_does_not_hide_behind_them(self, words):
        """Without this, a charity would claim that a law binds it which does not."""
        publisher(**{**GIVEN, "is_public_authority": False})
        assert "is not a public sector body" in words(self.address)


class TestPrivacy:
    address = "/privacy/"

    @pytest.mark.parametrize(
        "line",
        [
            # The list of the Information Commissioner for privacy notices, and the complaints process of June 2026.
            "The law calls it the controller",
            "A data protection officer watches over",
            "lawful basis",
            "Articles 6(1)(a) and 9(2)(a)",
            "Who else sees your data",
            "If data ever leaves the UK",
            "How long we keep it",
            "Your rights",
            "take it back at any time",
            "tell you within 30 days that we have your complaint",
            "tell you what we found and what we have done",
            "complain to the Information Commissioner's Office (ICO)",
            "No law or contract makes you give us data",
            "No computer decides anything about you",
            "Children and young people",
            "The names come from published newspaper articles",
            "Please do not send us health stories",
        ],
    )
    def test_it_has_what_the_law_asks_for(self, words, line):
        """Without this, the notice would leave out something people have a right to know."""
        assert line in words(self.address)

    def test_the_lawful_basis_follows_what_the_publisher_is(self, words):
        """Without this, a charity would claim a public task, or a public authority a legitimate interest."""
        publisher(**{**GIVEN, "is_public_authority": True})
        assert "Article 6(1)(e)" in words(self.address)
        assert "Article 6(1)(f)" not in words(self.address)
        publisher(**{**GIVEN, "is_public_authority": False})
        assert "Article 6(1)(f)" in words(self.address)
        assert "Article 6(1)(e)" not in words(self.address)

    def test_periods_and_people_come_from_the_settings(self, words):
        """Without this, the notice would go stale when the publisher changes."""
        publisher(**GIVEN)
        for words_given in ("12 months", "30 days", "The data protection team", "kept in the UK"):
            assert words_given in words(self.address)


class TestCookies:
    @pytest.fixture
    def listed(self, read):
        rows = read("/cookies/").select("tbody tr")
        return {row.find("th").find(class_="table-block__words").get_text(strip=True) for row in rows}

    @pytest.mark.parametrize("address", ["/", *TRUST, "/search/?q=beds", "/nothing-here/"])
    def test_reading_sets_none(self, client, address):
        """Without this, the page would lie, and the law would ask for a banner."""
        assert not client.get(address).cookies

    def test_every_cookie_of_somebody_who_edits_is_listed(self, client, django_user_model, listed):
        """Without this, the site would set a cookie that its notice does not name."""
        user = django_user_model.objects.create_superuser("one@solway.test", "one@solway.test", "a long password here")
        client.get(reverse("account_login"))
        client.post(reverse("account_login"), {"login": user.email, "password": "a long password here"})
        client.get(reverse("wagtailadmin_home"))
        publisher(**GIVEN)
        address = reverse("wagtailsettings:edit", args=("home", "publishersettings", Site.objects.get().pk))
        client.post(address, {"name": "Somebody"})
        client.get(address)
        assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(client.cookies)
        assert set(client.cookies) <= listed


class TestComplaints:
    def test_urgent_help_comes_first_with_numbers_that_dial(self, read):
        """Without this, somebody in danger would have to read a page about complaints."""
        page = read("/complaints/")
        first = page.find("h2", id=lambda found: found != "contents-heading")
        assert "If you need help now" in first.get_text()
        dialled = {link["href"] for link in page.select(".nhsuk-card--care a")}
        assert {"tel:999", "tel:111", "tel:116123"} <= dialled

    def test_complaints_about_care_are_sent_to_those_who_can_help(self, read):
        """Without this, people would send complaints about care to a website and wait."""
        links = " ".join(link["href"] for link in read("/complaints/").find_all("a"))
        for host in ("ncic.nhs.uk", "northeastnorthcumbria.nhs.uk", "ombudsman.org.uk", "ico.org.uk"):
            assert host in links

    def test_the_times_come_from_the_settings(self, words):
        """Without this, people would not know when their complaint is answered."""
        publisher(**GIVEN)
        assert "You hear that we have it within 3 days" in words("/complaints/")
        assert "You have our answer within 20 working days" in words("/complaints/")


class TestTerms:
    @pytest.mark.parametrize("owner", ["News and Star", "SCIE", "Nesta", "NEF", "C4CC", "TLAP", "Scottish"])
    def test_others_are_named_as_owners_of_their_words(self, words, owner):
        """Without this, the site would pass off other people's words as its own."""
        assert owner in words("/terms/")

    def test_the_nhs_is_not_claimed(self, words):
        """Without this, readers would take the site for one of the NHS."""
        assert "Nothing here means that the NHS has approved" in words("/terms/")
        publisher(**{**GIVEN, "is_nhs_body": False})
        assert "This site is not an NHS website" in words("/terms/")

    def test_the_licence_is_the_one_the_owner_chose(self, read):
        """Without this, people would use the words under a licence that nobody granted."""
        assert not read("/terms/").find("a", href=re.compile("creativecommons|open-government-licence"))
        publisher(**GIVEN)
        assert read("/terms/").find("a", href="https://creativecommons.org/licenses/by/4.0/")


class TestContact:
    def test_it_offers_every_way_the_publisher_gave(self, read):
        """Without this, people who cannot use email would be shut out."""
        publisher(**GIVEN)
        page = read("/contact/")
        found = {link["href"] for link in page.find_all("a")}
        assert {"tel:01228123456", "mailto:hello@solway.test"} <= found
        assert "CA1 1AA" in page.get_text()
        assert "Monday to Friday, 9am to 5pm" in page.get_text()
        assert "5 working days" in page.get_text()

    def test_one_missing_way_does_not_hide_the_others(self, words):
        """Without this, a publisher with no phone would seem to have no address either."""
        publisher(**{**GIVEN, "contact_phone": ""})
        assert "The publisher of this site has not yet given a phone number." in words("/contact/")
        assert "hello@solway.test" in words("/contact/")

    def test_notes_on_the_definition_have_their_subject(self, read):
        """Without this, the feedback that the definition paper asked for would get lost."""
        publisher(**GIVEN)
        assert read("/contact/").find("a", href="mailto:hello@solway.test?subject=Cumbrian%20Co-production")

    def test_there_is_one(self):
        """Without this, an editor could make a second contact page with other words."""
        home = Site.objects.get().root_page.specific
        assert ContactPage.objects.count() == 1
        assert not ContactPage.can_create_at(home)
        assert not SiteMapPage.can_create_at(home)
        assert LegalPage.can_create_at(home)


class TestSiteMap:
    def listed(self, read):
        return [link["href"] for link in read("/site-map/").select(".site-map a")]

    def test_it_has_every_public_page_once(self, read):
        """Without this, a page that no menu names could not be found."""
        home = Site.objects.get().root_page
        public = Page.objects.descendant_of(home).live().public().not_exact_type(SiteMapPage)
        found = self.listed(read)
        assert sorted(found) == sorted(page.get_url() for page in public)
        assert len(found) > 10

    def test_drafts_and_private_pages_are_not_in_it(self, read):
        """Without this, the site map would give away what is not for everybody."""
        privacy, terms = Page.objects.get(slug="privacy"), Page.objects.get(slug="terms")
        privacy.specific.unpublish()
        PageViewRestriction.objects.create(page=terms, restriction_type=PageViewRestriction.LOGIN)
        section = Page.objects.get(slug="what-it-is", depth=3)
        PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
        found = self.listed(read)
        assert not [href for href in found if href.startswith(("/privacy/", "/terms/", "/what-it-is/"))]
        assert "/cookies/" in found

    def test_pages_stand_under_their_parents(self, read):
        """Without this, the list would say nothing about the shape of the site."""
        section = read("/site-map/").find("a", href="/what-it-is/").find_parent("li")
        assert "/what-it-is/definitions/" in {link["href"] for link in section.find_all("a")}


class TestBlocks:
    @pytest.mark.parametrize("sentence", ["You can phone us.", "Phone {fact} or {fact}."])
    def test_a_sentence_needs_its_gap_once(self, sentence):
        """Without this, an editor could save a sentence in which the fact never appears."""
        block = PublisherFactBlock()
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"fact": "contact_phone", "sentence": sentence}))

    def test_markup_in_a_sentence_is_only_text(self):
        """Without this, an editor could put a script on a page."""
        block = PublisherFactBlock()
        value = block.to_python({"fact": "name", "sentence": "<b>{fact}</b>", "otherwise": "<i>nobody</i>"})
        assert value.html(publisher()) == "&lt;i&gt;nobody&lt;/i&gt;"
        assert value.html(publisher(**GIVEN)) == "&lt;b&gt;Solway Health Partnership&lt;/b&gt;"

    def test_urgent_numbers_cannot_be_edited(self):
        """Without this, a typing mistake could send somebody in danger to a wrong number."""
        assert list(UrgentHelpBlock().child_blocks) == ["heading"]
