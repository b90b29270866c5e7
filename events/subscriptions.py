"""Those who want to hear of the next event. An address counts once its owner has said yes from their own mail."""

import datetime

from django.db import transaction
from django.utils import timezone

from events import audit, mails
from events.models import NextEventSubscriber
from home import outbox
from home.text import email_key

# At most one mail in this time, however often an address is typed: nobody can be flooded with our mail.
AGAIN_AFTER = datetime.timedelta(days=1)
# More strangers than this in an hour are a machine with a list of addresses; people find the phone number on the page.
MOST_IN_AN_HOUR = 100


@transaction.atomic
def ask(email, language, now=None):
    """Somebody typed `email` to hear of the next event: sends the mail that asks whether they mean it.

    Returns nothing, whether the address is new, known or on the list, so that no page can tell.
    """
    now = now or timezone.now()
    email = email.strip()
    hour = NextEventSubscriber.objects.filter(confirmed_at=None, asked_at__gt=now - datetime.timedelta(hours=1))
    if hour.count() >= MOST_IN_AN_HOUR:
        return
    subscriber, made = NextEventSubscriber.objects.get_or_create(
        email_key=email_key(email),
        defaults={"email": email, "language": language},
    )
    if not made:
        # The condition is in the update, so that of two at the same moment one asks.
        again = NextEventSubscriber.objects.filter(pk=subscriber.pk, confirmed_at=None, asked_at__lte=now - AGAIN_AFTER)
        if not again.update(asked_at=now, email=email, language=language):
            return
        subscriber.refresh_from_db()
    mails.confirm_subscription(subscriber)


def confirm(subscriber, now=None):
    """The owner of the address says yes. Saying it twice changes nothing."""
    NextEventSubscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=now or timezone.now())


@transaction.atomic
def leave(subscriber):
    """Takes somebody off the list. Nothing about them is kept."""
    outbox.forget(f"subscriber:{subscriber.pk}")
    NextEventSubscriber.objects.filter(pk=subscriber.pk).delete()


def listening():
    """Those on the list: a queryset."""
    return NextEventSubscriber.objects.exclude(confirmed_at=None)


def why_not(event):
    """Why nobody is told of `event`, in words for staff, or "" where they can be."""
    if event.is_example:
        return "This is an example. Nobody is told of an example."
    if not event.live:
        return "Publish the event first, so that the link in the mail works."
    if not event.can_be_attended:
        return "Nobody can come to this event: it is over, postponed or cancelled."
    return ""


@transaction.atomic
def tell(event, user=None):
    """Tells everybody on the list of `event`. Returns how many. A second time writes no mail twice: each has its key."""
    told = 0
    for subscriber in listening():
        mails.next_event(subscriber, event)
        told += 1
    audit.record("tell", event, user, subscribers=told)
    return told
