"""Many at the same moment ask for another format and answer it, on a running server, on the database of this test run."""

import uuid
from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import ModelLogEntry

from home import format_requests
from home.models import FormatRequest, OutgoingMail, TryCount, WorkState
from tests.home.asking import ADDRESS, ask, typed
from tests.parallel.site import together

pytestmark = pytest.mark.parallel


@pytest.fixture
def requests(committed):
    """Nothing but what the test writes, and nothing of it afterwards."""
    yield FormatRequest.objects
    found = FormatRequest.objects.all()
    OutgoingMail.objects.filter(about__startswith="format:").delete()
    found.delete()
    TryCount.objects.all().delete()
    ModelLogEntry.objects.filter(action__startswith="worklist.").delete()


@pytest.fixture
def staff(committed):
    """Cookies of two members of staff who are signed in."""
    made = []
    for name in ("asha", "ben"):
        user = get_user_model().objects.create_superuser(f"{name}@solway.test", f"{name}@solway.test", uuid.uuid4().hex)
        client = Client()
        client.force_login(user)
        made.append((user, {cookie.key: cookie.value for cookie in client.cookies.values()}))
    yield [cookies for _user, cookies in made]
    for user, _cookies in made:
        user.delete()


def test_the_same_form_twenty_times_at_once_is_one_request(site, requests):
    """Lost if this fails: one person in the list many times, and as many mails to them."""
    sent = typed()
    answers = together(20, lambda _index: site.post(ADDRESS, sent))
    assert Counter(status for status, _where, _text in answers) == {302: 20}
    assert len({where for _status, where, _text in answers}) == 1
    assert requests.count() == 1
    assert OutgoingMail.objects.filter(kind=format_requests.RECEIVED).count() == 1


def test_two_members_of_staff_close_the_same_request(site, requests, staff):
    """One of them is told what the other did, whoever was first. Ten requests, because one alone may miss the moment."""
    asked = [ask(email="", answer_by="phone", phone="01228 123456") for _number in range(10)]
    endings = (
        {"answer-ending": "email", "answer-answer": "Sent"},
        {"answer-ending": "cannot", "answer-answer": "Not here"},
    )

    def close(index):
        data = {"what": "answer", "version": "0", **endings[index % 2]}
        return site.post(f"/admin/format-requests/{asked[index // 2].pk}/", data, staff[index % 2])

    answers = together(20, close)
    for pair in zip(answers[::2], answers[1::2], strict=True):
        assert sorted(status for status, _where, _text in pair) == [200, 302]
        second = next(text for status, _where, text in pair if status == 200)
        assert "This was changed while you had it open" in second
    for request in requests.all():
        whole = {(WorkState.DONE, "email", "Sent"), (WorkState.CANNOT, "", "Not here")}
        assert (request.state, request.given_by, request.answer) in whole
        lines = ModelLogEntry.objects.for_instance(request).filter(action__in=["worklist.done", "worklist.cannot"])
        assert lines.count() == 1


def test_a_flood_from_everywhere_at_once_stops_at_the_limit(site, requests):
    """More than the limit, at the same moment: the count holds across processes."""
    extra = 15
    forms = [typed(email=f"a{number}@example.net") for number in range(format_requests.MOST_FROM_ONE_PLACE + extra)]
    answers = together(len(forms), lambda index: site.post(ADDRESS, forms[index]))
    statuses = Counter(status for status, _where, _text in answers)
    assert statuses == {302: format_requests.MOST_FROM_ONE_PLACE, 429: extra}
    assert requests.count() == format_requests.MOST_FROM_ONE_PLACE
