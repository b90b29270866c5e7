"""What runs by the clock. If these fail, one broken mail keeps everybody else waiting, or nothing is mailed at all."""

import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from home.management.commands import run_clock
from home.models.outbox import OutgoingMail
from tests.training.reminding import (
    finished,
    module,
    uk,
)
from training import checkins, followups, jobs, mails
from training.models import CheckIn, FollowUp

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def waiting():
    """Three people who asked for both."""
    page = module()
    people = [finished(page) for _number in range(3)]
    for learner in people:
        checkins.start(learner, page, uk("2020-01-01 10:00"))
        followups.start(learner, page, uk("2020-01-01 10:00"))
    return people


def kinds():
    return sorted(OutgoingMail.objects.values_list("kind", flat=True))


def test_the_clock_runs_the_command():
    assert run_clock.JOBS["run_training_jobs"] == 5


def test_the_command_mails_what_is_due(waiting):
    call_command("run_training_jobs", stdout=StringIO())
    assert kinds() == [mails.CHECK_IN] * 3 + [mails.FOLLOW_UP] * 3


def test_one_that_fails_does_not_stop_the_others_and_is_tried_again(waiting, caplog):
    """A version that can no longer be read is what really fails: an old release wrote it."""
    broken = waiting[1].check_ins.get()
    real, mails.check_in = mails.check_in, _fails_for(broken.pk)
    try:
        with caplog.at_level(logging.ERROR):
            assert jobs.run(uk("2020-03-01 10:00")) == ["ask_check_ins"]
    finally:
        mails.check_in = real
    assert kinds() == [mails.CHECK_IN] * 2 + [mails.FOLLOW_UP] * 3
    broken.refresh_from_db()
    assert broken.asked_at is None, "what was not mailed was not asked"
    assert "zyxcanary" not in caplog.text.lower()
    assert jobs.run(uk("2020-03-01 10:05")) == []
    assert kinds() == [mails.CHECK_IN] * 3 + [mails.FOLLOW_UP] * 3


def _fails_for(number):
    real = mails.check_in

    def check_in(row, *arguments):
        if row.pk == number:
            raise RuntimeError(f"no mail to {row.learner.user.email}")
        real(row, *arguments)

    return check_in


def test_the_command_says_that_something_failed(waiting, monkeypatch):
    monkeypatch.setattr(checkins, "rest", lambda now: 1 / 0)
    with pytest.raises(CommandError, match="rest_check_ins"):
        call_command("run_training_jobs", stdout=StringIO())
    assert len(kinds()) == 6


def test_a_clock_that_stood_still_asks_each_once(waiting):
    jobs.run(uk("2020-09-01 10:00"))
    assert kinds() == [mails.CHECK_IN] * 3 + [mails.FOLLOW_UP] * 3
    assert CheckIn.objects.filter(ended_at=None).count() == 3
    assert not FollowUp.objects.filter(asked_at=None).exists()


def test_running_costs_little_where_nothing_is_due(waiting, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        jobs.run(uk("2020-01-02 10:00"))
