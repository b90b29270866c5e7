"""Makes events for tests. Times are wall-clock times in the UK."""

import datetime

from django.utils import timezone

from events.models import EventIndexPage, EventPage, EventSeries, EventSession, Venue


def uk(text):
    """The moment a clock in the UK shows "2027-04-22 13:00"."""
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


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
