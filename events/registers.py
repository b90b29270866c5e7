"""The register of an event: whose turn it is to give out places, how many are left, and whether anybody can book."""

import fcntl
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

from events.models import HOLDING, Booking, BookingSource, BookingState, EventPage, EventRegister, Room
from events.status import Attendance, Status
from home import freshness


@dataclass(frozen=True)
class Places:
    """The places of one room of an event, at one moment. `capacity` None: no limit."""

    capacity: int | None
    taken: int = 0
    offered: int = 0
    waiting_bookings: int = 0
    waiting_people: int = 0

    @property
    def held(self):
        """Places somebody has or is offered."""
        return self.taken + self.offered

    @property
    def left(self):
        """Places nobody has and nobody is offered; None without a limit."""
        return None if self.capacity is None else max(0, self.capacity - self.held)

    def fit(self, places):
        """Whether so many places are there for somebody new. Whoever waits comes first."""
        return not self.waiting_bookings and self.free_for(places)

    def free_for(self, places):
        """Whether so many places are there at all."""
        return self.left is None or places <= self.left

    @property
    def is_full(self):
        return not self.fit(1)


def register_of(event):
    """The register of an event page, made at its first booking. Translations of a page share one."""
    found = EventRegister.objects.filter(event_key=event.translation_key).first()
    if found:
        return found
    source = EventPage.objects.filter(
        translation_key=event.translation_key, locale__language_code=settings.LANGUAGE_CODE
    ).first()
    return EventRegister.objects.get_or_create(
        event_key=event.translation_key, defaults={"page_id": (source or event).pk}
    )[0]


def turn(register):
    """Takes this transaction's turn with the register. It has to be the transaction's first statement.

    It writes to the register's own row: PostgreSQL lets the next transaction wait for this one's end there, SQLite for its
    one write lock. A lock by `select_for_update` does nothing on SQLite.
    """
    EventRegister.objects.filter(pk=register.pk).update(turns=F("turns") + 1)


def page_of(register):
    """The event's page as it is published now, which has the numbers that count for every language."""
    return EventPage.objects.select_related("venue", "locale").get(pk=register.page_id)


@contextmanager
def deciding(register):
    """A transaction that has taken its turn with `register`: everything in it is decided before or after any other."""
    with _in_line(), transaction.atomic():
        turn(register)
        yield


@contextmanager
def turn_for(booking):
    """The same for one booking, with what is decided about as it is now: (booking, its event's page)."""
    with deciding(booking.register):
        event = page_of(booking.register)
        booking = Booking.objects.select_related("register").get(pk=booking.pk)
        booking.register.page = event
        yield booking, event


@contextmanager
def _in_line():
    """Lets those who wait for SQLite's one write lock come in the order in which they came.

    SQLite has them ask again after growing pauses, so that one of twenty waited four seconds. A lock on a file is a queue,
    and ends with the process that holds it. PostgreSQL has a queue of its own.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (Path(settings.DATA_DIR) / "turns.lock").open("w") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield


def rooms(event):
    """The ways to take part that an event has, as a list of Room."""
    return {
        Attendance.IN_PERSON: [Room.IN_PERSON],
        Attendance.ONLINE: [Room.ONLINE],
        Attendance.BOTH: [Room.IN_PERSON, Room.ONLINE],
    }[event.attendance]


def places_used(event, room, people, companions):
    """How many places a booking takes up. Companions and personal assistants take none unless the organiser says so."""
    return people + (companions if event.companions_use_places and room == Room.IN_PERSON else 0)


def places(register, event):
    """The Places of each room of `event`: {Room: Places}. One query. Rehearsals do not count."""
    return places_of(Booking.objects.filter(register=register), event)


def places_of(bookings, event):
    """The same, counted over a queryset of bookings."""
    return _by_room({(row["room"], row["state"]): row for row in _counts(bookings)}, event)


def places_of_all(events):
    """The Places of several events, in one query: {event's pk: {Room: Places}}."""
    keys = [event.translation_key for event in events]
    found = {key: {} for key in keys}
    for row in _counts(Booking.objects.filter(register__event_key__in=keys), "register__event_key"):
        found[row["register__event_key"]][row["room"], row["state"]] = row
    return {event.pk: _by_room(found[event.translation_key], event) for event in events}


def _counts(bookings, *by):
    freshness.shows(freshness.PLACES)
    return (
        bookings.filter(state__in=[*HOLDING, BookingState.WAITING])
        .exclude(source=BookingSource.REHEARSAL)
        .order_by()
        .values(*by, "room", "state")
        .annotate(places=Sum("places"), bookings=Count("pk"))
    )


def _by_room(found, event):
    def of(room, state, name):
        return found.get((room, state), {}).get(name, 0)

    return {
        room: Places(
            capacity=event.capacity if room == Room.IN_PERSON else event.online_capacity,
            taken=of(room, BookingState.CONFIRMED, "places"),
            offered=of(room, BookingState.OFFERED, "places"),
            waiting_bookings=of(room, BookingState.WAITING, "bookings"),
            waiting_people=of(room, BookingState.WAITING, "places"),
        )
        for room in Room
    }


def places_now(event):
    """The Places of each room of an event, for its page: reads only, one query, also where nobody has booked yet."""
    return places_of(Booking.objects.filter(register__event_key=event.translation_key), event)


class Refusal:
    """Why nobody can book, as codes that views turn into a page."""

    NOT_HERE = "not_here"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    OVER = "over"
    CLOSED = "closed"
    UNDATED = "undated"


def refusal(event, now=None):
    """The Refusal that keeps everybody from booking `event` at this moment, or "" where it is open."""
    now = now or timezone.now()
    if not event.live or not event.takes_bookings:
        return Refusal.NOT_HERE
    if event.status == Status.CANCELLED:
        return Refusal.CANCELLED
    if event.status == Status.POSTPONED:
        return Refusal.POSTPONED
    if not event.starts_at:
        return Refusal.UNDATED
    if event.ends_at <= now:
        return Refusal.OVER
    return Refusal.CLOSED if event.closes_at <= now else ""
