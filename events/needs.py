"""What people need to take part: written down, made a task, answered. The six steps of the Accessible Information Standard.

NHS England, DAPB1605: identify, record, flag, share, meet, review. Kept apart from the booking, and deleted sooner.
"""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from events import audit
from events.models import AccessNeed, BookingAnswers, ExpensePlan, NeedState
from events.timing import local_day

# What the person agreed to when they told us; raise it when the sentence beside the tick changes.
CONSENT_VERSION = "2026-11"
# A need is to be arranged this many days before the event, and shown in red from then on.
DUE_DAYS = 5


@dataclass(frozen=True)
class Answers:
    """What somebody told us. `kinds` is {AccessKind: detail}; without consent none of it is kept."""

    kinds: dict = field(default_factory=dict)
    wants_to_talk: bool = False
    food: str = ""
    costs: str = ExpensePlan.NONE
    travel: str = ""
    consent: bool = False


def due_day(event):
    """The date by which a need of `event` has to be arranged, or None for an event without a date."""
    return local_day(event.starts_at) - datetime.timedelta(days=DUE_DAYS) if event.starts_at else None


def save(booking, answers, event, now=None, *, is_new=False):
    """Writes `answers` over what `booking` had, in the caller's transaction. A need that stays keeps its task.

    `is_new`: the booking has just been made, so there is nothing to look for.
    """
    now = now or timezone.now()
    kinds = answers.kinds if answers.consent else {}
    food = answers.food if answers.consent else ""
    consented = bool(answers.consent and (kinds or food or answers.wants_to_talk))
    fields = {
        "wants_to_talk": answers.wants_to_talk,
        "food": food,
        "costs": answers.costs,
        "travel": answers.travel,
        "consent_version": CONSENT_VERSION if consented else "",
        "consented_at": now if consented else None,
    }
    if is_new:
        BookingAnswers.objects.create(booking=booking, **fields)
    else:
        BookingAnswers.objects.update_or_create(booking=booking, defaults=fields)
    there = {} if is_new else {need.kind: need for need in booking.needs.all()}
    for kind, need in there.items():
        if kind not in kinds:
            need.delete()
    for kind, detail in kinds.items():
        need = there.get(kind)
        if need is None:
            AccessNeed.objects.create(booking=booking, kind=kind, detail=detail, due=due_day(event))
        elif need.detail != detail:
            # What was arranged was for other words: somebody has to look again.
            need.detail, need.state, need.told_at = detail, NeedState.OPEN, None
            need.save(update_fields=["detail", "state", "told_at"])


def read(booking):
    """The Answers of a booking, as they stand."""
    kept = BookingAnswers.objects.filter(booking=booking).first()
    kinds = {need.kind: need.detail for need in booking.needs.all()}
    if kept is None:
        return Answers(kinds=kinds, consent=bool(kinds))
    return Answers(
        kinds=kinds,
        wants_to_talk=kept.wants_to_talk,
        food=kept.food,
        costs=kept.costs,
        travel=kept.travel,
        consent=bool(kept.consented_at),
    )


def answer(need, state, reply, user=None, now=None):
    """Says whether a need is arranged or cannot be, and tells the person in `reply`'s words. Staff write them."""
    from events import mails

    need.state, need.reply = state, reply
    need.save(update_fields=["state", "reply"])
    audit.record("need", need.booking, user, state=state)
    if state != NeedState.OPEN:
        mails.need_answered(need)
        need.told_at = now or timezone.now()
        need.save(update_fields=["told_at"])
    return need


def talked(booking, user=None):
    """Somebody has spoken with a person who asked to talk: they are no longer on the list."""
    BookingAnswers.objects.filter(booking=booking).update(wants_to_talk=False)
    audit.record("need", booking, user, state="talked")
