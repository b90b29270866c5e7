"""The admin screens of events: one menu with the events by date, the venues and the series."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from events.admin.bookings import BookingViewSet
from events.admin.needs import NeedsViewSet
from events.models import EventPage, EventSeries, Venue


def _state(event):
    """The tag the public sees, an example first; what the organiser chose where there is none."""
    return "Example event" if event.is_example else event.notice.tag or event.get_status_display()


class EventListingViewSet(PageListingViewSet):
    """All events in one list, whatever year they are in."""

    model = EventPage
    icon = "calendar-alt"
    menu_label = "Events"
    name = "events"
    add_to_admin_menu = False
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Event", sort_key="title", classname="title"),
        Column("when", label="When", accessor="when_text", sort_key="starts_at", width="20%"),
        Column("place", label="Where", accessor="place_text", width="18%"),
        Column("state", label="State", accessor=_state, sort_key="status", width="14%"),
        PageStatusColumn("live", label="Published", sort_key="live", width="9%"),
    ]
    list_filter = ["status", "attendance", "series", "is_example"]
    ordering = ["-starts_at"]


class VenueViewSet(SnippetViewSet):
    """Places, written once and used by every event there."""

    model = Venue
    icon = "home"
    menu_label = "Venues"
    list_display = ["name", "town", "hearing_loop", "changing_places", "stop_name", "locale"]
    list_filter = ["town", "hearing_loop", "changing_places"]


class EventSeriesViewSet(SnippetViewSet):
    """Kinds of events and what was promised about them."""

    model = EventSeries
    icon = "list-ul"
    menu_label = "Series and promises"
    list_display = ["name", "at_least_a_year", "promised_from", "promised_until", "locale"]


class EventsGroup(ViewSetGroup):
    menu_label = "Events"
    menu_icon = "calendar-alt"
    menu_order = 250
    items = (EventListingViewSet, BookingViewSet, NeedsViewSet, VenueViewSet, EventSeriesViewSet)


viewsets = [EventsGroup()]
