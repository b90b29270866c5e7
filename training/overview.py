"""What somebody sees in my learning: what they are in the middle of, what they have done, what they kept. A few queries in all."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from training import attempts, learners, versions
from training.models import Answer, Attempt, Certificate, ModuleIndexPage, ModulePage


@dataclass(frozen=True)
class Begun:
    """A module somebody is in the middle of. Without `address` it is not published any more, and the answers are kept.

    `number` is the question they come to next, of `total`; 0 where the version cannot be read any more.
    """

    title: str
    address: str
    number: int
    total: int
    minutes_left: int
    last_answer_at: datetime.datetime


@dataclass(frozen=True)
class Done:
    """A module somebody has finished: their best result, and what can be done with it ("" where it cannot)."""

    title: str
    right: int
    marked: int
    passed: bool
    has_pass_mark: bool
    finished_at: datetime.datetime
    minutes: int
    result_address: str
    certificate: Certificate | None
    certificate_address: str


class Overview:
    """All that stands on my learning for one Learner."""

    def __init__(self, learner):
        self.learner = learner

    @cached_property
    def _open(self):
        return list(attempts.open_attempts(self.learner).defer("version__steps", "version__later_questions"))

    @cached_property
    def _best(self):
        return attempts.best_attempts(self.learner)

    @cached_property
    def _slugs(self):
        """{module key: {language: slug}} of the modules that are published, in one query."""
        keys = {row.module_key for row in [*self._open, *self._best, *self._mailed]}
        rows = ModulePage.objects.open().filter(translation_key__in=keys)
        found = {}
        for key, language, slug in rows.values_list("translation_key", "locale__language_code", "slug"):
            found.setdefault(key, {})[language] = slug
        return found

    def _address(self, name, version, *args):
        """An address of a module: in the language it was taken in, or else in that of this page, or the first there is."""
        slugs = self._slugs.get(version.module_key)
        if not slugs:
            return ""
        wanted = (version.language, translation.get_language(), settings.LANGUAGE_CODE, *slugs)
        language = next(code for code in wanted if code in slugs)
        with translation.override(language):
            return reverse(name, args=[slugs[language], *args])

    # In the middle of ----------------------------------------------------------------------------------------------------

    @cached_property
    def begun(self):
        """What is open, the last one touched first: a list of Begun."""
        given = {}
        rows = Answer.objects.filter(attempt__in=self._open).exclude(round=attempts.BEFORE)
        for attempt_id, question_id in rows.values_list("attempt_id", "question_id"):
            given.setdefault(attempt_id, set()).add(question_id)
        return [self._begun(attempt, given.get(attempt.pk, set())) for attempt in self._open]

    def _begun(self, attempt, given):
        number, total, left = self._place(attempt, given)
        return Begun(
            title=attempt.version.title,
            address=self._address("module_question", attempt.version, number) if number else "",
            number=number,
            total=total,
            minutes_left=left,
            last_answer_at=attempt.last_answer_at,
        )

    def _place(self, attempt, given):
        """(number of the next question, how many, minutes left), as the version has them that was begun with."""
        try:
            content = versions.content(attempt.version)
        except versions.Unreadable:
            return 0, attempt.marked, 0
        questions = list(content.marked.values())
        following = next((question for question in questions if question.id not in given), None)
        if following is None:
            return 0, len(questions), 0
        left = next(step.minutes_left for step in content.steps if step.slug == following.step)
        return following.number, len(questions), left

    # Done ------------------------------------------------------------------------------------------------------------------

    @cached_property
    def done(self):
        """What is finished, the newest first: a list of Done, one for each module."""
        made = {one.version.module_key: one for one in self.certificates if not one.withdrawn_at}
        return [self._done(attempt, made.get(attempt.module_key)) for attempt in self._best]

    def _done(self, attempt, certificate):
        version = attempt.version
        to_make = self._address("certificate_make", version) if attempt.passed and not certificate else ""
        return Done(
            title=version.title,
            right=attempt.right,
            marked=attempt.marked,
            passed=attempt.passed,
            has_pass_mark=version.pass_percent is not None and attempt.marked > 0,
            finished_at=attempt.finished_at,
            minutes=version.minutes,
            result_address=self._address("module_result", version),
            certificate=certificate,
            certificate_address=reverse("certificate", args=[certificate.pk]) if certificate else to_make,
        )

    @property
    def minutes(self):
        """The stated minutes of the modules that are done: each module counts once, however often it was taken."""
        return sum(one.minutes for one in self.done)

    # What they kept ----------------------------------------------------------------------------------------------------------

    @cached_property
    def certificates(self):
        """All certificates, the newest first."""
        mine = self.learner.certificates.select_related("version")
        return list(mine.defer("version__steps", "version__later_questions"))

    @cached_property
    def reflections(self):
        """What they wrote and kept, the newest first."""
        return list(self.learner.reflections.all())

    @cached_property
    def _mailed(self):
        later = ("version__steps", "version__later_questions")
        check_ins = self.learner.check_ins.filter(ended_at=None).select_related("version").defer(*later)
        follow_ups = self.learner.follow_ups.filter(answered_on=None, stopped_at=None)
        return [*check_ins.order_by("pk"), *follow_ups.select_related("version").defer(*later).order_by("pk")]

    @cached_property
    def mails(self):
        """What they asked to be mailed: [(title of the module, address where it can be stopped, or "")], each module once."""
        by_module = {row.module_key: row.version for row in self._mailed}
        return [(version.title, self._address("keep_fresh", version)) for version in by_module.values()]

    @cached_property
    def is_empty(self):
        """Whether there is nothing to show yet."""
        return not (self._open or self._best or self.reflections or self.certificates)


def unclaimed(learner):
    """What a device holds, for whoever has signed in on it: titles of modules; None where there is nothing to take."""
    if learner is None:
        return None
    titles = list(
        Attempt.objects.filter(learner=learner).order_by("version__title").values_list("version__title", flat=True)
    )
    titles = list(dict.fromkeys(titles))
    kept = learner.reflections.exists() or learner.certificates.exists() or learner.teams.exists()
    return titles if titles or kept or learner.teams_owned.exists() else None


def modules_address(request):
    """The address of the page of all modules, in the active language, or of the home page where there is none."""
    pages = ModuleIndexPage.objects.live().filter(locale__language_code=translation.get_language())
    page = pages.first() or ModuleIndexPage.objects.live().first()
    return page.get_url(request) if page else "/"


def kept_until(learner):
    """The day on which what a device holds is deleted, if nobody comes back."""
    return learner.seen_on + learners.COOKIE_AGE
