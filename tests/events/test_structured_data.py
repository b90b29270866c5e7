"""Without these, a search engine could send people to an event that is cancelled, or to the wrong hour."""

import json

import pytest

from events.access import SCHEMA_FEATURES, AccessKind
from events.bookings import Person, book
from events.models import EventPage
from events.status import Attendance, Status
from events.structured_data import accessibility_features, event
from home.models import PublisherSettings
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def offer(kind, offered="there"):
    return ("offer", {"kind": kind, "offered": offered, "detail": ""})


def test_a_real_event_in_full():
    page = builders.event(
        "2031-06-10 13:00",
        "2031-06-10 16:00",
        venue=builders.venue(
            address="1 High Street\nOld Town", postcode="CA1 1AA", hearing_loop="yes", changing_places="no"
        ),
        access=[offer("bsl", "on_request"), offer("step_free"), offer("hearing_loop", "not_available"), offer("bsl")],
    )
    data = event(page)
    assert data["@type"] == "Event"
    assert data["startDate"] == "2031-06-10T13:00:00+01:00"
    assert data["endDate"] == "2031-06-10T16:00:00+01:00"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert data["accessibilityFeature"] == ["signLanguage", "stepFreeAccess"]
    assert data["offers"]["price"] == 0
    assert data["offers"]["priceCurrency"] == "GBP"
    assert data["isAccessibleForFree"] is True
    assert data["location"]["address"]["streetAddress"] == "1 High Street, Old Town"
    assert {item["name"]: item["value"] for item in data["location"]["amenityFeature"]} == {
        "Hearing loop": True,
        "Changing Places toilet": False,
    }
    assert data["url"].startswith("http")


def test_the_offset_follows_the_clock():
    winter = event(builders.event("2031-12-10 13:00", "2031-12-10 16:00"))
    assert winter["startDate"] == "2031-12-10T13:00:00+00:00"


def test_a_date_without_a_time_stays_a_date():
    data = event(builders.event("2031-10-26 00:00", "2031-10-27 23:59", date_only=True))
    assert (data["startDate"], data["endDate"]) == ("2031-10-26", "2031-10-27")


@pytest.mark.parametrize(
    ("fields", "status", "offers"),
    [
        ({"status": Status.CANCELLED, "status_reason": "x"}, "EventCancelled", False),
        ({"status": Status.POSTPONED, "status_reason": "x"}, "EventPostponed", False),
        (
            {"status": Status.MOVED, "status_reason": "x", "previous_start": uk("2031-06-03 13:00")},
            "EventRescheduled",
            True,
        ),
    ],
)
def test_the_status(fields, status, offers):
    data = event(builders.event("2031-06-10 13:00", "2031-06-10 16:00", **fields))
    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert ("offers" in data) is offers
    assert ("previousStartDate" in data) is (status == "EventRescheduled")


def test_where():
    online = event(builders.event(attendance=Attendance.ONLINE))
    assert online["location"]["@type"] == "VirtualLocation"
    both = event(builders.event(attendance=Attendance.BOTH, venue=builders.venue()))
    assert [place["@type"] for place in both["location"]] == ["Place", "VirtualLocation"]
    unknown = event(builders.event())
    assert unknown["location"]["@type"] == "Place"


def test_a_past_event_offers_nothing():
    assert "offers" not in event(builders.event("2020-06-10 13:00", "2020-06-10 16:00"))


def test_the_publisher_is_named_only_when_there_is_one():
    page = builders.event()
    assert "organizer" not in event(page)
    site = page.get_site()
    PublisherSettings.objects.update_or_create(site=site, defaults={"name": "A council"})
    assert event(page)["organizer"]["name"] == "A council"


def test_the_page_carries_it_and_nothing_can_break_out(client):
    page = builders.event("2031-06-10 13:00", "2031-06-10 16:00", title="</script><b>x")
    text = client.get(page.url).text
    start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    data = json.loads(text[start : text.index("</script>", start)])
    assert data["@type"] == "Event"
    assert data["@context"] == "https://schema.org"
    assert data["name"] == "</script><b>x"


def test_the_list_holds_real_events_only(client):
    builders.event("2031-06-10 13:00", "2031-06-10 16:00", title="Real")
    builders.event("2031-06-11 13:00", "2031-06-11 16:00", title="Not real", is_example=True)
    items = builders.index_page().schema()["mainEntity"]["itemListElement"]
    assert [entry["item"]["name"] for entry in items] == ["Real"]


def test_every_word_for_a_feature_belongs_to_a_kind():
    assert set(SCHEMA_FEATURES) <= set(AccessKind)
    assert accessibility_features(builders.event()) == []


def test_how_many_people_there_is_room_for():
    room = event(builders.event(takes_bookings=True, capacity=30))
    assert room["maximumAttendeeCapacity"] == room["maximumPhysicalAttendeeCapacity"] == 30
    both = event(builders.event(takes_bookings=True, capacity=30, online_capacity=100, attendance="both"))
    assert both["maximumAttendeeCapacity"] == 130
    assert both["maximumVirtualAttendeeCapacity"] == 100
    no_limit = event(builders.event(takes_bookings=True, capacity=30, attendance="both"))
    assert "maximumAttendeeCapacity" not in no_limit
    assert not [name for name in event(builders.event()) if "Capacity" in name]


def test_a_full_event_is_not_offered_as_free():
    page = builders.event("2031-06-10 13:00", "2031-06-10 16:00", takes_bookings=True, capacity=1)
    assert event(page)["offers"]["availability"] == "https://schema.org/InStock"
    book(page, Person(name="Somebody"))
    assert event(EventPage.objects.get(pk=page.pk))["offers"]["availability"] == "https://schema.org/SoldOut"


def test_an_event_whose_booking_is_closed_is_not_offered():
    closed = uk("2026-01-10 13:00")
    page = builders.event(
        "2031-06-10 13:00", "2031-06-10 16:00", takes_bookings=True, capacity=1, booking_closes_at=closed
    )
    assert event(page)["offers"]["availability"] == "https://schema.org/SoldOut"
