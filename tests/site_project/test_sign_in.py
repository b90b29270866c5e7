"""Signing in by a mailed code. Without these, anybody could learn who has an account, or get into one."""

import datetime
import re
import statistics
import time

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home import outbox, sign_ins
from home.models import MailState, OutgoingMail
from home.models.limits import TryCount

pytestmark = pytest.mark.django_db
ASK, ENTER, PASSWORD = "/account/login/code/", "/account/login/code/confirm/", "/account/login/"
ADDRESS = "jo@example.org"


def heading(answer):
    return " ".join(BeautifulSoup(answer.content, "html5lib").h1.get_text(" ").split())


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html5lib").main.get_text(" ").split())


def ask(client, address=ADDRESS, **more):
    return client.post(ASK, {"email": address, **more})


def newest_mail(address=ADDRESS):
    return OutgoingMail.objects.filter(to=address).order_by("pk").last()


def code_in(mail):
    return re.search(r"^\d{4} \d{4}$", mail.text, re.MULTILINE).group()


def sign_in(client, address=ADDRESS, **more):
    """Asks for a code with this client and enters it."""
    ask(client, address, **more)
    return client.post(ENTER, {"code": code_in(newest_mail(address)), **more})


def user_of(address=ADDRESS):
    return get_user_model().objects.get(email=address)


def is_signed_in(client):
    return SESSION_KEY in client.session


@pytest.fixture
def moderator(site_content, django_user_model):
    user = django_user_model.objects.create_user("mo", "mo@example.org", "a long password here")
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


# The way in ------------------------------------------------------------------------------------------------------------


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


# Reading changes nothing -----------------------------------------------------------------------------------------------


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


# Known or unknown: nobody can tell -------------------------------------------------------------------------------------


def shown(address):
    """What somebody sees who asks for a code for an address: each answer's status, headers and text."""
    client = Client()
    seen = []
    for answer in (ask(client, address), client.get(ENTER), client.post(ENTER, {"code": "0000 0000"})):
        text = answer.content.decode().replace(address, "ADDRESS")
        text = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text)
        headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Expires")}
        seen.append((answer.status_code, headers, sorted(answer.cookies), text))
    return seen


@pytest.mark.parametrize("kind", ["known", "editor", "inactive", "unfinished"])
def test_all_addresses_get_the_same_answers(site_content, moderator, kind):
    """R16: the same pages, status, headers and cookies, whatever we know of an address."""
    address = ADDRESS
    if kind == "known":
        sign_in(Client())
    elif kind == "inactive":
        sign_in(Client())
        get_user_model().objects.filter(email=ADDRESS).update(is_active=False)
    elif kind == "unfinished":
        ask(Client())
    else:
        address = moderator.email
    assert shown(address) == shown("nobody@example.org")


def test_known_and_unknown_get_the_same_mail(site_content):
    sign_in(Client())
    TryCount.objects.all().delete()
    ask(Client())
    ask(Client(), "nobody@example.org")
    known, unknown = newest_mail(), newest_mail("nobody@example.org")

    def plain(mail):
        return (mail.subject, mail.kind, re.sub(r"\d{4} \d{4}", "CODE", mail.text + mail.html))

    assert plain(known) == plain(unknown)


def test_known_and_unknown_take_the_same_time(site_content):
    """R16: the time of the answer tells nothing either. The middle of many, because machines stumble."""
    client = Client()
    known = [f"known{number}@example.org" for number in range(25)]
    for address in known:
        user = sign_ins.account_for(address)
        user.last_login = timezone.now()
        user.save()
        EmailAddress.objects.filter(user=user).update(verified=True)
    ask(client, "warm@example.org")
    times = {"known": [], "unknown": []}
    for number, address in enumerate(known):
        for kind, to in (("known", address), ("unknown", f"unknown{number}@example.org")):
            before = time.perf_counter()
            assert ask(Client(), to).status_code == 302
            times[kind].append(time.perf_counter() - before)
    slow, quick = sorted((statistics.median(times["known"]), statistics.median(times["unknown"])), reverse=True)
    assert slow / quick < 1.5, times


# Who gets no code ------------------------------------------------------------------------------------------------------


def test_whoever_may_enter_the_admin_gets_no_code(client, moderator):
    """Lost if this fails: whoever reads an editor's mail has the whole site."""
    ask(client, moderator.email)
    mail = newest_mail(moderator.email)
    assert "http://127.0.0.1:8000/account/login/" in mail.text
    assert not re.search(r"\d{4} \d{4}", mail.text)
    client.post(ENTER, {"code": ""})
    assert not is_signed_in(client)
    # The code page would hold them: the address in the mail must open although a code is pending.
    assert heading(client.get(PASSWORD)) == "Sign in"


def test_an_editor_whose_address_was_written_with_capitals_gets_none_either(client, moderator):
    get_user_model().objects.filter(pk=moderator.pk).update(email="Mo@Example.org")
    ask(client, "mo@example.org")
    assert get_user_model().objects.filter(email__iexact="mo@example.org").count() == 1
    assert "password" in newest_mail("mo@example.org").text


def test_somebody_made_an_editor_after_asking_is_not_let_in_by_the_code(client, site_content):
    ask(client)
    user_of().groups.add(Group.objects.get(name="Moderators"))
    answer = client.post(ENTER, {"code": code_in(newest_mail())})
    assert answer.url == PASSWORD
    assert not is_signed_in(client)


def test_a_session_opened_by_a_code_does_not_open_the_admin(client, site_content):
    """Somebody who has become an editor since then signs in once more, with a password."""
    sign_in(client)
    user_of().groups.add(Group.objects.get(name="Moderators"))
    answer = client.get("/admin/")
    assert answer.url == "/account/login/?next=/admin/"
    assert not is_signed_in(client)


def test_an_account_that_is_switched_off_gets_no_code(client, site_content):
    sign_in(Client())
    get_user_model().objects.filter(email=ADDRESS).update(is_active=False)
    ask(client)
    mail = newest_mail()
    assert "switched off" in mail.text
    assert not re.search(r"\d{4} \d{4}", mail.text)
    assert get_user_model().objects.filter(email=ADDRESS).count() == 1


def test_an_account_switched_off_after_asking_is_not_let_in(client, site_content):
    ask(client)
    get_user_model().objects.filter(email=ADDRESS).update(is_active=False)
    client.post(ENTER, {"code": code_in(newest_mail())})
    assert not is_signed_in(client)


def test_an_account_deleted_after_asking_is_a_page_and_no_fault(client, site_content):
    ask(client)
    code = code_in(newest_mail())
    user_of().delete()
    answer = client.post(ENTER, {"code": code})
    assert answer.status_code == 410
    assert not is_signed_in(client)


# When a code no longer works -------------------------------------------------------------------------------------------


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


# How often -------------------------------------------------------------------------------------------------------------


def test_guessing_a_code_stops_after_ten(site_content):
    """R12: ten guesses in five minutes for one address, however many codes were asked for and from wherever."""
    statuses = []
    for browser in range(6):
        client = Client(REMOTE_ADDR=f"192.0.2.{browser}")
        ask(client)
        for _ in range(2):
            statuses.append(client.post(ENTER, {"code": "0000 0000"}).status_code)
    assert statuses == [200] * 10 + [429] * 2
    client = Client(REMOTE_ADDR="192.0.2.77")
    ask(client)
    answer = client.post(ENTER, {"code": code_in(newest_mail())})
    assert (answer.status_code, heading(answer)) == (429, "Please wait a little")
    assert answer.headers["Retry-After"] == "300"
    assert "Wait 5 minutes" in words(answer)
    assert not is_signed_in(client)


def test_guessing_many_addresses_from_one_place_stops_after_ten(site_content):
    """R12. A made-up header does not begin a new count."""
    statuses = []
    for browser in range(6):
        client = Client(headers={"x-forwarded-for": f"198.51.100.{browser}"})
        ask(client, f"person{browser}@example.org")
        for _ in range(2):
            statuses.append(client.post(ENTER, {"code": "0000 0000"}).status_code)
    assert statuses == [200] * 10 + [429] * 2


def test_a_room_full_of_people_signs_in(site_content):
    """Twenty people on a course have one internet address. Right codes are no guesses."""
    for number in range(20):
        client = Client()
        sign_in(client, f"person{number}@example.org")
        assert is_signed_in(client)


def test_asking_stops(site_content):
    """Lost if this fails: anybody could fill somebody's mailbox from here."""
    answers = [ask(Client()) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert heading(answers[-1]) == "Please wait a little"
    assert OutgoingMail.objects.filter(to=ADDRESS).count() == 5
    # The owner, elsewhere, is not shut out by that.
    assert ask(Client(REMOTE_ADDR="192.0.2.8")).status_code == 302


def test_asking_for_many_addresses_from_one_place_stops(site_content):
    statuses = [ask(Client(), f"person{number}@example.org").status_code for number in range(102)]
    assert statuses == [302] * 100 + [429] * 2
    assert not get_user_model().objects.filter(email="person101@example.org").exists()


def test_what_is_refused_costs_little(site_content):
    """Lost if this fails: whoever is stopped could still keep the site busy. No account is looked for, no mail written."""
    for _ in range(5):
        ask(Client())
    with CaptureQueriesContext(connection) as seen:
        assert ask(Client()).status_code == 429
    asked = " ".join(query["sql"] for query in seen.captured_queries)
    assert "auth_user" not in asked
    assert "account_emailaddress" not in asked
    assert "outgoingmail" not in asked


# Mails -----------------------------------------------------------------------------------------------------------------


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


# Passwords -------------------------------------------------------------------------------------------------------------


def reset(client, address):
    return client.post("/account/password/reset/", {"email": address}, follow=True)


def test_an_editor_gets_a_link_for_a_new_password_and_others_are_told_they_need_none(client, moderator):
    """R16: the page says the same to all three; only the mail differs."""
    sign_in(Client())
    pages = {words(reset(Client(), address)) for address in (moderator.email, ADDRESS, "nobody@example.org")}
    assert len(pages) == 1
    link = re.search(r"http://\S+/password/reset/key/\S+", newest_mail(moderator.email).text).group()
    assert newest_mail(moderator.email).is_secret
    for address in (ADDRESS, "nobody@example.org"):
        mail = newest_mail(address)
        assert "You need no password here" in mail.text
        assert "/reset/key/" not in mail.text
    page = client.get(link.replace("http://testserver", ""), follow=True)
    assert heading(page) == "Choose a new password"
    answer = client.post(
        page.redirect_chain[-1][0], {"password1": "seven green fells", "password2": "seven green fells"}, follow=True
    )
    assert heading(answer) == "Your new password is saved"
    assert not is_signed_in(client)
    assert client.post(PASSWORD, {"login": moderator.email, "password": "seven green fells"}).url == "/admin/"


def test_guessing_passwords_is_counted_in_the_database(moderator, settings):
    """R12: whatever the cache forgets."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    client = Client()
    for _ in range(10):
        assert "not correct" in words(client.post(PASSWORD, {"login": moderator.email, "password": "wrong"}))
    answer = client.post(PASSWORD, {"login": moderator.email, "password": "a long password here"})
    assert "Wait 5 minutes" in words(answer)
    assert not is_signed_in(client)
    # Elsewhere, the right password still works.
    other = Client(REMOTE_ADDR="192.0.2.9")
    assert other.post(PASSWORD, {"login": moderator.email, "password": "a long password here"}).url == "/admin/"


def test_the_two_pages_lead_to_each_other(client, site_content):
    assert 'href="/account/login/code/?next=%2Flearn%2F"' in client.get(PASSWORD, {"next": "/learn/"}).content.decode()
    assert 'href="/account/login/?next=%2Flearn%2F"' in client.get(ASK, {"next": "/learn/"}).content.decode()


# The admin -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/outgoing-mail/"])
def test_a_learner_at_the_admin_is_told_so_and_can_go_on(client, site_content, address):
    """Lost if this fails: signed in and refused, the browser would go round in a circle."""
    sign_in(client)
    answer = client.get(address, follow=True)
    assert answer.status_code == 403
    assert heading(answer) == "You cannot open this part of the site"
    assert "/learn/my-learning/" in answer.content.decode()
    assert "/account/logout/" in answer.content.decode()
    assert is_signed_in(client)


# What is left behind ---------------------------------------------------------------------------------------------------


def test_accounts_that_nobody_ever_used_go_after_a_week(client, site_content, moderator):
    ask(client, "unused@example.org")
    sign_in(Client())
    user = user_of("unused@example.org")
    never = get_user_model().objects.create_user("waiting", "waiting@example.org")
    never.groups.add(Group.objects.get(name="Editors"))
    now = timezone.now()
    assert sign_ins.delete_unfinished(now + datetime.timedelta(days=6)) == 0
    assert sign_ins.delete_unfinished(now + datetime.timedelta(days=8)) == 1
    assert sign_ins.delete_unfinished(now + datetime.timedelta(days=8)) == 0
    left = set(get_user_model().objects.values_list("email", flat=True))
    assert "unused@example.org" not in left
    assert {ADDRESS, moderator.email, "waiting@example.org"} <= left
    assert not OutgoingMail.objects.filter(to="unused@example.org").exists()
    assert not OutgoingMail.objects.filter(about=f"account:{user.pk}").exclude(text="").exists()


def test_the_clock_knows_the_command(site_content, capsys):
    from home.management.commands.run_clock import JOBS

    assert "delete_unused_sign_ins" in JOBS
    call_command("delete_unused_sign_ins")
    assert "Accounts deleted: 0" in capsys.readouterr().out
