"""A booking in its owner's hands: what the signed link shows, what it changes, and what a wrong link gets."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import bookings, links, needs, waiting_list
from events.models import Booking, BookingState, EventPage, NeedState, Topic
from home.models.outbox import OutgoingMail
from tests.events import builders
from tests.events.builders import state
from tests.events.filling_in import heading, open_event, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def book(event, name="Jo Bell", *, may_wait=False, answers=None, **fields):
    fields = {"email": f"{name.split()[0].lower()}@example.net", **fields}
    return bookings.book(event, bookings.Person(name=name, **fields), answers, may_wait=may_wait)


def address(booking, name="booking", **more):
    return reverse(name, kwargs={"token": links.token(booking), **more})


def words(response):
    return " ".join(read(response).main.get_text(" ").split())


# Reading -----------------------------------------------------------------------------------------------------------------


def test_the_link_shows_all_we_know_and_what_is_arranged(client):
    event = open_event(has_food=True)
    answers = needs.Answers(kinds={"bsl": "", "other": "A chair"}, food="no nuts", consent=True)
    booking = book(event, answers=answers, people=2, guest_names="Al")
    needs.answer(booking.needs.get(kind="bsl"), NeedState.ARRANGED, "Your BSL interpreter is booked: Asha, 9:45am.")
    response = client.get(address(booking))
    text = words(response)
    assert heading(response) == "You have a place"
    for said in (booking.reference, "jo@example.net", "Al", "no nuts", "Asha, 9:45am", "We are working on it"):
        assert said in text
    assert text.count("deleted on") == 2
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "no-store, private"
    assert read(response).find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_link_scanners_change_nothing(client):
    """A mail program opens every link of a mail, several times, before the person does."""
    event = open_event(capacity=1)
    first, second = book(event), book(event, "Al", may_wait=True)
    bookings.cancel(first)
    before = list(Booking.objects.order_by("pk").values())
    mails = OutgoingMail.objects.count()
    for _time in range(5):
        for name in ("booking", "booking_cancel", "booking_offer", "booking_forget", "booking_day"):
            for booking in (first, second):
                assert client.get(address(booking, name)).status_code in (200, 302)
        client.get(address(second, "booking_change", step="name"))
    assert list(Booking.objects.order_by("pk").values()) == before
    assert OutgoingMail.objects.count() == mails


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: "9" + t, lambda t: "nonsense", lambda t: "%00"]
)
def test_a_broken_link_gets_help_and_shows_nothing(client, spoil):
    booking = book(open_event())
    for name in ("booking", "booking_cancel", "booking_offer", "booking_forget", "booking_day"):
        token = links.token(booking)
        response = client.get(address(booking, name).replace(token, spoil(token)))
        assert response.status_code == 404
        assert heading(response) == "This link does not work"
        assert read(response).select_one("main form")["action"] == reverse("booking_lost")
        assert booking.reference not in words(response)


def test_a_revoked_link_and_the_link_of_a_subscriber_do_not_work(client):
    booking = book(open_event())
    old = address(booking)
    Booking.objects.filter(pk=booking.pk).update(link_version=2)
    assert client.get(old).status_code == 404
    assert client.post(old + "cancel/", {"how_many": "1"}).status_code == 404
    assert state(booking) == BookingState.CONFIRMED


@pytest.mark.parametrize("wanted", list(BookingState))
def test_every_state_reads_right(client, wanted):
    booking = book(open_event(people=[]))
    moment = timezone.now() + datetime.timedelta(hours=5)
    Booking.objects.filter(pk=booking.pk).update(state=wanted, offered_until=moment, queued_at=timezone.now())
    said = {
        "confirmed": "You have a place",
        "waiting": "You are on the waiting list",
        "offered": "A place has come free for you",
        "cancelled": "This booking is cancelled",
        "declined": "You said no to the place",
        "lapsed": "The time to say yes is over",
        "duplicate": "You had booked before",
        "held": "We still have to look at this booking",
    }
    assert heading(client.get(address(booking))) == said[wanted]


def test_the_place_on_the_waiting_list_is_shown(client):
    event = open_event(capacity=1)
    book(event)
    book(event, "Al", may_wait=True)
    third = book(event, "Bo", may_wait=True)
    assert "You are number 2 on the waiting list." in words(client.get(address(third)))


def test_a_cancelled_event_says_so_first(client):
    event = open_event()
    booking = book(event)
    EventPage.objects.filter(pk=event.pk).update(status="cancelled", status_reason="The hall is flooded.")
    response = client.get(address(booking))
    assert heading(response) == "Cancelled"
    assert "The hall is flooded." in words(response)
    assert client.get(address(booking, "booking_change", step="name")).status_code == 302


def test_the_link_to_join_is_there_from_the_day_before_and_only_for_those_online(client):
    event = open_event(days=3, attendance="both", online_capacity=5, join_link="https://meet.example.net/a")
    online, in_room = book(event, room="online"), book(event, "Al")
    assert "meet.example.net" not in client.get(address(online)).content.decode()
    soon = timezone.now() + datetime.timedelta(hours=20)
    EventPage.objects.filter(pk=event.pk).update(starts_at=soon, ends_at=soon + datetime.timedelta(hours=1))
    assert "meet.example.net" in client.get(address(online)).content.decode()
    assert "meet.example.net" not in client.get(address(in_room)).content.decode()


def test_your_day_has_what_the_day_needs_and_a_code_only_if_wanted(client):
    hall = builders.venue(stop_name="The bus station", last_services="To Wigton: 5:40pm")
    event = open_event(venue=hall, arrival="Sam meets you at the door.", has_food=True)
    booking = book(event, answers=needs.Answers(food="no nuts", consent=True))
    response = client.get(address(booking, "booking_day"))
    text = words(response)
    for said in ("Sam meets you", "The bus station", "To Wigton: 5:40pm", "no nuts", booking.reference, "A hall"):
        assert said in text
    assert not read(response).select("svg.qr")
    code = read(client.get(address(booking, "booking_day") + "?qr")).select_one("svg.qr")
    assert code.title.text == f"Code to show at the door: {booking.reference}"
    assert not re.search(r"\sstyle=", str(code))


# Changing ----------------------------------------------------------------------------------------------------------------


def test_one_part_is_changed_and_the_rest_stays(client):
    event = open_event()
    booking = book(event, people=2, answers=needs.Answers(kinds={"bsl": ""}, food="no nuts", consent=True))
    response = client.post(address(booking, "booking_change", step="name"), {"name": "Jo Carr", "guest_names": "Al"})
    assert "Your booking is changed." in words(client.get(response.url))
    booking.refresh_from_db()
    assert (booking.name, booking.guest_names, booking.people, booking.email) == ("Jo Carr", "Al", 2, "jo@example.net")
    assert needs.read(booking).kinds == {"bsl": ""}
    client.post(address(booking, "booking_change", step="places"), {"people": "1", "companions": "1"})
    booking.refresh_from_db()
    assert (booking.people, booking.companions, booking.places) == (1, 1, 1)
    assert needs.read(booking).food == "no nuts"


def test_needs_are_changed_with_consent_only(client):
    booking = book(open_event(), answers=needs.Answers(kinds={"bsl": ""}, consent=True))
    page = address(booking, "booking_change", step="needs")
    assert read(client.get(page)).select_one('input[value="bsl"]').has_attr("checked")
    response = client.post(page, {"kinds": ["bsl", "captions"]})
    assert "Tick the box if we may keep what you told us." in words(response)
    client.post(page, {"kinds": ["captions"], "consent": "on"})
    assert needs.read(booking).kinds == {"captions": ""}
    client.post(page, {})
    assert needs.read(booking).kinds == {}


def test_consents_can_be_taken_back(client):
    booking = book(open_event(), photo_consent=True, wants_updates=True)
    client.post(address(booking, "booking_change", step="choices"), {"wants_updates": "on"})
    booking.refresh_from_db()
    assert (booking.photo_consent, booking.wants_updates) == (False, True)


def test_more_people_than_places_changes_nothing_and_keeps_what_was_typed(client):
    event = open_event(capacity=2)
    booking = book(event)
    book(event, "Al")
    response = client.post(address(booking, "booking_change", step="places"), {"people": "3"})
    page = read(response)
    assert "There are not that many places left." in words(response)
    assert page.title.text.startswith("Error: ")
    assert page.select_one("#id_people")["value"] == "3"
    booking.refresh_from_db()
    assert booking.people == 1


def test_a_person_changes_from_the_room_to_online_and_the_next_gets_the_place(client):
    event = open_event(attendance="both", capacity=1, online_capacity=5)
    booking, waits = book(event), book(event, "Al", may_wait=True)
    client.post(address(booking, "booking_change", step="places"), {"room": "online", "people": "1"})
    booking.refresh_from_db()
    assert booking.room == "online"
    assert state(waits) == BookingState.OFFERED


@pytest.mark.parametrize("step", ["name", "contact", "places", "needs", "food", "travel", "choices"])
@pytest.mark.parametrize("typed", ["x" * 10_000, "\x00", "🙂" * 50, ""])
def test_no_input_breaks_a_change(client, step, typed):
    booking = book(open_event(attendance="both", online_capacity=3, has_food=True))
    page = address(booking, "booking_change", step=step)
    assert client.get(page).status_code == 200
    fields = ("name", "email", "phone", "people", "companions", "room", "kinds", "other", "food", "costs", "travel")
    assert client.post(page, dict.fromkeys(fields, typed)).status_code in (200, 302)
    assert client.get(address(booking)).status_code == 200


def test_only_known_parts_of_live_bookings_can_be_changed(client):
    booking = book(open_event())
    assert client.get(address(booking, "booking_change", step="topic")).url == address(booking)
    bookings.cancel(booking)
    assert client.post(address(booking, "booking_change", step="name"), {"name": "X"}).url == address(booking)
    booking.refresh_from_db()
    assert booking.name == "Jo Bell"


# Cancelling --------------------------------------------------------------------------------------------------------------


def test_cancelling_asks_first_and_gives_the_place_on(client):
    event = open_event(capacity=1)
    booking, waits = book(event), book(event, "Al", may_wait=True)
    page = client.get(address(booking, "booking_cancel"))
    assert heading(page) == "Do you want to cancel?"
    assert state(booking) == BookingState.CONFIRMED
    response = client.post(address(booking, "booking_cancel"), {"how_many": "1"})
    assert heading(client.get(response.url)) == "This booking is cancelled"
    assert state(waits) == BookingState.OFFERED
    assert client.post(address(booking, "booking_cancel"), {"how_many": "1"}).status_code == 302


def test_a_part_can_be_cancelled(client):
    booking = book(open_event(), people=3)
    labels = [label.text.strip() for label in read(client.get(address(booking, "booking_cancel"))).select("main label")]
    assert labels == ["All of us", "1 person", "2 people"]
    client.post(address(booking, "booking_cancel"), {"how_many": "2"})
    booking.refresh_from_db()
    assert (booking.people, booking.places, booking.state) == (1, 1, BookingState.CONFIRMED)


@pytest.mark.parametrize("typed", ["", "0", "-1", "99", "x", "\x00"])
def test_a_wrong_number_cancels_nothing(client, typed):
    booking = book(open_event(), people=3)
    response = client.post(address(booking, "booking_cancel"), {"how_many": typed})
    assert response.status_code == 200
    assert read(response).select_one(".nhsuk-error-summary")
    assert state(booking) == BookingState.CONFIRMED


# Offers ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered():
    event = open_event(capacity=1, offer_hours=24)
    first, second = book(event), book(event, "Al", may_wait=True)
    third = book(event, "Bo", may_wait=True)
    bookings.cancel(first)
    second.refresh_from_db()
    return event, second, third


def test_an_offer_says_until_when_and_is_accepted(client, offered):
    _event, booking, _third = offered
    page = client.get(address(booking, "booking_offer"))
    assert heading(page) == "A place has come free for you"
    assert "It is kept for you until" in words(page)
    response = client.post(address(booking, "booking_offer"), {"answer": "yes"})
    assert heading(client.get(response.url)) == "You have a place"
    assert client.post(address(booking, "booking_offer"), {"answer": "yes"}).url == response.url


def test_an_offer_is_declined_and_goes_to_the_next(client, offered):
    _event, booking, third = offered
    client.post(address(booking, "booking_offer"), {"answer": "no"})
    assert state(booking) == BookingState.DECLINED
    assert state(third) == BookingState.OFFERED
    response = client.post(address(booking, "booking_offer"), {"answer": "yes"})
    assert heading(response) == "There is nothing to answer"


def test_no_answer_is_not_a_yes(client, offered):
    _event, booking, _third = offered
    client.post(address(booking, "booking_offer"), {"answer": "maybe"})
    assert state(booking) == BookingState.OFFERED


def test_an_offer_that_lapsed_or_closed_says_so(client, offered):
    event, booking, third = offered
    EventPage.objects.filter(pk=event.pk).update(booking_closes_at=timezone.now() - datetime.timedelta(minutes=1))
    response = client.post(address(booking, "booking_offer"), {"answer": "yes"})
    assert heading(response) == "Booking has closed"
    EventPage.objects.filter(pk=event.pk).update(booking_closes_at=None)
    Booking.objects.filter(pk=booking.pk).update(offered_until=timezone.now() - datetime.timedelta(minutes=1))
    assert heading(client.get(address(booking, "booking_offer"))) == "The time to say yes is over"
    assert state(booking) == BookingState.OFFERED
    response = client.post(address(booking, "booking_offer"), {"answer": "yes"})
    assert heading(response) == "The time to say yes is over"
    assert (state(booking), state(third)) == (BookingState.LAPSED, BookingState.OFFERED)
    assert heading(client.get(address(booking, "booking_offer"))) == "The time to say yes is over"


def test_somebody_who_waits_or_has_a_place_has_nothing_to_answer(client, offered):
    _event, _booking, third = offered
    assert client.get(address(third, "booking_offer")).url == address(third)
    assert waiting_list.position(third) == 1


# Forgetting and finding ------------------------------------------------------------------------------------------------------


def test_my_data_is_deleted_at_once_and_the_link_ends(client):
    event = open_event(capacity=1)
    booking = bookings.book(event, bookings.Person(name="Jo Bell", email="jo@example.net", topic="Buses"))
    waits = book(event, "Al", may_wait=True)
    page = client.get(address(booking, "booking_forget"))
    assert "You also lose your place" in words(page)
    link = address(booking)
    response = client.post(address(booking, "booking_forget"))
    assert heading(client.get(response.url)) == "Your data is deleted"
    booking.refresh_from_db()
    assert (booking.name, booking.email, booking.email_key) == ("", "", "")
    assert not Topic.objects.exists()
    assert client.get(link).status_code == 404
    assert state(waits) == BookingState.OFFERED


def test_a_lost_link_gets_the_same_reply_known_or_not(client):
    book(open_event())
    before = OutgoingMail.objects.filter(to="jo@example.net").count()
    replies = []
    for email in ("Jo@Example.net", "nobody@example.net"):
        response = client.post(reverse("booking_lost"), {"email": email})
        replies.append((response.status_code, response.url, words(client.get(response.url))))
    assert replies[0] == replies[1]
    assert OutgoingMail.objects.filter(to="jo@example.net").count() == before + 1
    assert not OutgoingMail.objects.filter(to="nobody@example.net").exists()


def test_a_lost_link_is_not_mailed_without_end(client, monkeypatch):
    """Lost if this fails: anybody can fill somebody else's mailbox."""
    from events import mails

    sent = []
    monkeypatch.setattr(mails, "lost_link", sent.append)
    for _time in range(6):
        client.post(reverse("booking_lost"), {"email": "jo@example.net"})
    client.post(reverse("booking_lost"), {"email": "al@example.net"})
    assert sent == ["jo@example.net"] * 3 + ["al@example.net"]


@pytest.mark.parametrize("typed", ["", "jo", "jo@example", "x" * 10_000, "jo@example.net\x00x@y"])
def test_a_wrong_address_for_a_lost_link_is_said_beside_it(client, typed):
    response = client.post(reverse("booking_lost"), {"email": typed})
    assert response.status_code == 200
    assert read(response).title.text.startswith("Error: ")
    assert read(response).select_one('.nhsuk-error-summary a[href="#id_email"]')


def test_changes_need_the_token_against_forged_forms():
    booking = book(open_event())
    strict = Client(enforce_csrf_checks=True)
    for name in ("booking_cancel", "booking_offer", "booking_forget"):
        assert strict.post(address(booking, name), {"how_many": "1", "answer": "no"}).status_code == 403
    assert state(booking) == BookingState.CONFIRMED
