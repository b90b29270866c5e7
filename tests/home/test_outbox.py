"""Without these, people would not hear that they have a place, hear it twice, or hear it when it is no longer true."""

import datetime
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from home import outbox
from home.models import MailState, OutgoingMail
from tests.home.smtp_server import MailServer

pytestmark = pytest.mark.django_db
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
    from django.db import transaction

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


# A real server ---------------------------------------------------------------------------------------------------------


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


# What staff see --------------------------------------------------------------------------------------------------------


@pytest.fixture
def failed(settings):
    working = settings.EMAIL_BACKEND
    backend(settings, Refuses)
    mail = post(text="Read me here.\n")
    outbox.send_due()
    settings.EMAIL_BACKEND = working
    mail.refresh_from_db()
    return mail


def test_staff_find_a_mail_and_read_it(editor_client, failed):
    listed = editor_client.get("/admin/outgoing-mail/?state=failed").content.decode()
    assert f"/admin/outgoing-mail/{failed.pk}/" in listed
    assert "The mail server refused the address." in listed
    shown = editor_client.get(f"/admin/outgoing-mail/{failed.pk}/").content.decode()
    assert "Read me here." in shown
    assert editor_client.get("/admin/outgoing-mail/?state=sent").content.decode().count("refused the address") == 0


def test_staff_try_a_failed_mail_again_by_post_only(editor_client, failed, mailoutbox):
    address = f"/admin/outgoing-mail/{failed.pk}/again/"
    assert editor_client.get(address).status_code == 405
    editor_client.post(address)
    outbox.send_due()
    failed.refresh_from_db()
    assert failed.state == MailState.SENT
    assert editor_client.post(address).status_code == 302
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("address", ["new/", "edit/{}/", "delete/{}/", "{}/delete/"])
def test_nobody_changes_or_deletes_a_mail(editor_client, failed, address):
    assert editor_client.get(f"/admin/outgoing-mail/{address.format(failed.pk)}").status_code == 404


@pytest.mark.parametrize(("group", "may"), [("Organisers", True), ("Editors", False), ("Moderators", False)])
def test_only_those_with_the_permission_read_mail(client, django_user_model, site_content, failed, group, may):
    from django.contrib.auth.models import Group

    user = django_user_model.objects.create_user("staff@example.org", "staff@example.org", "a long password here")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    for address in ("/admin/outgoing-mail/", f"/admin/outgoing-mail/{failed.pk}/"):
        assert (client.get(address).status_code == 200) is may
    client.post(f"/admin/outgoing-mail/{failed.pk}/again/")
    failed.refresh_from_db()
    assert (failed.state == MailState.WAITING or failed.state == MailState.SENT) is may
    assert ("People may be waiting for mail" in client.get("/admin/").content.decode()) is False


def test_the_dashboard_warns_of_failed_and_late_mail(editor_client, failed):
    post("old", send_at=timezone.now() - 3 * HOUR)
    page = editor_client.get("/admin/").content.decode()
    assert "1 mail of the last 14 days could not be sent." in page
    assert "The oldest mail has been waiting for 3 hours." in page


def test_the_dashboard_is_quiet_when_all_is_well(editor_client):
    post()
    outbox.send_due()
    assert "People may be waiting for mail" not in editor_client.get("/admin/").content.decode()


def test_health_warns_of_late_mail_and_stays_ready(client, site_content):
    post(send_at=timezone.now() - HOUR)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["mail"]["oldest_waits_seconds"] >= 3600
    assert answer.json()["mail"]["warning"]


def test_the_development_backend_needs_nothing(mailoutbox):
    post()
    outbox.send_due()
    assert django_mail.outbox


# Mails whose words open a door -----------------------------------------------------------------------------------------


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
