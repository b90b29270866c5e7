"""Many answers at the same moment, on a running server, on the database of this test run."""

from collections import Counter
from functools import partial

import pytest

from tests.parallel.site import together, until_answered
from tests.training.builders import address, module, right
from training import learners
from training.models import Answer, Attempt, Learner, ModuleVersion

pytestmark = pytest.mark.parallel


@pytest.fixture
def forms(site):
    """What a browser sends to answer each question of a module right: [(address, data)]. Afterwards nothing is left."""
    page = module("goalposts")
    yield [
        (address(page, one.number), {"question": one.id, "round": "1", **right(one)}) for one in page.marked_questions
    ]
    for model in (Answer, Attempt, Learner, ModuleVersion):
        model.objects.all().delete()


def cookies(key):
    return {learners.COOKIE: learners.sign(key)}


def counts(key):
    found = Learner.objects.filter(device_hash=learners._hash(key))
    return (
        found.count(),
        Attempt.objects.filter(learner__in=found).count(),
        Answer.objects.filter(attempt__learner__in=found).count(),
    )


@pytest.mark.django_db
def test_no_learner_is_there_before():
    """The counts below begin at nothing. (It also has pytest make the test database.)"""
    assert not Learner.objects.exists()


def test_the_first_form_fifty_times_is_one_learner_with_one_answer(site, forms):
    """Lost if this fails: somebody who clicks twice on a slow line is two people."""
    key = learners.new_key()
    there, data = forms[0]
    answers = together(50, lambda _index: site.post(there, {**data, "key": learners.sign(key)}))
    assert Counter(status for status, _where, _text in answers) == {302: 50}
    assert counts(key) == (1, 1, 1)


def test_three_tabs_that_begin_together_are_one_attempt(site, forms):
    for _time in range(10):
        key = learners.new_key()
        # The page of each tab came before there was a cookie, out of the same first form.
        answers = together(
            3, lambda index, key=key: site.post(forms[index][0], {**forms[index][1], "key": learners.sign(key)})
        )
        assert [status for status, _where, _text in answers] == [302] * 3
        assert counts(key) == (1, 1, 3)
        attempt = Attempt.objects.get(learner__device_hash=learners._hash(key))
        assert (attempt.right, attempt.first_right, attempt.marked) == (3, 3, 3)
        assert attempt.finished_at


def test_many_learners_at_once_lose_nothing_and_share_one_version(site, forms):
    keys = [learners.new_key() for _ in range(40)]

    def learn(index):
        found = []
        for there, data in forms:
            found.append(site.post(there, {**data, "key": learners.sign(keys[index])}, cookies(keys[index]))[0])
        return found

    assert Counter(status for found in together(40, learn) for status in found) == {302: 120}
    assert {counts(key) for key in keys} == {(1, 1, 3)}
    found = Attempt.objects.filter(learner__device_hash__in=[learners._hash(key) for key in keys])
    assert {(attempt.right, attempt.passed) for attempt in found} == {(3, True)}
    assert len({attempt.version_id for attempt in found}) == 1


def test_web_processes_that_are_killed_lose_and_double_no_answer(site, forms):
    """What was answered with a redirect is in the database, once."""
    keys = [learners.new_key() for _ in range(24)]

    def answer(key, there, data):
        return site.post(there, {**data, "key": learners.sign(key)}, cookies(key))[0]

    def learn(index):
        mine = keys[index * 3 : index * 3 + 3]
        return sum(until_answered(partial(answer, key, *form)) for key in mine for form in forms)

    with site.losing_workers():
        assert sum(together(8, learn)) == 72
    assert {counts(key) for key in keys} == {(1, 1, 3)}
