"""Answers as a form sends them, as they are kept, and whether they are right. Nothing here knows who answered.

One kept form for each kind of question, always ids of options, never words:
choices "id,id" in the order of the question; an order "id,id,id" as the learner put it; matches "left:right,left:right".
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from training.blocks.questions import Choice


class Unfit(Exception):
    """An answer that cannot be kept. `message` says what to do; `name` is the form's field it belongs to."""

    def __init__(self, message, name="answer"):
        super().__init__(message)
        self.message, self.name = message, name


@dataclass(frozen=True)
class Marked:
    """An answer that was understood: as it is kept, and whether it is right."""

    chosen: str
    right: bool


def field_names(question):
    """The names of the form's fields for a question: one for choices, one for each item to sort."""
    if question.kind in ("put_in_order", "match"):
        return [f"item-{number}" for number in range(1, len(question.value.choices) + 1)]
    return ["answer"]


def read(question, data):
    """The Marked answer in the form data `data` (a QueryDict, or a dict of lists). Raises Unfit.

    Choices come as ids under "answer". Sorting comes as one field for each item in the order shown: for an order the place
    (1 is first) of the n-th item shown, for a match the id of the second half of the n-th pair.
    """
    if question.kind == "put_in_order":
        return _order(question, data)
    if question.kind == "match":
        return _match(question, data)
    return _choice(question, _list(data, "answer"))


def _list(data, name):
    values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
    return [values] if isinstance(values, str) else list(values)


def _one(data, name):
    values = _list(data, name)
    return values[0] if values else ""


def _choice(question, sent):
    ids = [choice.id for choice in question.value.choices]
    sent = set(sent)
    if not sent:
        several = question.kind == "several_choice"
        raise Unfit(_("Choose at least one answer") if several else _("Choose an answer"))
    if sent - set(ids):
        raise Unfit(_("The answers have changed since you opened this page. Choose again."))
    if len(sent) > 1 and question.kind != "several_choice":
        raise Unfit(_("Choose one answer only"))
    chosen = [choice for choice in ids if choice in sent]
    return Marked(",".join(chosen), set(chosen) == set(question.value.right_ids))


def _order(question, data):
    shown = [choice for _letter, choice in question.value.mixed_choices]
    total = len(shown)
    places = {}
    for number, choice in enumerate(shown, start=1):
        name, text = f"item-{number}", _one(data, f"item-{number}")
        if not text:
            raise Unfit(_("Choose a place for: %(item)s") % {"item": choice.text}, name)
        if text not in {str(place) for place in range(1, total + 1)}:
            raise Unfit(_("Choose a place from 1 to %(total)s") % {"total": total}, name)
        if int(text) in places:
            first = places[int(text)].text
            raise Unfit(
                _("Two items have place %(place)s: choose another place for “%(one)s” or “%(two)s”")
                % {"place": text, "one": first, "two": choice.text},
                name,
            )
        places[int(text)] = choice
    chosen = [places[place].id for place in sorted(places)]
    return Marked(",".join(chosen), chosen == [choice.id for choice in question.value.choices])


def _match(question, data):
    ids = [choice.id for choice in question.value.choices]
    used, pairs = {}, []
    for number, choice in enumerate(question.value.choices, start=1):
        name, other = f"item-{number}", _one(data, f"item-{number}")
        if not other:
            raise Unfit(_("Choose what goes with: %(item)s") % {"item": choice.text}, name)
        if other not in ids:
            raise Unfit(_("The answers have changed since you opened this page. Choose again."), name)
        if other in used:
            raise Unfit(
                _("“%(one)s” and “%(two)s” have the same match: change one of them")
                % {"one": used[other], "two": choice.text},
                name,
            )
        used[other] = choice.text
        pairs.append((choice.id, other))
    return Marked(",".join(f"{left}:{right}" for left, right in pairs), all(left == right for left, right in pairs))


# Kept answers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """One thing a learner chose, for the feedback page: the Choice, what they put there, and whether that is right."""

    choice: Choice
    put: str
    right: bool


def given(question, chosen):
    """What was chosen in the kept form `chosen`, as a list of Given. Ids the question does not have are left out.

    For choices: the choices that were ticked. For an order: every item in the learner's order, `put` its place. For a match:
    every first half, `put` the words it was matched with.
    """
    choices = {choice.id: choice for choice in question.value.choices}
    parts = chosen.split(",") if chosen else []
    if question.kind == "put_in_order":
        right = list(choices)
        return [
            Given(choices[part], str(place), right[place - 1 : place] == [part])
            for place, part in enumerate(parts, start=1)
            if part in choices
        ]
    if question.kind == "match":
        texts = {pair: text for _letter, pair, text in question.value.mixed_matches}
        pairs = [part.partition(":") for part in parts]
        return [
            Given(choices[left], texts.get(other, ""), left == other) for left, _sep, other in pairs if left in choices
        ]
    return [Given(choices[part], "", choices[part].correct) for part in parts if part in choices]


def typed(question, chosen):
    """The kept answer as a form would send it: {field: [values]}."""
    parts = chosen.split(",") if chosen else []
    if question.kind == "put_in_order":
        places = {part: str(place) for place, part in enumerate(parts, start=1)}
        shown = [choice for _letter, choice in question.value.mixed_choices]
        return {f"item-{number}": [places.get(choice.id, "")] for number, choice in enumerate(shown, start=1)}
    if question.kind == "match":
        pairs = dict(part.split(":", 1) for part in parts if ":" in part)
        return {
            f"item-{number}": [pairs.get(choice.id, "")]
            for number, choice in enumerate(question.value.choices, start=1)
        }
    return {"answer": parts}
