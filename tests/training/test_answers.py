"""Answers as forms send them: understood, refused with a sentence, kept, and shown again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.builders import module, right, wrong
from training import answers
from training.models import ModulePage

pytestmark = pytest.mark.django_db


def every_question():
    return [question for page in ModulePage.objects.live() for question in page.marked_questions]


def of_kind(kind):
    return next(question for question in every_question() if question.kind == kind)


def test_every_question_of_the_site_can_be_answered_right_and_wrong(site_content):
    """Lost if this fails: a question that nobody can pass, or nobody can fail."""
    questions = every_question()
    assert {question.kind for question in questions} >= {"single_choice", "several_choice", "true_false", "match"}
    for question in questions:
        assert answers.read(question, right(question)).right is True
        assert answers.read(question, wrong(question)).right is False


def test_a_kept_answer_fills_the_form_again(site_content):
    """Lost if this fails: what somebody typed is gone when the form comes back."""
    for question in every_question():
        for data in (right(question), wrong(question)):
            kept = answers.read(question, data)
            assert answers.typed(question, kept.chosen) == data
            assert set(data) == set(answers.field_names(question))
            assert len(kept.chosen) <= 600


def test_what_was_chosen_comes_with_its_feedback(site_content):
    for question in every_question():
        given_right = answers.given(question, answers.read(question, right(question)).chosen)
        assert given_right and all(one.right and one.choice.feedback for one in given_right)
        given_wrong = answers.given(question, answers.read(question, wrong(question)).chosen)
        assert not all(one.right for one in given_wrong)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("single_choice", {}, "Choose an answer"),
        ("several_choice", {}, "Choose at least one answer"),
        ("single_choice", {"answer": ["no-such-option"]}, "have changed"),
        ("several_choice", {"answer": ["no-such-option"]}, "have changed"),
        ("match", {}, "Choose what goes with"),
        ("match", {"item-1": ["no-such-option"]}, "have changed"),
    ],
)
def test_an_answer_that_cannot_be_kept_says_what_to_do(site_content, kind, data, words):
    with pytest.raises(answers.Unfit) as unfit:
        answers.read(of_kind(kind), data)
    assert words in unfit.value.message


def test_two_answers_to_a_question_with_one_are_refused(site_content):
    question = of_kind("single_choice")
    with pytest.raises(answers.Unfit, match="one answer only"):
        answers.read(question, {"answer": [choice.id for choice in question.value.choices]})


def test_the_same_match_twice_names_both(site_content):
    question = of_kind("match")
    data = right(question)
    data["item-2"] = data["item-1"]
    with pytest.raises(answers.Unfit) as unfit:
        answers.read(question, data)
    first, second = (choice.text for choice in question.value.choices[:2])
    assert first in unfit.value.message
    assert second in unfit.value.message
    assert unfit.value.name == "item-2"


def ordering():
    found = [question for question in every_question() if question.kind == "put_in_order"]
    assert found, "one module asks for an order"
    return found[0]


@pytest.mark.parametrize(("value", "words"), [("", "Choose a place for"), ("0", "from 1 to"), ("x", "from 1 to")])
def test_a_place_that_is_none_is_refused(site_content, value, words):
    question = ordering()
    with pytest.raises(answers.Unfit, match=words):
        answers.read(question, right(question) | {"item-1": [value]})


def test_the_same_place_twice_names_both(site_content):
    question = ordering()
    data = right(question)
    data["item-2"] = data["item-1"]
    with pytest.raises(answers.Unfit, match="Two items have place"):
        answers.read(question, data)


_texts = st.text(max_size=30) | st.sampled_from(["1", "2", "3", "true", "false", "\x00", "'; drop", "९"])
_forms = st.dictionaries(
    st.sampled_from(["answer", *(f"item-{number}" for number in range(1, 8)), "other"]), st.lists(_texts, max_size=4)
)


@settings(max_examples=150, deadline=None)
@given(data=_forms)
def test_whatever_is_sent_is_kept_as_ids_or_refused(data):
    """Lost if this fails: an odd form gives an error page, or words that nobody checked end up in the database."""
    for question in _one_of_each_kind():
        try:
            kept = answers.read(question, data)
        except answers.Unfit as unfit:
            assert unfit.message
            assert unfit.name in answers.field_names(question)
            continue
        ids = {choice.id for choice in question.value.choices}
        assert set(kept.chosen.replace(":", ",").split(",")) <= ids


_kept = {}


def _one_of_each_kind():
    if not _kept:
        for question in [*module("goalposts").marked_questions, *every_question()]:
            _kept.setdefault(question.kind, question)
    return _kept.values()
