"""What is said about an event's state: one sentence and one tag, right before, on and after the day."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.timing import Phase, hours_text, when_text
from home.text import date_long, time_short


class Status(models.TextChoices):
    """What the organiser says about the event."""

    PLANNED = "planned", _("Going ahead as planned")
    MOVED = "moved", _("Moved to another date or place")
    POSTPONED = "postponed", _("Postponed, no new date yet")
    CANCELLED = "cancelled", _("Cancelled")


class Attendance(models.TextChoices):
    """Where people take part."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    BOTH = "both", _("In person and online")


class TookPlace(models.TextChoices):
    """What is known once the date has passed."""

    YES = "yes", _("Yes, it took place")
    UNKNOWN = "unknown", _("Not known: no source says")
    NO = "no", _("No, it did not take place")


@dataclass(frozen=True)
class Notice:
    """What stands at the top of an event's page and on its card."""

    tag: str = ""
    colour: str = ""  # one of the NHS tag colours
    sentence: str = ""
    urgent: bool = False  # somebody who planned to come has to see this first
    plain_past: bool = False  # over, and nothing more to say: a list of past events needs no tag for it


def notice(event, now=None):
    """The Notice for `event` at `now`. `event` is an EventPage, or anything with the same fields.

    A cancelled, postponed or moved event always says so, before and after its date.
    """
    at = event.phase(now)
    when = when_text(event.starts_at, event.ends_at, event.date_only)
    if event.status == Status.CANCELLED:
        return _cancelled(at, when)
    if event.status == Status.POSTPONED:
        return _postponed(at, when)
    if event.status == Status.MOVED and at != Phase.OVER:
        return _moved(event, when)
    if at == Phase.OVER:
        return _over(event, when)
    if at in (Phase.TODAY, Phase.ON_NOW):
        return _today(event, at)
    if at == Phase.UNDATED:
        return Notice(gettext("Date to come"), "grey", gettext("The date is not known yet."))
    return Notice()


def _cancelled(at, when):
    if at == Phase.OVER:
        return Notice(
            gettext("Cancelled"),
            "red",
            gettext("This event was cancelled. It had been planned for %(when)s.") % {"when": when},
        )
    if at == Phase.UNDATED:
        return Notice(gettext("Cancelled"), "red", gettext("This event is cancelled."), urgent=True)
    sentence = gettext("This event is cancelled. It will not take place on %(when)s.") % {"when": when}
    return Notice(gettext("Cancelled"), "red", sentence, urgent=True)


def _postponed(at, when):
    if at == Phase.UNDATED:
        sentence = gettext("This event is postponed. There is no new date yet.")
    elif at == Phase.OVER:
        sentence = gettext("This event was postponed. It had been planned for %(when)s. There is no new date yet.")
    else:
        sentence = gettext("This event is postponed. It will not take place on %(when)s. There is no new date yet.")
    return Notice(gettext("Postponed"), "yellow", sentence % {"when": when}, urgent=True)


def _moved(event, when):
    parts = []
    if event.previous_start:
        parts.append(
            gettext("This event has a new date: %(when)s. It was first planned for %(old)s.")
            % {"when": when, "old": previous_text(event)}
        )
    if event.previous_place:
        parts.append(
            gettext("This event has a new place: %(place)s. It was first planned at %(old)s.")
            % {"place": event.place_text, "old": event.previous_place}
        )
    return Notice(gettext("Moved"), "blue", " ".join(parts), urgent=True)


def _over(event, when):
    if event.took_place == TookPlace.NO:
        sentence = gettext("This event did not take place. It had been planned for %(when)s.")
        return Notice(gettext("Did not take place"), "grey", sentence % {"when": when})
    if event.took_place == TookPlace.UNKNOWN:
        sentence = gettext("This event was planned for %(when)s. Our sources do not say what happened.")
        return Notice(gettext("Planned: outcome not known"), "grey", sentence % {"when": when})
    sentence = gettext("This event took place on %(when)s.") % {"when": when}
    if event.status == Status.MOVED and event.previous_start:
        sentence += " " + gettext("It was first planned for %(old)s.") % {"old": previous_text(event)}
    return Notice(gettext("Past event"), "grey", sentence, plain_past=True)


def _today(event, at):
    hours = hours_text(event.starts_at, event.ends_at, event.date_only)
    if at == Phase.ON_NOW and hours:
        sentence = gettext("This event is on now, until %(end)s.") % {"end": time_short(event.ends_at)}
        return Notice(gettext("On now"), "green", sentence)
    if at == Phase.ON_NOW and not event.date_only:
        return Notice(gettext("On now"), "green", gettext("This event is on now."))
    if hours:
        return Notice(gettext("Today"), "green", gettext("This event is today, %(hours)s.") % {"hours": hours})
    return Notice(gettext("Today"), "green", gettext("This event is today."))


def previous_text(event):
    """The date an event was first planned for, with its time: "Thursday 15 April 2027, 1pm"."""
    if event.date_only:
        return date_long(event.previous_start)
    return gettext("%(date)s, %(start)s") % {
        "date": date_long(event.previous_start),
        "start": time_short(event.previous_start),
    }
