"""One person's data over all events: found, handed over in one file, deleted in one go (UK GDPR, Articles 15, 17 and 20)."""

from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from events import audit, references, retention, subscriptions
from events.models import Booking, NextEventSubscriber
from home import outbox
from home.models.outbox import OutgoingMail
from home.text import email_key

JSON = DjangoJSONEncoder


@dataclass
class Found:
    """What is held about one person. `mentions`: references of others' bookings where the address stands in a free text."""

    bookings: list = field(default_factory=list)
    subscriber: NextEventSubscriber | None = None
    mails: list = field(default_factory=list)
    mentions: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.bookings or self.subscriber or self.mails or self.mentions)

    @property
    def references(self):
        return [booking.reference for booking in self.bookings]


def find_person(who):
    """What is held about somebody, by email address or, for those who have none, by the reference of a booking."""
    who = who.strip()
    if "@" not in who:
        bookings = Booking.objects.filter(reference=references.tidy(who), purged_at=None)
        return Found(list(_whole(bookings)), None, _mails(bookings, ""))
    key = email_key(who)
    bookings = Booking.objects.filter(email_key=key, purged_at=None)
    others = Booking.objects.exclude(email_key=key).filter(
        Q(guest_names__icontains=who) | Q(note__icontains=who) | Q(topics__text__icontains=who)
    )
    return Found(
        list(_whole(bookings)),
        NextEventSubscriber.objects.filter(email_key=key).first(),
        _mails(bookings, who),
        sorted(set(others.values_list("reference", flat=True))),
    )


def _whole(bookings):
    return bookings.select_related("register__page", "answers").prefetch_related("needs", "topics", "expenses")


def _mails(bookings, address):
    about = [f"booking:{reference}" for reference in bookings.values_list("reference", flat=True)]
    held = Q(about__in=about) & ~Q(to="")
    return list(OutgoingMail.objects.filter(held | Q(to__iexact=address) if address else held))


_BOOKING = (
    "reference", "state", "room", "source", "language", "name", "email", "phone", "guest_names", "people", "companions",
    "photo_consent", "wants_updates", "note", "arrived", "made_at", "changed_at", "ended_at",
)  # fmt: skip
_ANSWERS = ("wants_to_talk", "food", "costs", "travel", "consent_version", "consented_at")
_NEED = ("kind", "detail", "state", "reply", "told_at")
_COST = ("kind", "detail", "miles", "amount", "state", "how", "reason", "claimed_on", "settled_on")
_MAIL = ("kind", "to", "subject", "text", "state", "made_at", "sent_at")


def export(found):
    """All of it as plain data, for a file in a form that a computer can read (Article 20)."""
    return {
        "bookings": [
            _values(booking, _BOOKING)
            | {
                "event": booking.register.page.title,
                "answers": _values(getattr(booking, "answers", None), _ANSWERS),
                "needs": [_values(need, _NEED) for need in booking.needs.all()],
                "topics": [topic.text for topic in booking.topics.all()],
                "expenses": [_values(cost, _COST) for cost in booking.expenses.all()],
            }
            for booking in found.bookings
        ],
        "next_event_list": _values(found.subscriber, ("email", "language", "asked_at", "confirmed_at")),
        "mails": [_values(mail, _MAIL) for mail in found.mails],
    }


def _values(instance, names):
    return {name: getattr(instance, name) for name in names} if instance else None


def record_export(found, user=None):
    """Writes into the audit log that somebody's data was taken out."""
    for booking in found.bookings:
        audit.record("export", booking, user, what="person")


def forget_person(who, user=None):
    """Deletes all that find_person finds. Returns the Found of before, so that the references can be named.

    Each booking in a transaction of its own; after a fault it can simply be run again. Others' free texts are not changed:
    `mentions` says where a person has to look.
    """
    found = find_person(who)
    for booking in found.bookings:
        retention.forget(booking, user=user)
    if found.subscriber:
        subscriptions.leave(found.subscriber)
    if "@" in who:
        outbox.forget_address(who.strip())
    return found
