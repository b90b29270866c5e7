"""The models of events. One file for each family."""

from events.models.bookings import (  # noqa: F401
    HOLDING,
    LIVE,
    AccessNeed,
    Booking,
    BookingAnswers,
    BookingSource,
    BookingState,
    BookingStep,
    EventRegister,
    ExpensePlan,
    NeedState,
    Room,
)
from events.models.conversation import (  # noqa: F401
    Feedback,
    NextEventSubscriber,
    Outcome,
    OutcomeState,
    Theme,
    Topic,
)
from events.models.expenses import ClaimState, CostKind, Expense  # noqa: F401
from events.models.index import EventIndexPage  # noqa: F401
from events.models.pages import EventPage  # noqa: F401
from events.models.series import EventSeries  # noqa: F401
from events.models.sessions import EventSession  # noqa: F401
from events.models.venues import Feature, Venue, VenuePhoto  # noqa: F401
