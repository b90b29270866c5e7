"""Mails whose words open a door. Without these, whoever sees the outbox could sign in as somebody else."""

import pytest
from django.utils import timezone

from home import outbox
from home.models import MailState, OutgoingMail
from tests.home.mailing import HOUR, Refuses, backend, post

pytestmark = pytest.mark.django_db


def secret(**more):
    return post(
        "secret", kind="Code", text="4827 1936\n", html="<p>4827 1936</p>", secret=True,
        **{"not_after": timezone.now() + HOUR, **more},
    )  # fmt: skip


def words(mail):
    mail.refresh_from_db()
    return mail.text + mail.html


def test_a_secret_mail_is_sent_with_its_words_and_then_forgets_them(mailoutbox):
    """Lost if this fails: whoever sees the outbox, or a copy of the database, could sign in as somebody else."""
    mail = secret()
    assert outbox.send_due() == 1
    assert "4827 1936" in mailoutbox[0].body
    assert words(mail) == ""
    assert (mail.state, mail.to) == (MailState.SENT, "somebody@example.com")


def test_a_secret_mail_that_is_too_late_forgets_its_words(mailoutbox):
    mail = secret()
    outbox.send_due(now=timezone.now() + 2 * HOUR)
    assert words(mail) == ""
    assert mail.state == MailState.DROPPED
    assert not outbox.try_again(mail)
    assert not mailoutbox


def test_a_secret_mail_is_tried_again_only_in_its_time(settings, monkeypatch):
    backend(settings, Refuses)
    mail = secret()
    outbox.send_due()
    assert outbox.try_again(mail)
    mail.refresh_from_db()
    assert mail.not_after
    outbox.send_due()
    later = timezone.now() + 2 * HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not outbox.try_again(mail)


def test_words_that_open_nothing_any_more_are_deleted(settings):
    backend(settings, Refuses)
    mail = secret()
    outbox.send_due()
    assert outbox.forget_secrets() == 0
    assert outbox.forget_secrets(timezone.now() + 2 * HOUR) == 1
    assert words(mail) == ""


@pytest.mark.parametrize("sent", [False, True])
def test_no_screen_shows_a_secret(editor_client, settings, sent):
    mail = secret()
    if not sent:
        backend(settings, Refuses)
    outbox.send_due()
    shown = editor_client.get(f"/admin/outgoing-mail/{mail.pk}/").content.decode()
    assert "Its words open a door" in shown
    assert "4827" not in shown
    assert ("Try again" in shown) is not sent
    listed = editor_client.get("/admin/outgoing-mail/").content.decode()
    assert f"/admin/outgoing-mail/{mail.pk}/" in listed
    assert "4827" not in listed


def test_a_secret_that_is_too_late_is_not_offered_to_be_sent_again(editor_client, settings):
    backend(settings, Refuses)
    mail = secret()
    outbox.send_due()
    OutgoingMail.objects.filter(pk=mail.pk).update(not_after=timezone.now() - HOUR)
    assert "Try again" not in editor_client.get(f"/admin/outgoing-mail/{mail.pk}/").content.decode()
    editor_client.post(f"/admin/outgoing-mail/{mail.pk}/again/")
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
