"""Everything on paper: lost, and people without the web could not book, claim or say how it was."""

import io
import zipfile

import html5lib
import pytest

from events import badges, paper
from events.models import Booking
from home.documents_out import ODT
from home.models import PublisherSettings
from tests.events.builders import event, venue
from tests.events.people import CANARY, booking, organiser, staff, with_secrets
from tests.home.documents import content_of

KINDS = list(paper.PAPERS)


@pytest.fixture
def party(site_content):
    return event(
        title="A party",
        venue=venue(address="1 Street", postcode="CA1 1AA"),
        takes_bookings=True,
        capacity=20,
        has_food=True,
        expenses="<p>We pay your bus.</p>",
    )


def shown(client, page, kind):
    return client.get(f"/admin/events/{page.pk}/paper/{kind}/")


# Badges ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bob Baker\nCem Can", ["Bob Baker", "Cem Can"]),
        ("Bob, Cem and Dee; Eve & Fay", ["Bob", "Cem", "Dee", "Eve", "Fay"]),
        ("Sandra Anderson", ["Sandra Anderson"]),
        (" \n,, ", []),
    ],
)
def test_names_of_guests_are_read_as_people_write_them(text, found):
    assert badges.names(text) == found


def test_everybody_in_a_booking_gets_a_badge():
    """Somebody without a badge stands out; a companion is more than a number."""
    made = Booking(name="Ann  Other", people=3, companions=1, guest_names="Bob", photo_consent=True)
    assert badges.of(made) == [
        badges.Badge("Ann Other", ask=False),
        badges.Badge("Bob"),
        badges.Badge(),
        badges.Badge(),
    ]


def test_nobody_agrees_to_photographs_for_somebody_else():
    """A picture of somebody who was not asked cannot be taken back."""
    made = Booking(name="Ann", people=2, guest_names="Bob", photo_consent=True)
    assert [badge.ask for badge in badges.of(made)] == [False, True]
    made.photo_consent = False
    assert [badge.ask for badge in badges.of(made)] == [True, True]


def test_a_sheet_has_ten_and_nobody_online():
    made = [Booking(name=f"Person {number}") for number in range(11)] + [Booking(name="Far", room="online")]
    assert [len(sheet) for sheet in badges.sheets(made)] == [10, 1]


@pytest.mark.django_db
def test_the_badge_says_it_in_words_too(organiser_client, party):
    """A crossed-out camera alone is not read by everybody."""
    with_secrets(party, "Ann Other")
    html = shown(organiser_client, party, "badges").content.decode()
    assert "Please ask before you take a photo" in html
    assert CANARY not in html


# Papers for the public ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [*KINDS, "badges", "food", "access"])
def test_pages_are_valid_and_need_nothing_inline(organiser_client, party, kind):
    """An inline style or script would be stopped by a strict policy, and broken markup prints in pieces."""
    with_secrets(party)
    html = shown(organiser_client, party, kind).content.decode()
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert "style=" not in html
    assert "<style" not in html
    assert "<script" not in html
    assert html.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_papers_name_the_event_and_nobody_who_booked(organiser_client, party, kind):
    """Posters hang on a wall: no data of a person belongs on them."""
    with_secrets(party, f"{CANARY} Other")
    html = shown(organiser_client, party, kind).content.decode()
    assert "A party" in html
    assert CANARY not in html


@pytest.mark.django_db
def test_the_poster_says_what_when_where_and_how(organiser_client, party):
    settings = PublisherSettings.objects.get()
    settings.contact_phone, settings.contact_email = "01228 603 000", "events@trust.nhs.uk"
    settings.save()
    html = shown(organiser_client, party, "poster").content.decode()
    for words in ("A party", "Thursday 10 June 2027", "1pm to 4pm", "1 Street", "CA1 1AA", "Free", "01228 603 000"):
        assert words in html
    assert 'class="qr"' in html
    assert "<title>Code that opens the page of this event</title>" in html
    assert party.get_full_url().partition("://")[2].rstrip("/") in html


@pytest.mark.django_db
def test_a_poster_without_a_publisher_says_so_in_plain_words(organiser_client, party):
    """An empty line where the phone number should be helps nobody."""
    html = shown(organiser_client, party, "poster").content.decode()
    assert "has not yet given a way to contact it" in html


@pytest.mark.django_db
def test_the_paper_form_asks_what_the_web_asks(organiser_client, party):
    """Whoever books on paper would otherwise be asked less, and get less."""
    from events import questions

    html = shown(organiser_client, party, "booking-form").content.decode()
    for step in questions.steps(party):
        form = questions.form(step, party, {"room": "in_person", "email": "x"})
        for field in form.fields.values():
            assert str(field.label) in html.replace("&#39;", "'"), field.label


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_examples_are_marked_on_page_and_in_document(organiser_client, party, kind):
    """A poster of an event that does not take place would send people to a closed door."""
    party.is_example = True
    party.save()
    assert "It does not take place" in shown(organiser_client, party, kind).content.decode()
    document = organiser_client.get(f"/admin/events/{party.pk}/paper/{kind}.odt").content
    assert "It does not take place" in content_of(document)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_comes_as_a_document_too(organiser_client, party, kind):
    """Somebody has to be able to change it: a phone number by hand, another language, larger print."""
    answer = organiser_client.get(f"/admin/events/{party.pk}/paper/{kind}.odt")
    assert answer.headers["Content-Type"] == ODT
    assert f"event-{party.pk}-{kind}.odt" in answer.headers["Content-Disposition"]
    words = content_of(answer.content)
    assert "A party" in words
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("Pictures/")]
    assert bool(pictures) is (kind == "poster")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["nothing", "door", "layout"])
def test_only_papers_that_there_are(organiser_client, party, kind):
    assert shown(organiser_client, party, kind).status_code == 404
    assert organiser_client.get(f"/admin/events/{party.pk}/paper/{kind}.odt").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["food", "access"])
def test_summaries_are_for_those_who_may_see_needs(client, party, kind):
    """Even counts of needs point at somebody in a small event."""
    with_secrets(party, "Ann Canary")
    client.force_login(staff("events.manage_bookings"))
    assert shown(client, party, kind).status_code == 302
    client.force_login(organiser())
    answer = shown(client, party, kind)
    assert answer.status_code == 200
    assert b"Canary" not in answer.content


@pytest.mark.django_db
def test_one_page_leads_to_everything(organiser_client, party):
    booking(party, people=2)
    html = organiser_client.get(f"/admin/events/{party.pk}/paper/").content.decode()
    for kind in KINDS:
        assert f"/admin/events/{party.pk}/paper/{kind}/" in html
        assert f"/admin/events/{party.pk}/paper/{kind}.odt" in html
    assert f"/admin/events/{party.pk}/door/print/?size=large" in html
    assert "2 people expected" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"sessions": []},
        {"attendance": "online", "venue": None},
        {"status": "cancelled", "status_reason": "Snow."},
        {"title": "W" * 120, "who_for": "x" * 400},
    ],
)
def test_papers_of_odd_events_print_too(organiser_client, site_content, fields):
    """An event without a date or a place must not take the organiser's papers away."""
    page = event(**{"title": "Odd", "slug": "odd", **fields})
    for kind in KINDS:
        assert shown(organiser_client, page, kind).status_code == 200
    assert organiser_client.get(f"/admin/events/{page.pk}/door/print/").status_code == 200
    assert organiser_client.get(f"/admin/events/{page.pk}/paper/").status_code == 200
