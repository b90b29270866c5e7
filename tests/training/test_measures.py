"""How long a module is: what is counted, and when an editor is warned."""

import pytest

from training import measures
from training.models import ModulePage

pytestmark = pytest.mark.django_db


def lengthen(page, words):
    """Puts a text of `words` words into the first step."""
    for block in page.steps[0].value["content"]:
        if block.block_type == "text":
            block.value.source = "<p>" + "word " * words + "</p>"
            return
    raise AssertionError("the first step has no text")


def test_words_are_counted_as_people_count_them():
    assert measures.count_words("<p>It isn't 2 o'clock</p><p>yet: re-ablement</p>") == 6


def test_what_stands_behind_an_answer_is_not_counted(site_content):
    page = ModulePage.objects.get(slug="goalposts")
    before = measures.measure(page)[0].words
    page.questions[0].value["explanation"].source += "<p>Many more words that only some people open.</p>"
    assert measures.measure(page)[0].words == before


def test_every_module_we_start_with_is_bitesize(site_content):
    """Lost if this fails: the promise of minutes."""
    assert {page.slug: measures.advice(page) for page in ModulePage.objects.live() if measures.advice(page)} == {}


def test_an_editor_is_warned_of_a_long_step_and_a_long_module(site_content):
    page = ModulePage.objects.get(slug="goalposts")
    lengthen(page, 950)
    advice = " ".join(measures.advice(page))
    assert 'Step "A complaint from Maryport" has' in advice
    assert "make it two modules" in advice


def test_an_editor_is_warned_of_too_few_questions(site_content):
    page = ModulePage.objects.get(slug="goalposts")
    for step in page.steps:
        content = step.value["content"]
        for index in reversed(range(len(content))):
            if getattr(content[index].block, "is_marked", False):
                del content[index]
    assert any("People remember more" in sentence for sentence in measures.advice(page))


def test_an_editor_is_warned_of_too_many_questions(site_content):
    page = ModulePage.objects.get(slug="goalposts")
    content = page.steps[0].value["content"]
    for _again in range(4):
        content.append(("single_choice", content[1].value))
    assert any("enough for a break" in sentence for sentence in measures.advice(page))


def test_the_editor_shows_the_measures(editor_client, site_content):
    page = ModulePage.objects.get(slug="goalposts")
    answer = editor_client.get(f"/admin/pages/{page.pk}/edit/")
    assert answer.status_code == 200
    assert "How bitesize is it" in answer.content.decode()
    assert "This module is bitesize." in answer.content.decode()


def test_the_training_screens_of_the_admin_open(editor_client, site_content):
    assert "Goalposts" in editor_client.get("/admin/training_modules/").content.decode()
    assert "Running a group" in editor_client.get("/admin/snippets/training/learningroute/").content.decode()
