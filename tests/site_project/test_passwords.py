"""Passwords, for those who may enter the admin; and a learner who comes to its door."""

import re

import pytest
from django.test import Client

from tests.site_project.signing_in import (
    ADDRESS,
    ASK,
    PASSWORD,
    heading,
    is_signed_in,
    newest_mail,
    sign_in,
    words,
)

pytestmark = pytest.mark.django_db


# Passwords ------------------------------------------------------------------------------------------------------------


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


# The admin ------------------------------------------------------------------------------------------------------------


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
