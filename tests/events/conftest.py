"""What tests of events may ask for."""

import pytest

from events import abuse


@pytest.fixture
def quick_people(monkeypatch):
    """The tests type faster than people; the test of the time limit puts it back."""
    monkeypatch.setattr(abuse, "LEAST_SECONDS", 0)


@pytest.fixture
def client_class():
    from django.test import Client

    return Client
