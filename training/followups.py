"""Did it change anything? One question by mail six weeks after a module, for learners who asked for it.

Everybody may see what was answered, as counts without persons. An answer stays counted when its learner deletes their account:
nothing is left then that says whose it was.
"""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone, translation

from home import freshness
from training import learners, mails, versions
from training.checkins import NotFinished, days_later, has_finished
from training.models import Change, FollowUp, ModulePage, ModuleVersion
from training.rounding import in_fives, middle
from training.small_numbers import is_small

SIX_WEEKS = 42


class Stopped(Exception):
    """The learner has stopped the question."""


def start(learner, page, now=None):
    """Asks for the question about a module in six weeks: the FollowUp. Raises checkins.NotFinished.

    Everybody answers once about a module: who has one that waits, or has answered, gets that one back.
    """
    if not has_finished(learner, page.translation_key):
        raise NotFinished
    now = now or timezone.now()
    found = of(learner, page.translation_key)
    if found:
        return found
    new = {"version": partial(versions.current, page), "started_at": now, "due_at": days_later(now, SIX_WEEKS)}
    waiting = {"learner": learner, "module_key": page.translation_key, "answered_on": None, "stopped_at": None}
    return FollowUp.objects.get_or_create(**waiting, defaults=new)[0]


def of(learner, module_key):
    """A learner's question about a module, waiting or answered, or None. One that was stopped does not count."""
    found = FollowUp.objects.filter(learner=learner, module_key=module_key, stopped_at=None)
    return found.order_by(F("answered_on").desc(nulls_last=True)).first()


def stop(follow_up, now=None):
    """Stops a question that is not answered, and takes back a mail that has not left yet. Stopping twice is once."""
    now = now or timezone.now()
    with transaction.atomic():
        if FollowUp.objects.filter(pk=follow_up.pk, answered_on=None, stopped_at=None).update(stopped_at=now):
            follow_up.stopped_at = now
            mails.take_back_follow_up(follow_up)


def due(now):
    """The numbers of the questions that are due, the longest waiting first. None of an account that is gone."""
    found = FollowUp.objects.filter(
        answered_on=None, stopped_at=None, asked_at=None, due_at__lte=now, learner__user__is_active=True
    )
    return list(found.exclude(learner__user__email="").order_by("due_at").values_list("pk", flat=True))


def ask(number, now=None):
    """Mails the question with this number: the FollowUp, or None where nothing is due (any more)."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = FollowUp.objects.select_for_update(of=("self",)).select_related("version")
        follow_up = rows.filter(pk=number, learner__isnull=False).first()
        if follow_up is None or follow_up.asked_at or follow_up.stopped_at or follow_up.answered_on:
            return None
        if follow_up.due_at > now:
            return None
        follow_up.asked_at = now
        follow_up.save(update_fields=["asked_at"])
        mails.follow_up(follow_up)
        return follow_up


def answer(follow_up, change, now=None):
    """Keeps what a learner says (a Change). Saying something else later replaces it. Raises Stopped, ValueError."""
    now = now or timezone.now()
    waits = FollowUp.objects.filter(pk=follow_up.pk, stopped_at=None)
    if not waits.update(answer=Change(change), answered_on=timezone.localdate(now)):
        raise Stopped
    learners.saw(follow_up.learner)


# For everybody -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """How many gave one answer: in words, and as a part of a bar of 100, drawn from the middle of what the words say."""

    change: str
    label: str
    count: str
    start: int
    width: int


@dataclass(frozen=True)
class Total:
    """What was answered about one module, or about all of them. No `shares` where too few answered."""

    title: str
    url: str
    asked: str
    answered: str
    silent: str
    shares: list


def totals(request=None):
    """(Total of all modules, [Total of each module anybody was asked about]), in fives so that they point at nobody.

    Fewer than 5 answers show nothing, and every number is a range of five: otherwise what is hidden for one module could be
    taken from the sum of all. Only those who have been mailed count as asked.
    """
    freshness.shows(freshness.LEARNING)
    rows = (
        FollowUp.objects.exclude(asked_at=None)
        .values("module_key", "answer")
        .annotate(count=Count("pk"))
        .order_by("module_key", "answer")
    )
    found = {}
    for row in rows:
        found.setdefault(row["module_key"], Counter())[row["answer"]] += row["count"]
    named = _names(found, request)
    modules = [_total(counts, *named[key]) for key, counts in found.items()]
    return _total(sum(found.values(), Counter())), sorted(modules, key=lambda total: total.title.casefold())


def _total(counts, title="", url=""):
    asked = sum(counts.values())
    answered = asked - counts[""]
    return Total(
        title=title,
        url=url,
        asked=in_fives(asked),
        answered=in_fives(answered),
        silent=in_fives(counts[""]),
        shares=[] if is_small(answered) else _shares(counts),
    )


def _shares(counts):
    parts = [middle(counts[change]) for change in Change.values]
    edges = [sum(parts[:place]) * 100 // sum(parts) for place in range(len(parts) + 1)]
    return [
        Share(change.value, change.label, in_fives(counts[change]), start, end - start)
        for change, (start, end) in zip(Change, pairwise(edges), strict=True)
    ]


def _names(keys, request):
    """{module key: (title, address or "")}: of the live page in the active language, or else of the newest version."""
    named = {}
    for version in ModuleVersion.objects.filter(module_key__in=keys).order_by("number"):
        named[version.module_key] = (version.title, "")
    wanted = Q(translation_key__in=keys, locale__language_code=translation.get_language())
    for page in ModulePage.objects.open().filter(wanted).defer("steps", "later_questions"):
        named[page.translation_key] = (page.title, page.get_url(request) or "")
    return named
