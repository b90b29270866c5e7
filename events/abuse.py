"""Who may be no person: told apart without a puzzle. A doubt never refuses anybody: a person looks at the booking first.

No address of a computer is counted: people behind one hospital or library share theirs.
"""

import datetime
import time

from django.utils import timezone

from events.models import Booking, BookingSource

# The name of a field that nobody can see or reach: only a program fills it in.
TRAP = "homepage"
# From the first answer to the last button. Nobody reads seven questions in less.
LEAST_SECONDS = 3
MOST_FOR_EVENT_IN_AN_HOUR = 300
MOST_FOR_ADDRESS_IN_A_DAY = 5


def trapped(data):
    """Whether a form came back with the hidden field filled in."""
    return bool(data.get(TRAP))


def check(draft, event, address_key, now=None):
    """A code for `bookings.book(doubt=...)`, or "" where nothing is odd. `address_key`: the address as it is compared."""
    now = now or timezone.now()
    if draft.trapped:
        return "trap"
    if time.time() - draft.started < LEAST_SECONDS:
        return "too_quick"
    web = Booking.objects.filter(source=BookingSource.WEB)
    hour = web.filter(register__event_key=event.translation_key, made_at__gt=now - datetime.timedelta(hours=1))
    if hour.count() >= MOST_FOR_EVENT_IN_AN_HOUR:
        return "many_for_event"
    day = web.filter(email_key=address_key, made_at__gt=now - datetime.timedelta(days=1))
    if address_key and day.count() >= MOST_FOR_ADDRESS_IN_A_DAY:
        return "many_for_address"
    return ""
