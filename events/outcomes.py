""" "You said, we did": what came of an event, for its page and for those who asked to hear of it.

Principle 13 and the promise of the "Conversation with..." events: people are told what happened with what they said, also
where it cannot be done.
"""

from django.db import transaction

from events import audit, mails
from events.models import Booking, BookingSource, BookingState, Outcome


def of(event):
    """The outcomes of an event, in their order, the same in each of its languages. One query."""
    return list(Outcome.objects.filter(event__translation_key=event.translation_key))


def all_shown():
    """What came of all real public events, latest first: for the page "What changed"."""
    found = Outcome.objects.filter(event__live=True, event__is_example=False).select_related("event")
    return list(found.order_by("-date", "-pk"))


def to_tell(outcome):
    """The bookings of the event that asked to hear what changes and can be told: a queryset."""
    return (
        Booking.objects.filter(
            register__event_key=outcome.event.translation_key,
            state=BookingState.CONFIRMED,
            wants_updates=True,
            purged_at=None,
        )
        .exclude(email="")
        .exclude(source=BookingSource.REHEARSAL)
        .select_related("register__page")
    )


def may_tell(outcome):
    """Whether there is news that has not been told yet."""
    return outcome.told_state != outcome.state


@transaction.atomic
def tell(outcome, user=None):
    """Tells those who asked that `outcome` stands as it does now. Returns how many mails were written; 0 the second time."""
    news = Outcome.objects.filter(pk=outcome.pk, state=outcome.state).exclude(told_state=outcome.state)
    if not news.update(told_state=outcome.state):
        return 0
    outcome.told_state = outcome.state
    told = 0
    for booking in to_tell(outcome):
        mails.outcome_news(booking, outcome)
        told += 1
    audit.record("tell", outcome, user, state=outcome.state, bookings=told)
    return told


def stop_news(booking):
    """Somebody no longer wants to hear what came of it. As easy as it was to ask for it (UK GDPR, Article 7(3))."""
    if Booking.objects.filter(pk=booking.pk, wants_updates=True).update(wants_updates=False):
        audit.record("amend", booking, news=False)
