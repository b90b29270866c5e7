"""Whom a code lets in. Without these, anybody could learn who has an account, or get into an editor's."""

import datetime
import re
import statistics
import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from home import sign_ins
from home.models import OutgoingMail
from home.models.limits import TryCount
from tests.site_project.signing_in import (
    ADDRESS,
    ENTER,
    PASSWORD,
    ask,
    code_in,
    heading,
    is_signed_in,
    newest_mail,
    sign_in,
    user_of,
)

pytestmark = pytest.mark.django_db


# Known or unknown: nobody can tell ------------------------------------------------------------------------------------


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


# Who gets no code -----------------------------------------------------------------------------------------------------


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


# What is left behind --------------------------------------------------------------------------------------------------


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
