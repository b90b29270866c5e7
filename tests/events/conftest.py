"""What tests of events may ask for."""

import pytest

from events import abuse
from tests.events.people import organiser as make_organiser


@pytest.fixture
def quick_people(monkeypatch):
    """The tests type faster than people; the test of the time limit puts it back."""
    monkeypatch.setattr(abuse, "LEAST_SECONDS", 0)


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


@pytest.fixture
def organiser_client(client, site_content):
    """Somebody who manages bookings and sees what people need, signed in."""
    client.force_login(make_organiser())
    return client


@pytest.fixture
def organiser(client, member):
    """Somebody of the group of organisers; `client` is theirs."""
    user = member("Organisers")
    client.force_login(user)
    return user
