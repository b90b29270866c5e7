"""Signing in by a mailed code. Without these, people would not get in, or somebody else would."""

import datetime
import re
import time

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.contrib.auth import SESSION_KEY, get_user_model
from django.test import Client
from django.utils import timezone

from home import outbox
from home.models import MailState, OutgoingMail
from home.models.limits import TryCount
from tests.site_project.signing_in import (
    ADDRESS,
    ASK,
    ENTER,
    PASSWORD,
    ask,
    code_in,
    heading,
    is_signed_in,
    newest_mail,
    sign_in,
    user_of,
    words,
)

pytestmark = pytest.mark.django_db


# The way in -----------------------------------------------------------------------------------------------------------


def test_a_new_address_asks_enters_and_is_in(client, site_content):
    """R16: an address we do not know becomes an account when its first code is entered."""
    answer = ask(client)
    assert (answer.status_code, answer.url) == (302, ENTER)
    assert "We have written to jo@example.org" in words(client.get(ENTER))
    assert not is_signed_in(client)
    answer = client.post(ENTER, {"code": code_in(newest_mail())})
    assert (answer.status_code, answer.url) == (302, "/learn/my-learning/")
    assert is_signed_in(client)
    user = user_of()
    assert re.fullmatch(r"learner-[0-9a-f]{16}", user.username)
    assert not user.has_usable_password()
    held = EmailAddress.objects.get(user=user)
    assert (held.email, held.verified, held.primary) == (ADDRESS, True, True)


def test_the_second_time_it_is_the_same_account(client, site_content):
    sign_in(client)
    other = Client()
    sign_in(other)
    assert get_user_model().objects.filter(email=ADDRESS).count() == 1
    assert client.session[SESSION_KEY] == other.session[SESSION_KEY]


@pytest.mark.parametrize("address", ["Jo@Example.org", " jo@example.org "])
def test_capitals_and_spaces_make_no_second_account(client, site_content, address):
    sign_in(client)
    ask(Client(), address)
    assert get_user_model().objects.filter(email__iexact=ADDRESS).count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda code: code.replace(" ", ""),
        lambda code: f"  {code}\t",
        lambda code: code.replace(" ", "-"),
        lambda code: code.replace(" ", "\u00a0"),
        lambda code: " ".join(code),
        lambda code: f"Your code: {code}.",
        lambda code: code.translate({ord("0") + number: 0x0660 + number for number in range(10)}),
    ],
)
def test_a_code_is_taken_however_it_is_typed(client, site_content, write):
    """RFC 8628, 6.1: what was put in for reading is not asked back. Arabic digits are digits."""
    ask(client)
    client.post(ENTER, {"code": write(code_in(newest_mail()))})
    assert is_signed_in(client)


def test_the_field_for_the_code_can_be_filled_by_the_phone(client, site_content):
    """WCAG 3.3.8: no memory test; a code may be pasted or filled in."""
    ask(client)
    field = BeautifulSoup(client.get(ENTER).content, "html5lib").find(id="id_code")
    assert field["autocomplete"] == "one-time-code"
    assert field["inputmode"] == "numeric"
    assert "maxlength" not in field.attrs


def test_where_one_was_going_is_kept(client, site_content):
    answer = ask(client, next="/learn/")
    assert answer.url == f"{ENTER}?next=%2Flearn%2F"
    assert 'value="/learn/"' in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"code": code_in(newest_mail())}).url == "/learn/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client, site_content, elsewhere):
    assert sign_in(client, next=elsewhere).url == "/learn/my-learning/"


def test_a_page_in_another_language_has_its_own_address(client, site_content):
    answer = client.post("/pl/account/login/code/", {"email": ADDRESS})
    assert answer.url == "/pl/account/login/code/confirm/"
    assert answer.headers["Cache-Control"] == "no-store, private"


# Reading changes nothing ----------------------------------------------------------------------------------------------


def test_opening_an_address_signs_nobody_in_or_out(client, site_content):
    """Lost if this fails: a mail scanner that opens every link would use up the code or sign somebody out."""
    ask(client)
    code = code_in(newest_mail())
    mails, counts = OutgoingMail.objects.count(), list(TryCount.objects.values_list("pk", "count"))
    for address in (ASK, ENTER, PASSWORD):
        client.get(address, {"code": code, "email": "other@example.org", "action": "verify"})
    assert not is_signed_in(client)
    assert OutgoingMail.objects.count() == mails
    assert list(TryCount.objects.values_list("pk", "count")) == counts
    assert not get_user_model().objects.filter(email="other@example.org").exists()
    client.post(ENTER, {"code": code})
    client.get("/account/logout/")
    client.get("/account/signed-out/")
    assert is_signed_in(client)


def test_the_mail_has_no_link_that_signs_in(client, site_content):
    ask(client)
    assert "/account/" not in newest_mail().text


def test_signing_out_is_a_form_and_says_so(client, site_content):
    sign_in(client)
    assert heading(client.get("/account/logout/")) == "Sign out"
    answer = client.post("/account/logout/", follow=True)
    assert heading(answer) == "You are signed out"
    assert not is_signed_in(client)


# When a code no longer works ------------------------------------------------------------------------------------------


def test_a_wrong_code_says_what_to_do(client, site_content):
    ask(client)
    answer = client.post(ENTER, {"code": "0000 0000"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: Enter your code" in text
    assert "That is not the code in our newest email" in text
    assert 'href="#id_code"' in text


def test_the_third_wrong_code_is_the_last(client, site_content):
    ask(client)
    right = code_in(newest_mail())
    for _ in range(2):
        client.post(ENTER, {"code": "0000 0000"})
    answer = client.post(ENTER, {"code": "0000 0000"})
    assert (answer.status_code, heading(answer)) == (410, "That code no longer works")
    assert client.post(ENTER, {"code": right}).status_code == 410
    assert not is_signed_in(client)


def test_an_empty_field_costs_no_try(client, site_content):
    ask(client)
    for _ in range(12):
        answer = client.post(ENTER, {"code": ""})
        assert "Enter the code from our email" in words(answer)
    client.post(ENTER, {"code": code_in(newest_mail())})
    assert is_signed_in(client)


def test_a_code_runs_out(client, site_content, monkeypatch):
    ask(client)
    code = code_in(newest_mail())
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    answer = client.post(ENTER, {"code": code})
    assert (answer.status_code, heading(answer)) == (410, "There is no code to enter here")
    assert not is_signed_in(client)


def test_a_code_belongs_to_the_browser_that_asked(client, site_content):
    """Lost if this fails: whoever talks somebody into reading out a code could use it elsewhere."""
    ask(client)
    other = Client()
    answer = other.post(ENTER, {"code": code_in(newest_mail())})
    assert answer.status_code == 410
    ask(other, "other@example.org")
    other.post(ENTER, {"code": code_in(newest_mail())})
    assert not is_signed_in(other)


def test_a_code_works_once(client, site_content):
    ask(client)
    before = client.cookies["sessionid"].value
    code = code_in(newest_mail())
    client.post(ENTER, {"code": code})
    # A new key: whoever knew the old one has nothing (session fixation).
    assert client.cookies["sessionid"].value != before
    client.post("/account/logout/")
    client.cookies["sessionid"] = before
    client.post(ENTER, {"code": code})
    assert not is_signed_in(client)


def test_the_newer_code_counts_and_another_address_can_be_given(client, site_content):
    ask(client, "typo@example.org")
    assert heading(client.get(ASK)) == "Sign in to keep your learning"
    ask(client)
    client.post(ENTER, {"code": code_in(newest_mail())})
    assert client.session[SESSION_KEY] == str(user_of().pk)


# Mails ----------------------------------------------------------------------------------------------------------------


def test_the_mail_is_secret_short_lived_and_says_nothing_in_its_subject(client, site_content, mailoutbox):
    ask(client)
    mail = newest_mail()
    code = code_in(mail)
    assert mail.is_secret
    assert mail.about == f"account:{user_of().pk}"
    assert datetime.timedelta(minutes=14) < mail.not_after - timezone.now() <= datetime.timedelta(minutes=15)
    assert mail.subject == "Your code for Co-production in Cumbria"
    assert ADDRESS not in mail.subject + mail.text + mail.kind
    assert "/account/" not in mail.text
    outbox.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == (MailState.SENT, "", "")
    assert code in mailoutbox[0].body


def test_nothing_is_mailed_from_the_request(client, site_content, mailoutbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    ask(client)
    assert mailoutbox == []
    assert newest_mail().state == MailState.WAITING


def test_the_log_names_nobody(client, site_content, caplog):
    caplog.set_level("INFO")
    ask(client)
    client.post(ENTER, {"code": "0000 0000"})
    code = code_in(newest_mail())
    client.post(ENTER, {"code": code})
    assert f"Account {user_of().pk} signed in" in caplog.text
    assert ADDRESS not in caplog.text
    assert code not in caplog.text
