"""Who could not get in, or stopped on the way: counts from the server, taken without a cookie and about nobody.

A number under five could point at somebody in a small room, so it is only called small.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum

from events.models import BookingState, BookingStep

# Numbers below this are not shown (the usual rule for small numbers in published health statistics).
SMALL = 5

_RESULTS = {
    BookingState.CONFIRMED: "Booked a place at once",
    BookingState.WAITING: "Went on the waiting list",
    BookingState.DUPLICATE: "Had booked before",
    BookingState.HELD: "Had to be checked first",
}
_REFUSED = "refused-"
_WHY = {
    "full": "It was full, and they did not go on the waiting list",
    "closed": "Booking had closed",
    "over": "The event was over",
    "cancelled": "The event was cancelled",
    "postponed": "The event was postponed",
    "undated": "The event had no date",
    "not_here": "The event took no bookings on this site",
    "too_many": "They were too many for one booking",
    "wrong_room": "The way to take part was not offered",
    "address_taken": "Another booking had the same address",
}


@dataclass(frozen=True)
class Line:
    """One number of the report. `share`: of the largest number of its group, in per cent, for the bar; 0 for a small one."""

    label: str
    count: int
    share: int = 0

    @property
    def is_small(self):
        return 0 < self.count < SMALL

    @property
    def words(self):
        return f"fewer than {SMALL}" if self.is_small else str(self.count)


@dataclass(frozen=True)
class EventReport:
    """How people got on with booking one event."""

    event: object
    steps: list
    results: list
    refusals: list


def report():
    """An EventReport for each event anybody tried to book, latest event first."""
    rows = (
        BookingStep.objects.order_by()
        .values("register", "step")
        .annotate(total=Sum("count"))
        .values_list("register", "step", "total")
    )
    totals = {}
    for register, step, total in rows:
        totals.setdefault(register, Counter())[step] += total
    steps = BookingStep.objects.filter(register__in=totals).select_related("register__page")
    events = {step.register_id: step.register.page for step in steps.order_by("register", "pk")}
    found = [_event_report(events[register], counts) for register, counts in totals.items()]
    # An event without a date comes last.
    return sorted(found, key=lambda one: (one.event.starts_at is not None, one.event.starts_at), reverse=True)


def _event_report(event, counts):
    refused = {step: number for step, number in counts.items() if step.startswith(_REFUSED)}
    steps = {step: number for step, number in counts.items() if step not in _RESULTS and step not in refused}
    return EventReport(
        event=event,
        # In the order of their numbers: each step is finished by no more people than the one before it.
        steps=_lines({_step_words(step): number for step, number in sorted(steps.items(), key=_most_first)}),
        results=_lines({label: counts.get(state, 0) for state, label in _RESULTS.items()}),
        refusals=_lines(
            {
                _WHY.get(step.removeprefix(_REFUSED), "Another reason"): number
                for step, number in sorted(refused.items(), key=_most_first)
            }
        ),
    )


def _most_first(item):
    return (-item[1], item[0])


def _step_words(step):
    return f"Finished “{step.replace('-', ' ').replace('_', ' ').strip().capitalize()}”"


def _lines(numbers):
    most = max((number for number in numbers.values() if number >= SMALL), default=0)
    return [
        Line(label, number, round(100 * number / most) if most and number >= SMALL else 0)
        for label, number in numbers.items()
    ]
