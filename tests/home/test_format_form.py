"""The form with which somebody asks for another format. If these fail, somebody cannot ask, or loses what they typed."""

import re
import uuid

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from home import format_requests, limits
from home.models import FormatKind, FormatRequest, OutgoingMail
from home.views.formats import TRAP
from tests.home.asking import ADDRESS, ANN, BROWSER, about, ask, publisher, typed

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def browser():
    return Client(headers=BROWSER)


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def summary(answer):
    """The errors at the top of the page: [(words, address)]."""
    links = soup(answer).select(".nhsuk-error-summary li")
    return [(line.get_text(strip=True), line.a["href"] if line.a else "") for line in links]


# Where it stands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/", "/what-it-is/principles/", "/learn/goalposts/", "/easy-read/what-it-is/", "/events/"]
)
def test_every_page_leads_to_the_form_and_says_which_page_is_meant(client, address):
    link = soup(client.get(address)).find("a", string="Ask for this page in another format or language")
    number = re.fullmatch(r"/formats/ask/\?page=(\d+)", link["href"])[1]
    assert Page.objects.get(pk=number).url == address
    assert link["rel"] == ["nofollow"]


def test_the_link_is_the_same_for_everybody(client, editor_client):
    """Pages are kept as they are and given to the next one: nothing in them may be for one visitor."""
    link = soup(Client().get("/what-it-is/")).select_one(".page-foot__format")
    assert soup(Client().get("/what-it-is/")).select_one(".page-foot__format") == link


def test_reading_the_form_sets_no_cookie_and_is_kept_nowhere(client):
    answer = client.get(f"{ADDRESS}?page={about().pk}")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_form_knows_the_page(browser):
    page = about()
    answer = browser.get(f"{ADDRESS}?page={page.pk}")
    assert page.title in soup(answer).main.get_text()
    assert soup(answer).find("input", {"name": "page_words"}) is None
    sent = browser.post(ADDRESS, typed(page=page.pk))
    assert sent.status_code == 302
    assert FormatRequest.objects.get().page_id == page.pk


def closed_page():
    page = about()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page.pk


def draft():
    Page.objects.filter(pk=about().pk).update(live=False)
    return Page.objects.filter(live=False, url_path__endswith="/what-it-is/").first().pk


@pytest.mark.parametrize(
    "number",
    [closed_page, draft, *(lambda value=value: value for value in ("", "x", "-1", "0", "1", "9" * 30, "٣", "1 or 1"))],
)
def test_a_page_that_is_not_public_is_asked_for_in_words(browser, number):
    """The title of a draft, or of a page behind a password, is nobody's to read here."""
    value = number()
    title = Page.objects.filter(pk=value).values_list("title", flat=True).first() if isinstance(value, int) else None
    answer = browser.get(ADDRESS, {"page": value})
    assert soup(answer).find("input", {"name": "page_words"})
    assert title is None or title not in str(soup(answer).main.h1.parent)
    sent = browser.post(ADDRESS, typed(page=value, page_words=""))
    assert ("Enter which page or document you need", "#id_page_words") in summary(sent)


def test_it_stands_in_every_language(browser):
    assert browser.get("/pl/formats/ask/").status_code == 200
    sent = browser.post("/pl/formats/ask/", typed())
    assert sent["Location"].startswith("/pl/formats/ask/")
    assert FormatRequest.objects.get().language == "pl"


# What is said of the promise -------------------------------------------------------------------------------------------


def test_what_happens_next_and_by_when(browser):
    publisher()
    answer = browser.post(ADDRESS, typed(page=about().pk), follow=True)
    request = FormatRequest.objects.get()
    text = soup(answer).main.get_text(" ", strip=True)
    assert f"We answer by {request.due:%A} {request.due.day} {request.due:%B %Y}" in " ".join(text.split())
    assert request.reference in text
    assert "90 days after our answer" in text
    for word in ANN.values():
        assert word not in text, "whoever looks over somebody's shoulder, or finds the address, reads none of it"


def test_no_date_is_made_up_where_the_publisher_has_promised_none(browser):
    publisher(formats_reply_days=None)
    text = soup(browser.post(ADDRESS, typed(), follow=True)).main.get_text(" ", strip=True)
    assert "has not yet said how soon it can send another format" in text
    assert not re.search("We answer by (?!email)", text)


def test_how_it_stands_later(browser):
    request = ask()
    page = f"/formats/ask/{format_requests.token(request)}/"
    assert "It has arrived" in browser.get(page).content.decode()
    format_requests.answered(request, 0, "email", "zebraanswer")
    text = browser.get(page).content.decode()
    assert "Your request was answered" in text
    assert "zebraanswer" not in text


def test_somebody_takes_a_request_back(browser):
    request = ask()
    page = f"/formats/ask/{format_requests.token(request)}/"
    assert browser.post(page, follow=True).status_code == 200
    assert browser.post(page, follow=True).status_code == 200, "a second press finds the same words"
    assert browser.get(page).status_code == 404
    assert not FormatRequest.objects.get().email


@pytest.mark.parametrize("token", ["x", "1-0.forged", "0" * 300, "%00"])
def test_a_wrong_link_finds_nothing(browser, token):
    ask()
    assert browser.get(f"/formats/ask/{token}/").status_code == 404


def test_nothing_somebody_typed_stands_in_an_address(browser):
    """Addresses stay in logs."""
    place = browser.post(ADDRESS, typed())["Location"]
    assert re.fullmatch(r"/formats/ask/\d+-0\.[\w-]+/", place)


# What is typed wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"kind": ""}, "Choose a format", "#id_kind"),
        ({"kind": "carrier pigeon"}, "Choose a format from the list", "#id_kind"),
        ({"size": " "}, "Enter the size of print you need", "#id_size"),
        ({"kind": "translation"}, "Enter the language you need", "#id_which_language"),
        ({"kind": "other"}, "Enter what you need", "#id_what_else"),
        ({"answer_by": ""}, "Choose how we reach you", "#id_answer_by"),
        ({"email": ""}, "Enter your email address", "#id_email"),
        ({"email": "ann at home"}, "Enter an email address in the correct format, like name@example.com", "#id_email"),
        ({"answer_by": "phone"}, "Enter your phone number", "#id_phone"),
        ({"answer_by": "phone", "phone": "ask my son"}, "Enter a phone number, like 01228 123456 or 07700 900123", "#id_phone"),
        ({"answer_by": "text"}, "Enter your mobile number", "#id_text_number"),
        ({"answer_by": "post"}, "Enter the address to send it to", "#id_postal_address"),
        ({"more": "x" * 1001}, "Use 1000 characters or fewer", "#id_more"),
        ({"name": "x" * 101}, "Use 100 characters or fewer", "#id_name"),
        ({"consent": ""}, "Tick the box so that we may use your answers, or phone or write to us instead", "#id_consent"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(browser, change, words, field):
    sent = typed(**change)
    answer = browser.post(ADDRESS, {name: value for name, value in sent.items() if value})
    assert summary(answer) == [(words, field)]
    page = soup(answer)
    assert page.select_one(field), "the summary leads to the field"
    assert page.title.get_text().startswith("Error: ")
    assert FormatRequest.objects.count() == 0
    for name in ("page_words", "size", "email", "name", "more"):
        box = page.find(attrs={"name": name})
        assert (box.get("value") or box.get_text().removeprefix("\n")).strip() == sent[name].strip()
    assert page.find(attrs={"name": "key"})["value"] == sent["key"]


def test_what_belongs_to_another_choice_is_neither_wrong_nor_kept(browser):
    """Without JavaScript all boxes are on the page, and a browser may fill some in by itself."""
    sent = typed(
        kind="braille", which_language="Polish", answer_by="phone", phone="01228 123456", email="not an address"
    )
    assert browser.post(ADDRESS, sent).status_code == 302
    request = FormatRequest.objects.get()
    assert (request.detail, request.email, request.phone, request.postal_address) == ("", "", "01228 123456", "")


def test_the_same_form_sent_twice_is_one(browser):
    sent = typed()
    places = {browser.post(ADDRESS, sent)["Location"] for _time in range(3)}
    assert len(places) == FormatRequest.objects.count() == 1


def test_a_form_without_its_key_or_with_a_broken_one_counts(browser):
    for key in ("", "x", str(uuid.uuid4())):
        assert browser.post(ADDRESS, typed(key=key)).status_code == 302
    assert FormatRequest.objects.count() == 3


def test_a_form_from_another_site_is_refused():
    assert Client(headers={"Sec-Fetch-Site": "cross-site"}).post(ADDRESS, typed()).status_code == 403
    assert Client().post(ADDRESS, typed()).status_code == 403
    assert FormatRequest.objects.count() == 0


# Machines --------------------------------------------------------------------------------------------------------------


def test_a_program_that_fills_in_everything_is_told_so(browser):
    """It may also have been a browser that filled in too much: nobody is told that all is well when nothing was kept."""
    answer = browser.post(ADDRESS, typed(**{TRAP: "https://spam.example"}))
    assert "We could not tell whether a person sent this" in answer.content.decode()
    assert soup(answer).find(attrs={"name": "more"}).get_text().strip() == ANN["more"]
    assert not soup(answer).find(attrs={"name": TRAP}).get("value")
    assert FormatRequest.objects.count() == 0


def test_a_thousand_requests_are_stopped_and_others_can_still_ask(browser):
    """Lost if this fails: the list that holds the requests of real people, and the mailbox of the publisher."""
    publisher()
    answers = [browser.post(ADDRESS, typed(email=f"a{number}@example.net")) for number in range(1000)]
    assert FormatRequest.objects.count() == format_requests.MOST_FROM_ONE_PLACE
    assert {answer.status_code for answer in answers} == {302, 429}
    assert "Too many requests came in this hour" in answers[-1].content.decode()
    assert soup(answers[-1]).find(attrs={"name": "more"}).get_text().strip() == ANN["more"]
    to_publisher = OutgoingMail.objects.filter(kind=format_requests.NEW)
    assert to_publisher.count() == format_requests.MOST_MAILS_TO_PUBLISHER
    assert browser.post(ADDRESS, typed(), REMOTE_ADDR="192.0.2.77").status_code == 302


def test_many_places_at_once_are_stopped_as_well():
    let_in = 0
    for number in range(format_requests.MOST_IN_ALL + 50):
        try:
            format_requests.let_in(f"192.0.2.{number}")
            let_in += 1
        except format_requests.TooMany:
            pass
    assert let_in == format_requests.MOST_IN_ALL


_TEXT = st.one_of(
    st.text(max_size=80),
    st.characters(codec="utf-8").map(lambda letter: letter * 2_000),
    st.sampled_from(
        ["", " ", "\x00", "01228 123456", "a@example.net", "=1+1", "<script>alert(1)</script>", "\u202eabc"]
    ),
)
_CHOICES = {"kind": FormatKind.values, "answer_by": ["email", "phone", "text", "post"], "consent": ["on"]}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_typed_is_kept_whole_or_said_to_be_wrong(data):
    """Odd letters, half a form, boxes of the wrong choice: never our error page, never half a request."""
    cache.clear()
    limits.TryCount.objects.all().delete()
    before = FormatRequest.objects.count()
    names = [*typed(), "phone", "text_number", "postal_address", "which_language", "what_else", "page", TRAP]
    sent = {}
    for name in names:
        good = st.sampled_from(_CHOICES[name]) if name in _CHOICES else _TEXT
        value = data.draw(st.one_of(st.none(), good, _TEXT), label=name)
        if value is not None:
            # A browser cannot send half a character.
            sent[name] = value.encode("utf-8", "replace").decode()
    answer = Client(headers=BROWSER).post(ADDRESS, sent)
    assert answer.status_code in (200, 302)
    assert FormatRequest.objects.count() - before <= (answer.status_code == 302)
    assert (answer.status_code == 200) is bool(answer.status_code == 200 and summary(answer))
