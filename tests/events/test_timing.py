"""Without these, an event of today could be in no list, or its time an hour out for half of the year."""

import datetime

import pytest
from django.utils import timezone

from events.timing import Phase, day_end, day_start, hours_text, last_day, local_day, phase, when_text
from tests.events.builders import uk

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("start", "end", "now", "expected"),
    [
        # An afternoon in summer time.
        ("2027-04-22 13:00", "2027-04-22 16:00", "2027-04-21 23:59", Phase.BEFORE),
        ("2027-04-22 13:00", "2027-04-22 16:00", "2027-04-22 00:00", Phase.TODAY),
        ("2027-04-22 13:00", "2027-04-22 16:00", "2027-04-22 12:59", Phase.TODAY),
        ("2027-04-22 13:00", "2027-04-22 16:00", "2027-04-22 13:00", Phase.ON_NOW),
        ("2027-04-22 13:00", "2027-04-22 16:00", "2027-04-22 15:59", Phase.ON_NOW),
        ("2027-04-22 13:00", "2027-04-22 16:00", "2027-04-22 16:00", Phase.OVER),
        # Just after midnight in summer time it is still yesterday in UTC: the UK calendar counts.
        ("2027-06-10 09:00", "2027-06-10 10:00", "2027-06-10 00:30", Phase.TODAY),
        ("2027-06-10 09:00", "2027-06-10 10:00", "2027-06-09 23:30", Phase.BEFORE),
        # The night the clocks go forward (28 March 2027, 1am) and the day of it.
        ("2027-03-28 10:00", "2027-03-28 12:00", "2027-03-28 00:30", Phase.TODAY),
        ("2027-03-28 10:00", "2027-03-28 12:00", "2027-03-28 11:59", Phase.ON_NOW),
        ("2027-03-28 10:00", "2027-03-28 12:00", "2027-03-28 12:00", Phase.OVER),
        # The night the clocks go back (31 October 2027, 2am) and the day of it.
        ("2027-10-31 10:00", "2027-10-31 12:00", "2027-10-30 23:59", Phase.BEFORE),
        ("2027-10-31 10:00", "2027-10-31 12:00", "2027-10-31 00:00", Phase.TODAY),
        ("2027-10-31 10:00", "2027-10-31 12:00", "2027-10-31 12:00", Phase.OVER),
        # Winter time, an evening, and an event over two days.
        ("2027-12-08 17:30", "2027-12-08 19:30", "2027-12-08 19:29", Phase.ON_NOW),
        ("2027-12-08 17:30", "2027-12-09 12:00", "2027-12-09 00:00", Phase.ON_NOW),
    ],
)
def test_phase(start, end, now, expected):
    assert phase(uk(start), uk(end), uk(now)) == expected


def test_an_event_without_a_date_has_no_phase():
    assert phase(None, None) == Phase.UNDATED
    assert when_text(None, None) == "Date not known yet"


def test_the_clock_change_does_not_move_an_event():
    """13:00 is 13:00 on the wall in March, in April and in November; the moment behind it differs by an hour."""
    assert uk("2027-03-27 13:00").astimezone(UTC).hour == 13
    assert uk("2027-03-28 13:00").astimezone(UTC).hour == 12
    assert uk("2027-10-31 13:00").astimezone(UTC).hour == 13
    for day in ("2027-03-27", "2027-03-28", "2027-10-30", "2027-10-31"):
        assert hours_text(uk(f"{day} 13:00"), uk(f"{day} 16:00")) == "1pm to 4pm"


@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", 23), ("2027-10-31", 25), ("2027-06-10", 24)])
def test_a_day_is_as_long_as_it_is(day, hours):
    """Where only the date is known, the whole day counts as upcoming: 23 or 25 hours when the clocks change."""
    day = datetime.date.fromisoformat(day)
    assert day_end(day) - day_start(day).astimezone(UTC) == datetime.timedelta(hours=hours)
    assert local_day(day_end(day) - datetime.timedelta(seconds=1)) == day
    assert local_day(day_end(day)) == day + datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "date_only", "expected"),
    [
        ("2027-04-22 13:00", "2027-04-22 16:00", False, "Thursday 22 April 2027, 1pm to 4pm"),
        ("2027-10-14 17:30", "2027-10-14 19:30", False, "Thursday 14 October 2027, 5:30pm to 7:30pm"),
        ("2027-10-14 12:00", "2027-10-15 00:00", False, "Thursday 14 October 2027, midday to midnight"),
        (
            "2027-10-14 17:30",
            "2027-10-15 12:00",
            False,
            "Thursday 14 October 2027, 5:30pm to Friday 15 October 2027, midday",
        ),
        ("2017-11-16 00:00", "2017-11-17 00:00", True, "Thursday 16 November 2017"),
        ("2017-11-16 00:00", "2017-11-18 00:00", True, "Thursday 16 November 2017 to Friday 17 November 2017"),
        ("2027-03-28 00:00", "2027-03-29 00:00", True, "Sunday 28 March 2027"),
        ("2027-10-31 00:00", "2027-11-01 00:00", True, "Sunday 31 October 2027"),
    ],
)
def test_when_text(start, end, date_only, expected):
    assert when_text(uk(start), uk(end), date_only) == expected


def test_an_event_that_ends_at_midnight_is_on_one_day():
    assert last_day(uk("2027-06-10 20:00"), uk("2027-06-11 00:00")) == datetime.date(2027, 6, 10)


def test_now_is_this_moment():
    """The default of every rule: an event that ended a second ago is over, one that ends in a minute is not."""
    now = timezone.now()
    hour, second = datetime.timedelta(hours=1), datetime.timedelta(seconds=1)
    assert phase(now - hour, now - second) == Phase.OVER
    assert phase(now - hour, now + 60 * second) == Phase.ON_NOW
