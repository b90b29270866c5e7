"""Somebody who is asked later about a module they have finished: fixtures and shorthands for the tests of check-ins."""

import pytest
from django.urls import reverse

from home.models.outbox import OutgoingMail
from tests.training.reminding import SAME_SITE, finished, module, uk
from training import checkins, jobs, links, mails


@pytest.fixture(name="page")
def page_fixture():
    return module()


@pytest.fixture(name="learner")
def learner_fixture(page):
    return finished(page)


@pytest.fixture(name="check_in")
def check_in_fixture(learner, page):
    return checkins.start(learner, page, uk("2031-01-01 10:00"))


@pytest.fixture(name="asked")
def asked_fixture(check_in):
    """The check-in, after its first question was mailed."""
    jobs.run(uk("2031-01-13 10:00"))
    check_in.refresh_from_db()
    return check_in


def sent():
    """The mails of check-ins, oldest first."""
    return OutgoingMail.objects.filter(kind=mails.CHECK_IN).order_by("pk")


def page_of(check_in, name="check_in"):
    return reverse(name, kwargs={"token": links.token(check_in)})


def post(client, check_in, name="check_in", **data):
    return client.post(page_of(check_in, name), data, headers=SAME_SITE, follow=True)
