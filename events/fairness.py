"""Where people stop on the way to a place: counts by event, day and step, taken when a step is sent. No cookie, no person."""

import logging

from django.db import OperationalError
from django.db.models import F
from django.utils import timezone

from events.models import BookingStep
from events.registers import register_of
from events.timing import local_day

log = logging.getLogger(__name__)


def count(register, step, now=None):
    """Adds one to `step` ("confirmed", "refused-full") of today, in the caller's transaction where there is one."""
    row = {"register": register, "day": local_day(now or timezone.now()), "step": step}
    if not BookingStep.objects.filter(**row).update(count=F("count") + 1):
        BookingStep.objects.bulk_create([BookingStep(**row)], ignore_conflicts=True)
        BookingStep.objects.filter(**row).update(count=F("count") + 1)


def count_answer(event, step):
    """Counts that somebody has answered a question. Where the database is busy nothing is counted, and they go on."""
    try:
        count(register_of(event), step)
    except OperationalError:
        log.warning("An answer was not counted: the database was busy")
