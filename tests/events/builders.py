"""Makes events for tests. Times are wall-clock times in the UK."""

import datetime

from django.utils import timezone

from events.bookings import Person, book
from events.models import Booking, EventIndexPage, EventPage, EventSeries, EventSession, Venue


def uk(text):
    """The moment a clock in the UK shows "2027-04-22 13:00"."""
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


# Some day well before the events that are made here.
NOW = uk("2027-01-11 10:00")


def index_page():
    return EventIndexPage.objects.get(locale__language_code="en")


def series(**fields):
    return EventSeries.objects.create(**{"name": "Conversation with...", "about": "Open talks.", **fields})


def venue(**fields):
    return Venue.objects.create(**{"name": "A hall", "town": "A town", **fields})


def event(start="2027-06-10 13:00", end="2027-06-10 16:00", *, title="An event", live=True, date_only=False, **fields):
    """A published event of one session; `sessions` as [(start, end)] for more."""
    rows = fields.pop("sessions", [(start, end)])
    page = EventPage(
        title=title,
        live=live,
        **{
            "summary": "What it is about.",
            "who_for": "Everybody.",
            "scope_can_change": "<p>The plan.</p>",
            "scope_cannot_change": "<p>The budget.</p>",
            **fields,
        },
    )
    page.sessions = [
        EventSession(start=uk(first), end=uk(last), date_only=date_only, sort_order=order)
        for order, (first, last) in enumerate(rows)
    ]
    return index_page().add_child(instance=page)


def bookable(capacity=2, **fields):
    """A published event that takes bookings, half a year ahead of `NOW`."""
    fields = {"title": "Open talk", "takes_bookings": True, "capacity": capacity, **fields}
    return event("2027-06-10 13:00", "2027-06-10 16:00", **fields)


def person(number=1, **fields):
    """A bookings.Person with a name and an address of their own."""
    return Person(**{"name": f"Person {number}", "email": f"person{number}@example.net", **fields})


def booked(page, number=1, *, may_wait=True, now=NOW, **fields):
    """Books somebody in and returns the booking."""
    return book(page, person(number, **fields), may_wait=may_wait, now=now)


def state(booking):
    """The state of a booking as the database has it now."""
    return Booking.objects.get(pk=booking.pk).state
