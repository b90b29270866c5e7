"""Check-ins. If these fail, people are asked at the wrong time, twice, about nothing, or after they said stop."""

import pytest
from django.utils import timezone

from home.models.outbox import MailState, OutgoingMail
from tests.training.checking_in import (  # noqa: F401 (fixtures)
    asked_fixture,
    check_in_fixture,
    learner_fixture,
    page_fixture,
    page_of,
    post,
    sent,
)
from tests.training.reminding import (
    account,
    finish,
    finished,
    module,
    set_later,
    uk,
)
from training import checkins, jobs, learners, mails, versions
from training.answers import Marked
from training.models import CheckIn, CheckInEnd, Learner

pytestmark = pytest.mark.usefixtures("site_content")
RIGHT, WRONG = Marked("true", True), Marked("false", False)


# The clock -------------------------------------------------------------------------------------------------------------


def test_the_first_question_comes_after_twelve_days(check_in):
    jobs.run(uk("2031-01-13 09:59"))
    assert not sent().exists()
    jobs.run(uk("2031-01-13 10:00"))
    assert sent().count() == 1


def test_a_job_run_twice_mails_once(asked):
    for _time in range(3):
        assert jobs.run(uk("2031-01-13 10:05")) == []
    assert sent().count() == 1


def test_two_jobs_at_the_same_moment_mail_once(check_in):
    now = uk("2031-01-13 10:00")
    assert checkins.due(now) == [check_in.pk]
    checkins.ask(check_in.pk, now)
    assert checkins.ask(check_in.pk, now) is None
    assert sent().count() == 1


def test_wrong_comes_back_after_twelve_days_and_right_after_twenty_four(asked):
    checkins.answer(asked, 1, WRONG, uk("2031-01-14 15:00"))
    asked.refresh_from_db()
    assert asked.due_at == uk("2031-01-26 15:00")
    jobs.run(asked.due_at)
    checkins.answer(asked, 2, RIGHT, uk("2031-01-27 09:00"))
    asked.refresh_from_db()
    assert asked.due_at == uk("2031-02-20 09:00")
    assert asked.ended_at is None


def test_right_twice_running_and_it_is_over(asked):
    checkins.answer(asked, 1, RIGHT, uk("2031-01-14 15:00"))
    jobs.run(uk("2031-02-07 15:00"))
    checkins.answer(asked, 2, WRONG, uk("2031-02-08 09:00"))
    jobs.run(uk("2031-02-20 09:00"))
    checkins.answer(asked, 3, RIGHT, uk("2031-02-20 10:00"))
    asked.refresh_from_db()
    assert asked.ended_at is None, "right, wrong, right is not twice running"
    jobs.run(uk("2031-03-16 10:00"))
    checkins.answer(asked, 4, RIGHT, uk("2031-03-16 11:00"))
    asked.refresh_from_db()
    assert asked.ended_why == CheckInEnd.RETIRED
    jobs.run(uk("2032-01-01 10:00"))
    assert sent().count() == 4


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        # The clocks go back on 26 October 2031 and forward on 30 March 2031.
        ("2031-10-20 09:30", "2031-11-01 09:30"),
        ("2031-03-25 09:30", "2031-04-06 09:30"),
    ],
)
def test_twelve_days_are_twelve_days_when_the_clocks_change(learner, page, begun, due):
    assert checkins.start(learner, page, uk(begun)).due_at == uk(due)


def test_a_question_is_mailed_once_and_then_the_check_in_rests(asked):
    jobs.run(uk("2031-02-21 10:00"))
    asked.refresh_from_db()
    assert asked.ended_at is None
    jobs.run(uk("2031-02-22 10:00"))
    asked.refresh_from_db()
    assert asked.ended_why == CheckInEnd.STOPPED
    assert sent().count() == 1


def test_a_late_answer_counts(asked):
    checkins.answer(asked, 1, RIGHT, uk("2031-02-20 10:00"))
    asked.refresh_from_db()
    assert (asked.right_in_a_row, asked.due_at) == (1, uk("2031-03-16 10:00"))


# Which question --------------------------------------------------------------------------------------------------------


def asked_in_turn(check_in, answers):
    """The ids of the questions that come when these answers are given."""
    found = []
    now = check_in.due_at
    for number, given in enumerate(answers, start=1):
        jobs.run(now)
        check_in.refresh_from_db()
        found.append(check_in.question_id)
        checkins.answer(check_in, number, given, now)
        check_in.refresh_from_db()
        now = check_in.due_at
    return found


def test_each_time_another_question(check_in):
    assert asked_in_turn(check_in, [WRONG] * 5) == ["one", "two", "one", "two", "one"]


def test_a_question_an_editor_adds_comes_first_because_it_is_new(check_in, page):
    asked_in_turn(check_in, [WRONG, WRONG])
    set_later(page, ["one", "two", "three"])
    check_in.refresh_from_db()
    jobs.run(check_in.due_at)
    check_in.refresh_from_db()
    assert check_in.question_id == "three"


def test_whoever_starts_again_is_not_asked_the_same_first(check_in, learner, page):
    asked_in_turn(check_in, [WRONG])
    checkins.stop(check_in, uk("2031-01-20 10:00"))
    anew = checkins.start(learner, page, uk("2031-02-01 10:00"))
    assert anew.pk != check_in.pk
    assert asked_in_turn(anew, [WRONG]) == ["two"]


def test_without_later_questions_what_was_wrong_is_asked():
    page = module(later=())
    names = list(versions.content(versions.current(page)).marked)
    learner = finished(page, wrong=[names[-1]])
    check_in = checkins.start(learner, page, uk("2031-01-01 10:00"))
    assert asked_in_turn(check_in, [WRONG, WRONG]) == [names[-1], names[-1]]


def test_without_any_wrong_every_question_is_asked_in_turn():
    page = module(later=())
    names = list(versions.content(versions.current(page)).marked)
    check_in = checkins.start(finished(page), page, uk("2031-01-01 10:00"))
    assert asked_in_turn(check_in, [WRONG] * len(names)) == names


def test_the_question_stays_the_one_that_was_mailed_when_the_module_changes(client, asked, page):
    set_later(page, ["other"])
    assert "Is it one?" in client.get(page_of(asked)).text
    assert "Yes, that is so." in post(client, asked, number=1, answer="true").text


def test_a_module_that_is_gone_ends_it_and_says_so_once(check_in, page):
    page.unpublish()
    for _time in range(2):
        assert jobs.run(uk("2031-01-13 10:00")) == []
    check_in.refresh_from_db()
    assert check_in.ended_why == CheckInEnd.GONE
    assert not sent().exists()
    assert OutgoingMail.objects.get().kind == mails.CHECK_IN_DONE


def test_a_module_that_is_gone_after_the_mail_can_still_be_answered(client, asked, page):
    page.unpublish()
    assert "Yes, that is so." in post(client, asked, number=1, answer="true").text


# Asking for it, and stopping ---------------------------------------------------------------------------------------------


def test_nobody_is_asked_who_has_not_finished_or_has_no_account(page, db):
    with pytest.raises(checkins.NotFinished):
        checkins.start(account(), page)
    device = Learner.objects.create(device_hash="x", seen_on=timezone.localdate())
    finish(device, page)
    with pytest.raises(checkins.NotFinished):
        checkins.start(device, page)


def test_starting_twice_is_once(learner, page):
    assert checkins.start(learner, page) == checkins.start(learner, page)
    assert CheckIn.objects.count() == 1


def test_stopping_takes_back_a_mail_that_has_not_left(asked):
    checkins.stop(asked)
    assert sent().get().state in (MailState.DROPPED, MailState.SENT)
    asked.refresh_from_db()
    assert asked.ended_why == CheckInEnd.STOPPED


def test_only_the_mail_of_that_module_is_taken_back(asked, learner):
    other = module(slug="plain-words")
    finish(learner, other)
    second = checkins.start(learner, other, uk("2031-01-01 10:00"))
    jobs.run(uk("2031-01-13 10:00"))
    OutgoingMail.objects.update(state=MailState.WAITING)
    checkins.stop(asked)
    states = {mail.key: mail.state for mail in sent()}
    assert states == {f"check-in:{asked.pk}:1": MailState.DROPPED, f"check-in:{second.pk}:1": MailState.WAITING}


def test_after_stopping_no_mail_comes(check_in):
    checkins.stop(check_in)
    jobs.run(uk("2032-01-01 10:00"))
    assert not OutgoingMail.objects.exists()


def test_an_account_that_is_gone_gets_nothing(check_in, learner):
    learner.user.is_active = False
    learner.user.save()
    jobs.run(uk("2031-01-13 10:00"))
    assert not OutgoingMail.objects.exists()
    learner.user.delete()
    jobs.run(uk("2031-01-13 10:00"))
    assert not CheckIn.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_who_answered_was_here(asked, learner):
    checkins.answer(asked, 1, RIGHT)
    learner.refresh_from_db()
    assert learner.seen_on == timezone.localdate()


def test_merging_two_learners_keeps_one_check_in(check_in, learner, page):
    other = finished(page)
    checkins.start(other, page)
    learners.merge(other, learner)
    assert CheckIn.objects.get(ended_at=None).learner_id == learner.pk
