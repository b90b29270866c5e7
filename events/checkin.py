"""Who is at the door: the list of those who are expected, and marking them as arrived.

The list holds no need, no food, no phone number, no address and no note, so it can lie on a table.
"""

import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from events import audit
from events.models import Booking, BookingSource, BookingState, EventRegister, Room
from events.references import tidy
from events.registers import deciding
from home import qr

# More may come than were booked, but a mistyped number should not become a crowd.
MOST_HEADS = 50


class NotExpected(Exception):
    """The booking cannot be marked as arrived. `code`: "state" (it has no place) or "heads" (no possible number)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Turnout:
    """How many are expected in the room and have arrived, in people and in bookings."""

    expected: int = 0
    arrived: int = 0
    bookings: int = 0
    bookings_arrived: int = 0
    online: int = 0


def fold(text):
    """Text as it is compared: without case and accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().split())


def _place_in_list(booking):
    words = fold(booking.name).split()
    return (words[-1] if words else "", fold(booking.name), booking.reference)


def door_list(event, state=BookingState.CONFIRMED):
    """The bookings of `event` in `state`, by the last word of the name and then the reference. Rehearsals are left out."""
    bookings = (
        Booking.objects.filter(register__event_key=event.translation_key, state=state, purged_at=None)
        .exclude(source=BookingSource.REHEARSAL)
        .defer("email", "email_key", "phone", "note", "doubt")
    )
    return sorted(bookings, key=_place_in_list)


def turnout(bookings):
    """The Turnout of a door list. Those online are counted apart: nobody waits for them at the door."""
    here = [booking for booking in bookings if booking.room == Room.IN_PERSON]
    return Turnout(
        expected=sum(booking.heads for booking in here),
        arrived=sum(booking.arrived for booking in bookings),
        bookings=len(here),
        bookings_arrived=sum(1 for booking in bookings if booking.arrived),
        online=sum(booking.heads for booking in bookings if booking.room == Room.ONLINE),
    )


def find(bookings, text):
    """Those of a door list that `text` may mean: the one with that reference, or all with it as part of a name or reference."""
    wanted = fold(text)
    if not wanted:
        return []
    reference = tidy(text)
    exact = [booking for booking in bookings if booking.reference == reference]
    if exact:
        return exact
    return [
        booking
        for booking in bookings
        if wanted in fold(booking.name)
        or wanted in fold(booking.guest_names)
        or (len(reference) > 1 and reference in booking.reference.replace("-", ""))
    ]


def booking_of(text):
    """The booking of a reference somebody typed or scanned, or None."""
    found = Booking.objects.filter(reference=tidy(text[:40]), purged_at=None)
    return found.select_related("register__page__venue").first()


def arrive(booking, heads=None, user=None, now=None):
    """Marks a booking as arrived with so many people (default: all of them). Returns the Booking.

    Doing it twice changes nothing. Raises NotExpected: somebody on the waiting list is first given a place.
    """
    with deciding(EventRegister(pk=booking.register_id)):
        booking = Booking.objects.get(pk=booking.pk)
        heads = booking.heads if heads is None else heads
        if booking.state != BookingState.CONFIRMED:
            raise NotExpected("state")
        if not 1 <= heads <= MOST_HEADS:
            raise NotExpected("heads")
        if booking.arrived != heads:
            booking.arrived_at = booking.arrived_at or now or timezone.now()
            booking.arrived = heads
            booking.save(update_fields=["arrived", "arrived_at", "changed_at"])
            audit.record("check_in", booking, user, heads=heads)
    return booking


def undo(booking, user=None):
    """Takes back that a booking has arrived. Doing it twice changes nothing. Returns the Booking."""
    with deciding(EventRegister(pk=booking.register_id)):
        booking = Booking.objects.get(pk=booking.pk)
        if booking.arrived:
            booking.arrived, booking.arrived_at = 0, None
            booking.save(update_fields=["arrived", "arrived_at", "changed_at"])
            audit.record("check_in", booking, user, heads=0)
    return booking


def address(booking):
    """What the code on somebody's confirmation opens for staff: the reference and nothing that gives rights."""
    return f"{settings.SITE_URL}{reverse('event_arrive')}?reference={booking.reference}"


def code(booking):
    """That code as an inline SVG. Its words are the caller's language."""
    title = gettext("Code to show at the door: %(reference)s") % {"reference": booking.reference}
    return qr.svg(address(booking), title, gettext("You do not need it. Your name is enough."))
