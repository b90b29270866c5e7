"""cmi5 packages at work in a real browser: what a learning system's record store is told, and when."""

import re

import pytest

from tests.journeys.learning_system import SESSION, Store
from tests.journeys.packages import Learner, system_fixture, window_fixture  # noqa: F401 (fixtures)
from tests.training import packed
from training.packages import cmi5

pytestmark = pytest.mark.django_db
CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
ACTIVITY = "https://trust.example/activities/17"


def verbs(statements):
    return [one["verb"]["id"].rsplit("/", 1)[1] for one in sorted(statements, key=lambda one: one["timestamp"])]


def categories(statement):
    return {one["id"] for one in statement["context"].get("contextActivities", {}).get("category", [])}


def store_for(page, mastery=0.8, **options):
    return Store(ACTIVITY, f"{page.full_url}#module", mastery, **options)


def every_kind(system):
    """A module with every kind of question, loaded into the learning system as a package."""
    module = packed.every_kind(pass_percent=80)
    system.load(cmi5.build(module))
    return module


def opened(window, system, store):
    """A new window in which the learning system has launched the package. Returns it and what a learner does there."""
    page = window()
    page.goto(system.launch(store))
    return page, Learner(page)


def take_all(learner):
    """Answers the six questions, all right, and finishes."""
    learner.take([True] * 6)
    learner.to_end()
    learner.press("Finish")


def finished(page, store):
    """Waits until the last statement of the session is there, and gives those of the session."""
    for _look in range(100):
        if "terminated" in verbs(store.of_session()):
            return store.of_session()
        page.wait_for_timeout(50)
    raise AssertionError(f"the session did not end: {verbs(store.of_session())}")


def test_cmi5_says_what_happened_in_order_and_once(site_content, system, window):
    """Lost if this fails: a learning system rejects the session, and nobody's result counts."""
    store = store_for(every_kind(system))
    page, learner = opened(window, system, store)
    learner.take([True, False])
    learner.to_question()
    learner.press("Save and leave")
    page.wait_for_selector("text=You can close this window now")
    first = finished(page, store)
    assert verbs(first) == ["initialized", "answered", "answered", "terminated"]
    assert ("/lrs/agents/profile", "cmi5LearnerPreferences") in [
        (path, query["profileId"]) for path, query in store.asked
    ]

    page, learner = opened(window, system, store)
    assert learner.shown == "3"
    learner.take([True, True, True, False])
    learner.to_end()
    learner.press("Question 2: try again")
    learner.answer(True)
    learner.to_end()
    learner.press("Finish")
    second = finished(page, store)
    assert verbs(second) == ["initialized", *["answered"] * 4, "completed", "answered", "passed", "terminated"]

    # Once passed, a further session of the same registration says neither again.
    page, learner = opened(window, system, store)
    learner.press("Finish")
    assert verbs(finished(page, store)) == ["initialized", "terminated"]
    assert len({one["id"] for one in store.statements}) == len(store.statements)
    # What was not kept yet is "not found": a browser notes that.
    assert [fault for fault in page.faults if "404" not in fault] == []


def test_cmi5_statements_carry_what_the_specification_asks(site_content, system, window):
    store = store_for(every_kind(system))
    page, learner = opened(window, system, store)
    take_all(learner)
    found = finished(page, store)
    for one in found:
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one["id"])
        assert one["actor"] == store.actor
        assert one["context"]["registration"] == store.registration
        assert one["context"]["extensions"][SESSION] == store.session
        assert one["context"]["contextActivities"]["grouping"] == [{"id": store.publisher_id}]
        assert one["timestamp"].endswith("Z")
        assert set(one["verb"]["display"]) == {"en"}
    told = dict(zip(verbs(found), sorted(found, key=lambda one: one["timestamp"]), strict=True))
    for verb in ("initialized", "completed", "passed", "terminated"):
        assert told[verb]["object"]["id"] == ACTIVITY
        assert CATEGORY in categories(told[verb])
        assert (MOVE_ON in categories(told[verb])) == (verb in ("completed", "passed"))
    assert told["completed"]["result"].keys() == {"completion", "duration"}
    assert told["passed"]["result"]["success"] is True
    assert told["passed"]["result"]["score"] == {"scaled": 1, "raw": 6, "min": 0, "max": 6}
    assert told["passed"]["context"]["extensions"][MASTERY] == 0.8
    assert re.fullmatch(r"PT[\d.]+S", told["terminated"]["result"]["duration"])
    answered = [one for one in found if one["verb"]["id"].endswith("answered")]
    assert not any(categories(one) for one in answered)
    kinds = [one["object"]["definition"]["interactionType"] for one in answered]
    assert kinds == ["choice", "choice", "true-false", "choice", "sequencing", "matching"]
    for one in answered:
        definition = one["object"]["definition"]
        assert one["result"]["success"] is True
        assert definition["correctResponsesPattern"] == [one["result"]["response"]]
        assert list(definition["name"]) == ["en"]


def test_cmi5_says_failed_only_as_the_session_ends(site_content, system, window):
    """Lost if this fails: a session with both failed and passed, which cmi5 forbids (section 9.3)."""
    store = store_for(every_kind(system))
    page, learner = opened(window, system, store)
    learner.take([False] * 6)
    page.close()
    other = window()
    found = finished(other, store)
    assert verbs(found)[-3:] == ["completed", "failed", "terminated"]
    failed = next(one for one in found if one["verb"]["id"].endswith("failed"))
    assert (failed["result"]["success"], failed["result"]["score"]["scaled"]) == (False, 0)


def test_cmi5_judges_nobody_who_only_looks_round(site_content, system, window):
    store = store_for(every_kind(system), mode="Browse")
    store.return_url = f"{system.url}/scorm12.min.js"
    page, learner = opened(window, system, store)
    take_all(learner)
    page.wait_for_url(store.return_url)
    assert verbs(finished(page, store)) == ["initialized", "terminated"]


def test_cmi5_opened_by_itself_or_a_second_time_says_that_nothing_is_recorded(site_content, system, window):
    module = every_kind(system)
    page = window()
    page.goto(f"{system.url}/package/index.html")
    Learner(page)
    assert "nothing is recorded" in page.inner_text("#recording")
    store = store_for(module)
    address = system.launch(store)
    page.goto(address)
    Learner(page)
    assert "keeps your answers" in page.inner_text("#recording")
    # The token is given once: the same address again begins no second session.
    page.goto("about:blank")
    page.goto(address)
    Learner(page)
    assert "nothing is recorded" in page.inner_text("#recording")
    assert verbs(store.statements).count("initialized") == 1
