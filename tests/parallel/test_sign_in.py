"""Guessing codes from many windows at the same moment, on a real server of four processes. Without these, a limit that one
process keeps to is none."""

import http.client
from collections import Counter
from importlib import import_module
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from home.models import OutgoingMail
from home.models.limits import TryCount
from tests.parallel.site import CSRF, Site, database_url, together

pytestmark = pytest.mark.parallel
ASK, ENTER = "/account/login/code/", "/account/login/code/confirm/"
ADDRESS = "jo@parallel.example.org"


class Behind(Site):
    """A site behind one proxy of ours, so that a test can come from many places."""

    def __init__(self, url):
        super().__init__(url, workers=4)
        self.environment["TRUSTED_PROXY_COUNT"] = "1"


@pytest.fixture
def four_processes(committed):
    _tidy()
    with Behind(database_url()) as found:
        yield found
    _tidy()


def _tidy():
    TryCount.objects.all().delete()
    Session.objects.all().delete()
    for user in get_user_model().objects.filter(email__endswith="@parallel.example.org"):
        OutgoingMail.objects.filter(about=f"account:{user.pk}").delete()
        user.delete()


def windows(number, addresses):
    """The session keys of so many windows that wait for a code, without the limits on asking."""
    engine = import_module(settings.SESSION_ENGINE)
    keys = []
    for index in range(number):
        client = Client(REMOTE_ADDR=f"192.0.2.{index}")
        assert client.post(ASK, {"email": addresses[index % len(addresses)]}).status_code == 302
        found = dict(client.session)
        # Each address may be asked for five times an hour from one place; the other windows are copies.
        for _ in range(5):
            copy = engine.SessionStore()
            copy.update(found)
            copy.create()
            keys.append(copy.session_key)
    TryCount.objects.all().delete()
    return keys


def guess(site, key, place):
    """One wrong guess in a window. Returns the status of the answer."""
    return _post(site, ENTER, {"code": "0000 0000"}, {"sessionid": key}, place)[0]


def _post(site, path, data, cookies, place):
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    headers = {
        "Host": f"127.0.0.1:{site.port}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in {"csrftoken": CSRF, **cookies}.items()),
        "X-Forwarded-For": place,
    }
    try:
        line.request("POST", path, urlencode({**data, "csrfmiddlewaretoken": CSRF}), headers)
        answer = line.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        line.close()


@pytest.mark.django_db
def test_a_file_of_its_own_has_a_database():
    """The mark has pytest make the test database, also where this file is run alone; the others write to it for good."""
    assert not TryCount.objects.filter(count__lt=0).exists()


def test_ten_guesses_at_one_account_from_anywhere(four_processes):
    """R12: forty windows and forty places, all at once."""
    keys = windows(8, [ADDRESS])
    answers = together(40, lambda index: guess(four_processes, keys[index], f"198.51.100.{index}"))
    assert Counter(answers) == {200: 10, 429: 30}


def test_ten_guesses_from_one_place_at_any_account(four_processes):
    """R12: forty windows of eight accounts, and a header that claims another place each time."""
    keys = windows(8, [f"person{number}@parallel.example.org" for number in range(8)])
    answers = together(40, lambda index: guess(four_processes, keys[index], f"203.0.113.{index}, 198.51.100.7"))
    assert Counter(answers) == {200: 10, 429: 30}


def test_an_address_asked_for_many_times_at_once_is_one_account(four_processes):
    """Lost if this fails: two accounts with one address, and what somebody did is in the other one."""
    answers = together(16, lambda index: _post(four_processes, ASK, {"email": ADDRESS}, {}, f"198.51.100.{index}")[0])
    assert Counter(answers) == {302: 16}
    assert get_user_model().objects.filter(email=ADDRESS).count() == 1
