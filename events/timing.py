"""When an event is, and how that reads. All in Europe/London, through both clock changes."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from home.text import date_long, time_short

# The link to join online is shown and sent this long before an event.
JOIN_BEFORE = datetime.timedelta(hours=24)


class Phase(models.TextChoices):
    """Where an event stands in time. The day of an event counts as upcoming until the event ends."""

    UNDATED = "undated"
    BEFORE = "before"
    TODAY = "today"
    ON_NOW = "on_now"
    OVER = "over"


def local_day(moment):
    """The date of an aware datetime on the wall calendar in the UK."""
    return timezone.localtime(moment).date()


def day_start(day):
    """The first moment of a date in the UK, as an aware datetime."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def day_end(day):
    """The moment a date is over in the UK: the first moment of the next day, 23 or 25 hours later at a clock change."""
    return day_start(day + datetime.timedelta(days=1))


def phase(starts_at, ends_at, now=None):
    """The Phase of something that runs from `starts_at` to `ends_at`, at `now` (default: this moment).

    It is over at the moment it ends, not before; until then its day counts as today.
    """
    if not starts_at or not ends_at:
        return Phase.UNDATED
    now = now or timezone.now()
    if ends_at <= now:
        return Phase.OVER
    if starts_at <= now:
        return Phase.ON_NOW
    return Phase.TODAY if local_day(starts_at) == local_day(now) else Phase.BEFORE


def last_day(starts_at, ends_at):
    """The last date an event is on. One that ends at midnight belongs to the day before."""
    if ends_at > starts_at and ends_at == day_start(local_day(ends_at)):
        ends_at -= datetime.timedelta(minutes=1)
    return local_day(ends_at)


def when_text(starts_at, ends_at, date_only=False):
    """The date and time in words: "Thursday 22 April 2027, 1pm to 4pm". With `date_only` the date alone.

    Two days or more read "Thursday 22 April 2027, 1pm to Friday 23 April 2027, 4pm".
    """
    if not starts_at or not ends_at:
        return gettext("Date not known yet")
    first, last = local_day(starts_at), last_day(starts_at, ends_at)
    if date_only:
        if first == last:
            return date_long(first)
        return gettext("%(start)s to %(end)s") % {"start": date_long(first), "end": date_long(last)}
    if first == last:
        return gettext("%(date)s, %(start)s to %(end)s") % {
            "date": date_long(first),
            "start": time_short(starts_at),
            "end": time_short(ends_at),
        }
    return gettext("%(date)s, %(start)s to %(last_date)s, %(end)s") % {
        "date": date_long(first),
        "start": time_short(starts_at),
        "last_date": date_long(last),
        "end": time_short(ends_at),
    }


def hours_text(starts_at, ends_at, date_only=False):
    """The times alone: "1pm to 4pm"; nothing where only the date is known or the event has no date."""
    if date_only or not starts_at or not ends_at or local_day(starts_at) != last_day(starts_at, ends_at):
        return ""
    return gettext("%(start)s to %(end)s") % {"start": time_short(starts_at), "end": time_short(ends_at)}
