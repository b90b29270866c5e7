"""The signed links of bookings and of those who want to hear of the next event."""

from events.models import Booking, NextEventSubscriber
from home.signed_links import LinkedRows


def _kept():
    """Bookings whose person has not been forgotten."""
    return Booking.objects.filter(purged_at=None).select_related("register__page__venue")


_ROWS = LinkedRows(
    {
        Booking: ("events.booking", _kept),
        NextEventSubscriber: ("events.subscriber", NextEventSubscriber.objects.all),
    }
)
token, find, address = _ROWS.token, _ROWS.find, _ROWS.address
