"""Calendar files: one event, one booking, and the feed of all public events."""

import datetime

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from events import calendars, links
from events.models import Booking, BookingState, EventPage

# How long an event stays in the feed after it is over.
_PAST = datetime.timedelta(days=365)
# Programs may keep the feed so long. A cancelled event is told by mail to those who booked; this is for the others.
_FEED_SECONDS = 15 * 60


@require_safe
def booking_calendar(request, token):
    """The calendar file of one's own booking, for those who have a place."""
    booking = links.find(Booking, token)
    if booking is None or booking.state != BookingState.CONFIRMED:
        raise Http404
    response = _file(calendars.of_booking(booking, calendars.PUBLISH), "event.ics")
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def event_calendar(request, slug):
    """The calendar file of a public event, for anybody."""
    return _public(_file(calendars.of_events(_shown().filter(slug=slug)[:1]), f"{slug}.ics"))


@require_safe
def events_feed(request):
    """All public events of this language in one calendar that can be subscribed to: those to come and of the last year.

    Examples are left out: in somebody's calendar they would stand among real appointments, without the page that explains
    them. A cancelled event stays in, as cancelled, so that it goes from the calendars that have it.
    """
    events = _shown().real().filter(ends_at__gt=timezone.now() - _PAST).order_by("starts_at", "pk")
    text = calendars.of_events(events, gettext("Events: Co-production in Cumbria"))
    return _public(_file(text, "events.ics", inline=True))


def _shown():
    """Public events in the language of the address, below this site's own pages."""
    shown = EventPage.objects.shown().filter(locale__language_code=get_language())
    return shown.select_related("venue", "locale").prefetch_related("sessions")


def _file(text, name, inline=False):
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


def _public(response):
    """Everybody gets the same. Django's ConditionalGetMiddleware adds the ETag and answers 304."""
    response["Cache-Control"] = f"public, max-age={_FEED_SECONDS}"
    # Calendars on the web fetch it from their own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


urlpatterns = [
    path("events.ics", events_feed, name="events_feed"),
    path("events/<slug:slug>/event.ics", event_calendar, name="event_calendar"),
    path("bookings/<str:token>/event.ics", booking_calendar, name="booking_calendar"),
]
