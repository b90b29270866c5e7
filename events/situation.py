"""How an event stands for somebody who wants to book, in words: places left, who waits, until when, what has changed."""

import hashlib
import json

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Booking, BookingSource, BookingState, EventPage
from events.registers import Refusal, places_now, refusal, rooms
from events.status import Status
from home.text import date_long, time_short

# Fewer bookings on the last waiting list than this say nothing about the next one, and something about people.
FEWEST_WAITING = 5


def of(event):
    """What the page of an event says about booking. One query for an event that can be booked, none for any other.

    {"can_book", "full": every way to take part is, "lines": [sentence], "closes": sentence, "reason": why nobody can book}.
    """
    refused = refusal(event)
    found = {"can_book": not refused, "full": False, "lines": [], "closes": "", "reason": ""}
    if refused:
        found["reason"] = _("Booking has closed.") if refused == Refusal.CLOSED else ""
        return found
    places = places_now(event)
    ways = rooms(event)
    found["full"] = all(places[room].is_full for room in ways)
    for room in ways:
        words = places_text(places[room])
        found["lines"].append(_("%(room)s: %(words)s") % {"room": room.label, "words": words} if ways[1:] else words)
    found["closes"] = _("You can book until %(time)s on %(date)s.") % {
        "time": time_short(event.closes_at),
        "date": date_long(event.closes_at),
    }
    return found


def places_text(places):
    """ "6 places left", or that it is full and how many wait."""
    if not places.is_full:
        if places.left is None:
            return _("There are places.")
        return ngettext("%(count)s place left.", "%(count)s places left.", places.left) % {"count": places.left}
    if not places.waiting_people:
        return _("Full. You can join the waiting list: nobody waits yet.")
    return ngettext(
        "Full. You can join the waiting list: %(count)s person waits.",
        "Full. You can join the waiting list: %(count)s people wait.",
        places.waiting_people,
    ) % {"count": places.waiting_people}


def last_time(event):
    """How the last waiting list of the same series went: "Last time 9 of 11 got a place.", or nothing."""
    if not event.series_id or not event.starts_at:
        return ""
    before = EventPage.objects.filter(
        series_id=event.series_id, starts_at__lt=event.starts_at, is_example=event.is_example
    ).exclude(translation_key=event.translation_key)
    last = before.past().first()
    if last is None:
        return ""
    waited = Booking.objects.filter(register__event_key=last.translation_key, queued_at__isnull=False)
    count = waited.exclude(source=BookingSource.REHEARSAL).aggregate(
        all=Count("pk"), placed=Count("pk", filter=Q(state=BookingState.CONFIRMED))
    )
    if count["all"] < FEWEST_WAITING:
        return ""
    return _("Last time %(placed)s of %(all)s on the waiting list got a place.") % count


# While somebody fills in the form ------------------------------------------------------------------------------------------


def facts(event):
    """What somebody relies on when they book."""
    return {
        "when": [str(event.starts_at or ""), str(event.ends_at or "")],
        "place": event.place_text,
        "status": event.status,
    }


def mark(event):
    """A short mark of these facts: it comes back with the last button, so that nobody books what they have not read."""
    return hashlib.sha256(json.dumps(facts(event)).encode()).hexdigest()[:16]


def changes(before, event):
    """What has changed about `event` since `before`, its facts then: a sentence each."""
    now, said = facts(event), []
    if not before or before == now:
        return said
    if before.get("when") != now["when"]:
        said.append(_("It is now on %(when)s.") % {"when": event.when_text})
    if before.get("place") != now["place"]:
        said.append(_("It is now here: %(place)s.") % {"place": event.place_text})
    if before.get("status") != now["status"] and event.status == Status.MOVED:
        said.append(event.status_reason)
    return said
