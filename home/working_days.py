"""Days on which people work: Monday to Friday, without the bank holidays of England and Wales.

What is promised in working days has to be right over Easter and Christmas as well.
"""

import datetime

# By year, as month-day. 2026 and 2027 as https://www.gov.uk/bank-holidays lists them. 2028 to 2030 follow the rules by which
# they are set: the Banking and Financial Dealings Act 1971, Schedule 1, and the proclamations for New Year and early May. A
# year may get another day by proclamation: look at GOV.UK each autumn, and add a year (home/checks.py warns in the last one).
BANK_HOLIDAYS = {
    2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
    2027: ("01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"),
    2028: ("01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
    2029: ("01-01", "03-30", "04-02", "05-07", "05-28", "08-27", "12-25", "12-26"),
    2030: ("01-01", "04-19", "04-22", "05-06", "05-27", "08-26", "12-25", "12-26"),
}
LAST_YEAR = max(BANK_HOLIDAYS)

_DAY = datetime.timedelta(days=1)
_CLOSED = frozenset(
    datetime.date.fromisoformat(f"{year}-{day}") for year, days in BANK_HOLIDAYS.items() for day in days
)


def is_working_day(day):
    """Whether people work on `day`, a date. In a year that is not listed every Monday to Friday counts."""
    return day.weekday() < 5 and day not in _CLOSED


def after(day, number):
    """The date that is `number` (1 or more) working days after `day`, which may be any day. The day itself does not count."""
    while number > 0:
        day += _DAY
        number -= is_working_day(day)
    return day


def until(day, today):
    """How many working days there are from the day after `today` to `day`; negative where `day` is over."""
    first, last, sign = (today, day, 1) if day >= today else (day, today, -1)
    number = 0
    while first < last:
        first += _DAY
        number += is_working_day(first)
    return sign * number
