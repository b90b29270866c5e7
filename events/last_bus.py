"""The last bus home: whether somebody who stays to the end still gets one.

A venue's last services are written by people, one line each: "Example: last bus to the coast 7:05pm". The times are read out
of the lines; what cannot be read says nothing, and nothing here ever fails a page.
"""

import datetime
import re
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from events.timing import local_day
from home.text import time_short

# This or less from the end of the event to the last service, and somebody has to leave early or run.
ENOUGH = datetime.timedelta(minutes=30)
# Services before this hour belong to the night after the event.
_NIGHT_ENDS = 4

_TIME = re.compile(
    r"(?<![\w£$€:.,+-])"
    r"(?:(?P<word>midnight|midday|noon)"
    r"|(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s{0,2}(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hour24>\d{1,2})(?P<sign>[:.])(?P<minute24>[0-5]\d)(?!\d))"
    r"(?![:.,]?\d)(?!\s*(?:miles?|km|metres?|kg|%|pounds?|hours?|minutes?|mins?)\b)",
    re.IGNORECASE | re.ASCII,
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_RANGE = re.compile(rf"\b({_DAY})\s*(?:to|until|-|–)\s*({_DAY})\b", re.IGNORECASE)  # noqa: RUF001
# Alone only the whole word counts: a bus may leave from the Sun Inn.
_ONE_DAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:not|no|except|excluding|but)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Service:
    """One line about a service and the moment it leaves on the day of the event."""

    line: str
    leaves: datetime.datetime


def times(line):
    """The times of day in a line, in the order they are written, as datetime.time.

    "9:05pm", "9.05 pm", "9pm", "21:05", "21.05" and "midnight" are read; amounts of money, distances and durations are not.
    Without am or pm an hour from 1 to 11 is taken for the afternoon, unless it is written "09:05": last services are.
    """
    found = (_time(match) for match in _TIME.finditer(line))
    return [time for time in found if time is not None]


def _time(match):
    if match["word"]:
        return datetime.time(0 if match["word"].lower() == "midnight" else 12)
    if match["hour"]:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if not 1 <= hour <= 12:
            return None
        return datetime.time(hour % 12 + (12 if match["half"].lower() == "p" else 0), minute)
    hour, minute = int(match["hour24"]), int(match["minute24"])
    if hour > 23:
        return None
    if 1 <= hour <= 11 and not match["hour24"].startswith("0"):
        hour += 12
    return datetime.time(hour, minute)


def days(line):
    """The days of the week a line is about, as a set of 0 (Monday) to 6; empty where it names none, or leaves some out."""
    lower = line.lower()
    if _EXCEPT.search(lower):
        return set()
    found = set()
    if re.search(r"\bweekdays?\b", lower):
        found |= set(range(5))
    if re.search(r"\bweekends?\b", lower):
        found |= {5, 6}
    for first, last in _RANGE.findall(lower):
        start, end = _day_number(first), _day_number(last)
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return found | {_day_number(name) for name in _ONE_DAY.findall(lower)}


def _day_number(name):
    return next(number for number, day in enumerate(_DAYS) if day.startswith(name[:3]))


def services(venue, day):
    """The Services of a venue on a date, one for each line that has a time and is not about other days.

    Of several times in a line the earliest after midday counts: "5:40pm, in August 6:10pm" is only sure of the first.
    """
    found = []
    for line in venue.last_services.splitlines():
        line = line.strip()
        read, named = times(line), days(line)
        if not read or (named and day.weekday() not in named):
            continue
        late = [time for time in read if time.hour >= 12 or time.hour < _NIGHT_ENDS]
        if late:
            found.append(Service(line, min(_moment(day, time) for time in late)))
    return found


def _moment(day, time):
    """When a time on the timetable is, for an event on `day`: after midnight is the next date. Holds at a clock change."""
    if time.hour < _NIGHT_ENDS:
        day += datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, time))


def tight(event):
    """The Services that leave half an hour after the event ends, or less, or before it. Nothing where too little is known."""
    venue = getattr(event, "venue", None)
    if not venue or not venue.last_services or not event.ends_at or event.date_only or not event.can_be_attended:
        return []
    # An event that ends after midnight is about the evening before.
    day = local_day(event.ends_at - datetime.timedelta(hours=_NIGHT_ENDS))
    try:
        found = services(venue, day)
    except (OverflowError, ValueError):
        return []
    return [service for service in found if service.leaves - event.ends_at <= ENOUGH]


def _gap(service, event):
    """How a service lies to the end of the event, in words."""
    minutes = int((service.leaves - event.ends_at).total_seconds() // 60)
    if minutes < 0:
        return gettext("leaves before the end")
    if minutes == 0:
        return gettext("leaves at the very end")
    return ngettext("leaves %(count)s minute after the end", "leaves %(count)s minutes after the end", minutes) % {
        "count": minutes
    }


def _lines(event):
    return "; ".join(f"{service.line.rstrip('.;')} ({_gap(service, event)})" for service in tight(event))


def warning(event):
    """What an editor is told when the event is published, or ""."""
    lines = _lines(event)
    if not lines:
        return ""
    return (
        f"The event ends at {time_short(event.ends_at)}. The last services home from the venue leave within 30 minutes of "
        f"that, or before: {lines}. People who come by bus or train may have to leave early. "
        "Can it end sooner, or can you offer a lift or a taxi? The page says so too."
    )


def sentence(event):
    """What the page tells people under "Getting there and home", or ""."""
    lines = _lines(event)
    if not lines:
        return ""
    return gettext(
        "This event ends at %(end)s. That is close to the last services home: %(lines)s. If you come by bus or train, "
        "tell us before, so that we can plan the way home with you. You can leave early at any time."
    ) % {"end": time_short(event.ends_at), "lines": lines}
