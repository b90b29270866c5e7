"""SCORM 1.2 packages at work in a real browser: a module taken in somebody else's learning system."""

import re

import pytest

from tests.journeys.packages import Learner, system_fixture, window_fixture  # noqa: F401 (fixtures)
from tests.training import packed
from training.models import ModulePage
from training.packages import scorm

pytestmark = pytest.mark.django_db
MOST = 4096


def in_host(page, address):
    page.goto(address)
    return Learner(page.frames[1])


def kept(page):
    """What the learning system has: the data model as scorm-again writes it down."""
    return page.evaluate("JSON.parse(JSON.stringify(window.API.cmi))")


def close(page):
    """Closes the module as a learner does who shuts its window, and gives what the learning system then has."""
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("window.calls.some(call => call[0] === 'LMSFinish')")
    return kept(page)


def again(data):
    """What a learning system hands out the next time, from what it kept."""
    core = data["core"] | {"entry": "resume", "session_time": "00:00:00"}
    data = {key: value for key, value in data.items() if key not in ("interactions", "objectives")}
    return {"cmi": data | {"core": {key: value for key, value in core.items() if key not in ("exit", "session_time")}}}


def begun(mastery="80"):
    return {"cmi": {"student_data": {"mastery_score": mastery}, "core": {"lesson_status": "not attempted"}}}


def faults(page):
    """Calls that the learning system refused."""
    return [call for call in page.evaluate("window.calls") if call[-1] != "0" or call[-2] != "true"]


# SCORM 1.2 ---------------------------------------------------------------------------------------------------------------


def test_a_module_is_taken_in_two_sittings_and_passed(site_content, system, window):
    """Lost if this fails: a trust loads the module, and its learners' results never arrive in ESR."""
    system.load(scorm.build(packed.every_kind(pass_percent=80)))
    page = window()
    learner = in_host(page, system.host(begun()))
    assert "keeps your answers" in learner.frame.inner_text("#recording")
    learner.take([True, False])
    learner.to_question()
    assert learner.shown == "3"
    first = close(page)
    assert faults(page) == []
    assert first["core"]["lesson_status"] == "incomplete"
    assert first["core"]["score"]["raw"] == ""
    assert 0 < len(first["suspend_data"]) < MOST

    page = window()
    learner = in_host(page, system.host(again(first)))
    assert learner.shown == "3"
    learner.take([True, True, True, False])
    learner.to_end()
    assert "4 of 6 questions right" in learner.frame.inner_text("#score")
    assert learner.frame.locator("[data-result]:visible").inner_text().startswith("Not passed yet")
    assert kept(page)["core"]["lesson_status"] == "failed"
    assert learner.frame.locator("#again button").all_inner_texts() == [
        "Question 2: try again",
        "Question 6: try again",
    ]

    learner.press("Question 2: try again")
    assert learner.shown == "2"
    learner.answer(True)
    learner.to_end()
    assert learner.frame.locator("[data-result]:visible").inner_text() == "You have passed"
    learner.press("Finish")
    learner.frame.wait_for_selector("text=You can close this window now")
    last = kept(page)
    assert last["core"]["lesson_status"] == "passed"
    assert (last["core"]["score"]["raw"], last["core"]["score"]["max"]) == ("83.33", "100")
    assert page.evaluate("window.calls.filter(call => call[0] === 'LMSFinish').length") == 1
    assert faults(page) == []
    assert page.faults == []


def test_a_passed_module_stays_passed_whatever_comes_after(site_content, system, window):
    """Lost if this fails: looking at a module again takes a result away."""
    package = scorm.build(packed.every_kind(pass_percent=80))
    system.load(package)
    page = window()
    learner = in_host(page, system.host(begun()))
    learner.take([True] * 6)
    done = close(page)
    assert (done["core"]["lesson_status"], done["core"]["score"]["raw"]) == ("passed", "100")
    # The trust loads a new version: other questions, so the answers begin again; the result does not.
    changed = packed.module(packed.step("Only this", packed.single()), pass_percent=80)
    system.load(scorm.build(changed))
    page = window()
    learner = in_host(page, system.host(again(done)))
    assert "This module has changed since you were here" in learner.frame.inner_text("#recording")
    learner.take([False])
    later = close(page)
    assert (later["core"]["lesson_status"], later["core"]["score"]["raw"]) == ("passed", "100")
    assert faults(page) == []


def test_without_a_pass_mark_answering_everything_completes_it(site_content, system, window):
    system.load(scorm.build(packed.every_kind(pass_percent=None)))
    page = window()
    learner = in_host(page, system.host(begun("")))
    learner.take([False] * 6)
    learner.to_end()
    assert learner.frame.locator("[data-result]:visible").inner_text() == "You have finished this module"
    done = close(page)
    assert (done["core"]["lesson_status"], done["core"]["score"]["raw"]) == ("completed", "0")


def test_a_module_without_questions_is_complete_at_its_end(site_content, system, window):
    system.load(
        scorm.build(packed.module(packed.step("Read", packed.text()), packed.step("More", packed.reflection())))
    )
    page = window()
    learner = in_host(page, system.host(begun("")))
    learner.on()
    assert kept(page)["core"]["lesson_status"] == "incomplete"
    learner.to_end()
    assert close(page)["core"]["lesson_status"] == "completed"


def test_the_interactions_are_as_scorm_writes_them(site_content, system, window):
    """Lost if this fails: a learning system that reads answers refuses them, or reads others."""
    system.load(scorm.build(packed.every_kind(pass_percent=80)))
    page = window()
    learner = in_host(page, system.host(begun()))
    learner.take([True] * 6)
    found = page.evaluate("window.calls.filter(call => String(call[1]).startsWith('cmi.interactions'))")
    told = {call[1]: call[2] for call in found}
    types = [told[f"cmi.interactions.{number}.type"] for number in range(6)]
    assert types == ["choice", "choice", "true-false", "choice", "sequencing", "matching"]
    assert told["cmi.interactions.0.student_response"] == "1"
    assert told["cmi.interactions.1.student_response"] == "0,2,4"
    assert told["cmi.interactions.2.student_response"] == "f"
    assert re.fullmatch(r"[0-2],[0-2],[0-2]", told["cmi.interactions.4.student_response"])
    assert re.fullmatch(r"0\.[0-2],1\.[0-2],2\.[0-2]", told["cmi.interactions.5.student_response"])
    for number in range(6):
        at = f"cmi.interactions.{number}."
        assert told[at + "student_response"] == told[at + "correct_responses.0.pattern"]
        assert told[at + "result"] == "correct"
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,255}", told[at + "id"])


def test_the_largest_module_fits_into_what_scorm_keeps(site_content, system, window):
    """Lost if this fails: a learning system cuts the text off, and a learner begins again each time."""
    system.load(scorm.build(packed.largest(pass_percent=80)))
    page = window()
    learner = in_host(page, system.host(begun()))
    # Every question wrong the most often it can be told, and in the way that takes the most room.
    longest = learner.frame.evaluate(
        """() => {
          const kinds = [...document.querySelectorAll('[data-question]')].map(one => one.dataset.kind);
          const most = {put_in_order: [6, 5, 4, 3, 2, 1], match: [5, 4, 3, 2, 1, 0],
                        several_choice: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], scenario_question: [1], true_false: [1]};
          const progress = new Progress(document.body.dataset.version, kinds);
          progress.screen = document.querySelectorAll('[data-screen]').length - 1;
          kinds.forEach((kind, number) => { for (let round = 0; round < 40; round++) progress.answer(number, most[kind], false); });
          const back = new Progress(document.body.dataset.version, kinds);
          if (!back.unpack(progress.pack())) throw new Error('not read back');
          if (JSON.stringify(back.answers) !== JSON.stringify(progress.answers)) throw new Error('read back otherwise');
          return progress.pack();
        }"""
    )
    print(f"suspend_data of 60 questions: {len(longest)} characters")
    assert len(longest) < 600
    kinds = learner.frame.evaluate("[...document.querySelectorAll('[data-question]')].length")
    assert kinds == 60
    for _number in range(6):
        learner.to_question()
        learner.answer(False)
        learner.on()
    assert len(close(page)["suspend_data"]) < MOST


def test_the_api_is_found_above_a_window_of_another_site_and_in_the_opener(site_content, system, window):
    """Lost if this fails: learning systems that frame a frame, or open a window, record nothing."""
    system.load(scorm.build(packed.every_kind()))
    elsewhere = system.url.replace("127.0.0.1", "localhost")
    (system.folder / "between.html").write_text(f"<iframe src='{system.url}/package/index.html'></iframe>")
    page = window()
    page.goto(system.host(begun(), frame=f"<iframe src='{elsewhere}/between.html'></iframe>"))
    page.wait_for_function("window.calls.some(call => call[0] === 'LMSInitialize' && call[2] === 'true')")
    page = window()
    page.goto(system.host(begun(), frame=""))
    with page.expect_popup() as popup:
        page.evaluate("window.open('package/index.html')")
    assert "keeps your answers" in Learner(popup.value).frame.inner_text("#recording")


def test_without_a_learning_system_it_is_a_page_that_says_so(site_content, system, window):
    """Lost if this fails: a module that cannot even be read where nothing records it."""
    system.load(scorm.build(packed.every_kind(pass_percent=80)))
    page = window()
    page.goto(f"{system.url}/package/index.html")
    learner = Learner(page)
    assert "nothing is recorded" in page.inner_text("#recording")
    learner.take([True] * 6)
    learner.to_end()
    assert page.locator("[data-result]:visible").inner_text() == "You have passed"
    assert not page.get_by_role("button", name="Finish").is_visible()
    assert page.faults == []


def test_a_learning_system_that_takes_nothing_is_told_of(site_content, system, window):
    """Lost if this fails: a learner who believes that answers are kept."""
    system.load(scorm.build(packed.every_kind()))
    page = window()
    learner = in_host(page, system.host(begun()))
    page.evaluate("window.API.LMSCommit = () => 'false'")
    learner.on()
    assert "did not take your last answer" in learner.frame.inner_text("#recording")
    page.evaluate("window.API.LMSCommit = () => 'true'")
    learner.on()
    assert "keeps your answers" in learner.frame.inner_text("#recording")


def test_to_look_round_changes_no_result(site_content, system, window):
    system.load(scorm.build(packed.every_kind(pass_percent=80)))
    page = window()
    data = begun()
    data["cmi"]["core"] |= {"lesson_mode": "review", "lesson_status": "passed"}
    learner = in_host(page, system.host(data))
    assert "only looking round" in learner.frame.inner_text("#recording")
    learner.take([False] * 6)
    assert close(page)["core"]["lesson_status"] == "passed"


def test_one_click_packages_of_the_sites_own_modules_run(site_content, system, window):
    """Lost if this fails: the packages of real content, which is what a trust gets."""
    page = window()
    for module in ModulePage.objects.live():
        names = system.load(scorm.build(module))
        assert "imsmanifest.xml" in names
        learner = in_host(page, system.host(begun("")))
        learner.take([True] * len(module.marked_questions))
        learner.to_end()
        assert kept(page)["core"]["lesson_status"] == ("passed" if module.pass_percent else "completed")
        assert faults(page) == []
    assert page.faults == []
