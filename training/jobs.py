"""What learners are mailed by the clock. Run every 5 minutes; each job is safe to repeat, because a question is asked once."""

import logging
import traceback

from django.utils import timezone

from training import checkins, followups

log = logging.getLogger(__name__)


def run(now=None):
    """Runs every job. A job or a mail that fails is logged and does not stop the others. Returns the names that failed."""
    now = now or timezone.now()
    failed = []
    for job in (ask_check_ins, ask_follow_ups, rest_check_ins):
        if not _try(job.__name__, job, now):
            failed.append(job.__name__)
    return failed


def ask_check_ins(now):
    """Mails the check-in questions that are due."""
    _each("check-in", checkins.ask, checkins.due(now), now)


def ask_follow_ups(now):
    """Mails the questions after six weeks that are due."""
    _each("follow-up", followups.ask, followups.due(now), now)


def rest_check_ins(now):
    """Lets the check-ins rest that nobody answers."""
    checkins.rest(now)


class SomeFailed(Exception):
    """Some of a job's mails could not be written: the others were."""


def _each(name, ask, numbers, now):
    """Asks each: one that cannot be asked keeps nobody else waiting, and is tried again the next time."""
    went_well = [_try(f"{name} {number}", ask, number, now) for number in numbers]
    if not all(went_well):
        raise SomeFailed(name)


def _try(name, function, *arguments):
    """Whether `function` ran through. Logs where it failed and not with what words: those may be personal."""
    try:
        function(*arguments)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error("The job %s failed: %s at %s:%s", name, type(error).__name__, where.filename, where.lineno)
        return False
    return True
