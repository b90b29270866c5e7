"""Booking a place: who gets one, who waits, what happens when something changes. All of it decided here and nowhere else.

Each function owns its transaction. Its first statement takes the register's turn, so on SQLite and on PostgreSQL one
booking after the other is decided, and the mail about it is written in the same transaction.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from events import audit, fairness, mails, needs
from events.models import LIVE, Booking, BookingSource, BookingState, Expense, Room, Topic
from events.models.expenses import ClaimState, CostKind
from events.registers import Refusal, deciding, page_of, places, places_used, refusal, register_of, rooms, turn_for
from events.waiting_list import end_of_queue, lapse, offer_free_places, queue
from home.text import email_key

# Reasons for which staff are not stopped: somebody rings after booking has closed.
_STAFF_MAY = (Refusal.CLOSED, Refusal.NOT_HERE)


class NotBooked(Exception):
    """Nothing was booked. `code` is a Refusal, "full", "too_many", "wrong_room", "address_taken" or "nobody_waits"."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Person:
    """Who wants to come, and how many. The answers of the form, already checked for length and shape."""

    name: str
    email: str = ""
    phone: str = ""
    guest_names: str = ""
    people: int = 1
    companions: int = 0
    room: str = Room.IN_PERSON
    photo_consent: bool = False
    wants_updates: bool = False
    topic: str = ""
    language: str = settings.LANGUAGE_CODE


def book(
    event,
    person,
    answers=None,
    *,
    key=None,
    may_wait=False,
    source=BookingSource.WEB,
    user=None,
    beyond_capacity=False,
    doubt="",
    now=None,
):
    """Books `person` in for `event`. Returns the Booking: confirmed, waiting, or a `DUPLICATE` or `HELD` one without a place.

    `key`: the form's UUID; the same form sent again gives the same booking, also after the event has filled up.
    `may_wait`: the person wants the waiting list if there is no place. `answers`: a needs.Answers. `user`: the member of
    staff who books for somebody; they may go on after booking has closed, and `beyond_capacity`. `doubt`: a code that
    keeps the booking apart until a person has looked at it; nothing is sent.
    Raises NotBooked; nothing is changed then. The visitor's words never go into a mail: the address is not confirmed.
    """
    register = register_of(event)
    try:
        with deciding(register):
            return _book(register, person, answers, key, may_wait, source, user, beyond_capacity, doubt, now)
    except NotBooked as stopped:
        fairness.count(register, f"refused-{stopped.code}", now)
        raise


def _book(register, person, answers, key, may_wait, source, user, beyond_capacity, doubt, now):
    now = now or timezone.now()
    before = Booking.objects.filter(key=key).first() if key else None
    if before:
        return before
    event = register.page = page_of(register)
    _may_book(event, person, user, now)
    lapse(register, event, now)
    booking = Booking(
        register=register,
        key=key,
        source=source,
        doubt=doubt,
        email_key=email_key(person.email),
        places=places_used(event, person.room, person.people, person.companions),
        **{name: getattr(person, name) for name in _FIELDS},
    )
    existing = _live_of(register, booking.email_key)
    if doubt:
        booking.state = BookingState.HELD
    else:
        booking.state = _place_or_queue(register, event, booking, may_wait, beyond_capacity)
        if existing:
            # The page says the same as for a new booking, also where all is full, so that nobody learns who has booked:
            # the mail explains.
            booking.state = BookingState.DUPLICATE
        booking.queued_at = now if booking.state == BookingState.WAITING else None
    booking.save(force_insert=True)
    if answers and booking.state != BookingState.DUPLICATE:
        needs.save(booking, answers, event, now, is_new=True)
        _wish_for_travel(booking, answers)
    if person.topic and booking.state != BookingState.DUPLICATE:
        Topic.objects.create(register=register, booking=booking, text=person.topic)
    audit.record("book", booking, user, state=booking.state, source=booking.source, places=booking.places)
    fairness.count(register, booking.state, now)
    if booking.state == BookingState.DUPLICATE:
        mails.duplicate(booking, existing)
    else:
        _tell(booking)
    return booking


_FIELDS = (
    "name", "email", "phone", "guest_names", "people", "companions", "room", "photo_consent", "wants_updates", "language",
)  # fmt: skip


def _may_book(event, person, user, now):
    refused = refusal(event, now)
    if refused and not (user and refused in _STAFF_MAY):
        raise NotBooked(refused)
    if person.room not in rooms(event):
        raise NotBooked("wrong_room")
    if person.people > event.largest_booking and not user:
        raise NotBooked("too_many")


def _live_of(register, address):
    if not address:
        return None
    return Booking.objects.filter(register=register, email_key=address, state__in=LIVE).first()


def _place_or_queue(register, event, booking, may_wait, beyond_capacity):
    """The state a new booking gets. A rehearsal takes nobody's place."""
    if beyond_capacity or booking.source == BookingSource.REHEARSAL:
        return BookingState.CONFIRMED
    if places(register, event)[booking.room].fit(booking.places):
        return BookingState.CONFIRMED
    if not may_wait:
        raise NotBooked("full")
    return BookingState.WAITING


def _wish_for_travel(booking, answers):
    """Somebody who cannot pay first gets a task for staff: book it for them."""
    if answers.costs == "book" and not booking.expenses.exists():
        Expense.objects.create(
            booking=booking, kind=CostKind.OTHER, detail=answers.travel[:300], state=ClaimState.WANTED
        )


def _tell(booking):
    if booking.state == BookingState.CONFIRMED:
        mails.confirmed(booking)
    elif booking.state == BookingState.WAITING:
        mails.on_waiting_list(booking)


# Changes ---------------------------------------------------------------------------------------------------------------


def amend(booking, person, answers=None, *, user=None, now=None):
    """Changes a live booking to what `person` and `answers` say. Returns the Booking. `answers` None: needs stay.

    Fewer people are always possible, and free places for those who wait. More are possible while there is room and
    nobody waits. Raises NotBooked("full" | "too_many" | "address_taken" | "wrong_room" | "over"); nothing is changed then.
    """
    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        if not booking.is_live or event.is_past(now):
            raise NotBooked(Refusal.OVER)
        if person.room not in rooms(event):
            raise NotBooked("wrong_room")
        if person.people > max(event.largest_booking, booking.people) and not user:
            raise NotBooked("too_many")
        existing = _live_of(booking.register, email_key(person.email))
        if existing and existing.pk != booking.pk:
            raise NotBooked("address_taken")
        wanted = places_used(event, person.room, person.people, person.companions)
        _make_room(booking.register, event, booking, person.room, wanted, now)
        for name in _FIELDS:
            setattr(booking, name, getattr(person, name))
        booking.email_key, booking.places = email_key(person.email), wanted
        booking.sequence += 1
        booking.save()
        if answers is not None:
            needs.save(booking, answers, event, now)
            _wish_for_travel(booking, answers)
        audit.record("amend", booking, user, places=booking.places)
        mails.changed(booking)
        offer_free_places(booking.register, event, "a booking was changed", now)
    return booking


def _make_room(register, event, booking, room, wanted, now):
    """Raises NotBooked where a booking that holds places needs more than are there for it, or booking has closed."""
    if not booking.holds_places:
        return
    same = room == booking.room
    more = wanted - booking.places if same else wanted
    if more > 0:
        closed = refusal(event, now)
        if closed:
            raise NotBooked(closed)
        if not places(register, event)[room].fit(more):
            raise NotBooked("full")


def cancel(booking, *, user=None, now=None):
    """Ends a booking. Its places go to those who wait, in the same transaction. Cancelling twice changes nothing."""
    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        if booking.is_live or booking.state == BookingState.HELD:
            was = booking.state
            _end(booking, now)
            audit.record("cancel", booking, user, was=was)
            if was != BookingState.HELD:
                mails.cancelled(booking)
                offer_free_places(booking.register, event, "a booking was cancelled", now)
    return booking


def _end(booking, now):
    booking.state, booking.ended_at, booking.offered_until = BookingState.CANCELLED, now, None
    booking.sequence += 1
    booking.save(update_fields=["state", "ended_at", "offered_until", "sequence", "changed_at"])


# What organisers do ------------------------------------------------------------------------------------------------------


def give_place(booking, *, user, beyond_capacity=False, now=None):
    """Gives a place to a booking that waits, was held back, or lapsed. Raises NotBooked("full" | "address_taken").

    An organiser may put somebody before others; the audit log says who did it.
    """
    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        if booking.state == BookingState.CONFIRMED:
            return booking
        existing = _live_of(booking.register, booking.email_key)
        if existing and existing.pk != booking.pk:
            raise NotBooked("address_taken")
        held_already = booking.state == BookingState.OFFERED
        free = places(booking.register, event)[booking.room].free_for(booking.places)
        if not (beyond_capacity or held_already or free):
            raise NotBooked("full")
        was = booking.state
        booking.state, booking.offered_until, booking.ended_at, booking.doubt = BookingState.CONFIRMED, None, None, ""
        booking.sequence += 1
        booking.save(update_fields=["state", "offered_until", "ended_at", "doubt", "sequence", "changed_at"])
        audit.record("confirm", booking, user, was=was, beyond_capacity=beyond_capacity)
        mails.confirmed(booking)
    return booking


def put_on_waiting_list(booking, *, user, now=None):
    """Moves a booking to the end of the waiting list; the place it held goes to whoever waits first.

    Raises NotBooked("nobody_waits") where its own place would only come back to it, or NotBooked("address_taken").
    """
    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        if booking.state == BookingState.WAITING:
            return booking
        existing = _live_of(booking.register, booking.email_key)
        if existing and existing.pk != booking.pk:
            raise NotBooked("address_taken")
        if booking.holds_places and not queue(booking.register, booking.room).exists():
            raise NotBooked("nobody_waits")
        was = booking.state
        booking.state, booking.queued_at = BookingState.WAITING, end_of_queue(booking.register, booking.room, now)
        booking.ended_at, booking.offered_until, booking.doubt = None, None, ""
        booking.sequence += 1
        booking.save(
            update_fields=["state", "queued_at", "ended_at", "offered_until", "doubt", "sequence", "changed_at"]
        )
        audit.record("wait", booking, user, was=was)
        mails.on_waiting_list(booking)
        offer_free_places(booking.register, event, "a booking went to the waiting list", now)
    return booking


def places_changed(event, now=None):
    """After an event was published with more places: offers them to those who wait. Returns the bookings offered one."""
    now = now or timezone.now()
    register = register_of(event)
    with deciding(register):
        page = page_of(register)
        lapse(register, page, now)
        return offer_free_places(register, page, "the event has more places", now)


def live_bookings(event):
    """The live bookings of an event in every language, rehearsals left out."""
    real = ~Q(source=BookingSource.REHEARSAL)
    return Booking.objects.filter(real, register__event_key=event.translation_key, state__in=LIVE)
