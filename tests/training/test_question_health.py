"""Question health: hand-counted shares, the most frequent mistake in words, and when an editor is told what."""

import csv
import datetime
import io
import math

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import ModelLogEntry

from training import measures, question_health, reports, versions
from training.models import Answer, Attempt, ModulePage

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def module(slug="goalposts"):
    return ModulePage.objects.get(slug=slug)


def answered(count, first, rest=(), page=None, right=None, finished=True, seconds=240, round=1):
    """Keeps `count` attempts that chose the option at `first` of the first question; `rest` says how the others went.

    `first` is a place in the list of answers, or a whole kept answer.
    """
    page = page or module()
    version = versions.current(page)
    questions = list(versions.content(version).marked.values())
    choices = questions[0].value.choices
    chosen = first if isinstance(first, str) else choices[first].id
    right = choices[first].correct if right is None else right
    made = Attempt.objects.bulk_create(
        Attempt(
            version=version,
            module_key=version.module_key,
            started_at=NOW,
            last_answer_at=NOW + datetime.timedelta(seconds=seconds),
            finished_at=NOW if finished else None,
            active_seconds=seconds,
            marked=len(questions),
            first_right=right + sum(rest),
        )
        for _number in range(count)
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            version=version,
            question_id=question.id,
            round=round,
            chosen=kept,
            right=was,
            answered_at=NOW,
        )
        for attempt in made
        for question, kept, was in [(questions[0], chosen, right), *zip(questions[1:], ["x"] * 9, rest, strict=False)]
    )


def places(page=None):
    """The places of the right answer and of the wrong ones in the first question."""
    choices = (page or module()).marked_questions[0].value.choices
    return next(i for i, one in enumerate(choices) if one.correct), [
        i for i, one in enumerate(choices) if not one.correct
    ]


def first(page=None):
    return question_health.health((page or module()).translation_key)[0]


# Verdicts ----------------------------------------------------------------------------------------------------------------


def test_nothing_is_said_before_30_answers(site_content):
    right, wrong = places()
    assert first().advice == "Not enough answers yet: fewer than 5 of 30."
    answered(12, right)
    assert first().advice == "Not enough answers yet: 12 of 30."
    answered(17, wrong[0])
    assert first().verdict == question_health.WAIT
    answered(1, right)
    assert first().verdict != question_health.WAIT


def test_a_question_that_does_its_work_is_fine(site_content):
    right, wrong = places()
    answered(60, right, [True, True])
    answered(30, wrong[0], [False, False])
    answered(10, wrong[1], [False, True])
    found = first()
    assert (found.count, found.right_in_100, found.verdict_words) == (100, 60, "Fine")
    assert found.wrong_in_100 == 30
    assert found.advice.startswith("30 in 100 choose “")
    assert found.advice.endswith("60 in 100 answer right at the first try.")


def test_an_option_that_misleads_is_named(site_content):
    """78 in 100 take the same wrong answer, those who know no less than the others."""
    right, wrong = places()
    for rest in ([True, True], [False, False]):
        answered(11, right, rest)
        answered(39, wrong[0], rest)
    found = first()
    text = module().marked_questions[0].value.choices[wrong[0]].text
    assert found.verdict_words == "Reword"
    assert found.advice == (
        f"78 in 100 choose “{'ABCDE'[wrong[0]]}: {text}”, which is not the right answer. "
        "Only 22 in 100 answer right. Reword the question or that answer."
    )


def test_a_wrong_key_shows_when_those_who_know_get_it_wrong(site_content):
    """Lost if this fails: a wrong key stays, and everybody who knows better is told that they do not."""
    right, wrong = places()
    answered(40, wrong[0], [True, True])
    answered(20, right, [False, False])
    found = first()
    assert found.discrimination == pytest.approx(-1)
    assert found.verdict_words == "Check the key"
    assert "marked as right" in found.advice


def test_a_little_below_zero_is_chance(site_content):
    right, wrong = places()
    answered(16, right, [True, True])
    answered(17, right, [False, False])
    answered(9, wrong[0], [True, True])
    answered(8, wrong[0], [False, False])
    found = first()
    assert -0.1 < found.discrimination < 0
    assert found.verdict_words == "Fine"


def test_a_hard_question_is_reworded_only_if_those_who_know_fail_too(site_content):
    right, wrong = places()
    answered(10, right, [True, True])
    answered(20, wrong[0], [True, False])
    answered(9, wrong[1], [False, False])
    # The wrong answer that most take is taken by more than the right one: that alone is a reason.
    assert first().verdict_words == "Reword"
    Answer.objects.all().delete()
    Attempt.objects.all().delete()
    page = module("plain-words")
    pairs = page.marked_questions[0].value.choices
    assert page.marked_questions[0].kind == "match"
    own = ",".join(f"{one.id}:{one.id}" for one in pairs)
    turned = ",".join(f"{one.id}:{other.id}" for one, other in zip(pairs, [*pairs[1:], pairs[0]], strict=True))
    answered(10, own, [True, True], page=page, right=True)
    answered(40, turned, [True, False], page=page, right=False)
    found = first(page)
    assert found.right_in_100 == 20
    assert found.verdict_words == "Fine"
    assert "80 in 100 match “" in found.advice
    assert "Hard, but those who know the subject get it right" in found.advice


def test_an_easy_question_is_called_easy(site_content):
    right, wrong = places()
    answered(97, right, [True, True])
    answered(3, wrong[0], [False, False])
    found = first()
    assert found.verdict_words == "Fine"
    # Three people are too few to be told about.
    assert found.advice == (
        "Almost everybody answers right at the first try. Keep it if it encourages; it teaches little."
    )


@pytest.mark.parametrize(
    ("slug", "kind", "chosen", "words"),
    [
        ("choosing-the-right-level", "put_in_order", lambda ids: ",".join([ids[1], ids[0], *ids[2:]]), "put “"),
        ("making-it-possible", "several_choice", lambda ids: ids[0], "leave out “"),
    ],
)
def test_mistakes_in_other_kinds_of_question_are_told_in_words(site_content, slug, kind, chosen, words):
    page = module(slug)
    question = page.marked_questions[0]
    assert question.kind == kind
    ids = [choice.id for choice in question.value.choices]
    answered(40, chosen(ids), [False, False, False], page=page, right=False)
    assert first(page).advice.startswith(f"100 in 100 {words}")


# Which answers count -----------------------------------------------------------------------------------------------------


def test_only_first_tries_count(site_content):
    right, wrong = places()
    answered(30, right)
    answered(30, wrong[0], round=0)
    answered(30, wrong[0], round=2)
    assert (first().count, first().right) == (30, 30)


def test_answers_to_another_wording_or_key_do_not_count(site_content):
    """Lost if this fails: a question that was mended is blamed for what it was."""
    right, _wrong = places()
    answered(40, right)
    page = module()
    page.title = "Another title"
    page.save_revision().publish()
    answered(20, right)
    assert first().count == 60
    page = module()
    page.marked_questions[0].value["text"] = "Who was it, then?"
    page.save_revision().publish()
    assert (first().count, question_health.health(page.translation_key)[0].verdict) == (0, question_health.WAIT)
    answered(7, right)
    assert first().count == 7


def test_unfinished_attempts_count_for_the_share_and_not_for_the_correlation(site_content):
    right, wrong = places()
    answered(30, right, [True, True])
    answered(30, wrong[0], [False, False])
    answered(40, wrong[0], finished=False)
    found = first()
    assert (found.count, found.compared, found.right_in_100) == (100, 60, 30)
    assert found.discrimination == pytest.approx(1)


def test_the_correlation_is_that_of_the_single_answers():
    """Grouped counts give what the textbook gives for the list: 1 1 0 0 1 with 1 0.5 0.5 0 1."""
    grouped = question_health.correlation([(1, 1, 2), (1, 0.5, 1), (0, 0.5, 1), (0, 0, 1)])
    ones, others = [1, 1, 1, 0, 0], [1, 1, 0.5, 0.5, 0]
    mean_one, mean_other = sum(ones) / 5, sum(others) / 5
    both = sum((one - mean_one) * (other - mean_other) for one, other in zip(ones, others, strict=True))
    spread = sum((one - mean_one) ** 2 for one in ones) * sum((other - mean_other) ** 2 for other in others)
    assert grouped == pytest.approx(both / math.sqrt(spread))
    assert question_health.correlation([(1, 1, 5), (1, 0, 5)]) is None
    assert question_health.correlation([]) is None


# On the screen -----------------------------------------------------------------------------------------------------------


def test_the_screen_and_its_file_name_what_to_do(editor_client, editor, site_content):
    right, wrong = places()
    answered(40, wrong[0], [True, True])
    answered(20, right, [False, False])
    query = f"?module={module().translation_key}"
    text = editor_client.get(f"/admin/question-health/{query}").content.decode()
    assert "Check the key" in text
    assert "Not enough answers yet: 60 of 30" not in text
    answer = editor_client.get(f"/admin/question-health/questions.csv{query}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["Verdict"] == "Check the key"
    assert rows[0]["Right, in 100"] == "33"
    assert editor_client.get(f"/admin/question-health/questions.xlsx{query}").status_code == 200
    logged = ModelLogEntry.objects.filter(action__startswith="training.").order_by("pk")
    assert [line.action for line in logged] == [
        "training.view_question_health",
        *["training.export_question_health"] * 2,
    ]
    assert logged[0].data == {"questions": 3}
    assert logged[0].user == editor


def test_the_list_of_modules_and_wrong_addresses(editor_client, site_content):
    assert module().title in editor_client.get("/admin/question-health/").content.decode()
    for address in (
        "?module=x",
        "questions.csv",
        "questions.csv?module=x",
        f"questions.pdf?module={module().translation_key}",
    ):
        assert editor_client.get(f"/admin/question-health/{address}").status_code == 404


def test_question_health_is_for_those_who_may_see_reports(client, django_user_model, site_content):
    user = django_user_model.objects.create_user("organiser", "organiser@example.org", "a long password here")
    user.groups.add(Group.objects.get(name="Organisers"))
    client.force_login(user)
    assert client.get("/admin/question-health/").status_code == 302
    user.groups.add(Group.objects.get(name="Moderators"))
    assert client.get("/admin/question-health/").status_code == 200


# Measured time in the editor ---------------------------------------------------------------------------------------------


def editor_text(client):
    return client.get(f"/admin/pages/{module().pk}/edit/").content.decode()


def test_the_editor_is_told_when_people_take_much_longer_than_stated(editor_client, site_content):
    right, _wrong = places()
    between = reports.measured(module()).stated.between
    answered(29, right, [True, True], seconds=int(between * 60 * 2))
    assert "30 have finished a version about as long as this one (29 so far)" in editor_text(editor_client)
    answered(1, right, [True, True], seconds=int(between * 60 * 2))
    text = editor_text(editor_client)
    assert "People take much longer than stated" in text
    assert "<strong>Fine</strong>: Somebody said" in text


def test_the_editor_is_not_warned_when_the_stated_minutes_are_honest(editor_client, site_content):
    right, _wrong = places()
    answered(40, right, [True, True], seconds=round(reports.measured(module()).stated.between) * 60)
    text = editor_text(editor_client)
    assert "Half of the 40 attempts measured took" in text
    assert "than stated" not in text


def test_times_of_a_much_longer_version_are_not_held_against_a_shorter_one(site_content):
    right, _wrong = places()
    answered(40, right, [True, True], seconds=600)
    page = module()
    assert reports.measured(page).count == 40
    for block in page.steps[1].value["content"]:
        if block.block_type == "text":
            block.value.source = "<p>" + "word " * 400 + "</p>"
    assert reports.measured(page).count == 0
    assert measures.FEWEST_TIMED == 30
