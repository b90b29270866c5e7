"""Where somebody is in a module: the version they have, what they have answered, and what comes next.

Pages of steps, of questions and of the result all ask here, so that all of them show the same version.
"""

from dataclasses import dataclass

from django.http import Http404
from django.utils import translation
from django.utils.functional import SimpleLazyObject, cached_property

from training import attempts, learners, versions
from training.models import Attempt, ModulePage
from training.roles import Role

# In an address: the plain telling, also for somebody who has given a role.
EVERYBODY = "everybody"


class TakenDown(Exception):
    """The module is no longer published, and this learner has answers in it. `attempt` is the last one."""

    def __init__(self, attempt):
        super().__init__()
        self.attempt = attempt


@dataclass(frozen=True)
class Following:
    """What is read after a question, or at the start of a step: blocks, then a question, a step, or the result."""

    step: object
    blocks: list
    question: object = None
    next_step: object = None


class Walk:
    """One learner, or a reader whom nobody knows, in one module. `page` is live.

    Raises versions.Unreadable where the version they began with cannot be read any more.
    """

    def __init__(self, request, page, begun=None, version=None):
        """`begun` is (learner, attempt) where the caller has found them already; `page` may then be lazy.

        `version` is that of the live page, for an answer that begins an attempt.
        """
        self.request, self.page = request, page
        if begun:
            self.learner, self.attempt = begun
        else:
            # An editor who looks at a draft is not learning.
            self.learner = None if getattr(request, "is_preview", False) else learners.of(request)
            self.attempt = attempts.attempt_of(self.learner, page)
        self.progress = attempts.Progress(self.attempt) if self.attempt else None
        self.version = self.attempt.version if self.attempt else version

    @property
    def slug(self):
        """The module's part of the addresses below it."""
        match = self.request.resolver_match
        return match.kwargs["module"] if match and "module" in match.kwargs else self.page.slug

    @cached_property
    def shown(self):
        """The page as this learner began with it, for the templates."""
        return versions.as_page(self.attempt.version, self.page) if self.attempt else self.page

    @property
    def steps(self):
        return versions.content(self.version).steps if self.version else self.page.step_list

    @cached_property
    def marked(self):
        return list(versions.content(self.version).marked.values()) if self.version else self.page.marked_questions

    @property
    def is_known(self):
        """Whether the page says something about one person, so that nobody else may be given it."""
        return self.learner is not None

    @cached_property
    def role(self):
        """The role a scenario is told for: the one in the address, or the one the learner gave, or ""."""
        asked = self.request.GET.get("role", "")
        if asked == EVERYBODY:
            return ""
        if asked in Role.values:
            return asked
        return self.learner.role if self.learner else ""

    @property
    def role_query(self):
        """What carries the role to the next page, where it stands in the address."""
        asked = self.request.GET.get("role", "")
        return f"?role={asked}" if asked == EVERYBODY or asked in Role.values else ""

    def question(self, number):
        """The marked question with this number. Raises Http404."""
        if not 1 <= number <= len(self.marked):
            raise Http404("This module has no such question.")
        return self.marked[number - 1]

    def numbered(self, question_id):
        """The marked question with this id, or None: it has been taken out since somebody saw it."""
        return next((question for question in self.marked if question.id == question_id), None)

    def step_of(self, question):
        return next(step for step in self.steps if step.slug == question.step)

    def begin_step(self, step):
        """What is read when a step opens: Following."""
        return self._following(step, 0)

    def after(self, question):
        """What is read after a question: Following."""
        step = self.step_of(question)
        place = next(i for i, part in enumerate(step.parts) if part.question and part.question.id == question.id)
        return self._following(step, place + 1)

    def _following(self, step, place):
        part = step.parts[place]
        next_step = None if step.is_last else self.steps[step.number]
        return Following(step, part.blocks, part.question, None if part.question else next_step)

    @property
    def before(self):
        """The questions asked before learning, in order; none in a module with few."""
        return attempts.before_questions(self.marked)

    @cached_property
    def has_changed(self):
        """Whether the module has been published anew since this learner began."""
        return bool(self.attempt) and bool(versions.has_changed(self.attempt.version, self.page))


def find(request, slug):
    """The Walk through the live module with this slug in the active language. Raises Http404, TakenDown or Unreadable."""
    if request.method == "POST":
        # An answer of somebody who has begun needs their version, and nothing of the page.
        learner = learners.of(request)
        attempt = attempts.attempt_at(learner, _live_pages(slug)) if learner else None
        if attempt:
            return Walk(request, SimpleLazyObject(lambda: _live_page(request, slug)), (learner, attempt))
        page = _live_pages(slug).select_related("locale").first() or _live_page(request, slug)
        # Begun in another language, or now: with the version of today where there is one, whose questions are read already.
        attempt = attempts.attempt_of(learner, page)
        return Walk(request, page, (learner, attempt), None if attempt else versions.known(page))
    return Walk(request, _live_page(request, slug))


def _live_page(request, slug):
    page = live_page(slug)
    if page is None:
        raise_if_begun(request, slug=slug)
        raise Http404("There is no such module.")
    return page


def live_page(slug):
    """The live public module with this slug in the active language, or None."""
    # Whoever has begun is shown their version, with little of the page beside it; what else is asked for is fetched then.
    pages = _live_pages(slug).select_related("locale").only(*versions.SHOWN_WITH, "locale__language_code")
    found = list(pages[:1])
    return found[0] if found else None


def _live_pages(slug):
    pages = ModulePage.objects.open().filter(slug=slug, locale__language_code=translation.get_language())
    return pages.order_by()


def raise_if_begun(request, **page):
    """Raises TakenDown where the sender of this request has an attempt at the module (named by `page`) that is not shown."""
    learner = learners.of(request)
    if learner is None:
        return
    named = {f"version__page__{name}": value for name, value in page.items()}
    attempt = Attempt.objects.filter(learner=learner, **named).select_related("version").order_by("-pk").first()
    if attempt:
        raise TakenDown(attempt)
