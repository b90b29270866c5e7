"""Without these, people's calendars would show an hour too late, keep a cancelled event, or pass on a secret link."""

import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from events import bookings, calendars, changes, links, waiting_list
from events.bookings import Person
from events.models import Booking, BookingState, EventPage, EventRegister
from home.models import OutgoingMail
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def event(start="2031-06-10 13:00", end="2031-06-10 16:00", **fields):
    fields = {"takes_bookings": True, "capacity": 4, "venue": builders.venue(), **fields}
    return builders.event(start, end, title="A talk; with, signs", **fields)


def book(page, **fields):
    return bookings.book(page, Person(**{"name": "Zyxcanary", "email": "a@example.com", **fields}), may_wait=True)


def entries(text):
    return Calendar.from_ical(text).walk("VEVENT")


def entry(text):
    [found] = entries(text)
    return found


def sent(booking):
    """The calendar files in the mails about a booking, oldest first: [(method, entry), ...]."""
    found = OutgoingMail.objects.filter(about=f"booking:{booking.reference}").exclude(calendar="").order_by("pk")
    return [(mail.calendar_method, entry(mail.calendar)) for mail in found]


def moments_by_its_own_rules(text):
    """Start and end as a program reads them that only knows the rules in the file."""
    calendar = Calendar.from_ical(text)
    zone = next(iter(calendar.walk("VTIMEZONE"))).to_tz()
    found = calendar.walk("VEVENT")[0]
    return [found.decoded(name).replace(tzinfo=zone).astimezone(datetime.UTC) for name in ("dtstart", "dtend")]


def test_a_booking_in_full():
    booking = book(event())
    text = calendars.of_booking(booking)
    calendar, found = Calendar.from_ical(text), entry(text)
    assert calendar["method"] == "REQUEST"
    assert found["uid"].startswith(str(booking.uid))
    assert found["sequence"] == 0
    assert found["status"] == "CONFIRMED"
    assert found["summary"] == "A talk; with, signs"
    assert found["location"] == "A hall, A town"
    assert found["attendee"] == "mailto:a@example.com"
    assert found["organizer"].startswith("mailto:")
    assert found.decoded("dtstamp").tzinfo is not None
    assert found.decoded("dtstart") == uk("2031-06-10 13:00")
    assert "A talk\\; with\\, signs" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_nothing_secret_and_no_name_is_in_it():
    booking = book(event())
    text = calendars.of_booking(booking).replace("\r\n ", "")
    assert links.token(booking) not in text
    assert "/bookings/" not in text
    assert "Zyxcanary" not in text
    assert booking.reference not in text


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2031-03-29 13:00", "2031-03-29 16:00"),
        ("2031-03-30 00:30", "2031-03-30 03:00"),  # over the night the clocks go forward
        ("2031-03-31 13:00", "2031-03-31 16:00"),
        ("2031-10-25 13:00", "2031-10-25 16:00"),
        ("2031-10-26 00:30", "2031-10-26 03:00"),  # over the night they go back
        ("2031-10-27 13:00", "2031-10-27 16:00"),
        ("2031-12-10 13:00", "2031-12-10 16:00"),
    ],
)
def test_the_hour_is_right_on_both_sides_of_a_clock_change(start, end):
    text = calendars.of_booking(book(event(start, end)))
    assert "TZID=Europe/London" in text
    assert moments_by_its_own_rules(text) == [uk(start), uk(end)]


def test_the_rules_of_the_zone_are_those_of_the_uk():
    zone = next(iter(Calendar.from_ical(calendars.of_booking(book(event()))).walk("VTIMEZONE"))).to_tz()
    for year in range(2026, 2040):
        day = datetime.datetime(year, 1, 1, 12)
        while day.year == year:
            assert day.replace(tzinfo=zone).utcoffset() == day.replace(tzinfo=LONDON).utcoffset(), day
            day += datetime.timedelta(days=1)
    for moment in ("2031-03-30T00:30", "2031-03-30T03:30", "2031-10-26T00:30", "2031-10-26T02:30"):
        day = datetime.datetime.fromisoformat(moment)
        assert day.replace(tzinfo=zone).utcoffset() == day.replace(tzinfo=LONDON).utcoffset(), moment


def test_a_date_without_hours_is_a_whole_day():
    found = entry(calendars.of_booking(book(event("2031-10-26 00:00", "2031-10-27 23:59", date_only=True))))
    assert found.decoded("dtstart") == datetime.date(2031, 10, 26)
    assert found.decoded("dtend") == datetime.date(2031, 10, 28)


def test_each_session_is_an_entry_of_its_own():
    page = event(sessions=[("2031-06-10 13:00", "2031-06-10 16:00"), ("2031-06-12 10:00", "2031-06-12 12:00")])
    found = entries(calendars.of_booking(book(page)))
    assert [item.decoded("dtstart") for item in found] == [uk("2031-06-10 13:00"), uk("2031-06-12 10:00")]
    assert len({item["uid"] for item in found}) == 2


# What happens to an entry ----------------------------------------------------------------------------------------------


def test_the_life_of_an_entry(editor):
    page = event()
    booking = book(page)
    bookings.amend(booking, Person(name="Zyxcanary", email="a@example.com", people=2))
    page.sessions.all().delete()
    page.sessions = [builders.EventSession(start=uk("2031-06-17 13:00"), end=uk("2031-06-17 16:00"))]
    page.save()
    changes.tell(page, editor)
    bookings.cancel(Booking.objects.get(pk=booking.pk))
    found = sent(booking)
    assert [method for method, _entry in found] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert len({item["uid"] for _method, item in found}) == 1
    numbers = [item["sequence"] for _method, item in found]
    assert numbers == sorted(set(numbers))
    assert found[2][1].decoded("dtstart") == uk("2031-06-17 13:00")
    assert [item["status"] for _method, item in found] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_a_place_lost_and_given_again_has_rising_numbers(editor):
    page = event(capacity=2)
    booking, _other, _waits = book(page), book(page, email="b@example.com"), book(page, email="c@example.com")
    bookings.put_on_waiting_list(booking, user=editor)
    bookings.give_place(booking, user=editor, beyond_capacity=True)
    found = sent(booking)
    assert [(method, item["sequence"]) for method, item in found] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_an_accepted_offer_brings_the_first_entry():
    page = event(capacity=1)
    first, second = book(page), book(page, email="b@example.com")
    bookings.cancel(first)
    second.refresh_from_db()
    assert not sent(second)
    waiting_list.accept(second)
    assert [method for method, _item in sent(second)] == ["REQUEST"]


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_an_event_that_is_off_takes_the_entries_out(editor, status):
    page = event()
    booking = book(page)
    page.status, page.status_reason = status, "The hall is flooded."
    page.save()
    changes.tell(page, editor)
    (_first, before), (method, after) = sent(booking)
    assert (method, after["status"]) == ("CANCEL", "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_somebody_online_has_no_room_in_the_entry():
    page = event(attendance="both", online_capacity=5, join_link="https://meet.example.org/secret")
    text = calendars.of_booking(book(page, room="online"))
    assert entry(text)["location"] == "Online"
    assert "meet.example.org" not in text


# Addresses -------------------------------------------------------------------------------------------------------------


def test_the_calendar_of_ones_own_booking(client):
    booking = book(event())
    answer = client.get(f"/bookings/{links.token(booking)}/event.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    found = entry(answer.content)
    assert found["uid"].startswith(str(booking.uid))
    assert "attendee" not in found
    Booking.objects.update(state=BookingState.WAITING)
    assert client.get(f"/bookings/{links.token(booking)}/event.ics").status_code == 404
    assert client.get("/bookings/1-1.forged/event.ics").status_code == 404


def test_the_calendar_of_an_event(client):
    page = event()
    answer = client.get(f"/events/{page.slug}/event.ics")
    assert entry(answer.content).decoded("dtstart") == uk("2031-06-10 13:00")
    page.unpublish()
    assert client.get(f"/events/{page.slug}/event.ics").status_code == 404
    assert client.get("/events/no-such-event/event.ics").status_code == 404


def test_the_feed_has_what_is_public_and_real(client, django_assert_max_num_queries):
    EventPage.objects.update(live=False)
    shown = [event(), event("2031-07-10 13:00", "2031-07-10 16:00", status="cancelled", status_reason="Snow.")]
    event("2031-08-10 13:00", "2031-08-10 16:00", is_example=True)
    event("2031-08-11 13:00", "2031-08-11 16:00", live=False)
    event("2020-08-11 13:00", "2020-08-11 16:00")
    with django_assert_max_num_queries(12):
        answer = client.get("/events.ics")
    calendar = Calendar.from_ical(answer.content)
    assert calendar["method"] == "PUBLISH"
    found = calendar.walk("VEVENT")
    assert [item["status"] for item in found] == ["CONFIRMED", "CANCELLED"]
    assert [str(item["url"]).rstrip("/").rpartition("/")[2] for item in found] == [page.slug for page in shown]
    assert found[1]["summary"].startswith("Cancelled: ")


def test_the_feed_is_only_fetched_when_it_has_changed(client):
    page = event()
    first = client.get("/events.ics")
    assert "max-age" in first["Cache-Control"]
    assert not first.cookies
    assert client.get("/events.ics", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    page.status, page.status_reason = "cancelled", "Snow."
    page.save_revision().publish()
    assert client.get("/events.ics", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_the_number_of_a_public_entry_rises_when_people_are_told(editor):
    page = event()
    book(page)
    before = entry(calendars.of_events([page]))["sequence"]
    EventRegister.objects.update(sequence=3)
    assert entry(calendars.of_events([page]))["sequence"] > before


def test_an_example_says_so_in_the_calendar():
    found = entry(calendars.of_events([event(is_example=True)]))
    assert found["summary"].startswith("Example: ")
    assert "does not take place" in found["description"]


def test_the_links_to_other_calendars():
    found = dict(calendars.add_links(event()))
    google = parse_qs(urlsplit(found["Google Calendar"]).query)
    assert google["dates"] == ["20310610T120000Z/20310610T150000Z"]
    assert google["text"] == ["A talk; with, signs"]
    for name in ("Outlook.com", "Office 365"):
        assert parse_qs(urlsplit(found[name]).query)["startdt"] == ["2031-06-10T12:00:00Z"]
    assert len(found) == 4
    assert not calendars.add_links(event(status="cancelled", status_reason="Snow."))
