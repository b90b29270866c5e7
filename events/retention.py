"""How long what people told us is kept, and deleting it: by the calendar, or at once when somebody asks.

Needs, food, travel and topics go first, names and addresses later (each kind of data with a time of its own, as Indico
does it). Each row that is emptied leaves a line in the audit log without anything personal. Feedback was never anybody's.
"""

import calendar
import datetime
from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from events import audit
from events.models import (
    AccessNeed,
    Booking,
    BookingAnswers,
    BookingState,
    EventRegister,
    Expense,
    NextEventSubscriber,
    Topic,
)
from events.models.expenses import ClaimState
from events.registers import deciding, turn_for
from events.timing import last_day, local_day
from home import outbox
from home.models.outbox import OutgoingMail

# Needs, food, travel and topics: days after the event. Long enough to put right what went wrong.
NEEDS_DAYS = 30
# Names, addresses, phone numbers, guests, notes: months after the event. What the Information Commissioner's Office
# keeps for its own webinars, by its privacy notice for events.
PERSON_MONTHS = 12
# The words of mails: days after the event, or after the mail where it was written later.
MAIL_DAYS = 30
# Somebody who typed an address and never said yes from it.
UNCONFIRMED_DAYS = 7

# A claim that is still to be paid keeps its words until it is.
_OPEN_CLAIMS = (ClaimState.CLAIMED, ClaimState.APPROVED)
_BATCH = 200


def delete_dates(event, booking=None, now=None):
    """The dates on which data is deleted: {"needs": date, "person": date}.

    They count from the day the event ends or was to end, cancelled or not. An event without a date counts from the day
    `booking` ended or was last changed, or else from today.
    """
    if event.starts_at and event.ends_at:
        day = last_day(event.starts_at, event.ends_at)
    elif booking:
        day = local_day(booking.ended_at or booking.changed_at)
    else:
        day = local_day(now or timezone.now())
    return {"needs": day + datetime.timedelta(days=NEEDS_DAYS), "person": _months_after(day, PERSON_MONTHS)}


def _months_after(day, months):
    """The same day of the month so many months later, or the month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


# By the calendar -------------------------------------------------------------------------------------------------------


def delete_old(now=None, dry_run=False):
    """Deletes what is over its date. Returns counts by kind: bookings emptied of "needs" and of "persons", "mails", ...

    Safe to repeat: what is gone is not counted again. `dry_run` counts and changes nothing.
    """
    now = now or timezone.now()
    done = Counter(needs=0, topics=0, persons=0, mails=0, subscribers=0)
    _delete_mails(now, dry_run, done)
    for register in EventRegister.objects.select_related("page").order_by("pk"):
        with transaction.atomic() if dry_run else deciding(register):
            _delete_needs(register, now, dry_run, done)
            _delete_persons(register, now, dry_run, done)
    _delete_unconfirmed(now, dry_run, done)
    return dict(done)


def _over(register, kind, bookings, now):
    """Those of `bookings` whose date for `kind` has come."""
    today = local_day(now)
    if register.page.starts_at and delete_dates(register.page)[kind] > today:
        return []
    return [booking for booking in bookings if delete_dates(register.page, booking, now)[kind] <= today]


def _delete_needs(register, now, dry_run, done):
    held = Q(answers__isnull=False) | Q(needs__isnull=False) | Q(topics__isnull=False) | Exists(_settled())
    for booking in _over(register, "needs", register.bookings.filter(held).distinct(), now):
        done["needs"] += 1
        if not dry_run:
            _empty_needs(booking)
            audit.record("purge", booking, what="needs")
    # Topics that staff wrote down for somebody belong to no booking.
    topics = register.topics.filter(booking=None).exclude(text="")
    if register.page.starts_at and delete_dates(register.page)["needs"] > local_day(now):
        return
    if not register.page.starts_at:
        topics = topics.filter(made_on__lte=local_day(now) - datetime.timedelta(days=NEEDS_DAYS))
    done["topics"] += topics.count() if dry_run else topics.update(text="")


def _settled():
    """The costs of a booking that nobody has to look into any more, and that still have words."""
    costs = Expense.objects.filter(booking=OuterRef("pk")).exclude(state__in=_OPEN_CLAIMS)
    return costs.exclude(detail="", reason="")


def _empty_needs(booking):
    BookingAnswers.objects.filter(booking=booking).delete()
    AccessNeed.objects.filter(booking=booking).delete()
    # The row stays, without its words and without its owner: how many asked is a count.
    Topic.objects.filter(booking=booking).update(text="", booking=None)
    Expense.objects.filter(booking=booking).exclude(state__in=_OPEN_CLAIMS).update(detail="", reason="")


def _delete_persons(register, now, dry_run, done):
    for booking in _over(register, "person", register.bookings.filter(purged_at=None), now):
        done["persons"] += 1
        if not dry_run:
            _empty(booking, now)
            audit.record("purge", booking, what="person")


def _delete_mails(now, dry_run, done):
    """Mails about bookings once their event is over its date; all others by their own age."""
    old = OutgoingMail.objects.filter(made_at__lte=now - datetime.timedelta(days=MAIL_DAYS)).exclude(
        to="", text="", html="", subject="", calendar=""
    )
    kept = set(_references_kept(now))
    for about in old.order_by("about").values_list("about", flat=True).distinct():
        if about in kept:
            continue
        done["mails"] += old.filter(about=about).count()
        if not dry_run:
            outbox.forget(about, before=now - datetime.timedelta(days=MAIL_DAYS))


def _references_kept(now):
    """What mails are about that belong to bookings whose event is not over its date yet."""
    for register in EventRegister.objects.select_related("page"):
        today = local_day(now)
        for booking in register.bookings.filter(purged_at=None).only("reference", "ended_at", "changed_at"):
            if delete_dates(register.page, booking, now)["needs"] > today:
                yield f"booking:{booking.reference}"


def _delete_unconfirmed(now, dry_run, done):
    old = NextEventSubscriber.objects.filter(
        confirmed_at=None, asked_at__lte=now - datetime.timedelta(days=UNCONFIRMED_DAYS)
    )
    for subscriber in old:
        done["subscribers"] += 1
        if not dry_run:
            outbox.forget(f"subscriber:{subscriber.pk}")
            subscriber.delete()


# At once ---------------------------------------------------------------------------------------------------------------


def forget(booking, user=None, now=None):
    """Deletes everything personal of a booking at once. Returns the booking, emptied. Doing it twice changes nothing.

    A place that somebody still had is cancelled and offered to the next. No mail goes out about it, because the address is
    gone: the page that asked says that it is done. Claims not paid yet go; paid ones stay as an amount and a date. What
    the same address sent a second time for this event goes too.
    """
    from events import bookings

    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        if booking.purged_at:
            return booking
        if not event.is_past(now):
            booking = bookings.cancel(booking, user=user, now=now)
        same = Booking.objects.filter(register=booking.register, state=BookingState.DUPLICATE, purged_at=None)
        same = list(same.filter(email_key=booking.email_key).exclude(pk=booking.pk)) if booking.email_key else []
        for each in [booking, *same]:
            each.expenses.exclude(state__in=[ClaimState.PAID, ClaimState.BOOKED]).delete()
            each.topics.all().delete()
            _empty(each, now)
            audit.record("purge", each, user, what="all")
    return booking


def _empty(booking, now):
    """Takes out every column of a booking and of what hangs on it that says something about somebody."""
    _empty_needs(booking)
    booking.expenses.update(detail="", reason="", how="")
    booking.name = booking.email = booking.email_key = booking.phone = booking.guest_names = booking.note = ""
    booking.key, booking.doubt = None, ""
    booking.photo_consent = booking.wants_updates = False
    booking.link_version += 1
    booking.purged_at = now
    booking.save()
    outbox.forget(f"booking:{booking.reference}")
