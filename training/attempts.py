"""Attempts: begun by the first answer, bound to the version it began with, never lost and never doubled.

Every answer is one row, written in one transaction with what follows from it. The first answer to a question counts for the
first try; what was wrong can be tried again as often as somebody likes, and the best result is kept.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db import IntegrityError, transaction
from django.utils import timezone

from training import learners, versions
from training.models import Answer, Attempt

BEFORE, FIRST_TRY = 0, 1
# What an answer changes of its attempt.
_COUNTED = (
    "active_seconds", "last_answer_at", "before_asked", "before_right", "first_right", "right", "finished_at", "passed",
)  # fmt: skip
# A longer time between two answers is a pause: it counts as this much.
LONGEST_GAP = datetime.timedelta(minutes=5)
# A look at what somebody knows before learning takes two questions, out of at least so many.
LEAST_FOR_BEFORE = 3


class NoSuchQuestion(Exception):
    """The question is not in the version that this learner has."""


@dataclass(frozen=True)
class Recorded:
    """What became of an answer. `repeated`: there was one for this try already, and that one stands."""

    attempt: Attempt
    answer: Answer
    repeated: bool


# What somebody has -------------------------------------------------------------------------------------------------------


def attempt_of(learner, page):
    """The attempt of a learner at a module: the open one, or else the last finished one, or None."""
    if learner is None:
        return None
    return _first(_light().filter(learner=learner, module_key=page.translation_key))


def attempt_at(learner, pages):
    """The same for a queryset `pages` of one module, in one query. An attempt in another language is not found."""
    return _first(_light().filter(learner=learner, version__page__in=pages.values("pk")))


def _light():
    """Attempts with their versions. What a version holds is read once in each process, not with every attempt."""
    return Attempt.objects.select_related("version").defer("version__steps", "version__later_questions").order_by()


def _first(mine):
    """The open attempt, or else the newest, or None."""
    return min(mine, key=lambda attempt: (attempt.finished_at is not None, -attempt.pk), default=None)


def before_questions(marked):
    """The questions asked before learning: the first and the last of the marked ones; none of a module with few."""
    marked = list(marked)
    return [marked[0], marked[-1]] if len(marked) >= LEAST_FOR_BEFORE else []


class Progress:
    """How far an attempt has come. Raises versions.Unreadable where its version cannot be read any more."""

    def __init__(self, attempt):
        self.attempt = attempt
        self.content = versions.content(attempt.version)
        self.questions = list(self.content.marked.values())

    @cached_property
    def answers(self):
        """{question id: its answers, first try first}, those before learning left out."""
        found = {}
        for answer in self.attempt.answers.exclude(round=BEFORE).order_by("round"):
            found.setdefault(answer.question_id, []).append(answer)
        return found

    @cached_property
    def before(self):
        """{question id: the answer before learning}."""
        return {answer.question_id: answer for answer in self.attempt.answers.filter(round=BEFORE)}

    def last(self, question):
        """The last Answer to a question, or None."""
        return self.answers.get(question.id, [None])[-1]

    def is_right(self, question):
        """Whether a question was ever answered right."""
        return any(answer.right for answer in self.answers.get(question.id, []))

    def next_round(self, question):
        """The round of the next answer to a question, or None where it was answered right: nothing is left to try."""
        given = self.answers.get(question.id, [])
        if any(answer.right for answer in given):
            return None
        return given[-1].round + 1 if given else FIRST_TRY

    @property
    def next_question(self):
        """Where to go on: the first question without an answer, or None."""
        return next((question for question in self.questions if question.id not in self.answers), None)

    @property
    def open_questions(self):
        """The questions without an answer, in order."""
        return [question for question in self.questions if question.id not in self.answers]

    @property
    def wrong_questions(self):
        """The questions that were answered and never right, in order."""
        return [question for question in self.questions if question.id in self.answers and not self.is_right(question)]

    @property
    def gain(self):
        """(right before, right now, how many) on the questions asked before learning, or None where none were."""
        if not self.before:
            return None
        asked = [question for question in self.questions if question.id in self.before]
        return (
            sum(answer.right for answer in self.before.values()),
            sum(self.is_right(question) for question in asked),
            len(self.before),
        )


# Answers -----------------------------------------------------------------------------------------------------------------


def answer(learner, page, question_id, marked, round=FIRST_TRY, now=None, attempt=None, version=None):
    """Keeps an answer of `learner` to a question of `page`: Recorded. The attempt begins with it where there is none.

    `attempt` is the one the caller has found: the page is then not asked. `version` is what a new attempt begins with, where the
    caller has found that it is the one of today.

    `marked` is what answers.read gave for this question in the version the learner has; `round` is the try the form was
    made for, so that the same form sent twice, or from two tabs, is one answer and the first one stands.
    Raises NoSuchQuestion, or versions.Unreadable.
    """
    now = now or timezone.now()
    with transaction.atomic():
        attempt = (attempt and _locked(learner, attempt)) or _attempt_to_answer(learner, page, now, version)
        held = versions.content(attempt.version)
        if question_id not in held.marked:
            raise NoSuchQuestion(question_id)
        earlier = list(attempt.answers.order_by())
        given = {kept.round: kept for kept in earlier if kept.question_id == question_id}
        stands = given.get(round) or next((kept for kept in given.values() if kept.right and kept.round), None)
        if stands:
            return Recorded(attempt, stands, True)
        if round != BEFORE:
            round = max([FIRST_TRY, *(number + 1 for number in given)])
        kept = Answer.objects.create(
            attempt=attempt,
            version=attempt.version,
            question_id=question_id,
            round=round,
            chosen=marked.chosen,
            right=marked.right,
            answered_at=now,
        )
        _count(attempt, kept, [*earlier, kept], held, now)
    learners.saw(learner)
    return Recorded(attempt, kept, False)


def _locked(learner, attempt):
    """The attempt, locked, or None where it is no longer this learner's."""
    return _light().select_for_update(of=("self",)).filter(pk=attempt.pk, learner=learner).first()


def _attempt_to_answer(learner, page, now, version=None):
    """The locked attempt an answer belongs to: the open one, the last finished one, or a new one."""
    for _attempt in range(2):
        found = _first(
            _light().select_for_update(of=("self",)).filter(learner=learner, module_key=page.translation_key)
        )
        if found:
            return found
        try:
            with transaction.atomic():
                return _begin(learner, page, now, version)
        except IntegrityError:
            # The other tab has just begun: this answer belongs there.
            continue
    raise RuntimeError("No attempt could be begun.")


def _begin(learner, page, now, version=None):
    version = version or versions.current(page)
    return Attempt.objects.create(
        learner=learner,
        version=version,
        module_key=page.translation_key,
        organisation=learner.organisation,
        started_at=now,
        last_answer_at=now,
        marked=len(versions.content(version).marked),
    )


def _count(attempt, kept, given, held, now):
    """Brings an attempt up to date after the new answer `kept`. `given`: all its answers."""
    attempt.active_seconds += int(min(now - attempt.last_answer_at, LONGEST_GAP).total_seconds())
    attempt.last_answer_at = now
    if kept.round == BEFORE:
        attempt.before_asked += 1
        attempt.before_right = (attempt.before_right or 0) + kept.right
    else:
        if kept.round == FIRST_TRY:
            attempt.first_right += kept.right
        # An answer is only taken for a question that was never right.
        attempt.right += kept.right
        _finish_if_done(attempt, given, held, now)
    attempt.save(update_fields=_COUNTED)


def _finish_if_done(attempt, given, held, now):
    if attempt.finished_at is None and set(held.marked) <= {each.question_id for each in given if each.round}:
        attempt.finished_at = now
    if attempt.finished_at is not None:
        attempt.passed = attempt.passed or _passes(attempt)


def _passes(attempt):
    percent = attempt.version.pass_percent
    return percent is None or attempt.marked == 0 or attempt.right * 100 >= percent * attempt.marked


def finish_without_questions(learner, page, now=None):
    """Notes that somebody has read a module that has no marked questions. Returns the attempt. Twice is once."""
    now = now or timezone.now()
    with transaction.atomic():
        attempt = _attempt_to_answer(learner, page, now)
        if not attempt.marked and attempt.finished_at is None:
            attempt.finished_at, attempt.passed = now, True
            attempt.save()
    return attempt


def start_again(learner, page, now=None):
    """A new attempt at the module as it is now. What was finished stays; what was open stays as a count only."""
    now = now or timezone.now()
    with transaction.atomic():
        Attempt.objects.filter(learner=learner, module_key=page.translation_key, finished_at=None).update(learner=None)
        return _begin(learner, page, now)


# All that somebody did ---------------------------------------------------------------------------------------------------


def open_attempts(learner):
    """What a learner is in the middle of, the last one touched first."""
    return learner.attempts.filter(finished_at=None).select_related("version").order_by("-last_answer_at")


def best_attempts(learner):
    """The best finished attempt of each module: passed before not passed, then most right, then the newest."""
    best = {}
    for attempt in learner.attempts.exclude(finished_at=None).select_related("version"):
        key = (attempt.passed, attempt.right / attempt.marked if attempt.marked else 1, attempt.finished_at)
        if attempt.module_key not in best or key > best[attempt.module_key][0]:
            best[attempt.module_key] = (key, attempt)
    return sorted((attempt for _key, attempt in best.values()), key=lambda one: one.finished_at, reverse=True)
