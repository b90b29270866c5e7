"""Without these, somebody could set out to an event that is cancelled, or read "will" about one of years ago."""

from types import SimpleNamespace

import pytest

from events.status import Attendance, Status, TookPlace, notice
from events.timing import phase
from tests.events.builders import uk

WHEN = "Thursday 10 June 2027, 1pm to 4pm"
BEFORE, MORNING, DURING, AFTER = "2027-06-01 09:00", "2027-06-10 09:00", "2027-06-10 14:00", "2027-06-11 09:00"


def event(**fields):
    found = SimpleNamespace(
        starts_at=uk("2027-06-10 13:00"),
        ends_at=uk("2027-06-10 16:00"),
        date_only=False,
        status=Status.PLANNED,
        attendance=Attendance.IN_PERSON,
        took_place=TookPlace.YES,
        previous_start=None,
        previous_place="",
        place_text="The new hall",
    )
    vars(found).update(fields)
    found.phase = lambda now=None: phase(found.starts_at, found.ends_at, now)
    return found


@pytest.mark.parametrize(
    ("fields", "now", "tag", "sentence", "urgent"),
    [
        ({}, BEFORE, "", "", False),
        ({}, MORNING, "Today", "This event is today, 1pm to 4pm.", False),
        ({}, DURING, "On now", "This event is on now, until 4pm.", False),
        ({}, AFTER, "Past event", f"This event took place on {WHEN}.", False),
        (
            {"took_place": TookPlace.UNKNOWN},
            AFTER,
            "Planned: outcome not known",
            f"This event was planned for {WHEN}. Our sources do not say what happened.",
            False,
        ),
        (
            {"took_place": TookPlace.NO},
            AFTER,
            "Did not take place",
            f"This event did not take place. It had been planned for {WHEN}.",
            False,
        ),
        # What is known afterwards says nothing before the day.
        ({"took_place": TookPlace.UNKNOWN}, BEFORE, "", "", False),
        (
            {"status": Status.CANCELLED},
            BEFORE,
            "Cancelled",
            f"This event is cancelled. It will not take place on {WHEN}.",
            True,
        ),
        (
            {"status": Status.CANCELLED},
            MORNING,
            "Cancelled",
            f"This event is cancelled. It will not take place on {WHEN}.",
            True,
        ),
        (
            {"status": Status.CANCELLED},
            AFTER,
            "Cancelled",
            f"This event was cancelled. It had been planned for {WHEN}.",
            False,
        ),
        (
            {"status": Status.POSTPONED},
            BEFORE,
            "Postponed",
            f"This event is postponed. It will not take place on {WHEN}. There is no new date yet.",
            True,
        ),
        (
            {"status": Status.POSTPONED},
            AFTER,
            "Postponed",
            f"This event was postponed. It had been planned for {WHEN}. There is no new date yet.",
            True,
        ),
        (
            {"status": Status.POSTPONED, "starts_at": None, "ends_at": None},
            BEFORE,
            "Postponed",
            "This event is postponed. There is no new date yet.",
            True,
        ),
        (
            {"status": Status.MOVED, "previous_start": uk("2027-06-03 13:00")},
            BEFORE,
            "Moved",
            f"This event has a new date: {WHEN}. It was first planned for Thursday 3 June 2027, 1pm.",
            True,
        ),
        (
            {"status": Status.MOVED, "previous_place": "the old hall"},
            MORNING,
            "Moved",
            "This event has a new place: The new hall. It was first planned at the old hall.",
            True,
        ),
        (
            {"status": Status.MOVED, "previous_start": uk("2027-06-03 13:00")},
            AFTER,
            "Past event",
            f"This event took place on {WHEN}. It was first planned for Thursday 3 June 2027, 1pm.",
            False,
        ),
        ({"starts_at": None, "ends_at": None}, BEFORE, "Date to come", "The date is not known yet.", False),
    ],
)
def test_notice(fields, now, tag, sentence, urgent):
    found = notice(event(**fields), uk(now))
    assert (found.tag, found.sentence, found.urgent) == (tag, sentence, urgent)


def test_an_event_of_which_only_the_date_is_known():
    """No hour is made up for an event of the past, nor on the day itself."""
    dated = event(starts_at=uk("2027-06-10 00:00"), ends_at=uk("2027-06-11 00:00"), date_only=True)
    assert notice(dated, uk(MORNING)).sentence == "This event is today."
    assert notice(dated, uk(AFTER)).sentence == "This event took place on Thursday 10 June 2027."
    moved = event(status=Status.MOVED, previous_start=uk("2027-06-03 00:00"), date_only=True, starts_at=dated.starts_at)
    moved.ends_at = dated.ends_at
    assert "first planned for Thursday 3 June 2027." in notice(moved, uk(BEFORE)).sentence


def test_an_event_of_two_days_that_is_on():
    long = event(ends_at=uk("2027-06-11 16:00"))
    assert notice(long, uk("2027-06-11 10:00")).sentence == "This event is on now."


def test_only_a_plain_past_event_goes_without_a_tag_in_the_list():
    assert notice(event(), uk(AFTER)).plain_past
    assert not notice(event(took_place=TookPlace.UNKNOWN), uk(AFTER)).plain_past
    assert not notice(event(status=Status.CANCELLED), uk(AFTER)).plain_past
