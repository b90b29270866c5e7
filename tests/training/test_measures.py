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


# Stated and measured time ------------------------------------------------------------------------------------------------


def step(minutes, *blocks):
    """A stored step with blocks given as (type, number of words)."""
    content = [{"type": kind, "value": {"text": "word " * words}} for kind, words in blocks]
    return {"type": "step", "value": {"title": "A step", "minutes": minutes, "content": content}}


def stated(*steps):
    return measures.stated(steps, lambda kind: kind == "question")


def test_only_the_time_between_the_first_and_the_last_answer_is_compared():
    """4 minutes of 100 words: 40 before the first question and 20 in it, 30 read afterwards, 10 in the second question."""
    found = stated(step(4, ("text", 40), ("question", 20), ("text", 30), ("question", 10)), step(2, ("text", 50)))
    assert found.minutes == 6
    assert found.between == pytest.approx(4 * 0.4)
    assert (found.words, found.questions) == (150, 2)


def test_steps_between_the_questions_count_whole():
    found = stated(step(1, ("question", 10)), step(5, ("text", 50)), step(2, ("question", 5), ("text", 5)))
    assert found.between == pytest.approx(5 + 1)


def test_one_question_leaves_nothing_to_compare():
    assert stated(step(3, ("text", 10), ("question", 10))).between == 0
    assert stated(step(3, ("text", 10))).between == 0
    assert not measures.is_off(12, 0)


def test_a_step_without_words_shares_its_minutes_equally():
    found = stated(step(1, ("question", 10)), step(3, ("picture", 0), ("film", 0)), step(1, ("question", 10)))
    assert found.between == pytest.approx(3 + 1)


@pytest.mark.parametrize(
    ("times", "middle"),
    [({}, None), ({3: 1}, 3), ({1: 2, 9: 1}, 1), ({1: 1, 2: 1}, 1.5), ({1: 50, 2: 49, 100: 1}, 1.5)],
)
def test_the_median_of_a_histogram(times, middle):
    assert measures.median(times) == middle


@pytest.mark.parametrize(("minutes", "off"), [(10, False), (13, False), (13.1, True), (7, False), (6.9, True)])
def test_a_stated_time_is_doubted_beyond_30_in_100(minutes, off):
    assert measures.is_off(minutes, 10) is off
