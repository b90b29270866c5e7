"""What people who booked were last told about an event, what has changed since, and telling them all.

`EventRegister.told` holds the facts of the first booking, and after that those of the last time everybody was told. A
change is told when an organiser says so, not when a page is saved: a slip is put right before 200 people read of it.
"""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from events import audit
from events.models import Booking, BookingState, EventRegister
from events.registers import deciding, page_of, register_of
from events.status import Attendance, Status
from events.timing import when_text
from home.letters import Letter, in_language


@dataclass(frozen=True)
class Preview:
    """What telling everybody would do. `letter` is the mail as somebody with a place would get it; None: nothing to tell."""

    changes: list = field(default_factory=list)
    bookings: int = 0
    waiting: int = 0
    # Those who gave no email address: somebody has to ring or write to them.
    without_email: int = 0
    letter: Letter | None = None


def facts(event):
    """What people plan by, as JSON: when, where, how, and whether it takes place."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "start": _moment(event.starts_at),
            "end": _moment(event.ends_at),
            "date_only": event.date_only,
            "place": event.venue.name_and_town if event.venue else "",
            "online": event.attendance,
            "status": event.status,
        }


def _moment(value):
    """In UTC, so that the same moment is the same text whatever zone it came in."""
    return value.astimezone(datetime.UTC).isoformat() if value else ""


def set_told(register, event):
    """Notes what the first person who booked was told. Does nothing where something was noted before."""
    if not register.told:
        register.told = facts(event)
        EventRegister.objects.filter(pk=register.pk, told={}).update(told=register.told)


def untold(register, event):
    """What is different from what people were told, as a list of sentences in the active language."""
    told, now = register.told, facts(event)
    if not told or told == now:
        return []
    if now["status"] == Status.CANCELLED:
        return [gettext("The event is cancelled.")] if told["status"] != Status.CANCELLED else []
    found = []
    if now["status"] == Status.POSTPONED:
        if told["status"] != Status.POSTPONED:
            found.append(gettext("The event is postponed. There is no new date yet."))
    elif told["status"] in (Status.CANCELLED, Status.POSTPONED):
        found.append(gettext("The event takes place after all: %(when)s.") % {"when": event.when_text})
    elif _when(told) != _when(now):
        words = {"now": _when(now), "before": _when(told)}
        found.append(gettext("When: %(now)s. Before: %(before)s.") % words)
    if told["place"] != now["place"]:
        words = {"now": now["place"] or event.place_text, "before": told["place"] or gettext("no place was given")}
        found.append(gettext("Where: %(now)s. Before: %(before)s.") % words)
    if told["online"] != now["online"]:
        words = {"now": Attendance(now["online"]).label, "before": Attendance(told["online"]).label}
        found.append(gettext("How people take part: %(now)s. Before: %(before)s.") % words)
    return found


def _when(fact):
    if not fact["start"]:
        return when_text(None, None)
    start, end = (datetime.datetime.fromisoformat(fact[name]) for name in ("start", "end"))
    return when_text(start, end, fact["date_only"])


def preview(event):
    """What tell(event) would do now. Reads only."""
    from events import mails
    from events.bookings import live_bookings

    register = EventRegister.objects.filter(event_key=event.translation_key).select_related("page__venue").first()
    changes = untold(register, register.page) if register else []
    if not changes:
        return Preview()
    found = list(live_bookings(event).values_list("state", "email"))
    waiting = sum(state == BookingState.WAITING for state, _email in found)
    somebody = Booking(pk=0, register=register, reference="0000-0000", state=BookingState.CONFIRMED)
    return Preview(
        changes=changes,
        bookings=len(found) - waiting,
        waiting=waiting,
        without_email=sum(not email for _state, email in found),
        letter=mails.event_letter(somebody, changes),
    )


def tell(event, user=None):
    """Tells everybody who booked or waits what has changed. Returns how many bookings it was about; 0: nothing to tell.

    Pressed twice it tells once: the second time nothing is different from what people were told.
    """
    from events import mails
    from events.bookings import live_bookings

    register = register_of(event)
    with deciding(register):
        register = EventRegister.objects.get(pk=register.pk)
        register.page = page = page_of(register)
        if not untold(register, page):
            return 0
        changes = {}
        found = list(live_bookings(page))
        for language in {booking.language for booking in found}:
            with in_language(language):
                changes[language] = untold(register, page)
        register.told = facts(page)
        register.sequence += 1
        register.save(update_fields=["told", "sequence"])
        for booking in found:
            booking.register = register
            if page.status == Status.CANCELLED:
                mails.event_cancelled(booking)
            else:
                mails.event_changed(booking, register, changes[booking.language])
        audit.record("tell", page, user, bookings=len(found), sequence=register.sequence)
    return len(found)
