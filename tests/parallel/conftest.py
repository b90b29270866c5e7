"""Events that other processes can see: written for good, and taken away again by hand."""

import datetime
import time
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import draft, questions, situation
from events.models import Booking, EventPage, EventRegister
from home.models import OutgoingMail
from tests.events.builders import event
from tests.parallel.site import Site, database_url


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Writes are seen by other processes. What a test makes it has to make through `open_event`."""
    with django_db_blocker.unblock():
        assert "test" in Path(connection.settings_dict["NAME"]).name, "not a database made for tests"
        yield


@pytest.fixture
def open_event(committed):
    """A function that publishes an event which takes bookings; afterwards it and all that hangs on it is gone."""
    made = []

    def make(**fields):
        start = timezone.localtime() + datetime.timedelta(days=180)
        page = event(
            f"{start:%Y-%m-%d} 13:00",
            f"{start:%Y-%m-%d} 16:00",
            title=f"Open talk {uuid.uuid4().hex[:8]}",
            takes_bookings=True,
            **fields,
        )
        made.append(page)
        # As a web process reads it.
        return EventPage.objects.get(pk=page.pk)

    yield make
    for page in made:
        found = Booking.objects.filter(register__page=page)
        OutgoingMail.objects.filter(about__in=[f"booking:{booking.reference}" for booking in found]).delete()
        found.delete()
        EventRegister.objects.filter(page=page).delete()
        page.delete()
    ModelLogEntry.objects.filter(action__startswith="events.").delete()


@pytest.fixture
def site(committed):
    """A web server of two processes on this test run's database."""
    with Site(database_url()) as found:
        yield found


def finished_draft(page, number=1):
    """The cookies of somebody who has answered all questions and only has to press the last button."""
    answers = {step: {} for step in questions.steps(page)} | {
        "name": {"name": [f"Person {number}"]},
        "contact": {"email": [f"person{number}@example.net"]},
        "places": {"people": ["1"], "companions": ["0"]},
    }
    made = draft.Draft(answers=answers, started=time.time() - 60, facts=situation.facts(page))
    return {draft.NAMES[0]: draft.pack(made, page)}


def last_button(page):
    """What the last button sends: that this state of the event was read, and that the waiting list is welcome."""
    return {"seen": situation.mark(page), "may_wait": "on"}
