"""One person's data over all events, as a part of what home/persons.py finds, hands over and deletes."""

from dataclasses import dataclass, field

from django.db.models import Q

from events import audit, references, retention, subscriptions
from events.models import Booking, NextEventSubscriber
from home import persons
from home.models.outbox import OutgoingMail
from home.text import email_key


@dataclass
class Found:
    """What is held about one person.

    `mails` are about their bookings and went to another address; `mentions` are references of others' bookings where the
    address stands in a free text.
    """

    bookings: list = field(default_factory=list)
    subscriber: NextEventSubscriber | None = None
    mails: list = field(default_factory=list)
    mentions: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.bookings or self.subscriber or self.mails or self.mentions)

    @property
    def references(self):
        return [booking.reference for booking in self.bookings]


def find(who):
    """The Found of somebody, by email address or, for those who have none, by the reference of a booking."""
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
    return list(OutgoingMail.objects.filter(about__in=about).exclude(to="").exclude(to__iexact=address))


_BOOKING = (
    "reference", "state", "room", "source", "language", "name", "email", "phone", "guest_names", "people", "companions",
    "photo_consent", "wants_updates", "note", "arrived", "made_at", "changed_at", "ended_at",
)  # fmt: skip
_ANSWERS = ("wants_to_talk", "food", "costs", "travel", "consent_version", "consented_at")
_NEED = ("kind", "detail", "state", "reply", "told_at")
_COST = ("kind", "detail", "miles", "amount", "state", "how", "reason", "claimed_on", "settled_on")


def export(found):
    """All of it as plain data."""
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
        "mails": persons.mails_as_data(found.mails),
    }


def _values(instance, names):
    return {name: getattr(instance, name) for name in names} if instance else None


def summary(found):
    """What is held, as sentences."""
    bookings, references = len(found.bookings), ", ".join(found.references)
    listed = "On" if found.subscriber else "Not on"
    said = [
        f"{bookings} {'booking' if bookings == 1 else 'bookings'}{': ' if references else ''}{references}.",
        f"{listed} the list for the next event.",
    ]
    if found.mails:
        said.append(f"{len(found.mails)} of the mails about these bookings went to another address.")
    if found.mentions:
        named = ", ".join(found.mentions)
        said.append(f"The address stands in the words of these other bookings: {named}. Look at them yourself.")
    return said


def afterwards(found):
    """What to keep in mind: references say nothing about anybody, and are what to repeat once an old copy is restored."""
    said = [f"Keep these references: {' '.join(found.references)}."] if found.references else []
    if found.mentions:
        said.append(f"Look also at the words of these bookings: {' '.join(found.mentions)}.")
    return said


def taken_out(found, user=None):
    """Writes into the audit log that somebody's data was taken out."""
    for booking in found.bookings:
        audit.record("export", booking, user, what="person")


def forget(found, user=None):
    """Deletes all of it, each booking in a transaction of its own. Others' free texts are not changed."""
    for booking in found.bookings:
        retention.forget(booking, user=user)
    if found.subscriber:
        subscriptions.leave(found.subscriber)


def register():
    """Adds bookings and the list for the next event to what the site holds about people."""
    persons.register(
        "Events",
        find,
        export,
        forget,
        summary=summary,
        afterwards=afterwards,
        taken_out=taken_out,
        permission="events.see_access_needs",
    )
