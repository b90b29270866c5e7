"""When public pages read differently though nobody changes anything: an event begins or ends, or its booking closes."""

from django.db.models import Min, Q

from events.models import EventPage
from home import freshness


@freshness.at_moments
def next_of_an_event(now):
    """The next moment after `now` at which an event begins, ends or closes for booking; None without one. One query."""
    moments = ("starts_at", "ends_at", "booking_closes_at")
    found = EventPage.objects.live().aggregate(
        **{f"next_{name}": Min(name, filter=Q(**{f"{name}__gt": now})) for name in moments}
    )
    return min(filter(None, found.values()), default=None)
