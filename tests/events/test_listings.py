"""Without these, an event of today could vanish, and a draft, a private page or an example could pass for real."""

import datetime

import pytest
from django.utils import translation
from wagtail.models import Locale, PageViewRestriction

from events.listings import next_event
from events.models import EventPage
from events.status import Status, TookPlace
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def titles(events):
    return [event.title for event in events]


@pytest.mark.parametrize(
    ("now", "coming"),
    [
        ("2027-06-09 12:00", True),
        ("2027-06-10 00:00", True),
        ("2027-06-10 15:59", True),
        ("2027-06-10 16:00", False),
        ("2027-06-11 00:00", False),
    ],
)
def test_the_day_of_the_event_is_upcoming_until_it_ends(now, coming):
    """At every moment an event is in exactly one of the two lists."""
    page = builders.event("2027-06-10 13:00", "2027-06-10 16:00")
    assert (page in EventPage.objects.upcoming(uk(now))) is coming
    assert (page in EventPage.objects.past(uk(now))) is not coming


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_an_event_of_which_only_the_date_is_known_lasts_its_day(day):
    """Through both clock changes: upcoming in its last second, past a second later."""
    page = builders.event(f"{day} 00:00", f"{day} 23:59", date_only=True)
    midnight = uk(f"{datetime.date.fromisoformat(day) + datetime.timedelta(days=1)} 00:00")
    assert page in EventPage.objects.upcoming(midnight - datetime.timedelta(seconds=1))
    assert page in EventPage.objects.past(midnight)


def test_upcoming_is_soonest_first_and_past_latest_first():
    now = uk("2027-06-15 12:00")
    for day in ("2027-06-20", "2027-06-10", "2027-06-30", "2027-06-05"):
        builders.event(f"{day} 13:00", f"{day} 16:00", title=day)
    mine = EventPage.objects.filter(title__startswith="2027-06")
    assert titles(mine.upcoming(now)) == ["2027-06-20", "2027-06-30"]
    assert titles(mine.past(now)) == ["2027-06-10", "2027-06-05"]


def test_a_postponed_event_waits_at_the_end_of_the_list():
    """It has no new date: it must not sink into the past while people wait for one."""
    now = uk("2027-06-15 12:00")
    builders.event("2027-06-01 13:00", "2027-06-01 16:00", title="z1", status=Status.POSTPONED, status_reason="Snow")
    builders.event("2027-06-20 13:00", "2027-06-20 16:00", title="z2")
    mine = EventPage.objects.filter(title__startswith="z")
    assert titles(mine.upcoming(now)) == ["z2", "z1"]
    assert titles(mine.past(now)) == []


def test_the_dates_come_from_the_sessions():
    page = builders.event(sessions=[("2027-06-11 10:00", "2027-06-11 12:00"), ("2027-06-10 13:00", "2027-06-10 16:00")])
    page.refresh_from_db()
    assert (page.starts_at, page.ends_at) == (uk("2027-06-10 13:00"), uk("2027-06-11 12:00"))


NOW = uk("2027-06-01 12:00")


def test_the_next_event_is_real_even_if_an_example_is_sooner():
    builders.event("2027-06-05 13:00", "2027-06-05 16:00", is_example=True)
    real = builders.event("2028-06-20 13:00", "2028-06-20 16:00")
    assert next_event(NOW) == real
    assert not next_event(NOW).is_example


def test_the_next_event_is_an_example_while_there_is_no_real_one():
    """At the start of the site: the soonest of the two examples, and it says that it is one."""
    found = next_event(uk("2026-11-22 12:00"))
    assert found.is_example
    assert found.starts_at == uk("2027-04-22 13:00")


def test_there_may_be_no_next_event():
    assert next_event(uk("2031-01-01 12:00")) is None


def test_an_event_nobody_can_go_to_is_not_next():
    for status in (Status.CANCELLED, Status.POSTPONED):
        builders.event("2027-06-05 13:00", "2027-06-05 16:00", status=status, status_reason="x")
    assert next_event(NOW).is_example


def test_drafts_and_private_events_are_never_shown(client):
    """A draft, a page with a password, and the events below a private list."""
    builders.event(title="A hidden draft", live=False)
    private = builders.event(title="A hidden private event")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="secret")
    assert next_event(NOW).is_example
    assert "A hidden" not in client.get("/events/").text
    assert titles(EventPage.objects.shown().filter(title__startswith="A hidden")) == []
    PageViewRestriction.objects.create(page=builders.index_page(), restriction_type="login")
    assert next_event(NOW) is None


def test_privacy_of_one_page_hides_no_other():
    """The check compares paths in the tree: a sibling whose path begins alike stays."""
    first = builders.event("2027-06-05 13:00", "2027-06-05 16:00", title="First")
    second = builders.event("2027-06-06 13:00", "2027-06-06 16:00", title="Second")
    PageViewRestriction.objects.create(page=first, restriction_type="login")
    assert next_event(NOW) == second


def test_the_next_event_takes_one_query(django_assert_num_queries):
    builders.event("2027-06-20 13:00", "2027-06-20 16:00", venue=builders.venue(), series=builders.series())
    with django_assert_num_queries(1):
        found = next_event(NOW)
        assert found.place_text == "A hall, A town"
        assert found.series.name == "Conversation with..."
        assert found.locale.language_code == "en"
        assert found.when_text


def test_the_next_event_in_another_language():
    """The translation where there is one; the English event where there is none."""
    page = builders.event("2027-06-20 13:00", "2027-06-20 16:00")
    with translation.override("pl"):
        assert next_event(NOW) == page
    polish = page.copy_for_translation(Locale.objects.get(language_code="pl"), copy_parents=True)
    polish.save_revision().publish()
    with translation.override("pl"):
        assert next_event(NOW).pk == polish.pk
    assert next_event(NOW).pk == page.pk


def test_what_a_page_says_of_itself_is_what_the_database_says():
    """The list of events sorts in memory, the rest asks the database: the two may never disagree, in any state."""
    series = builders.series()
    for status in Status:
        for took_place in TookPlace:
            for is_example in (True, False):
                builders.event(
                    "2027-06-10 13:00", "2027-06-10 16:00", status=status, status_reason="x", previous_place="y",
                    took_place=took_place, is_example=is_example, series=series,
                )  # fmt: skip
    builders.event(sessions=[], status=Status.POSTPONED, status_reason="x")
    builders.event(sessions=[])
    for now in ("2027-06-09 12:00", "2027-06-10 14:00", "2027-06-10 16:00", "2027-07-01 12:00"):
        moment = uk(now)
        events = EventPage.objects.shown().select_related("series")
        for verb, rule in (("upcoming", "is_upcoming"), ("past", "is_past"), ("promised", "keeps_promise")):
            query = events.promised(now=moment) if verb == "promised" else getattr(events, verb)(moment)
            assert set(query) == {event for event in events if getattr(event, rule)(moment)}, (verb, now)
        page = builders.index_page()
        mine = events.child_of(page)
        assert page.upcoming(moment) == list(mine.upcoming(moment))
        assert [event for _year, found in page.past_years(moment) for event in found] == list(mine.past(moment))
