"""Where people stop on the way to a place: counts by event, day and step, taken when a step is sent. No cookie, no person."""

from django.db.models import F
from django.utils import timezone

from events.models import BookingStep
from events.timing import local_day


def count(register, step, now=None):
    """Adds one to `step` ("contact", "confirmed", "refused-full") of today. Adding never fails a booking."""
    row = {"register": register, "day": local_day(now or timezone.now()), "step": step}
    if not BookingStep.objects.filter(**row).update(count=F("count") + 1):
        BookingStep.objects.bulk_create([BookingStep(**row)], ignore_conflicts=True)
        BookingStep.objects.filter(**row).update(count=F("count") + 1)
