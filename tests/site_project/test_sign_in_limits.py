"""How often somebody may try. Without these, codes could be guessed, and mailboxes filled from here."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.models import OutgoingMail
from tests.site_project.signing_in import (
    ADDRESS,
    ENTER,
    ask,
    code_in,
    heading,
    is_signed_in,
    newest_mail,
    sign_in,
    words,
)

pytestmark = pytest.mark.django_db


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
