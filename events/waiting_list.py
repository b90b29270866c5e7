"""The waiting list: strict order, a place held for a stated time, and never an offer once booking has closed.

Every function here is called inside a transaction that has taken its turn (events.registers.turn), or takes it itself.
"""

import datetime

from django.utils import timezone

from events import audit, mails
from events.models import Booking, BookingSource, BookingState, EventRegister, Room
from events.registers import deciding, page_of, places, refusal, turn_for


class OfferGone(Exception):
    """The offer is not there to answer: `code` is "lapsed", "answered" or "closed"."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def queue(register, room):
    """Those who wait for a place in `room`, first come first."""
    return (
        Booking.objects.filter(register=register, room=room, state=BookingState.WAITING)
        .exclude(source=BookingSource.REHEARSAL)
        .order_by("queued_at", "pk")
    )


def end_of_queue(register, room, now):
    """The moment to note for somebody who joins the queue last: now, or just after the last of those who wait."""
    last = queue(register, room).last()
    return max(now, last.queued_at + datetime.timedelta(microseconds=1)) if last else now


def position(booking):
    """How many bookings stand before this one on the waiting list, and itself: 1 is next. 0 where it does not wait."""
    if booking.state != BookingState.WAITING:
        return 0
    numbers = list(queue(booking.register, booking.room).values_list("pk", flat=True))
    return numbers.index(booking.pk) + 1 if booking.pk in numbers else 0


def offer_free_places(register, event, reason, now):
    """Offers every place that is free to whoever has waited longest. Returns the bookings that got an offer.

    Nobody is passed over: where the first in line needs more places than are free, the places wait with them.
    """
    if refusal(event, now):
        return []
    offered = []
    free = places(register, event)
    for room in Room:
        left = free[room].left
        for booking in queue(register, room) if free[room].waiting_bookings else []:
            if left is not None and booking.places > left:
                break
            if left is not None:
                left -= booking.places
            _offer(booking, event, reason, now)
            offered.append(booking)
    return offered


def _offer(booking, event, reason, now):
    booking.state = BookingState.OFFERED
    booking.offered_until = min(now + datetime.timedelta(hours=event.offer_hours), event.closes_at)
    booking.save(update_fields=["state", "offered_until", "changed_at"])
    audit.record("offer", booking, reason=reason)
    mails.offered(booking)


def lapse(register, event, now):
    """Ends the offers of `register` that were not answered in time, and offers their places to the next. Returns those ended."""
    late = list(
        Booking.objects.filter(register=register, state=BookingState.OFFERED, offered_until__lte=now).order_by("pk")
    )
    for booking in late:
        booking.state, booking.ended_at = BookingState.LAPSED, now
        booking.save(update_fields=["state", "ended_at", "changed_at"])
        audit.record("lapse", booking)
        mails.offer_lapsed(booking)
    if late:
        offer_free_places(register, event, "an offer lapsed", now)
    return late


def lapse_all(now=None):
    """Ends every offer that was not answered in time. Run by the clock; safe to repeat. Returns how many ended."""
    now = now or timezone.now()
    late = Booking.objects.filter(state=BookingState.OFFERED, offered_until__lte=now)
    ended = 0
    for register in EventRegister.objects.filter(bookings__in=late).distinct():
        with deciding(register):
            ended += len(lapse(register, page_of(register), now))
    return ended


def accept(booking, now=None):
    """The person says yes. Returns the booking, confirmed. Saying yes twice changes nothing. Raises OfferGone."""
    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        lapse(booking.register, event, now)
        booking.refresh_from_db()
        gone = _why_gone(booking, event, now)
        if booking.state == BookingState.OFFERED and not gone:
            booking.state, booking.offered_until = BookingState.CONFIRMED, None
            # It may have had a place, and lost it, before: calendars only take an entry with a higher number.
            booking.sequence += 1
            booking.save(update_fields=["state", "offered_until", "sequence", "changed_at"])
            audit.record("accept", booking)
            mails.confirmed(booking)
    # Outside the transaction, so that an offer that has just lapsed stays lapsed.
    if gone:
        raise OfferGone(gone)
    return booking


def decline(booking, now=None):
    """The person says no. The place goes to the next. Returns the booking, ended. Raises OfferGone."""
    now = now or timezone.now()
    with turn_for(booking) as (booking, event):
        if booking.state == BookingState.OFFERED:
            booking.state, booking.ended_at, booking.offered_until = BookingState.DECLINED, now, None
            booking.save(update_fields=["state", "ended_at", "offered_until", "changed_at"])
            audit.record("decline", booking)
            offer_free_places(booking.register, event, "an offer was declined", now)
        elif booking.state != BookingState.DECLINED:
            raise OfferGone("lapsed" if booking.state == BookingState.LAPSED else "answered")
    return booking


def _why_gone(booking, event, now):
    """Why an offer cannot be accepted, or "" where it can be or has been."""
    if booking.state == BookingState.CONFIRMED:
        return ""
    if booking.state == BookingState.OFFERED:
        return "closed" if refusal(event, now) else ""
    return "lapsed" if booking.state == BookingState.LAPSED else "answered"
