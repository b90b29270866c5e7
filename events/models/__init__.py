"""The models of events. One file for each family."""

from events.models.index import EventIndexPage  # noqa: F401
from events.models.pages import EventPage  # noqa: F401
from events.models.series import EventSeries  # noqa: F401
from events.models.sessions import EventSession  # noqa: F401
from events.models.venues import Feature, Venue, VenuePhoto  # noqa: F401
