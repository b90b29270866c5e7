"""Attempts: begun by an answer, counted once, finished by the last, bettered by another try."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.training.builders import account, device, marked, module
from training import attempts, versions
from training.models import Answer, Attempt, ModuleVersion

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 3, 27, 12, 0, tzinfo=datetime.UTC)


def answer(learner, page, question, is_right=True, round=1, now=NOW):
    return attempts.answer(learner, page, question.id, marked(question, is_right), round, now)


def finish(learner, page, rights, now=NOW):
    for question, is_right in zip(page.marked_questions, rights, strict=True):
        found = answer(learner, page, question, is_right, now=now).attempt
    return found


def test_the_first_answer_begins_an_attempt_and_makes_a_version(site_content):
    page, learner = module(), device()
    assert not ModuleVersion.objects.exists()
    kept = answer(learner, page, page.marked_questions[0])
    assert (kept.attempt.marked, kept.attempt.right, kept.attempt.finished_at) == (3, 1, None)
    assert kept.answer.version == kept.attempt.version == ModuleVersion.objects.get()
    assert kept.attempt.version.number == 1
    assert attempts.Progress(kept.attempt).next_question.number == 2


def test_the_same_answer_twice_is_one_and_the_first_stands(site_content):
    """Lost if this fails: a double click doubles an answer, or lets somebody change it unseen."""
    page, learner = module(), device()
    question = page.marked_questions[0]
    first = answer(learner, page, question, is_right=False)
    again = answer(learner, page, question, is_right=True)
    assert again.repeated
    assert again.answer == first.answer
    assert Answer.objects.count() == 1
    assert Attempt.objects.get().right == 0


def test_the_last_answer_finishes_and_without_a_pass_mark_everybody_passes(site_content):
    page, learner = module(), device()
    attempt = finish(learner, page, [True, False, True])
    assert (attempt.right, attempt.first_right, attempt.passed, attempt.finished_at) == (2, 2, True, NOW)


def test_with_a_pass_mark_what_was_wrong_can_be_tried_until_it_is_right(site_content):
    """Lost if this fails: retries that lower a result, or count as first tries."""
    page, learner = module(), device()
    page.pass_percent = 80
    page.save_revision().publish()
    page = module()
    attempt = finish(learner, page, [True, False, True])
    assert not attempt.passed
    assert [question.number for question in attempts.Progress(attempt).wrong_questions] == [2]
    wrong = page.marked_questions[1]
    attempt = answer(learner, page, wrong, is_right=False, round=2).attempt
    assert (attempt.right, attempt.passed) == (2, False)
    attempt = answer(learner, page, wrong, is_right=True, round=3).attempt
    assert (attempt.right, attempt.first_right, attempt.passed) == (3, 2, True)
    assert attempts.Progress(attempt).next_round(wrong) is None
    assert answer(learner, page, wrong, is_right=False, round=4).repeated
    assert Attempt.objects.get().right == 3


def test_a_round_that_is_made_up_is_the_next_one(site_content):
    page, learner = module(), device()
    question = page.marked_questions[0]
    assert answer(learner, page, question, is_right=False, round=999).answer.round == 1
    assert answer(learner, page, question, is_right=False, round=998).answer.round == 2


def test_a_question_that_is_not_in_the_version_is_refused(site_content):
    page = module()
    with pytest.raises(attempts.NoSuchQuestion):
        attempts.answer(device(), page, "no-such-question", marked(page.marked_questions[0]))
    assert not Attempt.objects.exists()


def test_pauses_do_not_count_as_learning(site_content):
    page, learner = module(), device()
    one, two, three = page.marked_questions
    answer(learner, page, one, now=NOW)
    answer(learner, page, two, now=NOW + datetime.timedelta(seconds=90))
    # A night, in which the clocks change.
    attempt = answer(learner, page, three, now=NOW + datetime.timedelta(hours=20)).attempt
    assert attempt.active_seconds == 90 + 5 * 60


def test_questions_before_learning_are_no_first_try_and_show_the_gain(site_content):
    page, learner = module(), device()
    asked = attempts.before_questions(page.marked_questions)
    assert [question.number for question in asked] == [1, 3]
    answer(learner, page, asked[0], is_right=True, round=attempts.BEFORE)
    attempt = answer(learner, page, asked[1], is_right=False, round=attempts.BEFORE).attempt
    assert (attempt.before_asked, attempt.before_right, attempt.right, attempt.finished_at) == (2, 1, 0, None)
    attempt = finish(learner, page, [True, True, True])
    assert attempt.first_right == 3
    assert attempts.Progress(attempt).gain == (1, 2, 2)


def test_starting_again_keeps_what_was_finished_and_lets_go_of_what_was_open(site_content):
    page, learner = module(), device()
    finished = finish(learner, page, [True, True, True])
    opened = attempts.start_again(learner, page)
    newer = attempts.start_again(learner, page)
    assert Attempt.objects.get(pk=opened.pk).learner is None
    assert attempts.attempt_of(learner, page) == newer
    assert [attempt.pk for attempt in attempts.best_attempts(learner)] == [finished.pk]


def test_the_database_allows_one_open_attempt_a_module(site_content):
    """Lost if this fails: two tabs make two attempts."""
    page, learner = module(), device()
    version = versions.current(page)
    values = {"learner": learner, "version": version, "module_key": page.translation_key, "marked": 3}
    times = {"started_at": NOW, "last_answer_at": NOW}
    Attempt.objects.create(**values, **times)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(**values, **times)


def test_the_best_result_of_each_module_is_kept(site_content, django_user_model):
    page, learner = module(), account(django_user_model)
    good = finish(learner, page, [True, True, False])
    attempts.start_again(learner, page)
    finish(learner, page, [False, False, False], now=NOW + datetime.timedelta(days=1))
    assert attempts.best_attempts(learner) == [good]


def test_a_learner_is_seen_on_the_day_of_the_answer(site_content):
    page, learner = module(), device()
    type(learner).objects.filter(pk=learner.pk).update(seen_on=datetime.date(2026, 1, 1))
    learner.refresh_from_db()
    answer(learner, page, page.marked_questions[0])
    learner.refresh_from_db()
    assert learner.seen_on == timezone.localdate()
