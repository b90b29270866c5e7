"""Outgoing mail: written in the transaction that causes it, sent afterwards by the worker, each mail once.

The promise is "at least once": a sender that dies between handing a mail over and saying so sends it again, with the same
Message-ID, so that mail programs show it once. Nothing here logs an address or a subject.
"""

import datetime
import logging
import smtplib
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from home.models.outbox import MailState, OutgoingMail

log = logging.getLogger(__name__)

# Minutes to wait after each failed attempt; after the last one the mail is shown as failed. Two and a half days in all.
RETRY_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 960, 960)
# A sender that has held a mail for this long has died.
STUCK = datetime.timedelta(minutes=10)
# A mail waiting longer than this is worth an alarm.
LATE = datetime.timedelta(minutes=10)


def post(
    *,
    key,
    kind,
    to,
    subject,
    text,
    html="",
    about="",
    calendar="",
    method="",
    send_at=None,
    not_after=None,
    headers=None,
    secret=False,
):
    """Puts one mail into the outbox, in the caller's transaction. Does nothing where one with this `key` is there already.

    `kind` and `about` are shown to staff and kept longer than the mail itself: no name, no address. `calendar` is the
    text of an iCalendar file, `method` its METHOD. The subject says nothing about anybody's health. The words of a `secret`
    mail open a door, like a code to sign in: no screen shows them, they are deleted as soon as it is sent, and it is never
    sent after `not_after`, the moment at which they stop working.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mail = OutgoingMail(
        key=key,
        kind=kind,
        about=about,
        to=to,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        calendar=calendar,
        calendar_method=method,
        headers=headers or {},
        message_id=f"<{uuid.uuid4()}@{host}>",
        send_at=send_at or timezone.now(),
        not_after=not_after,
        is_secret=secret,
    )
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    _wake_after_commit()


def _wake_after_commit():
    """Wakes the worker once this transaction is there for it to see: once, however many mails it wrote."""
    if not any(waiting[1] is _wake for waiting in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake():
    from home.tasks import send_mail, waits_for_worker

    # A sender that has not started yet will find this mail too: reading that is cheaper than writing another.
    if not waits_for_worker(send_mail):
        send_mail.enqueue()


def send_due(limit=200, now=None):
    """Sends what is due, oldest first. Returns how many were sent. Any number of senders may run at once."""
    sent = 0
    line = None
    tried = set()
    while len(tried) < limit:
        mail = _claim(now or timezone.now(), tried)
        if mail is None:
            break
        tried.add(mail.pk)
        line = line or get_connection()
        sent += _send(mail, line)
    if line is not None:
        line.close()
    return sent


def _claim(now, tried):
    """Takes the next mail for this sender alone, in a transaction of its own, or None."""
    due = Q(state=MailState.WAITING, send_at__lte=now) | Q(state=MailState.SENDING, claimed_at__lt=now - STUCK)
    while True:
        mail = OutgoingMail.objects.filter(due).exclude(pk__in=tried).order_by("send_at", "pk").first()
        if mail is None:
            return None
        taken = OutgoingMail.objects.filter(pk=mail.pk, state=mail.state, claimed_at=mail.claimed_at)
        if mail.not_after and mail.not_after <= now:
            taken.update(state=MailState.DROPPED, **_words_to_delete(mail))
            continue
        if taken.update(state=MailState.SENDING, claimed_at=now, attempts=F("attempts") + 1):
            mail.attempts += 1
            return mail


def _send(mail, line):
    try:
        message_of(mail, line).send()
    except Exception as error:
        _failed(mail, error)
        return 0
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.SENDING)
    mine.update(state=MailState.SENT, sent_at=timezone.now(), problem="", **_words_to_delete(mail))
    return 1


def _words_to_delete(mail):
    return {"text": "", "html": ""} if mail.is_secret else {}


def message_of(mail, line=None):
    """The message as it goes out: text, HTML, and the calendar entry both inside and as a file."""
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", **mail.headers}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers, connection=line)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("event.ics", mail.calendar, "text/calendar")
    return message


def _failed(mail, error):
    """Waits longer after each failure. An address that does not exist is not tried again."""
    refused = isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        500 <= code < 600 for code, _words in error.recipients.values()
    )
    over = refused or mail.attempts > len(RETRY_MINUTES)
    # The error's own words may hold the address.
    problem = (
        "The mail server refused the address." if refused else f"{type(error).__name__} at attempt {mail.attempts}"
    )
    wait = datetime.timedelta(minutes=RETRY_MINUTES[min(mail.attempts, len(RETRY_MINUTES)) - 1])
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.FAILED if over else MailState.WAITING, problem=problem, send_at=timezone.now() + wait
    )
    log.warning("Mail %s (%s) was not sent: %s", mail.pk, mail.kind, problem)


def try_again(mail):
    """Puts a mail that failed back in the queue, as if it were new. A secret one only while its words still work."""
    now = timezone.now()
    failed = OutgoingMail.objects.filter(pk=mail.pk, state__in=[MailState.FAILED, MailState.DROPPED])
    anew = {"state": MailState.WAITING, "attempts": 0, "problem": "", "send_at": now}
    changed = failed.filter(is_secret=False).update(**anew, not_after=None)
    in_time = Q(not_after=None) | Q(not_after__gt=now)
    changed = changed or failed.filter(in_time, is_secret=True).exclude(text="").update(**anew)
    if changed:
        _wake_after_commit()
    return bool(changed)


def drop(about, kinds=None):
    """Takes back what is still waiting about something, for example the reminders of a booking that was cancelled."""
    waiting = OutgoingMail.objects.filter(about=about, state=MailState.WAITING)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=MailState.DROPPED)


def forget(about, before=None):
    """Takes everything personal out of the mails about something, or of those made before a moment. None still waiting is sent."""
    mails = OutgoingMail.objects.filter(about=about)
    if before:
        mails = mails.filter(made_at__lte=before)
    return _empty(mails)


def forget_address(address):
    """The same for every mail to an address, whatever it is about."""
    return _empty(OutgoingMail.objects.filter(to__iexact=address))


def forget_secrets(now=None):
    """Deletes the words of secret mails that were never sent and open nothing any more. Returns how many."""
    over = OutgoingMail.objects.filter(is_secret=True, not_after__lte=now or timezone.now()).exclude(text="", html="")
    # One that a sender holds at this moment is looked at the next time.
    return over.exclude(state=MailState.SENDING).update(text="", html="")


def _empty(mails):
    numbers = list(mails.values_list("pk", flat=True))
    mails = OutgoingMail.objects.filter(pk__in=numbers)
    mails.filter(state__in=[MailState.WAITING, MailState.SENDING]).update(state=MailState.DROPPED)
    return mails.update(to="", text="", html="", calendar="", subject="", headers={})


def late(now=None):
    """How long the oldest mail that is due has been waiting, as a timedelta; None where none is."""
    now = now or timezone.now()
    waiting = OutgoingMail.objects.filter(
        state__in=[MailState.WAITING, MailState.SENDING], attempts=0, send_at__lte=now
    )
    retried = OutgoingMail.objects.filter(state=MailState.WAITING, attempts__gt=0)
    oldest = [
        moment
        for moment in (
            waiting.aggregate(at=Min("send_at"))["at"],
            retried.aggregate(at=Min("made_at"))["at"],
        )
        if moment
    ]
    return now - min(oldest) if oldest else None
