"""Every way a booking can go wrong: bad input, a full or changed event, programs. Nothing typed is lost."""

import datetime
import uuid

import pytest
from django.core import signing
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from events import abuse, bookings, draft, questions
from events.forms.booking import QUESTIONS
from events.models import (
    AccessNeed,
    Booking,
    BookingState,
    EventPage,
    EventSession,
    Topic,
)
from home.models.outbox import OutgoingMail
from tests.events import builders
from tests.events.filling_in import ANSWERS, answer, book, fill, heading, open_event, read, send, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_content", "quick_people")]


# Bad input -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "typed", "field", "message"),
    [
        ("name", {"name": ""}, "id_name", "Write your name"),
        ("name", {"name": "x" * 10_000}, "id_name", "Use 120 characters or fewer. You have used 10000."),
        ("contact", {"email": "", "phone": ""}, "id_email", "Write an email address, a phone number, or both"),
        ("contact", {"email": "jo@example"}, "id_email", "Write an email address like name@example.com"),
        ("contact", {"phone": "tomorrow"}, "id_phone", "Write a phone number like 01228 123456"),
        ("places", {"people": "0"}, "id_people", "Write 1 or more"),
        ("places", {"people": "9"}, "id_people", "You can book for up to 4 people here."),
        ("places", {"people": "two"}, "id_people", "Write a number in figures, like 1"),
        ("needs", {"kinds": ["bsl"]}, "id_consent", "Tick the box if we may keep what you told us."),
        ("needs", {"kinds": ["other"], "consent": "on"}, "id_other", "Write what you need"),
        ("needs", {"kinds": ["nonsense"]}, "id_kinds", "Choose from the list"),
        ("food", {"food": "no nuts"}, "id_food_consent", "Tick the box if we may keep what you told us."),
        ("travel", {"costs": "book"}, "id_travel", "Write where you come from"),
        ("topic", {"topic": "y" * 501}, "id_topic", "Use 500 characters or fewer. You have used 501."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(client, step, typed, field, message):
    event = open_event(has_food=True)
    before = questions.steps(event)[: questions.steps(event).index(step)]
    if before:
        answer(client, event, until=before[-1])
    response = client.post(f"{event.url}book/{step}/", typed)
    assert response.status_code == 200
    page = read(response)
    assert page.title.text.startswith("Error: ")
    assert page.select_one(f'.nhsuk-error-summary a[href="#{field}"]')
    assert page.select_one(f"#{field}")
    assert message in words(page.main)
    for name, value in typed.items():
        if isinstance(value, str) and value and name not in ("costs",):
            kept = page.select_one(f"#id_{name}")
            assert (kept.get("value") or kept.text.strip()) == value
    assert not Booking.objects.exists()


def test_a_name_with_what_no_keyboard_makes_is_tidied(client):
    event = open_event()
    book(client, event, name={"name": "Jo\x00 \u202eBell\x07"})
    assert Booking.objects.get().name == "Jo Bell"


def test_bytes_that_are_no_text_do_no_harm(client):
    event = open_event()
    response = client.post(
        f"{event.url}book/name/", b"name=%ED%A0%80%FF%00Jo", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200


def test_an_address_typed_wrongly_is_noticed_before_the_last_button(client):
    event = open_event()
    answer(client, event, contact={"email": "jo@gmial.com"})
    assert "Did you mean jo@gmail.com?" in words(read(client.get(f"{event.url}book/check/")).main)


def test_answers_too_long_for_the_browser_are_said_beside_the_longest(client, monkeypatch):
    event = open_event()
    monkeypatch.setattr(draft, "ROOM", 300)
    answer(client, event, until="places")
    long = "".join(chr(0x4E00 + number * 7 % 9000) for number in range(400))
    response = client.post(f"{event.url}book/needs/", {"kinds": ["other"], "other": long, "consent": "on"})
    assert response.status_code == 200
    page = read(response)
    assert "This is more than we can keep" in words(page.select_one("#id_other").find_parent(class_="nhsuk-form-group"))
    assert page.select_one("#id_other").text.strip() == long


def test_the_longest_answers_in_any_script_fit(client):
    """Lost if this fails: somebody who writes much in another script cannot book here."""
    event = open_event(has_food=True)
    script = "абвгдежзиклмнопрстуфхцчшщьюя їєґ"

    def long(count):
        return "".join(script[(number * number + number * 3) % len(script)] for number in range(count)).strip()

    response = book(
        client,
        event,
        name={"name": long(120), "guest_names": long(400)},
        needs={"kinds": ["other", "interpreter"], "language": long(100), "other": long(400), "consent": "on"},
        food={"food": long(300)},
        travel={"costs": "claim", "travel": long(300)},
        topic={"topic": long(500)},
    )
    assert response.status_code == 302
    assert len(Topic.objects.get().text) >= 490


def test_a_stale_or_altered_cookie_begins_again(client):
    event = open_event()
    answer(client, event, until="contact")
    client.cookies["booking"] = client.cookies["booking"].value[:-3] + "xyz"
    assert client.get(f"{event.url}book/places/").url == f"{event.url}book/name/"
    old = signing.dumps({"answers": {}}, salt=f"events.draft.{uuid.uuid4()}")
    client.cookies["booking"] = old
    assert client.get(f"{event.url}book/places/").url == f"{event.url}book/name/"


EVENT_FIELDS = {step: list(form.base_fields) + ["room", "consent", "food_consent"] for step, form in QUESTIONS.items()}
anything = st.text(max_size=700) | st.sampled_from(
    ["", "on", "0", "1", "-1", "99999999999999999999", "bsl", "other", "\x00"]
)


@pytest.mark.parametrize("step", list(QUESTIONS))
def test_no_answer_breaks_a_question(step):
    """Whatever is typed, the form says what is wrong or gives clean answers that can be kept and read again."""
    event = open_event(attendance="both", has_food=True, online_capacity=10)
    so_far = {"room": "in_person", "email": "jo@example.net"}
    fields = EVENT_FIELDS[step]

    @property_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.dictionaries(st.sampled_from(fields), st.lists(anything, max_size=4), max_size=len(fields)))
    def try_it(typed):
        form = questions.form(step, event, so_far, questions.Typed(typed))
        if form.is_valid():
            kept = questions.kept(form)
            signing.dumps(kept)
            again = questions.form(step, event, so_far, questions.Typed(kept))
            assert again.is_valid(), again.errors
            assert again.cleaned_data == form.cleaned_data
        else:
            assert form.error_list
        assert str(form)

    try_it()


# Full, closed, changed -------------------------------------------------------------------------------------------------------


def test_full_at_the_last_button_offers_the_waiting_list_and_keeps_the_answers(client):
    event = open_event(capacity=2, offer_hours=24)
    answer(client, event)
    page = read(client.get(f"{event.url}book/check/"))
    assert words(page.select_one("main form button")) == "Book my place"
    seen = page.select_one("input[name=seen]")["value"]
    fill(event, 2)
    response = client.post(f"{event.url}book/check/", {"seen": seen})
    assert response.status_code == 200
    text = words(read(response).main)
    assert "All places are taken. Your answers are kept." in text
    assert "You would be number 1." in text
    assert "24 hours to say yes" in text
    assert "Jo Bell" in text
    assert words(read(response).select_one("main form button")) == "Join the waiting list"
    done = client.get(send(client, event).url)
    assert heading(done) == "You are on the waiting list"
    assert "You are number 1" in words(read(done).main)
    assert Booking.objects.get(name="Jo Bell").state == BookingState.WAITING


def test_too_few_places_for_a_group_says_how_many_are_left(client):
    event = open_event(capacity=4)
    fill(event, 2)
    answer(client, event, places={"people": "3"})
    text = words(read(client.get(f"{event.url}book/check/")).main)
    assert "Only 2 places are left, and you need more." in text
    assert "Book for fewer people" in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"booking_closes_at": timezone.now() - datetime.timedelta(hours=1)}, "Booking has closed"),
        ({"status": "cancelled", "status_reason": "The hall has burst pipes."}, "This event is cancelled"),
        ({"status": "postponed", "status_reason": "We look for a hall."}, "This event has no date at the moment"),
        ({"takes_bookings": False}, "You cannot book this event here"),
    ],
    ids=["closed", "cancelled", "postponed", "no bookings"],
)
def test_where_nobody_can_book_a_page_says_so_and_what_to_do(client, fields, said):
    """Also for somebody who is in the middle of it: at every question and at the last button."""
    event = open_event()
    answer(client, event)
    seen = read(client.get(f"{event.url}book/check/")).select_one("input[name=seen]")["value"]
    EventPage.objects.filter(pk=event.pk).update(**fields)
    for response in (
        client.get(f"{event.url}book/"),
        client.get(f"{event.url}book/name/"),
        client.post(f"{event.url}book/name/", ANSWERS["name"]),
        client.post(f"{event.url}book/check/", {"seen": seen}),
    ):
        assert response.status_code == 200
        assert heading(response) == said
        assert read(response).select_one(".contact-panel")
    assert not Booking.objects.exists()


def test_a_past_event_cannot_be_booked(client):
    event = builders.event("2026-01-10 13:00", "2026-01-10 16:00", takes_bookings=True, capacity=5)
    assert heading(client.get(f"{event.url}book/")) == "This event is over"


def test_a_draft_event_has_no_booking_pages(client):
    event = open_event(live=False)
    assert client.get(f"{event.url}book/").status_code == 404


def test_an_event_that_changed_meanwhile_is_shown_before_it_is_booked(client):
    event = open_event()
    answer(client, event)
    seen = read(client.get(f"{event.url}book/check/")).select_one("input[name=seen]")["value"]
    later = event.starts_at + datetime.timedelta(days=7)
    EventSession.objects.filter(page=event).update(start=later, end=later + datetime.timedelta(hours=2))
    EventPage.objects.filter(pk=event.pk).update(starts_at=later, ends_at=later + datetime.timedelta(hours=2))
    response = client.post(f"{event.url}book/check/", {"seen": seen})
    assert response.status_code == 200
    text = words(read(response).main)
    assert "The event has changed since you began." in text
    assert f"It is now on {EventPage.objects.get(pk=event.pk).when_text}." in text
    assert not Booking.objects.exists()
    assert send(client, event).status_code == 302
    assert Booking.objects.count() == 1


def test_an_answer_that_no_longer_fits_is_asked_again(client):
    event = open_event()
    answer(client, event, places={"people": "4"})
    EventPage.objects.filter(pk=event.pk).update(largest_booking=2)
    assert client.get(f"{event.url}book/check/").url == f"{event.url}book/places/"


# Programs --------------------------------------------------------------------------------------------------------------------


def test_a_filled_trap_is_looked_at_by_a_person_and_nothing_is_lost(client):
    event = open_event()
    answer(client, event, name={abuse.TRAP: "http://spam.example"}, needs={"kinds": ["bsl"], "consent": "on"})
    response = send(client, event)
    booking = Booking.objects.get()
    assert (booking.state, booking.doubt) == (BookingState.HELD, "trap")
    assert AccessNeed.objects.filter(booking=booking).exists()
    assert not OutgoingMail.objects.exists()
    page = client.get(response.url)
    assert heading(page) == "We have your booking and will look at it"
    assert read(page).select_one(".contact-panel")
    assert booking.reference in words(read(page).main)


def test_the_trap_is_hidden_from_everybody(client):
    page = read(client.get(f"{open_event().url}book/name/"))
    trap = page.select_one(f"#{abuse.TRAP}")
    assert trap["tabindex"] == "-1" and trap["autocomplete"] == "off"
    assert trap.parent["aria-hidden"] == "true"
    assert not trap.parent.has_attr("style")


def test_a_form_filled_in_no_time_is_looked_at(client, monkeypatch):
    monkeypatch.setattr(abuse, "LEAST_SECONDS", 3)
    event = open_event()
    book(client, event)
    assert Booking.objects.get().doubt == "too_quick"


def test_ceilings_for_an_address_and_for_an_event(client, client_class, monkeypatch):
    for number in range(abuse.MOST_FOR_ADDRESS_IN_A_DAY):
        bookings.book(open_event(title=f"Event {number}"), bookings.Person(name="Jo", email="jo@example.net"))
    event = open_event(title="One more")
    book(client, event)
    assert Booking.objects.get(register__page=event).doubt == "many_for_address"
    monkeypatch.setattr(abuse, "MOST_FOR_EVENT_IN_AN_HOUR", 1)
    book(client_class(), event, contact={"email": "al@example.net"})
    assert Booking.objects.order_by("pk").last().doubt == "many_for_event"


def test_a_forged_form_is_refused(site_content):
    from django.test import Client

    event = open_event()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{event.url}book/name/", ANSWERS["name"]).status_code == 403
