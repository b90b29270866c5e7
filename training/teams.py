"""Teams: how many of those who chose to be counted have begun and finished which module. Counts, never persons.

Somebody makes a team and shares its link. Whoever opens it reads what is counted and joins or does not; they can leave at any
time. From then on their beginnings and endings count, and nothing from before: no answers, no scores, no names, no dates.

What keeps one person out of sight: nothing is shown while fewer than 5 are counted; every number is a range of five, so that
one person who joins, leaves or finishes rarely changes what is shown; and nobody is told when somebody joins or leaves. What it
cannot keep out is somebody who fills a team with made-up members and watches the fifth: so the page to join says to join only a
team whose maker one trusts. One person with two devices without an account counts as two.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone, translation

from training.models import Attempt, ModulePage, Team, TeamMember
from training.rounding import in_fives
from training.small_numbers import is_small

# More teams than this of one owner are a mistake or a machine.
MOST = 20


class TooMany(Exception):
    """The owner has as many teams as one person may have."""


class Closed(Exception):
    """Nobody can join a team that is closed."""


# For the owner -----------------------------------------------------------------------------------------------------------


def make(owner, name, now=None):
    """A new Team of a learner with an account. Raises TooMany; ValueError where the learner has no account."""
    if owner.user_id is None:
        raise ValueError("A team belongs to an account.")
    if owner.teams_owned.count() >= MOST:
        raise TooMany
    return Team.objects.create(owner=owner, name=name, made_at=now or timezone.now())


def rename(team, name):
    """Gives a team another name."""
    team.name = name
    team.save(update_fields=["name"])


def new_link(team):
    """Makes a new link: nobody can join with the old one. Who has joined stays."""
    Team.objects.filter(pk=team.pk).update(link_version=F("link_version") + 1)
    team.refresh_from_db(fields=["link_version"])


def close(team, now=None):
    """Ends a team: nobody is counted any more, and who was in it is deleted. Closing twice is once."""
    with transaction.atomic():
        Team.objects.filter(pk=team.pk, closed_at=None).update(closed_at=now or timezone.now())
        team.members.all().delete()
    team.refresh_from_db(fields=["closed_at"])


def delete(team):
    """Takes a team away, its link and its name with it."""
    team.delete()


# For members -------------------------------------------------------------------------------------------------------------


def join(team, learner, now=None):
    """Counts a learner in a team from now on. Joining twice is once. Raises Closed."""
    with transaction.atomic():
        # Locked, so that nobody joins while it is being closed.
        if Team.objects.select_for_update().filter(pk=team.pk, closed_at=None).first() is None:
            raise Closed
        TeamMember.objects.get_or_create(team=team, learner=learner, defaults={"joined_at": now or timezone.now()})


def leave(team, learner):
    """Counts a learner in a team no longer. Leaving twice is once."""
    TeamMember.objects.filter(team=team, learner=learner).delete()


def is_member(team, learner):
    """Whether a learner is counted in a team; False for nobody."""
    return learner is not None and TeamMember.objects.filter(team=team, learner=learner).exists()


# Counts ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ModuleCount:
    """How many of a team have begun and finished a module, as it is shown."""

    title: str
    url: str
    begun: str
    finished: str


@dataclass(frozen=True)
class Counts:
    """What a team's owner sees: the number of members in words, and the modules that enough of them have begun or finished."""

    members: str
    are_shown: bool
    modules: list


def counts(team, request=None):
    """The Counts of a team over the live modules in the active language. A module that fewer than 5 have begun is left out."""
    members = team.members.count()
    if is_small(members):
        return Counts(in_fives(members), False, [])
    begun, finished = _learners(team, "started_at"), _learners(team, "finished_at")
    shown = [key for key in {*begun, *finished} if not (is_small(begun.get(key, 0)) and is_small(finished.get(key, 0)))]
    pages = ModulePage.objects.open().filter(
        translation_key__in=shown, locale__language_code=translation.get_language()
    )
    modules = [
        ModuleCount(
            title=page.title,
            url=page.get_url(request) or "",
            begun=in_fives(begun.get(page.translation_key, 0)),
            finished=in_fives(finished.get(page.translation_key, 0)),
        )
        for page in pages.order_by("path").defer("steps", "later_questions")
    ]
    return Counts(in_fives(members), True, modules)


def _learners(team, moment):
    """{module key: how many members did it since they joined}, each counted once; `moment` is a field of Attempt."""
    since = Q(learner__teams__team=team) & Q(**{f"{moment}__gte": F("learner__teams__joined_at")})
    rows = Attempt.objects.filter(since).values("module_key").annotate(count=Count("learner", distinct=True))
    return {row["module_key"]: row["count"] for row in rows.order_by("module_key")}
