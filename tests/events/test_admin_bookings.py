"""Organisers run an event from the admin: lists, one booking, and what can be done to it. Nobody else sees a booking."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import bookings
from events.access import AccessKind
from events.models import Booking, BookingState, EventRegister
from home.models import OutgoingMail
from tests.events.builders import event as make_event
from tests.events.builders import state
from tests.events.desk import DETAIL, EMAIL, NAME, book, full

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(site_content):
    return make_event(takes_bookings=True, capacity=3, title="The talk")


def do(client, booking, action, **data):
    return client.post(reverse("bookings:action", args=[booking.pk, action]), data)


def kinds_of_mail(booking):
    return list(
        OutgoingMail.objects.filter(about=f"booking:{booking.reference}").order_by("pk").values_list("kind", flat=True)
    )


# Who sees what ---------------------------------------------------------------------------------------------------------


def screens(booking):
    event = booking.register.page
    need = booking.needs.first()
    return [
        reverse("bookings:index"),
        reverse("bookings:index_results"),
        reverse("bookings:event", args=[event.pk]),
        reverse("bookings:event_results", args=[event.pk]),
        reverse("bookings:add", args=[event.pk]),
        reverse("bookings:tell", args=[event.pk]),
        reverse("bookings:rehearse", args=[event.pk]),
        reverse("bookings:booking", args=[booking.pk]),
        reverse("bookings:change", args=[booking.pk]),
        reverse("bookings:action", args=[booking.pk, "cancel"]),
        reverse("needs:index"),
        reverse("needs:index_results"),
        reverse("needs:need", args=[need.pk]),
    ]


def test_every_screen_opens_for_an_organiser(client, organiser, event):
    """Lost if this fails: an organiser meets an error in the middle of running an event."""
    booking = book(event, kinds={AccessKind.BSL: DETAIL})
    for address in screens(booking):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_nobody_else_sees_a_booking(client, member, event, group):
    """Lost if this fails: names and needs of people lie open to everybody with an account."""
    booking = book(event, kinds={AccessKind.BSL: DETAIL})
    client.force_login(member(group))
    for address in screens(booking):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"] == reverse("wagtailadmin_home")
        assert client.post(address).status_code == 302
    for action in ("cancel", "wait", "resend", "place"):
        do(client, booking, action)
    assert state(booking) == BookingState.CONFIRMED
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("bookings:index") not in home
    assert "events-next" not in home


def test_needs_are_for_those_who_may_see_them(client, organiser, event):
    """Lost if this fails: somebody who only keeps the door list reads about people's health."""
    booking = book(event, kinds={AccessKind.BSL: DETAIL})
    group = Group.objects.get(name="Organisers")
    group.permissions.remove(group.permissions.get(codename="see_access_needs"))
    for address in screens(booking)[:9]:
        page = client.get(address).content.decode()
        assert DETAIL not in page, address
        assert str(AccessKind.BSL.label) not in page, address
    assert client.get(reverse("bookings:event", args=[event.pk]), {"need": "lip_speaker"}).context["items_count"] == 1
    assert client.get(reverse("needs:index")).status_code == 302
    client.post(
        reverse("bookings:change", args=[booking.pk]),
        {"name": NAME, "email": EMAIL, "people": "2", "companions": "0", "room": "in_person"},
    )
    booking.refresh_from_db()
    assert booking.people == 2
    assert booking.needs.get().detail == DETAIL


def test_each_list_leaves_one_line_in_the_log_and_nothing_personal(client, organiser, event):
    """Lost if this fails: nobody could say afterwards who read the list, or the log itself would tell names."""
    booking = book(event, kinds={AccessKind.BSL: DETAIL}, phone="01228 555 019")
    book(event, "Second", "second@solway.test")
    before = ModelLogEntry.objects.filter(action="events.view").count()
    client.get(reverse("bookings:event", args=[event.pk]))
    entry = ModelLogEntry.objects.filter(action="events.view").latest("pk")
    assert ModelLogEntry.objects.filter(action="events.view").count() == before + 1
    assert entry.data == {"count": 2}
    assert entry.user == organiser
    assert entry.object_id == str(booking.register.pk)
    for address in screens(booking):
        client.get(address)
    for action in ("wait", "place", "resend", "cancel"):
        do(client, booking, action)
    client.post(reverse("bookings:note", args=[booking.pk]), {"note": f"Ring {NAME}"})
    for entry in ModelLogEntry.objects.all():
        for word in ("Canary", "canary", "555", "sign_language", "bsl"):
            assert word not in f"{entry.label} {entry.data}"


# Lists -----------------------------------------------------------------------------------------------------------------


def found(client, **query):
    return {booking.name for booking in client.get(reverse("bookings:index"), query).context["object_list"]}


def test_a_booking_is_found_by_what_people_say_on_the_phone(client, organiser, event):
    """Lost if this fails: somebody rings, and nobody finds their booking."""
    booking = book(event, "Ada Byron", "ada@solway.test", phone="01228 555 019")
    book(event, "Somebody else", "else@solway.test")
    spoken = booking.reference.lower().replace("-", "")
    for words in ("ada", "Byron", booking.reference, spoken, "ADA@solway.test", "01228555019", "01228 555 019"):
        assert found(client, q=words) == {"Ada Byron"}, words
    assert found(client, q="nobody of that name") == set()
    assert client.get(reverse("bookings:index"), {"q": "\x00" + "x" * 10000}).status_code == 200


def test_ended_bookings_come_up_in_a_search_and_under_their_tab(client, organiser, event):
    booking = book(event)
    bookings.cancel(booking)
    assert found(client) == set()
    assert found(client, q="Canary") == found(client, state="ended") == found(client, state="all") == {NAME}


def test_filters_by_need_and_room(client, organiser, event):
    book(event, kinds={AccessKind.BSL: ""})
    book(event, "Second", "second@solway.test")
    assert found(client, need="bsl") == {NAME}
    assert found(client, event=event.pk) == {NAME, "Second"}
    assert found(client, room="online") == set()


def test_the_screen_of_an_event_says_how_full_it_is(client, organiser, event):
    """Lost if this fails: an organiser has to count."""
    full(event)
    page = client.get(reverse("bookings:event", args=[event.pk]))
    assert page.context["figures"][0]["sentence"] == "3 of 3 places taken, none left. 1 booking waits, for 1 place."
    assert page.context["figures"][0]["full"]
    assert "On the waiting list, number 1" in page.content.decode()
    tabs = {tab["label"]: tab["count"] for tab in page.context["tabs"]}
    assert tabs == {
        "All but ended": 4, "Have a place": 3, "Offered a place": 0, "On the waiting list": 1, "To be checked": 0, "Ended": 0,
    }  # fmt: skip


def test_an_event_without_bookings_has_a_screen_and_leaves_nothing_behind(client, organiser, event):
    """Lost if this fails: looking at a page would write to the database."""
    assert client.get(reverse("bookings:event", args=[event.pk])).status_code == 200
    assert not EventRegister.objects.filter(page=event).exists()


def test_what_is_not_there_is_not_found(client, organiser, event):
    big = 10**18
    for name, args in [("event", [big]), ("booking", [big]), ("add", [big]), ("action", [big, "cancel"])]:
        assert client.get(reverse(f"bookings:{name}", args=args)).status_code == 404
    assert client.get(reverse("bookings:action", args=[book(event).pk, "dance"])).status_code == 404


# One booking -----------------------------------------------------------------------------------------------------------


def test_cancelling_asks_first_and_passes_the_place_on(client, organiser, event):
    """Lost if this fails: a place is lost by one wrong click, or stays empty while people wait."""
    first, *_others, waits = full(event)
    assert client.get(reverse("bookings:action", args=[first.pk, "cancel"])).status_code == 200
    assert state(first) == BookingState.CONFIRMED
    do(client, first, "cancel")
    assert state(first) == BookingState.CANCELLED
    assert state(waits) == BookingState.OFFERED
    entry = ModelLogEntry.objects.filter(action="events.cancel").latest("pk")
    assert (entry.user, entry.label) == (organiser, first.reference)


def test_a_place_beyond_the_number_needs_the_tick(client, organiser, event):
    """Lost if this fails: a room is overfilled by accident."""
    waits = full(event)[-1]
    refused = do(client, waits, "place")
    assert refused.status_code == 200
    assert "There is no free place" in refused.content.decode()
    assert state(waits) == BookingState.WAITING
    do(client, waits, "place", beyond_capacity="on")
    assert state(waits) == BookingState.CONFIRMED


def test_moving_to_the_waiting_list_frees_the_place(client, organiser, event):
    first, *_others, waits = full(event)
    do(client, first, "wait")
    assert (state(first), state(waits)) == (BookingState.WAITING, BookingState.OFFERED)


def test_a_place_that_nobody_waits_for_stays_and_the_organiser_reads_why(client, organiser, event):
    """Lost if this fails: a booking goes to the waiting list and is offered its own place at once, with two mails."""
    booking = book(event)
    stopped = do(client, booking, "wait")
    assert "Nobody waits for this place" in stopped.content.decode()
    assert state(booking) == BookingState.CONFIRMED


def test_an_offer_is_answered_on_the_phone(client, organiser, event):
    """Lost if this fails: somebody without email can never say yes to a place."""
    first, _second, _third, waits = full(event)
    more = book(event, "No email", "", phone="01228 555 019")
    do(client, first, "cancel")
    do(client, waits, "decline")
    assert (state(waits), state(more)) == (BookingState.DECLINED, BookingState.OFFERED)
    assert "Ring them on 01228 555 019" in client.get(reverse("bookings:booking", args=[more.pk])).content.decode()
    do(client, more, "accept")
    assert state(more) == BookingState.CONFIRMED


def test_a_held_booking_is_kept_or_binned(client, organiser, event):
    """Lost if this fails: a real person taken for a machine never gets a place."""
    real = book(event, doubt="quick")
    fake = book(event, "Spam", "spam@solway.test", doubt="quick")
    assert (state(real), state(fake)) == (BookingState.HELD, BookingState.HELD)
    do(client, real, "keep")
    do(client, fake, "bin")
    assert (state(real), state(fake)) == (BookingState.CONFIRMED, BookingState.CANCELLED)
    assert kinds_of_mail(real)
    assert not kinds_of_mail(fake)


def test_a_held_booking_joins_the_queue_where_the_event_is_full(client, organiser, event):
    held = book(event, doubt="quick")
    full(event)
    do(client, held, "keep")
    assert state(held) == BookingState.WAITING


def test_a_button_that_is_out_of_date_changes_nothing(client, organiser, event):
    """Lost if this fails: two organisers who work at once undo each other's work."""
    booking = book(event)
    bookings.cancel(booking)
    answer = do(client, booking, "wait")
    assert answer["Location"] == reverse("bookings:booking", args=[booking.pk])
    assert state(booking) == BookingState.CANCELLED


def test_mail_is_sent_again_and_the_log_says_so(client, organiser, event):
    booking = book(event)
    before = len(kinds_of_mail(booking))
    do(client, booking, "resend")
    assert len(kinds_of_mail(booking)) == before + 1
    assert ModelLogEntry.objects.filter(action="events.resend", label=booking.reference).exists()


def test_a_note_is_kept_and_one_too_long_comes_back(client, organiser, event):
    booking = book(event)
    address = reverse("bookings:note", args=[booking.pk])
    client.post(address, {"note": "Rang, no answer."})
    again = client.post(address, {"note": "x" * 1001})
    assert "x" * 1001 in again.content.decode()
    assert Booking.objects.get(pk=booking.pk).note == "Rang, no answer."


def test_a_past_event_can_no_longer_be_changed(client, organiser, event):
    booking = book(event)
    event.sessions.update(start="2026-01-01T10:00:00Z", end="2026-01-01T12:00:00Z")
    ended = timezone.now() - datetime.timedelta(days=1)
    type(event).objects.filter(pk=event.pk).update(starts_at=ended, ends_at=ended)
    do(client, booking, "cancel")
    assert state(booking) == BookingState.CONFIRMED
    assert client.get(reverse("bookings:change", args=[booking.pk])).status_code == 302
