"""Two years of learning, made up: modules in several versions, organisations large and small, attempts and their answers.

The same numbers each time. What is made is as the site makes it, but written in bulk: who a learner is plays no part in
reports, so the attempts have none, as those of people who have been deleted.
"""

import datetime
import random
import uuid

from django.utils import timezone

from training import versions
from training.models import Answer, Attempt, ModulePage, ModuleVersion, Organisation

ORGANISATIONS = 40
OLDER_VERSIONS = 4
MONTHS = 24
_BATCH = 5_000


def make(attempts, end=None, seed=1):
    """Makes `attempts` attempts in the MONTHS before `end`, with about four answers each. Returns how many answers."""
    rng = random.Random(seed)  # noqa: S311
    end = end or timezone.now()
    organisations = [
        Organisation.objects.get_or_create(name=f"Organisation {number}")[0] for number in range(1, ORGANISATIONS + 1)
    ]
    # A few large ones and many small: the n-th has a share of 1/n.
    shares = [1 / number for number in range(1, ORGANISATIONS + 1)]
    modules = [_Module(page) for page in ModulePage.objects.live().filter(locale__language_code="en")]
    total = 0
    for done in range(0, attempts, _BATCH):
        made, given = [], []
        for _number in range(min(_BATCH, attempts - done)):
            module = rng.choices(modules, [1 / (place + 2) for place in range(len(modules))])[0]
            # Half of all say where they work.
            organisation = rng.choices(organisations, shares)[0] if rng.random() < 0.5 else None
            # More in the newer months.
            began = end - datetime.timedelta(days=MONTHS * 30.4 * rng.random() ** 1.5)
            attempt, found = _attempt(rng, module, organisation, began)
            made.append(attempt)
            given += found
        Attempt.objects.bulk_create(made, batch_size=500)
        Answer.objects.bulk_create(given, batch_size=500)
        total += len(given)
    return total


class _Module:
    """A module with its versions, oldest first, and the ways to answer each of its questions."""

    def __init__(self, page):
        newest = versions.current(page)
        self.versions = [_older(newest, number) for number in range(1, OLDER_VERSIONS + 1)] + [newest]
        self.questions = [(question, ways(question)) for question in versions.content(newest).marked.values()]


def _older(newest, number):
    """A version of the same module with other statements: the questions are those of today."""
    fields = {
        field.attname: getattr(newest, field.attname)
        for field in ModuleVersion._meta.concrete_fields
        if field.name not in ("id", "number", "digest", "statements", "made_at")
    }
    return ModuleVersion.objects.create(
        **fields, number=newest.number + number, digest=uuid.uuid4().hex, statements=[f"Edition {number}"]
    )


def ways(question):
    """(the right answer, wrong answers) to a question, in the form in which answers are kept."""
    ids = [choice.id for choice in question.value.choices]
    if question.kind == "put_in_order":
        right = ",".join(ids)
        return right, [",".join([*ids[1:], ids[0]]), ",".join(reversed(ids)), ",".join([ids[1], ids[0], *ids[2:]])]
    if question.kind == "match":
        turned = [*ids[1:], ids[0]]
        right = ",".join(f"{one}:{one}" for one in ids)
        return right, [",".join(f"{one}:{other}" for one, other in zip(ids, turned, strict=True))]
    right = [choice.id for choice in question.value.choices if choice.correct]
    if question.kind == "several_choice":
        return ",".join(right), [right[0], ",".join(ids)]
    return ",".join(right), [one for one in ids if one not in right]


def _attempt(rng, module, organisation, began):
    """An attempt with its answers: somebody who knows more is right more often, and six in seven finish."""
    knows, finishes = rng.random(), rng.random() < 6 / 7
    version = rng.choices(module.versions, [1, 1, 2, 3, 5])[0]
    asked = module.questions if finishes else module.questions[: max(1, len(module.questions) // 2)]
    attempt = Attempt(
        version=version,
        module_key=version.module_key,
        organisation=organisation,
        started_at=began,
        last_answer_at=began,
        marked=len(module.questions),
    )
    given, moment = [], began
    for place, (question, (right, wrong)) in enumerate(asked):
        for number in (1, 2, 3):
            is_right = rng.random() < (0.3 + 0.6 * knows + 0.1 * number - 0.05 * place)
            moment += datetime.timedelta(seconds=rng.randrange(15, 130))
            given.append(
                Answer(
                    attempt=attempt,
                    version=version,
                    question_id=question.id,
                    round=number,
                    chosen=right if is_right else rng.choices(wrong, range(len(wrong), 0, -1))[0],
                    right=is_right,
                    answered_at=moment,
                )
            )
            attempt.first_right += is_right and number == 1
            attempt.right += is_right
            if is_right or rng.random() < 0.3:
                break
    attempt.last_answer_at = moment
    attempt.active_seconds = int((moment - began).total_seconds())
    if finishes:
        attempt.finished_at = moment
        attempt.passed = attempt.right * 100 >= (version.pass_percent or 80) * attempt.marked
    return attempt, given
