"""Booking for somebody on the phone or from a paper form. Lost if this fails: people without email cannot come."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events import needs
from events.access import AccessKind
from events.models import AccessNeed, Booking, BookingSource, BookingState
from tests.events.builders import event as make_event
from tests.events.desk import DETAIL, EMAIL, NAME, book, full

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(site_content):
    return make_event(takes_bookings=True, capacity=3, title="The talk")


def typed(**more):
    return {
        "source": "phone",
        "name": NAME,
        "phone": "01228 555 019",
        "people": "1",
        "companions": "0",
        "room": "in_person",
        "costs": "none",
        "key": str(uuid.uuid4()),
        **more,
    }


def add(client, event, **more):
    return client.post(reverse("bookings:add", args=[event.pk]), typed(**more))


def test_somebody_books_by_phone_without_email(client, organiser, event):
    """Lost if this fails: people without email cannot come."""
    more = {
        "needs": ["bsl", "quiet_space"],
        "needs-bsl": DETAIL,
        "consent": "on",
        "companions": "1",
        "note": "Rings back",
    }
    answer = add(client, event, **more)
    booking = Booking.objects.get(register__page=event)
    assert answer["Location"] == reverse("bookings:booking", args=[booking.pk])
    assert (booking.state, booking.source, booking.companions) == (BookingState.CONFIRMED, BookingSource.PHONE, 1)
    assert {need.kind: need.detail for need in booking.needs.all()} == {"bsl": DETAIL, "quiet_space": ""}
    assert booking.note == "Rings back"
    assert ModelLogEntry.objects.get(action="events.book", label=booking.reference).user == organiser


def test_pressing_twice_books_once(client, organiser, event):
    key = str(uuid.uuid4())
    add(client, event, key=key)
    add(client, event, key=key)
    assert Booking.objects.filter(register__page=event).count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 10000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"phone": ""}, "phone"),
        ({"email": "nonsense"}, "email"),
        ({"people": "0"}, "people"),
        ({"people": "many"}, "people"),
        ({"people": "4"}, "people"),
        ({"needs": ["bsl"]}, "consent"),
        ({"needs": ["bsl"], "needs-bsl": "y" * 401, "consent": "on"}, "needs"),
        ({"room": "online"}, "room"),
        ({"key": "not a key"}, "key"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, organiser, event, more, field):
    """Lost if this fails: an organiser on the phone has to ask everything twice."""
    answer = add(client, event, **{"travel": "From Workington by bus", **more})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "From Workington by bus" in answer.content.decode()
    assert not Booking.objects.filter(register__page=event).exists()


def test_a_full_event_offers_the_waiting_list_or_one_place_more(client, organiser, event):
    full(event)
    assert "people" in add(client, event).context["form"].errors
    add(client, event, may_wait="on")
    add(client, event, name="Beyond", beyond_capacity="on")
    assert Booking.objects.get(name=NAME).state == BookingState.WAITING
    assert Booking.objects.get(name="Beyond").state == BookingState.CONFIRMED


def test_an_address_that_has_booked_leads_to_its_booking(client, organiser, event):
    booking = book(event)
    answer = add(client, event, email=EMAIL.upper())
    assert answer["Location"] == reverse("bookings:booking", args=[booking.pk])
    assert Booking.objects.filter(register__page=event, state=BookingState.CONFIRMED).count() == 1


def test_a_change_keeps_what_the_person_told_us(client, organiser, event):
    """Lost if this fails: correcting a name throws away somebody's interpreter."""
    booking = book(event, kinds={AccessKind.BSL: DETAIL})
    address = reverse("bookings:change", args=[booking.pk])
    initial = client.get(address).context["form"].initial
    assert initial["needs"] == {"bsl": DETAIL}
    needs.answer(booking.needs.get(), "arranged", "Asha comes.")
    sent = typed(name="Canary Wren", email=EMAIL, needs=["bsl"], consent="on") | {"needs-bsl": DETAIL}
    client.post(address, sent)
    booking.refresh_from_db()
    assert booking.name == "Canary Wren"
    assert AccessNeed.objects.get(booking=booking).state == "arranged"
