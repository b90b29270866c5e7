"""Versions: what somebody began with stays as it was while an editor changes, takes down or deletes the module."""

import pytest
from wagtail.blocks import StreamValue

from tests.training.builders import device, marked, module
from training import attempts, versions
from training.models import Attempt, ModulePage, ModuleVersion

pytestmark = pytest.mark.django_db


def begin(page, number=1):
    question = page.marked_questions[number - 1]
    return attempts.answer(device(), page, question.id, marked(question)).attempt


def publish(page, change):
    """Publishes `page` anew with its raw steps changed by `change(list)`."""
    raw = list(page.steps.get_prep_value())
    change(raw)
    page.steps = StreamValue(page.steps.stream_block, raw, is_lazy=True)
    page.save_revision().publish()
    return ModulePage.objects.get(pk=page.pk)


def take_out_first_question(raw):
    content = raw[0]["value"]["content"]
    raw[0]["value"]["content"] = [block for block in content if block["type"] != "single_choice"]


def test_reading_makes_no_version(client, site_content):
    client.get("/learn/goalposts/")
    client.get("/learn/goalposts/question/1/")
    assert not ModuleVersion.objects.exists()


def test_the_same_state_is_the_same_version(site_content):
    page = module()
    first = versions.current(page)
    page.save_revision().publish()
    assert versions.current(module()) == first
    assert versions.has_changed(first) is False


def test_every_published_change_is_a_version_of_its_own(site_content):
    first = versions.current(module())
    page = module()
    page.title = "Goalposts, once more"
    page.save_revision().publish()
    assert versions.has_changed(first) is True
    second = versions.current(module())
    assert (second.number, second.title) == (2, "Goalposts, once more")
    page.title = first.title
    page.save_revision().publish()
    assert versions.current(module()).number == 3


def test_a_draft_changes_nothing(site_content):
    first = versions.current(module())
    page = module()
    page.title = "Only a draft"
    page.save_revision()
    assert versions.current(module()) == first


@pytest.mark.parametrize(
    "change",
    [take_out_first_question, lambda raw: raw.reverse(), lambda raw: raw.pop(), lambda raw: raw.clear()],
    ids=["a question deleted", "steps in another order", "a step deleted", "everything deleted"],
)
def test_an_attempt_is_unharmed_by_editing(site_content, change):
    """Lost if this fails: the commonest complaint about learning systems."""
    attempt = begin(module())
    before = attempts.Progress(attempt)
    questions = [(question.id, question.number, question.step) for question in before.questions]
    page = publish(module(), change)
    versions._content.cache_clear()
    progress = attempts.Progress(Attempt.objects.get(pk=attempt.pk))
    assert [(question.id, question.number, question.step) for question in progress.questions] == questions
    assert progress.next_question.number == 2
    for question in progress.questions[1:]:
        attempt = attempts.answer(attempt.learner, page, question.id, marked(question)).attempt
    assert attempt.finished_at
    assert (attempt.right, attempt.marked) == (3, 3)


def test_a_new_learner_gets_the_new_version(site_content):
    begin(module())
    page = publish(module(), take_out_first_question)
    question = page.marked_questions[0]
    attempt = attempts.answer(device("another"), page, question.id, marked(question)).attempt
    assert (attempt.version.number, attempt.marked) == (2, 2)


def test_a_deleted_module_leaves_its_versions_and_attempts(site_content):
    attempt = begin(module())
    module().delete()
    attempt.refresh_from_db()
    assert attempt.version.page is None
    assert versions.has_changed(attempt.version) is None
    assert attempts.Progress(attempt).next_question.number == 2


@pytest.mark.parametrize("steps", [[{"type": "step", "value": 7}], [7], [{"type": "step", "value": {"content": "x"}}]])
def test_a_version_that_no_longer_parses_is_said_to_be_so(site_content, steps):
    version = versions.current(module())
    ModuleVersion.objects.filter(pk=version.pk).update(steps=steps)
    versions._content.cache_clear()
    with pytest.raises(versions.Unreadable):
        versions.content(version)


def test_the_page_of_a_version_shows_its_words_at_todays_address(site_content):
    version = versions.current(module())
    page = module()
    page.title, page.outcome = "Another title", "do another thing"
    page.save_revision().publish()
    shown = versions.as_page(version, module())
    assert shown.title == "Goalposts: being clear about scope"
    assert shown.statements == version.statements
    assert [step.slug for step in shown.step_list] == [step.slug for step in module().step_list]
    assert shown.get_url() == module().get_url()
    assert shown.pk == module().pk
    assert [row.why for row in shown.related_pages.all()] == [row.why for row in module().related_pages.all()]
