"""What a question needs before it may be published, and what stays the same when it is edited."""

from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError

from training.blocks import StepsBlock
from training.blocks.questions import mixed
from training.blocks.steps import RESERVED_SLUGS, fill_slugs
from training.models import ModulePage

pytestmark = pytest.mark.django_db


def option(text, correct=False, feedback="Because.", **more):
    return {"text": text, "correct": correct, "feedback": feedback, **more}


def item(text, feedback="Because."):
    return {"text": text, "feedback": feedback}


def pair(left, right, feedback="Because."):
    return {"left": left, "right": right, "feedback": feedback}


BASE = {"text": "Which one?", "explanation": "<p>This one.</p>"}
GOOD = {
    "single_choice": BASE | {"options": [option("One", True), option("Two")]},
    "several_choice": BASE | {"options": [option("One", True), option("Two", True), option("Three")]},
    "true_false": BASE | {"answer": "true", "feedback_true": "Yes.", "feedback_false": "No."},
    "put_in_order": BASE | {"entries": [item("One"), item("Two"), item("Three")]},
    "match": BASE | {"pairs": [pair("a", "1"), pair("b", "2"), pair("c", "3")]},
    "scenario_question": BASE
    | {
        "situation": "<p>It rains.</p>",
        "options": [
            option("Umbrella", True, consequence="You stay dry."),
            option("Sun hat", consequence="You get wet."),
        ],
    },
    "what_would_you_say": BASE
    | {"situation": "<p>She asks.</p>", "views": [{"who": "A", "text": "1"}, {"who": "B", "text": "2"}]},
    "reflection": {"text": "What will you do?"},
}


def changed(kind, **fields):
    return kind, deepcopy(GOOD[kind]) | fields


def steps(kind, value, **step):
    """A StreamField value with one step that holds one question."""
    block = StepsBlock()
    content = [{"type": kind, "value": value, "id": "q1"}]
    data = [{"type": "step", "id": "s1", "value": {"title": "A step", "minutes": 2, "content": content} | step}]
    return block, block.to_python(data)


def messages(error):
    """Every sentence in a validation error, however deep."""
    found = []
    for name in ("block_errors", "non_block_errors"):
        nested = getattr(error, name, None) or {}
        for inner in nested.values() if isinstance(nested, dict) else nested:
            found += messages(inner) if inner else []
    return found or list(error.messages)


@pytest.mark.parametrize("kind", GOOD)
def test_a_complete_question_may_be_published(kind):
    block, value = steps(kind, GOOD[kind])
    cleaned = block.clean(value)
    assert cleaned[0].value["content"][0].id == "q1"


FAULTS = [
    (changed("single_choice", options=[option("One"), option("Two")]), "No answer is marked as right"),
    (changed("single_choice", options=[option("One", True), option("Two", True)]), "More than one answer"),
    (changed("single_choice", options=[option("One", True)]), "at least two answers"),
    (
        changed("single_choice", options=[option("One", True), option("Two", feedback="")]),
        "Write feedback for this answer",
    ),
    (changed("single_choice", options=[option("One", True), option("")]), "Write this answer, or remove it"),
    (changed("single_choice", options=[option("One", True), option(" one ")]), "is there twice"),
    (changed("single_choice", explanation=""), "required"),
    (changed("single_choice", text=""), "required"),
    (changed("several_choice", options=[option("One", True), option("Two")]), "Only one answer is marked as right"),
    (changed("several_choice", options=[option("One"), option("Two")]), "No answer is marked as right"),
    (changed("true_false", answer=""), "required"),
    (changed("true_false", feedback_false=""), "required"),
    (changed("put_in_order", entries=[item("One"), item("Two")]), "at least three items"),
    (changed("put_in_order", entries=[item(str(number)) for number in range(7)]), "six items at most"),
    (changed("put_in_order", entries=[item("One"), item("One"), item("Two")]), "is there twice"),
    (changed("put_in_order", entries=[item("One"), item("Two"), item("Three", "")]), "Write feedback for this item"),
    (changed("match", pairs=[pair("a", "1"), pair("b", "2")]), "at least three pairs"),
    (changed("match", pairs=[pair("a", "1"), pair("b", "1"), pair("c", "3")]), "more than one match would be right"),
    (changed("match", pairs=[pair("a", "1"), pair("b", "2"), pair("c", "3", "")]), "Write feedback for this pair"),
    (
        changed("scenario_question", options=[option("One", True, consequence=""), option("Two", consequence="x")]),
        "Write what happens next",
    ),
    (changed("what_would_you_say", views=[{"who": "A", "text": "1"}]), "at least two views"),
    (
        changed("what_would_you_say", views=[{"who": "", "text": "1"}, {"who": "B", "text": "2"}]),
        "Say whose view this is",
    ),
]


@pytest.mark.parametrize(("question", "sentence"), FAULTS)
def test_publishing_is_refused_with_a_clear_sentence(question, sentence):
    """Lost if this fails: a question in public that nobody can answer, or that teaches nothing."""
    block, value = steps(*question)
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert any(sentence in message for message in messages(refused.value))


@pytest.mark.parametrize(("question", "sentence"), FAULTS)
def test_an_unfinished_question_can_be_saved_as_a_draft(question, sentence):
    """Lost if this fails: an editor's half-written work."""
    block, value = steps(*question)
    assert len(block.clean_deferred(value)) == 1


def test_a_scenario_has_one_telling_for_each_role():
    value = {
        "title": "A story",
        "text": "<p>Once.</p>",
        "variants": [{"role": "carer", "text": "<p>You.</p>"}, {"role": "carer", "text": "<p>You again.</p>"}],
    }
    block, stream = steps("scenario", value)
    with pytest.raises(ValidationError) as refused:
        block.clean(stream)
    assert any("two tellings" in message for message in messages(refused.value))


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_step_cannot_take_the_address_of_another_page(slug):
    block, value = steps("reflection", GOOD["reflection"], slug=slug)
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert any("Choose another" in message for message in messages(refused.value))


def test_two_steps_cannot_have_the_same_address():
    block = StepsBlock()
    content = [{"type": "reflection", "value": GOOD["reflection"]}]
    step = {"type": "step", "value": {"title": "A step", "minutes": 1, "slug": "same", "content": content}}
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python([step, step]))
    assert any("already" in message for message in messages(refused.value))


def test_a_step_keeps_its_address_when_its_title_changes():
    """Lost if this fails: links into a module, after somebody corrects a title."""
    block = StepsBlock()
    content = [{"type": "reflection", "value": GOOD["reflection"]}]
    titles = ["Same title", "Same title", "Print", "!"]
    value = block.to_python(
        [{"type": "step", "value": {"title": title, "minutes": 1, "content": content}} for title in titles]
    )
    fill_slugs(value)
    slugs = [step.value["slug"] for step in value]
    assert slugs == ["same-title", "same-title-2", "print-2", "step-4"]
    value[0].value["title"] = "Another title"
    fill_slugs(value)
    assert [step.value["slug"] for step in value] == slugs


def test_ids_of_questions_and_options_survive_an_edit(site_content):
    """Lost if this fails: every stored answer, the next time somebody corrects a comma."""
    page = ModulePage.objects.get(slug="goalposts")
    before = {question.id: [choice.id for choice in question.value.choices] for question in page.questions}
    page.steps[0].value["content"][1].value["text"] = "Who was it, then?"
    page.steps[2].value["minutes"] = 3
    page.save_revision().publish()
    page = ModulePage.objects.get(slug="goalposts")
    assert page.questions[0].value["text"] == "Who was it, then?"
    assert {question.id: [choice.id for choice in question.value.choices] for question in page.questions} == before


def test_mixed_items_are_never_in_the_right_order_and_always_in_the_same():
    """Lost if this fails: an order that gives the answer away, or differs between screen and paper."""
    for size in range(2, 7):
        for start in range(40):
            items = [f"{start}-{number}" for number in range(size)]
            first, second = mixed(items, key=str), mixed(items, key=str)
            assert first == second != items
            assert sorted(first) == sorted(items)


def test_every_kind_of_question_is_used_and_every_answer_has_feedback(site_content):
    """Lost if this fails: a learner who is told only right or wrong."""
    kinds = set()
    for page in ModulePage.objects.live():
        marked = [question for question in page.questions if question.is_marked]
        assert len(marked) >= 3, page.slug
        for question in page.questions:
            kinds.add(question.kind)
            if question.is_marked:
                assert question.value.right_ids, question.value["text"]
                assert all(choice.feedback.strip() for choice in question.value.choices), question.value["text"]
                assert str(question.value["explanation"]).strip()
    assert kinds == set(GOOD)


def test_everything_that_is_loaded_may_be_published(site_content):
    """Lost if this fails: starting content that an editor cannot publish again."""
    for page in ModulePage.objects.live():
        page.steps.stream_block.clean(page.steps)


@pytest.mark.parametrize("kind", [*GOOD, "scenario"])
def test_the_picker_can_show_every_block(kind):
    """Lost if this fails: an editor's picture of a block before choosing it."""
    block = StepsBlock().child_blocks["step"].child_blocks["content"].child_blocks[kind]
    value = block.get_preview_value()
    words = value.get("text") if kind != "scenario" else value["title"]
    assert words in block.render(value)
    assert block.get_description()
