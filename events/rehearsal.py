"""Rehearsal: every mail of a booking's life, sent to whoever rehearses, before anybody books.

A booking is made and taken through its life inside a transaction that is rolled back, so no place, no row and no line in
the log stays. Only the mails are kept, marked, and sent at once. The links in them lead nowhere: there is no booking.
"""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from events import mails
from events.models import Booking, BookingSource, BookingState
from events.registers import register_of, rooms
from events.status import Status
from home import outbox
from home.models.outbox import OutgoingMail

MARK = "Rehearsal: "
_NAME = "Rehearsal"
# One second between two mails keeps them in the order of a booking's life.
_APART = datetime.timedelta(seconds=1)


class CannotRehearse(Exception):
    """What is missing, in words for the organiser."""


def rehearse(event, user, now=None):
    """Sends `user` every mail of a booking for `event`, as its page stands now, published or not. Returns what they are about.

    Raises CannotRehearse.
    """
    now = now or timezone.now()
    if not user.email:
        raise CannotRehearse("Your account has no email address to send the mails to.")
    if not event.starts_at:
        raise CannotRehearse("Give the event a date first: most mails name it.")
    written = _written(event, user.email, now)
    with transaction.atomic():
        run = uuid.uuid4().hex
        for number, mail in enumerate(written):
            outbox.post(
                key=f"rehearsal:{run}:{number}",
                kind=f"Rehearsal: {mail.kind}",
                about=f"rehearsal:{run}",
                to=user.email,
                subject=MARK + mail.subject,
                text=mail.text,
                html=mail.html,
                calendar=mail.calendar,
                method=mail.calendar_method,
                send_at=now + number * _APART,
            )
    return [mail.kind for mail in written]


def _written(event, address, now):
    """The mails, in the order of a booking's life. Nothing of what makes them stays in the database."""
    with transaction.atomic():
        booking = _live_through(event, address, now)
        found = list(OutgoingMail.objects.filter(about=mails.about(booking)).order_by("pk"))
        transaction.set_rollback(True)
    return found


def _live_through(event, address, now):
    """One booking: it waits, is offered a place, takes it, is reminded, hears of a change, and is asked how it was."""
    register = register_of(event)
    register.page = event
    booking = Booking.objects.create(
        register=register,
        source=BookingSource.REHEARSAL,
        state=BookingState.WAITING,
        room=rooms(event)[0],
        name=_NAME,
        email=address,
        email_key=f"rehearsal-{uuid.uuid4()}",
        queued_at=now,
    )
    mails.on_waiting_list(booking)
    _step(booking, BookingState.OFFERED, offered_until=now + datetime.timedelta(hours=event.offer_hours))
    mails.offered(booking)
    _step(booking, BookingState.CONFIRMED, offered_until=None)
    mails.confirmed(booking)
    mails.changed(booking)
    mails.reminder(booking, 7)
    mails.reminder(booking, 1)
    mails.join_link(booking)
    if event.status != Status.CANCELLED:
        mails.event_changed(booking, register, ["This is what a change would read like."])
    mails.feedback_wanted(booking)
    mails.event_cancelled(booking)
    _step(booking, BookingState.CANCELLED, ended_at=now)
    mails.cancelled(booking)
    return booking


def _step(booking, state, **more):
    booking.state = state
    booking.sequence += 1
    for name, value in more.items():
        setattr(booking, name, value)
    booking.save()
