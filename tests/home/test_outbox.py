"""Without these, people would not hear that they have a place, hear it twice, or hear it when it is no longer true."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from home import outbox
from home.models import MailState, OutgoingMail
from tests.home.mailing import HOUR, Down, Later, Refuses, backend, post
from tests.home.smtp_server import MailServer

pytestmark = pytest.mark.django_db


def test_a_mail_is_sent_once(mailoutbox):
    mail = post()
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert mail.sent_at
    assert len(mailoutbox) == 1


def test_one_occasion_is_one_mail(mailoutbox):
    post(subject="First")
    post(subject="Second")
    outbox.send_due()
    assert [message.subject for message in mailoutbox] == ["First"]


def test_a_mail_for_later_waits(mailoutbox):
    post(send_at=timezone.now() + HOUR)
    assert outbox.send_due() == 0
    assert outbox.send_due(now=timezone.now() + 2 * HOUR) == 1


def test_nothing_is_sent_of_a_change_that_was_rolled_back(mailoutbox):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        1 / 0  # noqa: B018
    assert outbox.send_due() == 0
    assert not mailoutbox


def test_it_waits_longer_after_each_failure_and_gives_up_after_the_last(settings, caplog):
    backend(settings, Down)
    mail = post()
    now = timezone.now()
    waits = []
    for _attempt in outbox.RETRY_MINUTES:
        outbox.send_due(now=now)
        mail.refresh_from_db()
        assert mail.state == MailState.WAITING
        waits.append(round((mail.send_at - timezone.now()).total_seconds() / 60))
        now = mail.send_at + HOUR
    assert tuple(waits) == outbox.RETRY_MINUTES
    outbox.send_due(now=now)
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert "somebody@example.com" not in mail.problem + caplog.text


def test_the_mail_server_is_away_for_a_day(settings, mailoutbox, monkeypatch):
    working = settings.EMAIL_BACKEND
    backend(settings, Down)
    mail = post()
    start = timezone.now()
    for quarter in range(4 * 24):
        monkeypatch.setattr(timezone, "now", lambda quarter=quarter: start + quarter * HOUR / 4)
        outbox.send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
    settings.EMAIL_BACKEND = working
    # The longest wait between two attempts is 16 hours.
    assert outbox.send_due(now=start + 40 * HOUR) == 1
    assert [message.to for message in mailoutbox] == [["somebody@example.com"]]


def test_an_address_that_does_not_exist_is_not_tried_again(settings):
    backend(settings, Refuses)
    mail = post()
    outbox.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
    assert mail.problem == "The mail server refused the address."


def test_a_mailbox_that_is_full_for_now_is_tried_again(settings):
    backend(settings, Later)
    mail = post()
    outbox.send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING


def test_one_bad_mail_does_not_hold_up_the_others(settings, mailoutbox):
    post("bad", to="nobody@example.com", headers={"Bad": "two\nlines"})
    post("good")
    assert outbox.send_due() == 1
    assert len(mailoutbox) == 1


def test_two_senders_do_not_take_the_same_mail():
    post()
    now = timezone.now()
    assert outbox._claim(now, set())
    assert outbox._claim(now, set()) is None


def test_a_sender_that_read_a_mail_before_another_took_it_goes_without():
    mail = post()
    now = timezone.now()
    looked = OutgoingMail.objects.filter(pk=mail.pk, state=mail.state, claimed_at=mail.claimed_at)
    assert outbox._claim(now, set()).pk == mail.pk
    assert looked.update(state=MailState.SENDING) == 0


def test_a_mail_whose_sender_died_is_sent_by_the_next(mailoutbox):
    mail = post()
    now = timezone.now()
    outbox._claim(now, set())
    assert outbox.send_due(now=now + outbox.STUCK / 2) == 0
    assert outbox.send_due(now=now + outbox.STUCK * 2) == 1
    assert mailoutbox[0].extra_headers["Message-ID"] == mail.message_id


def test_a_mail_that_comes_too_late_is_dropped(mailoutbox):
    mail = post(not_after=timezone.now() + HOUR)
    assert outbox.send_due(now=timezone.now() + 2 * HOUR) == 0
    mail.refresh_from_db()
    assert mail.state == MailState.DROPPED
    assert not mailoutbox


def test_a_failed_mail_can_be_tried_again(settings, mailoutbox):
    working = settings.EMAIL_BACKEND
    backend(settings, Refuses)
    mail = post()
    outbox.send_due()
    settings.EMAIL_BACKEND = working
    assert outbox.try_again(mail)
    assert outbox.send_due() == 1
    assert not outbox.try_again(mail)


def test_what_is_no_longer_true_is_taken_back(mailoutbox):
    post("reminder", about="booking:1", kind="Reminder")
    post("costs", about="booking:1", kind="Costs")
    post("other", about="booking:2", kind="Reminder")
    assert outbox.drop("booking:1", kinds=["Reminder"]) == 1
    assert outbox.send_due() == 2


def test_a_forgotten_person_is_in_no_mail():
    sent = post(
        "sent", about="booking:1", html="<p>Words</p>", calendar="BEGIN:VCALENDAR", headers={"Reply-To": "x@y.z"}
    )
    outbox.send_due()
    waiting = post("waiting", about="booking:1")
    assert outbox.forget("booking:1") == 2
    for mail in (sent, waiting):
        mail.refresh_from_db()
        assert (mail.to, mail.subject, mail.text, mail.html, mail.calendar, mail.headers) == ("", "", "", "", "", {})
    assert waiting.state == MailState.DROPPED
    assert outbox.send_due() == 0


def test_the_message_has_text_html_and_the_calendar_twice():
    mail = post(html="<p>Words.</p>", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="REQUEST")
    message = outbox.message_of(mail).message()
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "text/html", "text/calendar"}
    calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    # Gmail and Outlook read the one inside with its method; others offer the file.
    assert [part.get_param("method") for part in calendars] == ["REQUEST", None]
    assert calendars[1].get_filename() == "event.ics"
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_subject_cannot_add_headers():
    mail = post(subject="Hello\nBcc: everybody@example.com")
    assert "Bcc" not in outbox.message_of(mail).message()


def test_late_says_how_long_the_oldest_has_waited(settings):
    now = timezone.now()
    assert outbox.late(now) is None
    post("old", send_at=now - 2 * HOUR)
    post("later", send_at=now + HOUR)
    assert outbox.late(now) == 2 * HOUR


# A real server --------------------------------------------------------------------------------------------------------


def test_over_smtp(settings):
    mail = post(html="<p>Words.</p>")
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert outbox.send_due() == 1
    assert [message["Message-ID"] for message in server.arrived] == [mail.message_id]


def test_a_server_that_refuses_the_address(settings):
    mail = post()
    with MailServer(refuses=True) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        outbox.send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED


def _sender(folder, *arguments):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATA_DIR": str(folder)}
    environment["PYTHONPATH"] = str(django_settings.BASE_DIR)
    script = Path(__file__).with_name("outbox_sender.py")
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_sender_that_is_killed_again_and_again_loses_no_mail(tmp_path):
    number, kills = 12, 3
    assert _sender(tmp_path, "fill", number).wait(60) == 0
    with MailServer(seconds=0.15) as server:
        for kill in range(kills):
            before = len(server.arrived)
            sender = _sender(tmp_path, "send", server.port, 11 * kill)
            deadline = time.monotonic() + 60
            while len(server.arrived) < before + 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            # It is waiting for the server's "taken" of its second mail.
            sender.send_signal(signal.SIGKILL)
            sender.wait(10)
            assert len(server.arrived) >= before + 2
        server.seconds = 0
        assert _sender(tmp_path, "send", server.port, 11 * kills).wait(60) == 0
    counter = Counter(message["Message-ID"] for message in server.arrived)
    assert set(counter) == {f"<{count}@test>" for count in range(number)}
    # The one that was under way at each kill came again with the same Message-ID, and no other.
    assert sum(counter.values()) <= number + kills
    counting = _sender(tmp_path, "count")
    assert counting.communicate(timeout=60)[0].strip() == str(number)
