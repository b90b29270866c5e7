"""Whether a question does its work: who gets it right at the first try, what the others choose, and what to do about it.

The measures are those of classical test theory (Ebel and Frisbie, "Essentials of educational measurement", 1991; Crocker and
Algina, "Introduction to classical and modern test theory", 1986):
facility, the share of right answers, and discrimination, the point-biserial correlation of being right here with the share of
right answers to the module's other questions. With two to four questions a module, the second is a rough measure.
Only counts leave the database.
"""

import math
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Value, When
from django.utils.functional import cached_property

from training import answers, small_numbers, versions
from training.attempts import FIRST_TRY
from training.blocks.questions import letter
from training.models import Answer, ModulePage, ModuleVersion

# Before so many first tries, chance says more than the question.
ENOUGH = 30
HARD, EASY = 0.3, 0.95
WEAK = 0.1
# How far below zero a correlation has to be, in standard errors, for chance to give it in 1 of 20 questions at most.
_BEYOND_CHANCE = 1.645

WAIT, CHECK_KEY, REWORD, FINE = "wait", "check_key", "reword", "fine"
VERDICTS = {WAIT: "Not enough answers yet", CHECK_KEY: "Check the key", REWORD: "Reword", FINE: "Fine"}


@dataclass(frozen=True)
class Wrong:
    """What people get wrong most often: a sentence without its number ("choose “B: …”, which is not …"), and how many do."""

    words: str
    count: int


@dataclass(frozen=True)
class Health:
    """One question of a module as it is now, with the counts of its first tries.

    `outright` is whether `wrong` is a whole answer, to be compared with the right one, and not a part of one.
    """

    question: object
    count: int
    right: int
    wrong: Wrong | None
    outright: bool
    discrimination: float | None
    compared: int

    @property
    def is_enough(self):
        """Whether there are enough answers to say something."""
        return self.count >= ENOUGH

    @property
    def facility(self):
        """The share of right answers, from 0 to 1."""
        return self.right / self.count if self.count else 0

    @property
    def right_in_100(self):
        return round(100 * self.facility)

    @property
    def wrong_in_100(self):
        """The share of `wrong`, in 100; None where it is nobody's or that of too few people to be told."""
        if self.wrong is None or small_numbers.is_small(self.wrong.count):
            return None
        return round(100 * self.wrong.count / self.count)

    @property
    def _misleads(self):
        return self.outright and self.wrong is not None and self.wrong.count > self.right

    @property
    def _is_turned(self):
        """Whether those who do well elsewhere do worse here, by more than chance gives."""
        found = self.discrimination
        return found is not None and found * math.sqrt(self.compared) < -_BEYOND_CHANCE

    @property
    def verdict(self):
        """WAIT, CHECK_KEY, REWORD or FINE."""
        if not self.is_enough:
            return WAIT
        if self._is_turned:
            return CHECK_KEY
        weak = self.discrimination is None or self.discrimination < WEAK
        return REWORD if self._misleads or (self.facility < HARD and weak) else FINE

    @property
    def verdict_words(self):
        return VERDICTS[self.verdict]

    @cached_property
    def advice(self):
        """What an editor is told, in plain sentences."""
        if self.verdict == WAIT:
            return f"Not enough answers yet: {small_numbers.shown(self.count)} of {ENOUGH}."
        wrong = f"{self.wrong_in_100} in 100 {self.wrong.words}." if self.wrong_in_100 is not None else ""
        if self.verdict == CHECK_KEY:
            told = (
                "People who do well in the other questions get this one wrong more often than the rest. "
                "Check that the right answer is marked as right, and that no other answer is right as well."
            )
        elif self._misleads:
            told = f"Only {self.right_in_100} in 100 answer right. Reword the question or that answer."
        elif self.verdict == REWORD:
            told = (
                f"Only {self.right_in_100} in 100 answer right, and those who know the subject do no better. "
                "Reword the question."
            )
        elif self.facility > EASY:
            told = "Almost everybody answers right at the first try. Keep it if it encourages; it teaches little."
        elif self.facility < HARD:
            told = "Hard, but those who know the subject get it right. Look whether the step before it explains enough."
        else:
            told = f"{self.right_in_100} in 100 answer right at the first try."
        return f"{wrong} {told}".strip()


def health(module_key):
    """The Health of every marked question of a module as it is now, in order; [] where the module was never there.

    Counted are the first tries at this very question: the same kind, words, answers and key, in any version and language.
    A question that was changed starts again, so that one sees whether the change helped. Raises versions.Unreadable where
    the module as it is now cannot be read.
    """
    today = _today(module_key)
    if not today:
        return []
    main = today[min(today, key=lambda language: language != settings.LANGUAGE_CODE)]
    asked_in = _asked_in(module_key, today, main)
    groups = _counts({pk for pks in asked_in.values() for pk in pks})
    return [
        _health(question, [row for row in groups if row.question == pk and row.version in asked_in[pk]])
        for pk, question in main.items()
    ]


def _today(module_key):
    """{language: {id: Question}} of the marked questions of a module as it is now, or as it last was."""
    pages = ModulePage.objects.live().filter(translation_key=module_key).select_related("locale")
    found = {page.locale.language_code: {one.id: one for one in page.marked_questions} for page in pages}
    if found:
        return found
    newest = ModuleVersion.objects.filter(module_key=module_key).order_by("-pk").first()
    return {newest.language: versions.content(newest).marked} if newest else {}


def _asked_in(module_key, today, main):
    """{question id: ids of the versions that ask it as it is asked today}."""
    found = {pk: set() for pk in main}
    for version in ModuleVersion.objects.filter(module_key=module_key, language__in=today).defer("steps"):
        try:
            held = versions.content(version).marked
        except versions.Unreadable:
            continue
        now = today[version.language]
        for pk, question in main.items():
            if pk in held and pk in now and _same(held[pk], now[pk]) and _key(now[pk]) == _key(question):
                found[pk].add(version.pk)
    return found


def _key(question):
    """What makes answers comparable: the kind, the ids of the answers in order, and which are right."""
    return question.kind, [(choice.id, choice.correct) for choice in question.value.choices]


def _same(one, other):
    """Whether two states of a question are the same to somebody who answers it."""
    return _key(one) == _key(other) and _words(one) == _words(other)


def _words(question):
    """All the words somebody chooses by, without the difference that spaces and capitals make."""
    value = question.value
    texts = [value["text"], value.get("hint"), value.get("situation"), *(choice.text for choice in value.choices)]
    texts += [text for _letter, _id, text in getattr(value, "mixed_matches", [])]
    return [" ".join(str(getattr(text, "source", text) or "").casefold().split()) for text in texts]


# Counting ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Group:
    """So many people who answered the same, and did as well in the rest of the module. `rest` is None before the end."""

    version: int
    question: str
    chosen: str
    right: bool
    rest: float | None
    count: int


def _counts(version_ids):
    """The first tries in some versions, grouped by the database: [_Group]."""
    finished = Case(
        When(attempt__finished_at__isnull=False, attempt__marked__gte=2, then=F("attempt__first_right")),
        default=Value(None),
        output_field=IntegerField(),
    )
    rows = (
        Answer.objects.order_by()
        .filter(version__in=version_ids, round=FIRST_TRY)
        .values_list("version", "question_id", "chosen", "right", finished, "attempt__marked")
        .annotate(count=Count("pk"))
    )
    return [
        _Group(version, question, chosen, right, None if whole is None else (whole - right) / (marked - 1), count)
        for version, question, chosen, right, whole, marked, count in rows
    ]


def _health(question, groups):
    wrong, outright = _most_wrong(question, groups)
    finished = [group for group in groups if group.rest is not None]
    return Health(
        question=question,
        count=sum(group.count for group in groups),
        right=sum(group.count for group in groups if group.right),
        wrong=wrong,
        outright=outright,
        discrimination=correlation((group.right, group.rest, group.count) for group in finished),
        compared=sum(group.count for group in finished),
    )


def correlation(groups):
    """Pearson's correlation of two values given as (one, other, how often), or None where one of them never changes.

    With one value that is 0 or 1 this is the point-biserial correlation.
    """
    groups = list(groups)
    total = sum(count for _one, _other, count in groups)
    if not total:
        return None
    mean_one = sum(one * count for one, _other, count in groups) / total
    mean_other = sum(other * count for _one, other, count in groups) / total
    both = sum((one - mean_one) * (other - mean_other) * count for one, other, count in groups)
    spread_one = sum((one - mean_one) ** 2 * count for one, _other, count in groups)
    spread_other = sum((other - mean_other) ** 2 * count for _one, other, count in groups)
    # What rounding leaves of nothing is nothing.
    if min(spread_one, spread_other) < 1e-9:
        return None
    return both / math.sqrt(spread_one * spread_other)


# The most frequent mistake, in words -------------------------------------------------------------------------------------


def _most_wrong(question, groups):
    """(the Wrong that most people have in common or None, whether it is a whole answer)."""
    tell = {"put_in_order": _misplaced, "match": _mismatched, "several_choice": _misticked}.get(question.kind, _chosen)
    found = Counter()
    for group in groups:
        if not group.right:
            for words in tell(question, group.chosen):
                found[words] += group.count
    if not found:
        return None, False
    words, count = min(found.items(), key=lambda item: (-item[1], item[0]))
    return Wrong(words, count), tell is _chosen


def _named(question):
    """{id: “B: words”} of the answers of a question; true and false go without a letter."""
    if question.kind == "true_false":
        return {choice.id: f"“{choice.text}”" for choice in question.value.choices}
    return {choice.id: f"“{letter(place)}: {choice.text}”" for place, choice in enumerate(question.value.choices)}


def _chosen(question, chosen):
    named = _named(question)
    return [f"choose {named[pk]}, which is not the right answer" for pk in chosen.split(",") if pk in named]


def _misticked(question, chosen):
    named, ticked, right = _named(question), set(chosen.split(",")), set(question.value.right_ids)
    for pk, name in named.items():
        if pk in ticked - right:
            yield f"tick {name}, which is not right"
        elif pk in right - ticked:
            yield f"leave out {name}, which is right"


def _misplaced(question, chosen):
    for place, one in enumerate(answers.given(question, chosen), start=1):
        if not one.right:
            yield f"put “{one.choice.text}” in place {place}, where it does not belong"


def _mismatched(question, chosen):
    for one in answers.given(question, chosen):
        if not one.right:
            yield f"match “{one.choice.text}” with “{one.put}”, which does not belong to it"
