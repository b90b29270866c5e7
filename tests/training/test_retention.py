"""Deleting what learners left. If these fail, it is kept longer than we say, or gone before anybody was told."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.utils import timezone

from home import limits, outbox, persons, sign_ins
from home.management.commands.run_clock import JOBS
from home.models.limits import TryCount
from home.models.outbox import MailState, OutgoingMail
from tests.training import filled
from tests.training.builders import account, device, marked, module
from training import attempts, learners, resume, retention
from training.mails import about
from training.models import Attempt, Certificate, FollowUp, Learner, ResumeCode

pytestmark = pytest.mark.usefixtures("site_content")


def at(text):
    """Noon of a day."""
    return timezone.make_aware(datetime.datetime.fromisoformat(f"{text} 12:00"))


def day(text):
    return datetime.date.fromisoformat(text)


def seen(learner, text, warned=None):
    Learner.objects.filter(pk=learner.pk).update(seen_on=day(text), warned_on=warned and day(warned))
    return learner


def take(learner, upto=1):
    page = module()
    for question in page.marked_questions[:upto]:
        attempts.answer(learner, page, question.id, marked(question))
    return attempts.attempt_of(learner, page)


def there(learner):
    return Learner.objects.filter(pk=learner.pk).exists()


# Devices and codes -------------------------------------------------------------------------------------------------------


def test_a_device_goes_after_180_days_and_its_answers_stay_as_counts():
    learner = device()
    attempt = take(learner)
    seen(learner, "2027-01-01")
    assert retention.delete_old(at("2027-06-29"))["devices"] == 0
    assert there(learner)
    assert retention.delete_old(at("2027-06-30"))["devices"] == 1
    assert not there(learner)
    attempt.refresh_from_db()
    assert attempt.learner is None
    assert attempt.answers.count() == 1


def test_the_cookie_lasts_as_long_as_what_it_opens():
    assert datetime.timedelta(days=retention.DEVICE_DAYS) == learners.COOKIE_AGE


def test_an_answer_keeps_a_device():
    learner = seen(device(), "2027-01-01")
    learner.refresh_from_db()
    take(learner)
    learner.refresh_from_db()
    assert learner.seen_on == timezone.localdate()


def test_codes_go_when_they_have_expired():
    now = at("2027-01-01")
    resume.make(device(), now)
    assert retention.delete_old(now + datetime.timedelta(days=29))["codes"] == 0
    assert retention.delete_old(now + datetime.timedelta(days=30))["codes"] == 1
    assert not ResumeCode.objects.exists()


def test_counts_of_tries_go():
    limits.allowed("x", "y", 1, 60, at("2027-01-01"))
    assert retention.delete_old(at("2027-01-02"))["tries"] == 1
    assert not TryCount.objects.exists()


# Accounts ------------------------------------------------------------------------------------------------------------------


def test_an_unused_account_is_told_after_23_months_and_deleted_after_24(django_user_model, mailoutbox):
    learner = seen(account(django_user_model), "2027-01-15")
    take(learner)
    seen(learner, "2027-01-15")
    assert retention.delete_old(at("2028-12-14"))["warned"] == 0
    assert retention.delete_old(at("2028-12-15"))["warned"] == 1
    outbox.send_due()
    mail = mailoutbox[0]
    assert mail.to == ["jo@example.net"]
    assert "Monday 15 January 2029" in mail.body
    assert "/learn/my-learning/" in mail.body
    assert "jo@" not in mail.subject
    again = retention.delete_old(at("2029-01-14"))
    assert (again["warned"], again["accounts"]) == (0, 0)
    assert there(learner)
    assert retention.delete_old(at("2029-01-15"))["accounts"] == 1
    assert not there(learner)
    assert not django_user_model.objects.filter(pk=learner.user_id).exists()
    assert Attempt.objects.get().learner is None
    assert len(mailoutbox) == 1


def test_nobody_is_deleted_less_than_30_days_after_the_mail(django_user_model):
    """Lost if this fails: a year of learning, because the worker stood still for a while."""
    learner = seen(account(django_user_model), "2020-01-15")
    assert retention.delete_old(at("2029-03-01"))["warned"] == 1
    assert "Saturday 31 March 2029" in OutgoingMail.objects.get().text
    assert retention.delete_old(at("2029-03-30"))["accounts"] == 0
    assert retention.delete_old(at("2029-03-31"))["accounts"] == 1
    assert not there(learner)


def test_whoever_signs_in_stays(client, django_user_model):
    learner = seen(account(django_user_model), "2027-01-15", warned="2028-12-15")
    client.force_login(learner.user)
    learner.refresh_from_db()
    assert (learner.seen_on, learner.warned_on) == (timezone.localdate(), None)
    assert retention.delete_old(timezone.now())["accounts"] == 0
    assert there(learner)


def test_whoever_comes_back_is_told_again_the_next_time(django_user_model):
    learner = seen(account(django_user_model), "2027-01-15")
    retention.delete_old(at("2028-12-15"))
    seen(learner, "2028-12-20")
    assert retention.delete_old(at("2029-02-01"))["accounts"] == 0
    assert retention.delete_old(at("2030-11-20"))["warned"] == 1
    assert OutgoingMail.objects.count() == 2


def test_accounts_with_rights_are_neither_told_nor_deleted(django_user_model, editor):
    """Lost if this fails: an editor who was away for two years, or the only administrator."""
    from django.contrib.auth.models import Group, Permission

    grouped, allowed = account(django_user_model, "a@example.net"), account(django_user_model, "b@example.net")
    grouped.user.groups.add(Group.objects.get(name="Editors"))
    allowed.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    away = account(django_user_model, "c@example.net")
    away.user.groups.add(Group.objects.get(name="Editors"))
    django_user_model.objects.filter(pk=away.user_id).update(is_active=False)
    kept = [grouped, allowed, away, learners.of_user(editor)]
    for learner in kept:
        seen(learner, "2020-01-01", warned="2020-02-01")
        assert retention.has_admin_rights(django_user_model.objects.get(pk=learner.user_id))
    done = retention.delete_old(at("2029-01-01"))
    assert (done["accounts"], done["warned"]) == (0, 0)
    assert all(there(learner) for learner in kept)


def test_an_account_that_never_learned_goes_the_same_way(django_user_model):
    user = django_user_model.objects.create_user(username="learner-x", email="x@example.net")
    django_user_model.objects.filter(pk=user.pk).update(date_joined=at("2027-01-01"), last_login=at("2027-01-15"))
    assert retention.delete_old(at("2028-12-14"))["warned"] == 0
    assert retention.delete_old(at("2028-12-15"))["warned"] == 1
    assert retention.delete_old(at("2029-01-15"))["accounts"] == 1
    assert not django_user_model.objects.filter(pk=user.pk).exists()


def test_the_mail_is_in_the_learners_language(django_user_model):
    learner = seen(account(django_user_model), "2027-01-15")
    Learner.objects.filter(pk=learner.pk).update(language="pl")
    retention.delete_old(at("2028-12-15"))
    assert "/pl/learn/my-learning/" in OutgoingMail.objects.get().text


# Mails ---------------------------------------------------------------------------------------------------------------------


def test_mails_about_learning_lose_their_words_30_days_after_they_were_sent(django_user_model):
    learner = account(django_user_model)
    for key, name in (("mine", about(learner)), ("other", "booking:7K2M-9QXD")):
        outbox.post(key=key, kind="x", to="jo@example.net", subject="s", text="t", about=name)
    OutgoingMail.objects.update(made_at=at("2027-01-01"), sent_at=at("2027-01-02"), state=MailState.SENT)
    assert retention.delete_old(at("2027-01-31"))["mails"] == 0
    assert retention.delete_old(at("2027-02-01"))["mails"] == 1
    mine, other = OutgoingMail.objects.get(key="mine"), OutgoingMail.objects.get(key="other")
    assert (mine.to, mine.subject, mine.text) == ("", "", "")
    assert other.text == "t"


def test_a_mail_that_still_waits_is_not_lost(django_user_model):
    learner = account(django_user_model)
    for key in ("sent", "waiting"):
        outbox.post(key=key, kind="x", to="jo@example.net", subject="s", text="t", about=about(learner))
    OutgoingMail.objects.update(made_at=at("2027-01-01"))
    OutgoingMail.objects.filter(key="sent").update(sent_at=at("2027-01-02"), state=MailState.SENT)
    retention.delete_old(at("2027-06-01"))
    assert OutgoingMail.objects.get(key="waiting").text == "t"


# Runs ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def all_over(django_user_model):
    """Something of every kind that is over its date in June 2030."""
    resume.make(seen(device("in use"), "2030-05-30"), at("2027-01-01"))
    seen(device("unseen"), "2027-01-01")
    seen(account(django_user_model, "a@example.net"), "2028-06-20")
    seen(account(django_user_model, "b@example.net"), "2027-01-01", warned="2028-12-15")
    TryCount.objects.all().delete()
    limits.allowed("x", "y", 1, 60, at("2027-01-01"))
    outbox.post(key="old", kind="x", to="jo@example.net", subject="s", text="t", about="learner:1")
    OutgoingMail.objects.update(made_at=at("2027-01-01"), sent_at=at("2027-01-02"), state=MailState.SENT)
    user = django_user_model.objects.create_user(username="learner-y", email="y@example.net")
    django_user_model.objects.filter(pk=user.pk).update(date_joined=at("2027-01-01"), last_login=at("2027-01-15"))
    return at("2030-06-01")


def test_a_dry_run_counts_the_same_and_changes_nothing(all_over):
    tables = (Learner, ResumeCode, TryCount)
    before = [table.objects.count() for table in tables]
    told = retention.delete_old(all_over, dry_run=True)
    assert [table.objects.count() for table in tables] == before
    assert OutgoingMail.objects.get().text == "t"
    assert not Learner.objects.filter(warned_on=all_over.date()).exists()
    assert told == {"codes": 1, "devices": 1, "warned": 2, "accounts": 1, "mails": 1, "tries": 1}
    assert retention.delete_old(all_over) == told


def test_a_second_run_finds_nothing_more(all_over):
    retention.delete_old(all_over)
    assert set(retention.delete_old(all_over).values()) == {0}


def test_the_command_prints_counts_only(all_over, capsys):
    call_command("delete_old_learning_data", "--dry-run")
    printed = capsys.readouterr().out
    assert "Would be done" in printed
    assert "example.net" not in printed
    assert not re.search(r"learner[- ]?\d", printed)
    call_command("delete_old_learning_data")
    assert capsys.readouterr().out.startswith("Done:")


def test_the_clock_runs_it_twice_a_day():
    assert JOBS["delete_old_learning_data"] == 12 * 60


def test_the_privacy_notice_says_the_same_as_the_rules(settings):
    """People are promised these times in writing."""
    notice = " ".join((settings.BASE_DIR / "home/content/pages/privacy.yaml").read_text(encoding="utf-8").split())
    assert f"belongs to a device without an account: {retention.DEVICE_DAYS} days" in notice
    assert f"all that belongs to it: {retention.ACCOUNT_MONTHS} months" in notice
    assert f"carry on at another device: after {resume.LIFETIME.days} days" in notice


# At once -------------------------------------------------------------------------------------------------------------------


def test_forgetting_leaves_the_rare_word_nowhere(django_user_model):
    """The scan reads every text of every table: a new column that is forgotten in retention.py is found here."""
    learner = filled.learner(django_user_model)
    assert len(filled.places()) >= 7
    assert retention.forget(learner) is True
    assert filled.places() == []


def test_what_was_answered_after_six_weeks_stays_a_count_and_what_was_not_goes(django_user_model):
    learner = account(django_user_model)
    attempt = take(learner)
    common = {"version": attempt.version, "module_key": attempt.module_key, "learner": learner}
    common |= {"started_at": timezone.now(), "due_at": timezone.now()}
    FollowUp.objects.create(**common, answer="yes", answered_on=timezone.localdate())
    FollowUp.objects.create(**common)
    retention.forget(learner)
    assert [(row.learner, row.answer) for row in FollowUp.objects.all()] == [(None, "yes")]


def test_nothing_is_mailed_to_somebody_who_is_forgotten(django_user_model, mailoutbox):
    learner = filled.learner(django_user_model)
    outbox.post(key="code", kind="x", to="x@example.net", subject="s", text="t", about=sign_ins.about(learner.user))
    retention.forget(learner)
    outbox.send_due()
    assert mailoutbox == []


def test_bookings_of_the_same_person_are_not_touched(django_user_model):
    """Lost if this fails: the reminder of an event, for whoever only wanted to leave the training."""
    learner = account(django_user_model)
    outbox.post(key="b", kind="Reminder", to="jo@example.net", subject="s", text="t", about="booking:7K2M-9QXD")
    retention.forget(learner)
    assert OutgoingMail.objects.get(key="b").state == MailState.WAITING


def test_forgetting_twice_is_once(django_user_model):
    learner = account(django_user_model)
    stale, stale_user = Learner.objects.get(pk=learner.pk), django_user_model.objects.get()
    retention.forget(learner)
    assert retention.forget(stale) is False
    assert retention.forget(stale, stale_user) is False


def test_other_sessions_end_too(client, django_user_model):
    from django.contrib.sessions.models import Session

    learner = account(django_user_model)
    client.force_login(learner.user)
    client.get("/learn/my-learning/")
    from allauth.usersessions.models import UserSession

    UserSession.objects.get_or_create(
        user=learner.user, session_key=client.session.session_key, defaults={"ip": "192.0.2.1", "user_agent": "x"}
    )
    retention.forget(learner)
    assert not Session.objects.exists()
    assert "signed in as" not in client.get("/learn/my-learning/").content.decode()


# One person's data, for whoever looks after the site ----------------------------------------------------------------------------


def test_one_person_is_found_handed_over_and_forgotten(django_user_model):
    """Lost if this fails: a request for somebody's data that is answered with a part of it."""
    filled.learner(django_user_model)
    other = filled.learner(django_user_model, "other@example.net")
    Learner.objects.filter(pk=other.pk).update(organisation=None)
    held = persons.find_person(filled.ADDRESS.upper())
    training = next(each for each in held if each.part.name == "Training")
    assert training.summary == ["An account with 1 attempt at modules and 1 certificate."]
    text = persons.as_json(held)
    for part in ("thought", "certificate", "team", "trust"):
        assert f"{filled.WORD} {part}" in text, part
    before = Certificate.objects.count()
    persons.forget_person(filled.ADDRESS.lower())
    assert not django_user_model.objects.filter(email__iexact=filled.ADDRESS).exists()
    assert there(other)
    assert Certificate.objects.count() == before - 1
    assert not [each for each in persons.find_person(filled.ADDRESS) if each.part.name == "Training"]


def test_an_account_with_rights_is_said_to_stay(editor):
    take(learners.of_user(editor))
    held = persons.forget_person(editor.email)
    training = next(each for each in held if each.part.name == "Training")
    assert "it stays" in training.afterwards[0]
    editor.refresh_from_db()
    assert not Learner.objects.exists()


def test_a_reference_of_a_booking_finds_no_learner(django_user_model):
    account(django_user_model)
    assert [each for each in persons.find_person("7K2M-9QXD") if each.part.name == "Training"] == []
