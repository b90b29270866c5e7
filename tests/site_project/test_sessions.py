"""Where somebody is signed in, and for how long. Without these, a lost phone stays signed in, or we keep more than we say."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home import sign_ins
from site_project.accounts.sessions import device_kind, device_words
from tests.site_project.signing_in import ADDRESS, is_signed_in, sign_in, words

pytestmark = pytest.mark.django_db
SESSIONS = "/account/sessions/"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Mobile/15E148 Safari/604.1"
)
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def browser(user_agent, address="192.0.2.1"):
    return Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)


@pytest.fixture
def phone(site_content):
    client = browser(PHONE)
    sign_in(client)
    return client


@pytest.fixture
def desktop(phone):
    client = browser(DESKTOP)
    sign_in(client)
    return client


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        (PHONE, "Safari, iPhone"),
        (DESKTOP, "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 "
         "Chrome/121.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 "
         "Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36", "Chrome, Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_of_what_a_browser_says_little_is_kept(says, kind):
    assert device_kind(says) == kind
    assert device_kind(kind) == kind


def test_a_kind_of_device_in_words():
    assert device_words("Firefox, Windows") == "Firefox on Windows"
    assert device_words("Windows") == "Windows"
    assert device_words("") == "A device we do not know"


def test_no_internet_address_is_kept(phone):
    note = UserSession.objects.get()
    assert (note.ip, note.user_agent, note.data) == ("0.0.0.0", "Safari, iPhone", {})  # noqa: S104
    assert "192.0.2.1" not in str([row.get_decoded() for row in Session.objects.all()])


def test_one_sees_where_one_is_signed_in(phone, desktop):
    text = words(desktop.get(SESSIONS))
    assert "Firefox on Windows This device" in text
    assert "Safari on iPhone" in text
    assert text.index("Firefox on Windows") < text.index("Safari on iPhone")


def test_looking_changes_nothing(phone, desktop):
    Session.objects.filter(session_key=phone.session.session_key).delete()
    assert "iPhone" not in words(desktop.get(SESSIONS))
    assert UserSession.objects.count() == 2


def test_one_session_is_ended(phone, desktop):
    """Lost if this fails: whoever loses a phone cannot shut it out."""
    note = UserSession.objects.get(session_key=phone.session.session_key)
    assert desktop.post(SESSIONS, {"session": note.pk}).url == SESSIONS
    assert not is_signed_in(phone)
    assert is_signed_in(desktop)
    assert not UserSession.objects.filter(pk=note.pk).exists()


def test_all_others_are_ended(phone, desktop):
    third = browser(DESKTOP)
    sign_in(third)
    desktop.post(SESSIONS)
    assert [is_signed_in(client) for client in (phone, desktop, third)] == [False, True, False]


def test_the_one_here_is_ended(phone, desktop):
    note = UserSession.objects.get(session_key=desktop.session.session_key)
    assert desktop.post(SESSIONS, {"session": note.pk}).url == "/account/signed-out/"
    assert not is_signed_in(desktop)
    assert is_signed_in(phone)


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999999"])
def test_an_odd_number_ends_nothing(phone, number):
    assert phone.post(SESSIONS, {"session": number}).status_code == 404
    assert is_signed_in(phone)


def test_nobody_ends_somebody_elses(phone):
    other = Client()
    sign_in(other, "other@example.org")
    note = UserSession.objects.get(session_key=phone.session.session_key)
    assert other.post(SESSIONS, {"session": note.pk}).status_code == 404
    other.post(SESSIONS)
    assert is_signed_in(phone)
    assert "iPhone" not in words(other.get(SESSIONS))


def test_the_page_is_for_those_signed_in(client, site_content):
    assert client.get(SESSIONS).url == f"/account/login/?next={SESSIONS}"


# For how long ----------------------------------------------------------------------------------------------------------


def days_left(client):
    return (client.session.get_expiry_date() - timezone.now()) / datetime.timedelta(days=1)


def test_learners_stay_signed_in_for_thirty_days_after_they_were_last_here(phone, monkeypatch):
    key = phone.session.session_key
    assert round(days_left(phone)) == 30
    assert phone.cookies["sessionid"]["max-age"] == 30 * 24 * 60 * 60
    later = timezone.now() + datetime.timedelta(days=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = phone.get(SESSIONS)
    assert answer.cookies["sessionid"]["max-age"] == 30 * 24 * 60 * 60
    assert Session.objects.get(session_key=key).expire_date == later + datetime.timedelta(days=30)
    assert UserSession.objects.get(session_key=key).last_seen_at == later
    # Once a day is enough.
    assert "sessionid" not in phone.get(SESSIONS).cookies


def test_reading_writes_nothing_about_a_session(phone):
    """Lost if this fails: every page a learner reads would be a write."""
    phone.get(SESSIONS)
    with CaptureQueriesContext(connection) as seen:
        answer = phone.get("/what-it-is/")
    assert not [query["sql"] for query in seen.captured_queries if not query["sql"].startswith("SELECT")]
    assert not answer.cookies


def test_editors_stay_signed_in_for_their_working_day(client, site_content, editor):
    client.post("/account/login/", {"login": editor.email, "password": "a long password here"})
    assert client.cookies["sessionid"]["max-age"] == ""
    assert days_left(client) <= 0.5


def test_a_new_password_signs_out_everywhere_else(site_content, editor):
    """Lost if this fails: whoever had the old password stays in."""
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/account/login/", {"login": editor.email, "password": "a long password here"})
    data = {"oldpassword": "a long password here", "password1": "seven green fells", "password2": "seven green fells"}
    answer = here.post("/account/password/change/", data, follow=True)
    assert "On all other devices you are signed out now." in words(answer)
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_somebody_without_a_password_has_none_to_change(phone):
    assert phone.get("/account/password/change/").url == SESSIONS


def test_notes_of_sessions_that_are_over_are_deleted(phone, desktop):
    Session.objects.filter(session_key=phone.session.session_key).update(expire_date=timezone.now())
    sign_ins.delete_unfinished()
    assert [note.user_agent for note in UserSession.objects.all()] == ["Firefox, Windows"]
    assert is_signed_in(desktop)


def test_the_buttons_say_what_they_end(phone, desktop):
    soup = BeautifulSoup(desktop.get(SESSIONS).content, "html5lib")
    labels = [" ".join(button.get_text(" ").split()) for button in soup.main.find_all("button")]
    assert labels[:3] == [
        "Sign out here : Firefox on Windows",
        "Sign out there : Safari on iPhone",
        "Sign out everywhere else",
    ]
    assert SESSION_KEY in desktop.session
    assert ADDRESS not in soup.get_text()
