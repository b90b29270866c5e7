"""Rules for what people send us and somebody has to answer: who sees to it, by when, how it ends, and how long it is kept.

Kinds of work have a model on home.models.worklists.WorkItem and a module of their own (home/format_requests.py is the first).
Two members of staff who look at the same thing cannot undo each other's work: each change says which version it saw.
"""

import datetime
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from home import working_days
from home.models.worklists import OPEN, WorkState

# Shown as "due soon" from so many working days before the day.
SOON_DAYS = 2
# The longest reason, answer or note.
LONGEST = 1000

_ACTIONS = {
    "ask": "Asked",
    "take": "Taken on",
    "assign": "Given to somebody",
    "leave": "Given to nobody",
    "note": "Note written",
    "done": "Answered",
    "cannot": "Could not be done",
    "reopen": "Opened again",
    "view": "Looked at",
    "export": "Personal data handed over",
    "counts": "Counts taken out",
    "purge": "Personal data deleted",
}


class ChangedMeanwhile(Exception):
    """Somebody else changed it since it was read. `item` is how it stands now."""

    def __init__(self, item):
        super().__init__("changed meanwhile")
        self.item = item


class NotNow(Exception):
    """What was asked for does not fit how it stands: `code` "closed", "open", "reason" or "deleted"."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


# The log ---------------------------------------------------------------------------------------------------------------


def record(action, item, user=None, **data):
    """Writes one line to the audit log. `data` holds codes and numbers only; the label is a reference."""
    log(item, f"worklist.{action}", user=user, data=data or None)


def register_actions(actions):
    """Names the actions for Wagtail's log: hooked up in home/wagtail_hooks.py."""
    for code, label in _ACTIONS.items():
        actions.register_action(f"worklist.{code}", label, label)


# Coming in -------------------------------------------------------------------------------------------------------------


def due_day(days, now=None):
    """The day by which somebody who asks now has an answer, for a promise of so many working days."""
    return working_days.after(timezone.localdate(now), days)


def add(item):
    """Saves a new item, in the caller's transaction. Returns (item, whether it is new): a form sent twice is the same one."""
    model = type(item)
    found = model.objects.filter(key=item.key).first()
    if found:
        return found, False
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        # The same form, at the same moment. Anything else that went wrong is not to be hidden.
        found = model.objects.filter(key=item.key).first()
        if found is None:
            raise
        return found, False
    record("ask", item)
    return item, True


# The work --------------------------------------------------------------------------------------------------------------


@contextmanager
def turn(item, seen):
    """The item as it stands, held for this change alone and saved at the end. `seen`: the version the change is made from.

    Raises ChangedMeanwhile where it is another by now, and NotNow("deleted") where what it was about is gone.
    """
    with transaction.atomic():
        found = type(item).objects.select_for_update().get(pk=item.pk)
        if found.version != seen:
            raise ChangedMeanwhile(found)
        if found.purged_at:
            raise NotNow("deleted")
        yield found
        found.version += 1
        found.save()


def give_to(item, owner, seen, user=None):
    """Says who sees to it; `owner` None gives it back to nobody. Returns the item. Raises NotNow("closed")."""
    with turn(item, seen) as found:
        if not found.is_open:
            raise NotNow("closed")
        found.owner = owner
        found.state = WorkState.TAKEN if owner else WorkState.NEW
        action = "leave" if owner is None else "take" if owner == user else "assign"
        record(action, found, user, **({"to": owner.pk} if owner else {}))
    return found


def note(notes, text, user=None, now=None):
    """Adds a note. `notes` is the item's own manager of notes. Notes never stand in each other's way, so no version is asked."""
    with transaction.atomic():
        # Whoever deletes the personal data holds the same row: no note comes after that.
        item = type(notes.instance).objects.select_for_update().get(pk=notes.instance.pk)
        if item.purged_at:
            raise NotNow("deleted")
        made = notes.create(author=user, made_at=now or timezone.now(), text=text)
        record("note", item, user)
    return made


def close(item, state, seen, user=None, now=None, **answer):
    """Ends it as WorkState.DONE or CANNOT, with the fields `answer` of its own kind. Returns the item. Raises NotNow("closed")."""
    if state not in (WorkState.DONE, WorkState.CANNOT):
        raise ValueError(f"{state} is no answer")
    with turn(item, seen) as found:
        if not found.is_open:
            raise NotNow("closed")
        found.state, found.closed_at = state, now or timezone.now()
        found.owner = found.owner or user
        for name, value in answer.items():
            setattr(found, name, value)
        record("done" if state == WorkState.DONE else "cannot", found, user)
    return found


def reopen(item, seen, user=None):
    """Takes an end back: somebody answered again, or it was the wrong one. Returns the item. Raises NotNow("open")."""
    with turn(item, seen) as found:
        if found.is_open:
            raise NotNow("open")
        found.state, found.closed_at = WorkState.TAKEN if found.owner else WorkState.NEW, None
        record("reopen", found, user)
    return found


# What presses ----------------------------------------------------------------------------------------------------------


def still_open(items):
    """Those of a queryset that wait for an answer."""
    return items.filter(state__in=OPEN)


def overdue(items, today=None):
    """Those that wait and whose day is over. On the day itself there is still time."""
    return still_open(items).filter(due__lt=today or timezone.localdate())


def soon(items, today=None):
    """Those that wait and are due today or within the next SOON_DAYS working days."""
    today = today or timezone.localdate()
    return still_open(items).filter(due__gte=today, due__lte=working_days.after(today, SOON_DAYS))


def urgency(item, today=None):
    """How pressing it is, as (code, words): "overdue", "today", "soon" or "" for what has time or has ended."""
    today = today or timezone.localdate()
    if not item.is_open:
        return "", ""
    if item.due < today:
        days = max(1, -working_days.until(item.due, today))
        return "overdue", f"Overdue by {days} working {'day' if days == 1 else 'days'}"
    if item.due == today:
        return "today", "Due today"
    if item.due <= working_days.after(today, SOON_DAYS):
        days = working_days.until(item.due, today)
        return "soon", f"Due in {days} working {'day' if days == 1 else 'days'}"
    return "", ""


# How long it is kept ---------------------------------------------------------------------------------------------------


def over_its_time(items, after_answer_days, at_most_days, now=None):
    """Those whose personal data is to be deleted: so long after the answer, or after the asking where nobody ever answered."""
    now = now or timezone.now()
    kept = items.filter(purged_at=None)
    answered = kept.filter(closed_at__lte=now - datetime.timedelta(days=after_answer_days))
    return answered | kept.filter(closed_at=None, asked_at__lte=now - datetime.timedelta(days=at_most_days))
