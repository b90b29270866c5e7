"""Working days. If these fail, the site promises a day on which nobody works, or one that is too late."""

import datetime

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from home import working_days
from home.checks import bank_holidays_are_known
from home.working_days import after, is_working_day, until

DAY = datetime.timedelta(days=1)
DATES = st.dates(datetime.date(2026, 1, 1), datetime.date(2030, 12, 31))


def date(text):
    return datetime.date.fromisoformat(text)


def monday_on_or_after(day):
    return day + DAY * (-day.weekday() % 7)


def last_monday(year, month):
    day = datetime.date(year, month, 31)
    return day - DAY * day.weekday()


def by_the_rules(year):
    """The bank holidays of England and Wales as the Act of 1971 and the yearly proclamations give them."""
    christmas = datetime.date(year, 12, 25)
    found = [
        datetime.date(year, 1, 1), easter(year) - 2 * DAY, easter(year) + DAY,
        monday_on_or_after(datetime.date(year, 5, 1)), last_monday(year, 5), last_monday(year, 8),
    ]  # fmt: skip
    if found[0].weekday() >= 5:
        found[0] = monday_on_or_after(found[0])
    # Those of Christmas that fall on a weekend move to the next days that are none.
    taken = [day for day in (christmas, christmas + DAY) if day.weekday() < 5]
    next_day = christmas + 2 * DAY
    while len(taken) < 2:
        if next_day.weekday() < 5:
            taken.append(next_day)
        next_day += DAY
    return sorted(found + taken)


@pytest.mark.parametrize("year", working_days.BANK_HOLIDAYS)
def test_the_list_is_what_the_rules_give(year):
    """A slip of the pen in the list would be a wrong promise once a year."""
    listed = [date(f"{year}-{day}") for day in working_days.BANK_HOLIDAYS[year]]
    assert listed == by_the_rules(year)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        # An ordinary week, from a Sunday, and from a Friday.
        ("2026-11-22", 5, "2026-11-27"),
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-27", 1, "2026-11-30"),
        # Over Christmas 2026: Friday 25 and Monday 28 December, and Friday 1 January.
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-24", 5, "2027-01-05"),
        # Christmas 2027 is a weekend: Monday 27 and Tuesday 28.
        ("2027-12-24", 1, "2027-12-29"),
        # Over Easter 2027, in which the clocks change.
        ("2027-03-25", 1, "2027-03-30"),
        ("2027-03-28", 2, "2027-03-31"),
    ],
)
def test_so_many_working_days_later(asked, days, due):
    assert after(date(asked), days) == date(due)


@given(DATES, st.integers(1, 60))
def test_counting_there_and_back_is_the_same(day, number):
    due = after(day, number)
    assert is_working_day(due)
    assert until(due, day) == number
    assert until(day, due) == -number
    assert sum(is_working_day(day + DAY * step) for step in range(1, (due - day).days + 1)) == number


def test_whoever_deploys_hears_that_the_list_ends():
    """Or a promise over the first Christmas that nobody listed would name a day on which nobody works."""
    assert bank_holidays_are_known(today=date("2029-12-31")) == []
    (warning,) = bank_holidays_are_known(today=date("2030-01-01"))
    assert warning.id == "home.W002"
    assert "2030" in warning.msg
