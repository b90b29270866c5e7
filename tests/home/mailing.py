"""Mails for the outbox, and ways in which a mail server fails, for the tests of both."""

import datetime
import smtplib

from django.core.mail.backends.locmem import EmailBackend

from home import outbox
from home.models import OutgoingMail

HOUR = datetime.timedelta(hours=1)


def post(key="a", **more):
    """One mail in the outbox, not sent yet."""
    fields = {"kind": "Test", "to": "somebody@example.com", "subject": "A subject", "text": "Words.\n", **more}
    outbox.post(key=key, **fields)
    return OutgoingMail.objects.get(key=key)


class Down(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("somebody@example.com cannot be reached")


class Refuses(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"somebody@example.com": (550, b"no such person")})


class Later(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"somebody@example.com": (451, b"try later")})


def backend(settings, cls):
    settings.EMAIL_BACKEND = f"{cls.__module__}.{cls.__qualname__}"
