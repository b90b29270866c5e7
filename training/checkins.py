"""Check-ins: one question by mail after 12 days, then after 12 or 24 more, for learners who asked for it.

A question that is answered wrong comes back after 12 days, one that is answered right after 24, and after two right ones
running it is over: the schedule of B. Price Kerfoot and Harley Baker, tried with 1,470 physicians in 63 countries ("An online
spaced-education game for global continuing medical education", Annals of Surgery 2012). It sends questions and never tips: tips
by mail made no difference where they were tried (PMC5536283).

Each mail asks another question of the module: the ones its editors wrote for later, in turn; where there are none, what this
learner had wrong at the first try, or else any of its questions. It is always the module as it is published on that day.

A question is mailed once. Who does not answer it within 40 days is not asked again: the check-in ends as "stopped", because
silence is an answer too, and nobody should be written to for years. Until then a late answer counts like any other.
"""

import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from training import learners, mails, versions
from training.models import Attempt, CheckIn, CheckInAnswer, CheckInEnd

AFTER_WRONG, AFTER_RIGHT = 12, 24
RIGHT_IN_A_ROW = 2
# How many days an unanswered question waits before the check-in rests.
PATIENCE = 40


class NotFinished(Exception):
    """The learner has no account, or has not finished the module: there is nobody to write to, or nothing to ask about."""


class NotAsked(Exception):
    """The question is not open: not mailed yet, or the check-in has ended."""


def days_later(moment, days):
    """The same time on the clock `days` days after `moment`: a day on which the clocks change counts as one day."""
    local = timezone.localtime(moment).replace(tzinfo=None) + datetime.timedelta(days=days)
    return timezone.make_aware(local)


# Beginning and ending ----------------------------------------------------------------------------------------------------


def has_finished(learner, module_key):
    """Whether somebody with an account has finished a module, so that both reminders are open to them."""
    if learner is None or learner.user_id is None:
        return False
    return learner.attempts.filter(module_key=module_key).exclude(finished_at=None).exists()


def start(learner, page, now=None):
    """Begins the check-ins of a learner about a module: the CheckIn. Beginning twice is once. Raises NotFinished."""
    if not has_finished(learner, page.translation_key):
        raise NotFinished
    now = now or timezone.now()
    new = {"version": partial(versions.current, page), "started_at": now, "due_at": days_later(now, AFTER_WRONG)}
    running_one = {"learner": learner, "module_key": page.translation_key, "ended_at": None}
    return CheckIn.objects.get_or_create(**running_one, defaults=new)[0]


def running(learner, module_key):
    """The check-in of a learner about a module that has not ended, or None."""
    return CheckIn.objects.filter(learner=learner, module_key=module_key, ended_at=None).first()


def stop(check_in, now=None):
    """Ends a check-in for its learner, and takes back a mail that has not left yet. Stopping twice is once."""
    with transaction.atomic():
        _end(check_in, CheckInEnd.STOPPED, now or timezone.now())
        mails.take_back_check_in(check_in)


def _end(check_in, why, now):
    if CheckIn.objects.filter(pk=check_in.pk, ended_at=None).update(ended_at=now, ended_why=why):
        check_in.ended_at, check_in.ended_why = now, why


# Asking ------------------------------------------------------------------------------------------------------------------


def due(now):
    """The numbers of the check-ins whose next question is due, the longest waiting first. None of an account that is gone."""
    found = CheckIn.objects.filter(ended_at=None, asked_at=None, due_at__lte=now, learner__user__is_active=True)
    return list(found.exclude(learner__user__email="").order_by("due_at").values_list("pk", flat=True))


def ask(number, now=None):
    """Mails the next question of the check-in with this number: the CheckIn, or None where nothing is due (any more).

    A module that has been taken down, or has no questions left, ends the check-in, and the learner is told once.
    Raises versions.Unreadable.
    """
    now = now or timezone.now()
    with transaction.atomic():
        check_in = CheckIn.objects.select_for_update(of=("self",)).filter(pk=number).select_related("version").first()
        if check_in is None or check_in.ended_at or check_in.asked_at or check_in.due_at > now:
            return None
        page = versions.live_page(check_in.module_key, check_in.version.language)
        version = versions.current(page) if page else None
        question = _next_question(check_in, version) if version else None
        if question is None:
            _end(check_in, CheckInEnd.GONE, now)
            mails.check_in_done(check_in)
            return None
        check_in.version, check_in.question_id, check_in.asked_at = version, question.id, now
        check_in.save(update_fields=["version", "question_id", "asked_at"])
        mails.check_in(check_in, days_later(now, PATIENCE), PATIENCE)
        return check_in


def _next_question(check_in, version):
    """The question that was asked least often in all check-ins of this learner about the module, or None without any."""
    held = versions.content(version)
    open_to_ask = list(held.later.values()) or _had_wrong(check_in, held) or list(held.marked.values())
    given = CheckInAnswer.objects.filter(
        check_in__learner_id=check_in.learner_id, check_in__module_key=check_in.module_key
    ).order_by("answered_at", "pk")
    asked = [answer.question_id for answer in given]
    last = {question_id: place for place, question_id in enumerate(asked)}
    return min(open_to_ask, key=lambda question: (asked.count(question.id), last.get(question.id, -1)), default=None)


def _had_wrong(check_in, held):
    """The questions that the learner had wrong at the first try, in the attempt they finished last."""
    attempt = (
        Attempt.objects.filter(learner_id=check_in.learner_id, module_key=check_in.module_key)
        .exclude(finished_at=None)
        .order_by("-finished_at")
        .first()
    )
    if attempt is None:
        return []
    wrong = set(attempt.answers.filter(round=1, right=False).values_list("question_id", flat=True))
    return [question for question in held.marked.values() if question.id in wrong]


def rest(now):
    """Ends the check-ins whose question has waited for an answer too long. Returns how many."""
    silent = CheckIn.objects.filter(ended_at=None, asked_at__lte=days_later(now, -PATIENCE))
    return silent.update(ended_at=now, ended_why=CheckInEnd.STOPPED)


# Answering ---------------------------------------------------------------------------------------------------------------


def question_of(version, question_id):
    """The Question with this id in a version, or None. Raises versions.Unreadable."""
    held = versions.content(version)
    return held.later.get(question_id) or held.marked.get(question_id)


def open_question(check_in):
    """The Question that waits for an answer, or None. Raises versions.Unreadable."""
    if check_in.ended_at or not check_in.asked_at:
        return None
    return question_of(check_in.version, check_in.question_id)


def last_answer(check_in):
    """The CheckInAnswer given last, or None."""
    return check_in.answers.select_related("version").order_by("-number").first()


def answer(check_in, number, marked, now=None):
    """Keeps the answer to question `number` of a check-in and sets when the next one comes: the CheckInAnswer.

    `marked` is what answers.read gave for it. A form sent twice is one answer, and the first one stands. Raises NotAsked.
    """
    now = now or timezone.now()
    with transaction.atomic():
        check_in = CheckIn.objects.select_for_update().get(pk=check_in.pk)
        stands = check_in.answers.filter(number=number).first()
        if stands:
            return stands
        if check_in.ended_at or not check_in.asked_at or number != check_in.number:
            raise NotAsked
        kept = CheckInAnswer.objects.create(
            check_in=check_in,
            version_id=check_in.version_id,
            question_id=check_in.question_id,
            number=number,
            chosen=marked.chosen,
            right=marked.right,
            answered_at=now,
        )
        _go_on(check_in, kept.right, now)
    learners.saw(check_in.learner)
    return kept


def _go_on(check_in, right, now):
    """What follows from an answer: the next question, or the end."""
    check_in.right_in_a_row = check_in.right_in_a_row + 1 if right else 0
    if check_in.right_in_a_row >= RIGHT_IN_A_ROW:
        check_in.ended_at, check_in.ended_why = now, CheckInEnd.RETIRED
    else:
        check_in.number += 1
        check_in.question_id, check_in.asked_at = "", None
        check_in.due_at = days_later(now, AFTER_RIGHT if right else AFTER_WRONG)
    check_in.save()
