"""The next event. If these fail, people get mail they never asked for, or cannot stop it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events import links, subscriptions
from events.abuse import TRAP
from events.models import NextEventSubscriber
from home.models.outbox import OutgoingMail
from tests.events import builders
from tests.events.builders import NOW

pytestmark = pytest.mark.usefixtures("site_content")
ADDRESS = "/bookings/next-event/"


@pytest.fixture
def subscriber():
    subscriptions.ask("Ann@example.net", "en", NOW)
    return NextEventSubscriber.objects.get()


def page_of(subscriber):
    return reverse("next_event_confirm", kwargs={"token": links.token(subscriber)})


def test_nobody_is_on_the_list_before_they_said_yes(client, subscriber):
    assert subscriptions.listening().count() == 0
    client.get(page_of(subscriber))
    assert subscriptions.listening().count() == 0, "opening the link is not a yes: mail scanners open it too"
    client.post(page_of(subscriber))
    assert subscriptions.listening().count() == 1


def test_the_reply_is_the_same_for_every_address(client, subscriber):
    subscriptions.confirm(subscriber)
    known = client.post(ADDRESS, {"email": "ann@example.net"}, follow=True)
    new = client.post(ADDRESS, {"email": "new@example.net"}, follow=True)
    assert known.redirect_chain == new.redirect_chain
    assert known.text == new.text


def test_an_address_gets_one_mail_a_day(subscriber):
    for hours in (1, 5, 23):
        subscriptions.ask("ann@EXAMPLE.net", "en", timezone.now() + datetime.timedelta(hours=hours))
    assert OutgoingMail.objects.count() == 1
    subscriptions.ask("ann@example.net", "en", timezone.now() + datetime.timedelta(hours=25))
    assert NextEventSubscriber.objects.count() == 1


def test_whoever_is_on_the_list_is_not_asked_again(subscriber):
    subscriptions.confirm(subscriber)
    OutgoingMail.objects.all().delete()
    subscriptions.ask("ann@example.net", "en", timezone.now() + datetime.timedelta(days=9))
    assert not OutgoingMail.objects.exists()


def test_a_machine_gets_the_same_page_and_no_mail(client):
    answer = client.post(ADDRESS, {"email": "bot@example.net", TRAP: "http://spam"}, follow=True)
    assert "Check your email" in answer.text
    assert not NextEventSubscriber.objects.exists()


def test_a_machine_with_a_list_of_addresses_is_stopped(monkeypatch):
    """Else our mail server is the one that floods strangers."""
    monkeypatch.setattr(subscriptions, "MOST_IN_AN_HOUR", 3)
    for number in range(9):
        subscriptions.ask(f"stranger{number}@example.net", "en")
    assert NextEventSubscriber.objects.count() == 3
    assert OutgoingMail.objects.count() == 3


@pytest.mark.parametrize("email", ["", "ann", "a@b", "x" * 10_000 + "@example.net", "a\x00@example.net"])
def test_a_wrong_address_is_explained_and_kept(client, email):
    shown = client.post(ADDRESS, {"email": email})
    assert "<title>Error: " in shown.text
    assert not NextEventSubscriber.objects.exists()


def test_leaving_is_one_click_and_leaves_nothing(client, subscriber):
    subscriptions.confirm(subscriber)
    answer = client.post(page_of(subscriber), {"leave": "1"})
    assert "off the list" in answer.text
    assert not NextEventSubscriber.objects.exists()
    assert not OutgoingMail.objects.exclude(to="").exists()


def test_a_mail_program_leaves_without_a_cookie(subscriber):
    """RFC 8058: one POST, no cookie, no CSRF token."""
    from django.test import Client

    subscriptions.confirm(subscriber)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(page_of(subscriber), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not NextEventSubscriber.objects.exists()


def test_nobody_says_yes_for_somebody_from_another_site(subscriber):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(page_of(subscriber))
    assert answer.status_code == 403
    assert subscriptions.listening().count() == 0


def test_an_old_link_says_that_it_is_no_longer_in_use(client, subscriber):
    address = page_of(subscriber)
    subscriptions.leave(subscriber)
    assert "no longer in use" in client.get(address).text
    assert client.get("/bookings/next-event/forged/").status_code == 404


def test_staff_tell_those_on_the_list_once(editor_client, subscriber):
    subscriptions.confirm(subscriber)
    page = builders.bookable()
    address = f"/admin/event-conversation/{page.pk}/tell/"
    assert "Send 1 mail" in editor_client.get(address).text
    before = OutgoingMail.objects.count()
    editor_client.post(address)
    editor_client.post(address)
    assert OutgoingMail.objects.count() == before + 1


def test_every_mail_has_a_way_out(subscriber):
    subscriptions.confirm(subscriber)
    subscriptions.tell(builders.bookable())
    mail = OutgoingMail.objects.latest("pk")
    assert page_of(subscriber) in mail.text
    assert page_of(subscriber) in mail.headers["List-Unsubscribe"]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nobody_is_told_of_an_example_or_of_what_is_over(editor_client, subscriber):
    subscriptions.confirm(subscriber)
    before = OutgoingMail.objects.count()
    for page in (builders.bookable(is_example=True), builders.event("2020-06-10 13:00", "2020-06-10 16:00")):
        editor_client.post(f"/admin/event-conversation/{page.pk}/tell/")
    assert OutgoingMail.objects.count() == before
