"""xAPI statements of one learner: the structure the specification asks for, nobody's name, and never two for one thing."""

import datetime
import json
import re

import pytest
from django.conf import settings

from tests.training import packed
from tests.training.builders import account, device, marked, module
from training import attempts, versions
from training.models import ModuleVersion
from training.statements import statements

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 3, 27, 12, 0, tzinfo=datetime.UTC)
LATER = datetime.timedelta(seconds=40)
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
INTERACTIONS = {"true-false", "choice", "matching", "sequencing"}


def sorting(**fields):
    """A module with every kind of question, published."""
    return packed.published(packed.every_kind(**fields))


def take(learner, page, rights, round=1, now=NOW):
    questions = page.marked_questions
    for number, is_right in enumerate(rights):
        if is_right is not None:
            given = marked(questions[number], is_right)
            kept = attempts.answer(learner, page, questions[number].id, given, round, now + number * LATER)
    return kept.attempt


def verbs(found):
    return [statement["verb"]["id"].rsplit("/", 1)[1] for statement in found]


def of(found, verb):
    return next(statement for statement in found if statement["verb"]["id"].endswith(f"/{verb}"))


def is_map(words):
    """Whether something is a language map: xAPI part two, section 4.2. Keys as in RFC 5646, texts as values."""
    return bool(words) and all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", key) and words[key] for key in words)


def check_activity(activity):
    assert activity["objectType"] == "Activity"
    assert re.match(r"[a-z][a-z0-9+.-]*:", activity["id"])
    definition = activity.get("definition", {})
    assert definition.keys() <= {
        "type", "name", "description", "interactionType", "correctResponsesPattern", "choices", "source", "target"
    }  # fmt: skip
    assert is_map(definition["name"])
    if "interactionType" in definition:
        assert definition["interactionType"] in INTERACTIONS
        assert definition["type"] == "http://adlnet.gov/expapi/activities/cmi.interaction"
        for name in ("choices", "source", "target"):
            for component in definition.get(name, []):
                assert component.keys() == {"id", "description"}
                assert is_map(component["description"])


def check(statement):
    """The rules of xAPI 1.0.3, part two, sections 2.2 to 2.4, as far as these statements use them."""
    assert statement.keys() <= {"id", "version", "actor", "verb", "object", "result", "context", "timestamp"}
    assert statement.keys() >= {"id", "version", "actor", "verb", "object", "timestamp"}
    assert re.fullmatch(UUID, statement["id"])
    assert statement["version"] == "1.0.3"
    assert statement["actor"].keys() == {"objectType", "account"}
    assert statement["actor"]["account"].keys() == {"homePage", "name"}
    assert statement["verb"]["id"].startswith("http://adlnet.gov/expapi/verbs/")
    assert is_map(statement["verb"]["display"])
    assert datetime.datetime.fromisoformat(statement["timestamp"]).utcoffset() == datetime.timedelta()
    check_activity(statement["object"])
    context = statement["context"]
    assert context.keys() <= {"registration", "platform", "language", "revision", "contextActivities"}
    assert re.fullmatch(UUID, context["registration"])
    for group, items in context.get("contextActivities", {}).items():
        assert group in {"parent", "grouping", "category", "other"}
        assert all(item["objectType"] == "Activity" for item in items)
    result = statement.get("result", {})
    assert result.keys() <= {"score", "success", "completion", "response", "duration", "extensions"}
    for name in ("success", "completion"):
        assert isinstance(result.get(name, True), bool)
    if "score" in result:
        score = result["score"]
        assert -1 <= score["scaled"] <= 1
        assert score["min"] <= score["raw"] <= score["max"]
    if "duration" in result:
        assert re.fullmatch(r"PT\d+S", result["duration"])
    assert all(re.match(r"https?://", key) for key in result.get("extensions", {}))
    json.dumps(statement, allow_nan=False)


def test_every_statement_is_as_the_specification_says(site_content):
    """Lost if this fails: a record store refuses a learner's own record."""
    page, learner = sorting(pass_percent=80), device()
    take(learner, page, [True, False, True, True, False, True])
    take(learner, page, [None, True, None, None, True, None], round=2, now=NOW + 10 * LATER)
    found = statements(learner)
    for statement in found:
        check(statement)
    assert verbs(found)[0] == "initialized"
    assert sorted(verbs(found)) == sorted(["initialized", *["answered"] * 8, "completed", "failed", "passed"])
    assert [one["timestamp"] for one in found] == sorted(one["timestamp"] for one in found)


def test_answers_are_told_in_the_words_and_patterns_of_their_kind(site_content):
    page, learner = sorting(), device()
    take(learner, page, [True] * 6)
    answered = [one for one in statements(learner) if verbs([one]) == ["answered"]]
    kinds = [one["object"]["definition"]["interactionType"] for one in answered]
    assert kinds == ["choice", "choice", "true-false", "choice", "sequencing", "matching"]
    for one, question in zip(answered, page.marked_questions, strict=True):
        definition = one["object"]["definition"]
        assert definition["name"] == {"en": question.value["text"]}
        assert definition["correctResponsesPattern"] == [one["result"]["response"]]
        assert one["object"]["id"] == f"{page.full_url}#question-{question.id}"
        assert one["context"]["contextActivities"]["parent"][0]["id"] == page.full_url
    assert answered[2]["result"]["response"] == "false"
    assert answered[5]["result"]["response"].count("[.]") == 3


def test_nobody_can_be_told_from_their_statements(site_content, django_user_model):
    """Lost if this fails: a download that is passed on names a member of staff."""
    page, learner = module(), account(django_user_model, "jo.bloggs@example.net")
    take(learner, page, [True] * 3)
    text = json.dumps(statements(learner))
    for private in ("jo.bloggs", "example.net", learner.user.username):
        assert private not in text
    agents = {json.dumps(one["actor"]) for one in statements(learner)}
    assert len(agents) == 1
    assert re.fullmatch("[0-9a-f]{32}", statements(learner)[0]["actor"]["account"]["name"])
    assert json.loads(agents.pop())["account"]["homePage"] == settings.SITE_URL
    other = device()
    take(other, page, [True] * 3)
    assert statements(other)[0]["actor"] != statements(learner)[0]["actor"]


def test_what_was_told_once_is_told_the_same_for_ever(site_content):
    """Lost if this fails: sending a later download doubles what was sent, or contradicts it."""
    page, learner = sorting(pass_percent=80), device()
    take(learner, page, [True, False])
    begun = statements(learner)
    take(learner, page, [None, None, True, True, False, True], now=NOW + LATER)
    finished = statements(learner)
    take(learner, page, [None, True, None, None, True, None], round=2, now=NOW + 10 * LATER)
    bettered = statements(learner)
    for earlier, later in ((begun, finished), (finished, bettered)):
        told = {one["id"]: one for one in later}
        assert all(told[one["id"]] == one for one in earlier)
        assert len(told) == len(later) > len(earlier)
    assert of(finished, "failed")["result"]["score"] == {"scaled": 0.6667, "raw": 4, "min": 0, "max": 6}
    assert of(bettered, "passed")["result"]["score"]["raw"] == 5


def test_passing_at_once_is_passed_and_never_failed(site_content):
    page, learner = sorting(pass_percent=50), device()
    take(learner, page, [True, False, True, False, True, True])
    found = statements(learner)
    assert "failed" not in verbs(found)
    assert of(found, "passed")["result"]["score"]["raw"] == 4
    assert of(found, "passed")["result"]["duration"] == "PT200S"


def test_without_a_pass_mark_nobody_is_judged(site_content):
    page, learner = module(), device()
    take(learner, page, [False] * 3)
    assert verbs(statements(learner)) == ["initialized", *["answered"] * 3, "completed"]


def test_what_was_known_before_learning_is_told_and_does_not_count(site_content):
    page, learner = sorting(pass_percent=80), device()
    take(learner, page, [True], round=attempts.BEFORE)
    take(learner, page, [False] * 6, now=NOW + LATER)
    found = statements(learner)
    tries = [list(one["result"]["extensions"].values()) for one in found if verbs([one]) == ["answered"]]
    assert tries[0] == [0]
    assert of(found, "failed")["result"]["score"]["raw"] == 0


def test_a_module_that_has_gone_and_words_nobody_can_read_are_still_told(site_content):
    """Lost if this fails: a learner's record breaks because an editor deleted a page."""
    page, learner = module(), device()
    take(learner, page, [True] * 3)
    ModuleVersion.objects.update(page=None, steps=[{"type": "no-such-block", "value": 3}])
    versions._content.cache_clear()
    found = statements(learner)
    assert verbs(found) == ["initialized", *["answered"] * 3, "completed"]
    assert of(found, "completed")["object"]["id"] == f"urn:uuid:{page.translation_key}"
    versions._content.cache_clear()


def test_somebody_who_did_nothing_has_no_statements(site_content):
    assert statements(device()) == []


def test_ten_modules_are_told_with_few_queries(site_content, django_assert_max_num_queries):
    learner = device()
    for slug in ("goalposts", "plain-words", "the-13-principles"):
        page = module(slug)
        take(learner, page, [True] * len(page.marked_questions))
    with django_assert_max_num_queries(12):
        statements(learner)
