"""Calendar files (RFC 5545 and 5546): one booking, one event, and the feed of all public events.

Nobody's name, no need and no secret link goes in: calendars are shared with colleagues and families. Times are written
with the zone Europe/London and its rules, so they are right on both sides of a clock change.
"""

import datetime
from functools import cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as Entry

from events.models import EventRegister, Room
from events.status import Attendance, Status
from events.timing import last_day, local_day
from home.models.settings import PublisherSettings

REQUEST = "REQUEST"
CANCEL = "CANCEL"
PUBLISH = "PUBLISH"

_PRODUCT = "-//Co-production in Cumbria//Events//EN"


def of_booking(booking, method=REQUEST, now=None, publisher=None):
    """The calendar file of a booking that has (or, with CANCEL, had) a place, as text. Empty for an event without a date.

    The UID stays and the SEQUENCE rises with each change of the booking or the event, so that calendars replace what
    they have. With REQUEST and CANCEL it is for a mail; with PUBLISH for a download, which invites nobody.
    """
    event = booking.register.page
    sequence = booking.sequence + booking.register.sequence
    calendar = _calendar(method)
    organizer = _organizer(publisher or PublisherSettings.current())
    for number, session in enumerate(_sessions(event), start=1):
        entry = _entry(event, session, booking.uid, number, sequence, now or timezone.now())
        if method == CANCEL:
            entry["status"] = vText("CANCELLED")
        entry["location"] = vText(location(event, booking.room))
        entry.add("organizer", organizer)
        if booking.email and method != PUBLISH:
            entry.add("attendee", _attendee(booking.email))
        calendar.add_component(entry)
    return _text(calendar) if calendar.subcomponents else ""


def of_events(events, name=""):
    """Public events as one calendar, as text: `events` an EventQuerySet or a list. With a `name` it can be subscribed to.

    The number of changes people were told of is each event's SEQUENCE. The same events give the same text, so that it
    can be asked for with an ETag.
    """
    calendar = _calendar(PUBLISH)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        # Events are announced weeks before: twice a day is often enough (RFC 7986, 5.7).
        calendar.add("refresh-interval", datetime.timedelta(hours=12), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT12H")
    events = list(events)
    registers = EventRegister.objects.filter(event_key__in=[event.translation_key for event in events])
    changes = dict(registers.values_list("event_key", "sequence"))
    for event in events:
        stamp = event.last_published_at or event.latest_revision_created_at or event.starts_at
        for number, session in enumerate(_sessions(event), start=1):
            uid = f"{event.translation_key}-{event.locale.language_code}"
            calendar.add_component(_entry(event, session, uid, number, changes.get(event.translation_key, 0), stamp))
    return _text(calendar) if calendar.subcomponents or name else ""


# An entry --------------------------------------------------------------------------------------------------------------

# The rule the UK has followed since 1996: clocks change at 1am UTC on the last Sunday of March and October. Written by
# hand because icalendar 7.3 gives the spring change an hour late, at 2am UTC.
_LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def _calendar(method):
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _sessions(event):
    return list(event.sessions.all()) if event.starts_at else []


def _entry(event, session, uid, number, sequence, stamp):
    """One session of an event. Where only the date is known, it is an entry for the whole day."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    entry = Entry()
    # The first has no number, so that it stays the same entry when a second session is added.
    entry.add("uid", f"{uid}@{host}" if number == 1 else f"{uid}-{number}@{host}")
    entry.add("sequence", sequence)
    entry.add("dtstamp", stamp)
    start, end = session.begins_at, session.finishes_at
    if session.date_only:
        entry.add("dtstart", local_day(start))
        entry.add("dtend", last_day(start, end) + datetime.timedelta(days=1))
    else:
        entry.add("dtstart", timezone.localtime(start))
        entry.add("dtend", timezone.localtime(end))
    entry.add("summary", summary(event, session))
    entry.add("location", location(event))
    entry.add("description", description(event))
    entry.add("url", event.full_url)
    # A date that does not hold is taken out of the calendar, whatever the reason.
    entry.add("status", "CANCELLED" if event.is_off else "CONFIRMED")
    return entry


def summary(event, session=None):
    """The name of an entry. What it has to say first, it says there: an entry stands without the page around it."""
    title = f"{event.title}: {session.title}" if session and session.title else event.title
    if event.status == Status.CANCELLED:
        title = gettext("Cancelled: %(title)s") % {"title": title}
    if event.status == Status.POSTPONED:
        title = gettext("Postponed: %(title)s") % {"title": title}
    return gettext("Example: %(title)s") % {"title": title} if event.is_example else title


def location(event, room=None):
    """Where it is, in one line: the venue with its address. `room`: how somebody takes part; None says every way."""
    if room == Room.ONLINE:
        return gettext("Online")
    if not event.venue:
        return event.place_text
    place = ", ".join([event.venue.name_and_town, *event.venue.address_lines])
    if room is None and event.attendance == Attendance.BOTH:
        return gettext("%(place)s, and online") % {"place": place}
    return place


def description(event):
    """What it is, and its page; for an example, that it does not take place."""
    example = gettext("This event is an example. It does not take place.") if event.is_example else ""
    return "\n\n".join(part for part in (example, event.summary, event.full_url) if part)


def _organizer(publisher):
    address = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    address.params["cn"] = vText(publisher.name or settings.WAGTAIL_SITE_NAME)
    return address


def _attendee(email):
    """The address alone: no name goes into a file that is passed on."""
    address = vCalAddress(f"mailto:{email}")
    address.params["rsvp"] = vText("FALSE")
    address.params["partstat"] = vText("ACCEPTED")
    return address


@cache
def _london():
    return Timezone.from_ical(_LONDON)


def _text(calendar):
    calendar.subcomponents.insert(0, _london())
    return calendar.to_ical().decode()


# Links on the page of an event -----------------------------------------------------------------------------------------


def add_links(event):
    """Ways to put an event into a calendar: [(label, address), ...]. Empty for one nobody can come to any more."""
    if not event.starts_at or not event.can_be_attended:
        return []
    file = (gettext("Calendar file (.ics) for any calendar"), reverse("event_calendar", kwargs={"slug": event.slug}))
    if event.date_only:
        start = local_day(event.starts_at)
        end = last_day(event.starts_at, event.ends_at) + datetime.timedelta(days=1)
        google, outlook = (f"{start:%Y%m%d}/{end:%Y%m%d}", {"startdt": start, "enddt": end, "allday": "true"})
    else:
        start, end = (moment.astimezone(datetime.UTC) for moment in (event.starts_at, event.ends_at))
        google = f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}"
        outlook = {"startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}", "enddt": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
    words = {"location": location(event)}
    for_google = {"action": "TEMPLATE", "text": summary(event), "dates": google, "details": description(event), **words}
    for_outlook = {
        "path": "/calendar/action/compose", "rru": "addevent", "subject": summary(event), "body": description(event),
        **outlook, **words,
    }  # fmt: skip
    return [
        (gettext("Google Calendar"), f"https://calendar.google.com/calendar/render?{urlencode(for_google)}"),
        (gettext("Outlook.com"), f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(for_outlook)}"),
        (gettext("Office 365"), f"https://outlook.office.com/calendar/0/deeplink/compose?{urlencode(for_outlook)}"),
        file,
    ]
