"""Asking for a page in another format or language: what comes in, who is told, how it is answered, and when it is deleted.

The promise follows the Accessible Information Standard (NHS England, DAPB1605), though it binds care services and not web
sites: ask what people need, write it down, meet it, and look whether it was met.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from home import letters, limits, outbox, persons, references, worklists
from home.models.format_requests import FormatKind, FormatRequest, GivenBy
from home.models.settings import PublisherSettings
from home.models.worklists import WorkState
from home.signed_links import LinkedRows
from home.text import email_key

# What the person agreed to; raise it when the sentence beside the tick changes.
CONSENT_VERSION = "2026-11"
# Where the publisher has promised nothing yet, staff still need a day to work towards. The public is told none.
DAYS_WHERE_NONE_ARE_PROMISED = 10
# Days after the answer: long enough to ask for the next page, or to say that it cannot be read.
KEPT_DAYS = 90
# Days after the asking, where nobody ever answered.
KEPT_UNANSWERED_DAYS = 365

# From one place, such as a library or a ward that shares one address, and from everywhere, in an hour.
MOST_FROM_ONE_PLACE = 20
MOST_IN_ALL = 200
_HOUR = 60 * 60
# Mails to one address in a day: nobody can be flooded with our mail by somebody who types their address.
MOST_MAILS_TO_ONE = 3
# Mails to the publisher in an hour: the list in the admin holds all of them.
MOST_MAILS_TO_PUBLISHER = 10

# What it takes to see and to answer them.
PERMISSION = "home.answer_format_requests"

NEW = "New request for another format"
RECEIVED = "We have a request for another format"


class TooMany(Exception):
    """More requests than people send: a machine, or a day on which everybody has to be answered on the phone."""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `page`: a public page, or None with `page_words`. A way to reach them stands in its own field."""

    kind: str
    answer_by: str
    page: object = None
    page_words: str = ""
    detail: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    postal_address: str = ""
    more: str = ""


_ROWS = LinkedRows({FormatRequest: ("home.format_request", lambda: FormatRequest.objects.filter(purged_at=None))})
token, address = _ROWS.token, _ROWS.address


def find(value):
    """The request of a token, or None."""
    return _ROWS.find(FormatRequest, value)


# Coming in -------------------------------------------------------------------------------------------------------------


def promise_days(publisher):
    """How many working days the publisher has promised, or None."""
    return publisher.formats_reply_days or None


def let_in(place, now=None):
    """Counts one try from `place` (limits.address_of). Raises TooMany where there are more than people make."""
    here = not place or limits.allowed("format request: place", place, MOST_FROM_ONE_PLACE, _HOUR, now)
    if not here or not limits.allowed("format request", "", MOST_IN_ALL, _HOUR, now):
        raise TooMany


@transaction.atomic
def ask(wish, key, language, publisher=None, now=None):
    """Keeps one request, with its mails. `key`: the form's UUID; the same form sent twice is one. Returns the FormatRequest."""
    now = now or timezone.now()
    publisher = publisher or PublisherSettings.current()
    promised = promise_days(publisher)
    request, is_new = worklists.add(
        FormatRequest(
            key=key,
            asked_at=now,
            due=worklists.due_day(promised or DAYS_WHERE_NONE_ARE_PROMISED, now),
            was_promised=bool(promised),
            page=wish.page,
            page_title=wish.page.title if wish.page else "",
            page_words=wish.page_words,
            kind=wish.kind,
            detail=wish.detail,
            language=language,
            answer_by=wish.answer_by,
            name=wish.name,
            email=wish.email.strip(),
            email_key=email_key(wish.email),
            phone=wish.phone,
            postal_address=wish.postal_address,
            more=wish.more,
            consent_version=CONSENT_VERSION,
            consented_at=now,
        )
    )
    if is_new:
        _tell_publisher(request, publisher, now)
        _confirm(request, publisher, now)
    return request


def _about(request):
    return f"format:{request.reference}"


def _tell_publisher(request, publisher, now):
    """Only that there is one, and where: a shared mailbox is no place for what people need."""
    to = publisher.contact_email
    if not to or not limits.allowed("format mail: publisher", to, MOST_MAILS_TO_PUBLISHER, _HOUR, now):
        return
    admin = settings.SITE_URL + reverse("format_requests:one", args=[request.pk])
    with letters.in_language(settings.LANGUAGE_CODE):
        letter = letters.write("home/mails/format_new", address=admin, due=request.due, reference=request.reference)
    _post(request, "new", NEW, to, letter)


def _confirm(request, publisher, now):
    """To the person, if they gave an address. It holds no words of theirs: anybody may have typed the address."""
    to = request.email
    if not to or not limits.allowed("format mail: person", request.email_key, MOST_MAILS_TO_ONE, 24 * _HOUR, now):
        return
    with letters.in_language(request.language):
        letter = letters.write(
            "home/mails/format_received",
            reference=request.reference,
            kind=request.get_kind_display(),
            due=request.due if request.was_promised else None,
            page_title=request.page_title,
            address=address("format_asked", request),
            **letters.publisher_words(publisher),
        )
    _post(request, "received", RECEIVED, to, letter, letters.reply_to(publisher))


def _post(request, occasion, kind, to, letter, headers=None):
    outbox.post(
        key=f"format-{occasion}:{request.reference}",
        kind=kind,
        about=_about(request),
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=headers,
    )


def was_mailed(request):
    """Whether a mail to the person was written: not where they gave no address, or many mails went there today."""
    return outbox.OutgoingMail.objects.filter(key=f"format-received:{request.reference}").exists()


# Answering -------------------------------------------------------------------------------------------------------------


def answered(request, seen, given_by, answer="", user=None, now=None):
    """The person has what they asked for, by `given_by` (GivenBy). Raises what worklists.close raises."""
    given = GivenBy(given_by)
    return worklists.close(request, WorkState.DONE, seen, user, now, given_by=given, answer=answer)


def could_not(request, seen, answer, user=None, now=None):
    """It could not be done, for the reason `answer`, which the person has been told. Raises NotNow("reason") without one."""
    if not answer.strip():
        raise worklists.NotNow("reason")
    return worklists.close(request, WorkState.CANNOT, seen, user, now, given_by="", answer=answer)


# Counts ----------------------------------------------------------------------------------------------------------------


def most_asked(requests=None):
    """How often each format was asked for, most first: [(label, number)]. Formats that nobody asked for are left out."""
    found = FormatRequest.objects.all() if requests is None else requests
    counts = found.order_by().values_list("kind").annotate(number=Count("pk")).order_by("-number", "kind")
    return [(str(FormatKind(kind).label), number) for kind, number in counts]


COUNT_HEADINGS = ["Month", "Format", "State", "Requests"]


def counts():
    """Rows of numbers for a file, by month, format and state. Nothing of it belongs to a person."""
    found = FormatRequest.objects.annotate(month=TruncMonth("asked_at")).values_list("month", "kind", "state")
    rows = found.annotate(number=Count("pk")).order_by("month", "kind", "state")
    return [
        [f"{timezone.localtime(month):%Y-%m}", str(FormatKind(kind).label), str(WorkState(state).label), number]
        for month, kind, state, number in rows
    ]


# How long it is kept ---------------------------------------------------------------------------------------------------


def delete_on(request):
    """The day on which what the person told us goes, as it stands now: (date, whether it counts from an answer)."""
    if request.closed_at:
        return timezone.localdate(request.closed_at) + datetime.timedelta(days=KEPT_DAYS), True
    return timezone.localdate(request.asked_at) + datetime.timedelta(days=KEPT_UNANSWERED_DAYS), False


def delete_old(now=None, dry_run=False):
    """Deletes what is over its time. Returns {"requests": number}. Safe to repeat; `dry_run` counts and changes nothing."""
    now = now or timezone.now()
    over = worklists.over_its_time(FormatRequest.objects.all(), KEPT_DAYS, KEPT_UNANSWERED_DAYS, now)
    numbers = list(over.values_list("pk", flat=True))
    done = Counter(requests=0)
    for number in numbers:
        with transaction.atomic():
            # Looked at again: somebody may have opened it a moment ago.
            request = over.select_for_update().filter(pk=number).first()
            if request is None:
                continue
            done["requests"] += 1
            if not dry_run:
                _empty(request, now, what="time")
    return dict(done)


def forget(request, user=None, now=None):
    """Deletes at once what the person told us. One that still waited ends there. Doing it twice changes nothing."""
    with transaction.atomic():
        found = FormatRequest.objects.select_for_update().get(pk=request.pk)
        if not found.purged_at:
            _empty(found, now or timezone.now(), user=user, what="all")
    return found


def _empty(request, now, user=None, what=""):
    """Takes out every column that says something about somebody, in the caller's transaction. A count stays."""
    for name in ("page_words", "detail", "name", "email", "email_key", "phone", "postal_address", "more", "answer"):
        setattr(request, name, "")
    request.key = None
    if request.is_open:
        request.state, request.closed_at = WorkState.GONE, now
    request.purged_at = now
    request.link_version += 1
    request.version += 1
    request.save()
    request.notes.all().delete()
    outbox.forget(_about(request))
    worklists.record("purge", request, user, what=what)


# One person's data -----------------------------------------------------------------------------------------------------

_EXPORTED = (
    "reference", "state", "asked_at", "due", "page_title", "page_words", "kind", "detail", "language", "answer_by", "name",
    "email", "phone", "postal_address", "more", "consent_version", "consented_at", "given_by", "answer", "closed_at",
)  # fmt: skip


def of_person(who):
    """The requests of an email address or of a reference."""
    kept = FormatRequest.objects.filter(purged_at=None).prefetch_related("notes").order_by("asked_at", "pk")
    if "@" in who:
        return list(kept.filter(email_key=email_key(who)))
    return list(kept.filter(reference=references.tidy(who)))


def as_data(requests):
    """All of it as plain data, with what the staff wrote down."""
    return [
        {name: getattr(request, name) for name in _EXPORTED} | {"notes": [note.text for note in request.notes.all()]}
        for request in requests
    ]


def register():
    """Adds these requests to what the site holds about people."""
    persons.register(
        "Requests for other formats",
        of_person,
        as_data,
        lambda requests, user=None: [forget(request, user) for request in requests],
        summary=lambda requests: [f"Requests: {', '.join(request.reference for request in requests)}."],
        afterwards=lambda requests: [
            f"Keep these references: {' '.join(request.reference for request in requests)}."
            + (" Some still waited for an answer." if any(request.is_open for request in requests) else "")
        ],
        taken_out=lambda requests, user=None: [worklists.record("export", request, user) for request in requests],
        permission=PERMISSION,
    )
