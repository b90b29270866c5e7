"""The last bus home: lost, and people would learn at the stop that nothing leaves any more."""

import datetime
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import last_bus
from events.admin.last_bus import after_publish, after_saving
from events.models import Venue
from tests.events.builders import event, uk, venue

THURSDAY = datetime.date(2027, 6, 10)


def clock(*texts):
    return [datetime.time.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Example: last bus to the coast 7:05pm", clock("19:05")),
        ("Bus 300 at 9.05 pm", clock("21:05")),
        ("9pm", clock("21:00")),
        ("9 p.m. from stand 3", clock("21:00")),
        ("21:05 to Carlisle", clock("21:05")),
        ("21.05 to Carlisle", clock("21:05")),
        ("First 07:15, last 21:05", clock("07:15", "21:05")),
        ("last 6:10, from the square", clock("18:10")),
        ("midnight", clock("00:00")),
        ("12:20am", clock("00:20")),
        ("12pm", clock("12:00")),
        ("Nothing after midday", clock("12:00")),
        # Not times: fares, distances, durations, numbers of buses, dates.
        ("Single fare £2.50", []),
        ("Bus 300, every 30 minutes", []),
        ("2.50 miles to walk", []),
        ("25:70 and 13pm", []),
        ("Timetable of 1.12.2026", []),
        ("", []),
        ("\x00 \uff19\uff1a\uff10\uff15pm \ud800", []),
    ],
)
def test_times_are_read_as_people_write_them(line, read):
    """A time read wrongly warns about the wrong hour, or does not warn."""
    assert last_bus.times(line) == read


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Monday to Saturday 9:05pm", {0, 1, 2, 3, 4, 5}),
        ("Mon-Fri 6pm", {0, 1, 2, 3, 4}),
        ("Sundays 5:10pm", {6}),
        ("weekdays 7pm", {0, 1, 2, 3, 4}),
        ("Saturday to Monday 7pm", {5, 6, 0}),
        ("From the Sun Inn 7pm", set()),
        ("Every day except Sunday 7pm", set()),
    ],
)
def test_days_are_read_where_they_are_named(line, named):
    """A Sunday service would otherwise be counted on a Thursday; a pub's name must not hide a service."""
    assert last_bus.days(line) == named


def at(place, end, **fields):
    start = fields.pop("start", end[:11] + "00:30")
    return event(start, end, venue=place, **fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "service", "warned"),
    [
        ("2027-06-10 20:30", "9:05pm", False),
        ("2027-06-10 20:35", "9:05pm", True),
        ("2027-06-10 20:36", "9:05pm", True),
        ("2027-06-10 21:05", "9:05pm", True),
        ("2027-06-10 22:00", "9:05pm", True),
        ("2027-06-10 16:00", "12:20am", False),
        ("2027-06-10 23:55", "12:20am", True),
        ("2027-06-10 16:00", "Sundays 4:10pm", False),
        ("2027-06-13 16:00", "Sundays 4:10pm", True),
        ("2027-06-10 16:00", "Ask the driver", False),
        ("2027-06-10 16:00", "First 7:15am, last 9:05pm", False),
    ],
)
def test_the_editor_is_warned_and_the_page_says_so(site_content, end, service, warned):
    """The rule itself: half an hour or less, or gone before the end. Both sides are told, or neither."""
    page = at(venue(last_services=service), end)
    assert bool(last_bus.warning(page)) is warned
    assert bool(last_bus.sentence(page)) is warned
    if warned:
        assert service in last_bus.sentence(page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "minutes"),
    # 28 March 2027: 1am becomes 2am. 31 October 2027: 2am becomes 1am.
    [("2027-03-27 23:40", 40), ("2027-10-30 23:40", 40), ("2027-03-28 17:00", 20), ("2027-10-31 17:00", 20)],
)
def test_the_minutes_hold_on_the_nights_the_clocks_change(site_content, end, minutes):
    """An hour lost or won would warn about a bus that is there, or hide one that is not."""
    place = venue(last_services="12:20am" if "23:40" in end else "5:20pm")
    (service,) = last_bus.services(place, uk(end).date())
    assert service.leaves - uk(end) == datetime.timedelta(minutes=minutes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"date_only": True},
        {"status": "cancelled", "status_reason": "Snow."},
        {"start": "2020-06-10 13:00", "end": "2020-06-10 16:00"},
    ],
)
def test_nothing_is_said_where_nobody_goes_or_no_time_is_known(site_content, fields):
    """A warning about an event that is over, off or without times would be noise."""
    page = at(venue(last_services="4:10pm"), fields.pop("end", "2027-06-10 16:00"), **fields)
    assert last_bus.sentence(page) == ""


@pytest.mark.django_db
def test_the_public_page_prints_it(client, site_content):
    page = at(venue(last_services="Last bus 4:10pm"), "2027-06-10 16:00")
    html = client.get(page.url).content.decode()
    assert "The way home:" in html
    assert "leaves 10 minutes after the end" in html


@pytest.mark.django_db
def test_publishing_warns_the_editor_once(site_content):
    """Told twice people stop reading; not told, the event ends after the last bus."""
    page = at(venue(last_services="Last bus 4:10pm"), "2027-06-10 16:00")
    told = []
    request = RequestFactory().post("/", {"action-publish": "1"})
    request._messages = SimpleNamespace(add=lambda level, text, extra: told.append(text))
    after_publish(request, page)
    after_saving(request, page)
    assert len(told) == 1
    assert "Last bus 4:10pm" in told[0]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=300)
    | st.text("0123456789:.apm £-toMonSun\n", max_size=120)
    | st.from_regex(r"([0-9]{1,3}[:.]?[0-9]{0,3} ?(am|pm|a\.m\.)? ?\w*\n?){1,5}"),
    st.datetimes(datetime.datetime(1, 1, 3), datetime.datetime(9999, 12, 30)),
)
def test_no_text_breaks_a_page(text, moment):
    """An editor's odd line about a bus must not take the page of an event away."""
    end = moment.replace(tzinfo=datetime.UTC)
    page = SimpleNamespace(
        ends_at=end, date_only=False, can_be_attended=True, venue=Venue(name="A hall", last_services=text)
    )
    assert isinstance(last_bus.warning(page), str)
    assert isinstance(last_bus.sentence(page), str)
    assert all(isinstance(time, datetime.time) for time in last_bus.times(text))
