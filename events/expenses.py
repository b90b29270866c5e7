"""Travel and other costs: claimed, agreed, paid, or booked and paid for somebody so that they need no money first.

Rates are the publisher's own (its settings say what is paid, and when). No source of this site names an amount for a mile,
so none is made up: without the publisher's own rate a claim by the mile has no sum, and the organiser gives one.
Bank details are never asked for or kept here.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.db.models import Case, IntegerField, Max, Value, When
from django.utils import timezone

from events import audit, mails
from events.models import Booking, BookingSource, BookingState, ClaimState, CostKind, Expense
from events.registers import deciding, page_of, turn_for
from events.timing import local_day
from home import freshness
from home.models import PublisherSettings

# Nobody has so many costs of one event.
MOST = 30
# How long payment takes is published once it says nothing about anybody alone, from the claims of so many days.
ENOUGH = 5
LOOKED_BACK_DAYS = 365

# What staff can make of a claim, by where it stands. A refusal can be taken back; what is paid is paid.
NEXT = {
    ClaimState.WANTED: (ClaimState.BOOKED, ClaimState.REFUSED),
    ClaimState.CLAIMED: (ClaimState.APPROVED, ClaimState.PAID, ClaimState.REFUSED),
    ClaimState.APPROVED: (ClaimState.PAID, ClaimState.REFUSED),
    ClaimState.REFUSED: (ClaimState.APPROVED,),
    ClaimState.BOOKED: (),
    ClaimState.PAID: (),
}
_SETTLED = (ClaimState.PAID, ClaimState.BOOKED, ClaimState.REFUSED)


class NotClaimed(Exception):
    """Nothing was kept. `code` is "not_yours", "too_many" or "list_changed"."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class NotSettled(Exception):
    """Nothing was changed. The message says to staff what is missing."""


def may_claim(booking, event=None):
    """Whether costs can be claimed with this booking: it has a place, or the event fell through after it was booked."""
    event = event or page_of(booking.register)
    if booking.source == BookingSource.REHEARSAL or booking.purged_at:
        return False
    return booking.state == BookingState.CONFIRMED or (booking.state == BookingState.CANCELLED and event.is_off)


def may_wish(booking, event, now=None):
    """Whether there is still something to book for them."""
    return booking.state == BookingState.CONFIRMED and event.can_be_attended and not event.is_past(now)


def mileage_pence():
    """What the publisher pays for a mile, in pence as a Decimal, or None where nobody has said."""
    return PublisherSettings.current().mileage_pence


def mileage_sum(miles):
    """What so many miles come to, in pounds, or None without a rate."""
    pence = mileage_pence()
    if pence is None or miles is None:
        return None
    return (miles * pence / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def last_number(booking):
    """Marks how the list of a booking's costs looks now: a form carries it, so that a double click adds nothing twice."""
    return booking.expenses.aggregate(last=Max("pk"))["last"] or 0


def add(booking, *, kind, detail="", miles=None, amount=None, wanted=False, seen=None, now=None):
    """Adds one cost, claimed or (`wanted`) wished for. Returns the Expense.

    `seen`: the last_number of the list the person saw. The same cost sent again from the same list is the one that is
    there. Raises NotClaimed("list_changed") where something else has been added meanwhile, ("too_many"), ("not_yours").
    """
    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        if not may_claim(booking, event) or (wanted and not may_wish(booking, event, now)):
            raise NotClaimed("not_yours")
        if kind == CostKind.CAR and amount is None:
            amount = mileage_sum(miles)
        state = ClaimState.WANTED if wanted else ClaimState.CLAIMED
        fields = {"kind": kind, "detail": detail, "miles": miles, "amount": amount, "state": state}
        if seen is not None and seen != last_number(booking):
            twin = booking.expenses.filter(pk__gt=seen, **fields).first()
            if twin:
                return twin
            raise NotClaimed("list_changed")
        if booking.expenses.count() >= MOST:
            raise NotClaimed("too_many")
        expense = Expense.objects.create(booking=booking, claimed_on=local_day(now), **fields)
        audit.record("expense", booking, expense=expense.pk, state=state)
    return expense


def take_back(booking, number):
    """Somebody takes a claim or a wish back that nobody has dealt with yet. Returns whether there was one."""
    with deciding(booking.register):
        mine = booking.expenses.filter(pk=number, state__in=[ClaimState.CLAIMED, ClaimState.WANTED])
        gone = mine.delete()[0]
        if gone:
            audit.record("expense", booking, expense=number, state="taken_back")
    return bool(gone)


def settle(expense, state, *, user=None, amount=None, how="", reason="", on=None, now=None):
    """Staff decide about a cost: `state` is one of NEXT. The person is told. Returns the Expense.

    Raises NotSettled where the step is not possible or a word is missing. Pressed twice, it tells once.
    """
    with deciding(expense.booking.register):
        expense = Expense.objects.select_related("booking__register").get(pk=expense.pk)
        if expense.state == state:
            return expense
        if state not in NEXT[expense.state]:
            raise NotSettled("This cannot be done from where the claim stands now. Load the list again.")
        if state == ClaimState.REFUSED and not reason:
            raise NotSettled("Say why. The person sees it.")
        if state in (ClaimState.APPROVED, ClaimState.PAID) and amount is None and expense.amount is None:
            raise NotSettled("Enter the amount in pounds.")
        expense.state, expense.how = state, how or expense.how
        expense.reason = reason if state == ClaimState.REFUSED else ""
        expense.amount = expense.amount if amount is None else amount
        expense.settled_on = (on or local_day(now or timezone.now())) if state in _SETTLED else None
        expense.save()
        audit.record("expense", expense.booking, user, expense=expense.pk, state=state)
        mails.expense_news(expense)
    return expense


def to_do():
    """All costs for staff: wishes to book something first, then claims, then what is settled, newest last."""
    order = Case(
        When(state=ClaimState.WANTED, then=Value(0)),
        When(state=ClaimState.CLAIMED, then=Value(1)),
        When(state=ClaimState.APPROVED, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        Expense.objects.exclude(booking__source=BookingSource.REHEARSAL)
        .select_related("booking__register__page")
        .annotate(order=order)
        .order_by("order", "claimed_on", "pk")
    )


def days_to_pay(now=None):
    """How many days payment took in the middle of the last year's claims, or None while too few are paid to say."""
    freshness.shows(freshness.PLACES)
    since = local_day(now or timezone.now()) - datetime.timedelta(days=LOOKED_BACK_DAYS)
    paid = Expense.objects.filter(
        state=ClaimState.PAID,
        settled_on__gte=since,
        claimed_on__isnull=False,
        booking__register__page__is_example=False,
    ).values_list("claimed_on", "settled_on")
    days = [max(0, (settled - claimed).days) for claimed, settled in paid]
    return round(median(days)) if len(days) >= ENOUGH else None


@dataclass(frozen=True)
class CashRow:
    """One booking on the petty-cash sheet of the day."""

    booking: Booking
    costs: list
    total: Decimal


def petty_cash(event):
    """Who may be paid in cash on the day: the bookings with costs that are claimed or agreed, by name. [CashRow, ...]"""
    found = {}
    costs = Expense.objects.filter(
        booking__register__event_key=event.translation_key,
        booking__state=BookingState.CONFIRMED,
        state__in=[ClaimState.CLAIMED, ClaimState.APPROVED],
    ).exclude(booking__source=BookingSource.REHEARSAL)
    for cost in costs.select_related("booking"):
        found.setdefault(cost.booking, []).append(cost)
    rows = [CashRow(booking, mine, sum((c.amount or Decimal(0)) for c in mine)) for booking, mine in found.items()]
    return sorted(rows, key=lambda row: (row.booking.name.casefold(), row.booking.pk))
