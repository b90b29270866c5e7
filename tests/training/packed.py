"""Modules for the tests of packages: one with every kind of question, and one at the limits of the editor."""

import uuid

from training.blocks.steps import fill_slugs
from training.models import ModulePage


def _id():
    return str(uuid.uuid4())


def _items(values):
    return [{"type": "item", "id": _id(), "value": value} for value in values]


def _question(kind, **value):
    value = {"text": f"A question of the kind {kind}?", "hint": "", "explanation": "<p>Take this away.</p>", **value}
    return {"type": kind, "id": _id(), "value": value}


def _option(text, correct, **more):
    return {"text": text, "correct": correct, "feedback": f"About {text}.", **more}


def single():
    return _question("single_choice", options=_items([_option("No", False), _option("Yes", True)]))


def several(count=5):
    options = [_option(f"Answer {number}", number % 2 == 0) for number in range(count)]
    return _question("several_choice", options=_items(options))


def true_false():
    return _question("true_false", answer="false", feedback_true="It is not.", feedback_false="It is false.")


def scenario():
    options = [
        _option("Say so today", True, consequence="People can plan."),
        _option("Wait", False, consequence="Nobody knows."),
    ]
    return _question("scenario_question", situation="<p>The papers are late.</p>", options=_items(options))


def order(count=3):
    return _question(
        "put_in_order",
        entries=_items(
            [{"text": f"Stage {number}", "feedback": f"Number {number}."} for number in range(1, count + 1)]
        ),
    )


def match(count=3):
    pairs = [{"left": f"Word {n}", "right": f"Meaning {n}", "feedback": f"Pair {n}."} for n in range(1, count + 1)]
    return _question("match", pairs=_items(pairs))


def say():
    views = [{"who": "A carer", "text": "Tell me what is open."}, {"who": "A manager", "text": "You are right."}]
    return _question("what_would_you_say", situation="<p>It has all been decided.</p>", views=_items(views), real=False)


def reflection():
    value = {"text": "What will you do first?", "hint": "I will ask…", "lines": 3}
    return {"type": "reflection", "id": _id(), "value": value}


def text(words="<p>A few words to read.</p>"):
    return {"type": "text", "id": _id(), "value": words}


def step(title, *content):
    value = {"title": title, "minutes": 2, "slug": "", "content": list(content)}
    return {"type": "step", "id": _id(), "value": value}


def module(*steps, slug="goalposts", **fields):
    """The module at `slug` with these steps in place of its own, as if published. It is not saved: see `published`."""
    page = ModulePage.objects.get(slug=slug)
    page.steps = ModulePage._meta.get_field("steps").to_python(list(steps))
    for name, value in fields.items():
        setattr(page, name, value)
    fill_slugs(page.steps)
    return page


def published(page):
    """The same module, saved and published. The test's transaction takes it back."""
    page.save_revision().publish()
    return ModulePage.objects.get(pk=page.pk)


def every_kind(**fields):
    """A module with a question of each kind, in three steps."""
    return module(
        step("Read and choose", text(), single(), text("<p>Then this.</p>"), several(), true_false()),
        step("Think", scenario(), say(), reflection()),
        step("Sort", order(), match()),
        **fields,
    )


def largest(**fields):
    """As much as somebody may ever write: twelve steps, with five questions each that take the most room."""
    kinds = [lambda: order(6), lambda: match(6), lambda: several(10), scenario, true_false]
    steps = [step(f"Step {number}", text(), *(kind() for kind in kinds)) for number in range(1, 13)]
    return module(*steps, **fields)
