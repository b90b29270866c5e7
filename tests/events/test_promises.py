"""Without these, the site could claim that a promise was kept, or broken, that it knows nothing about."""

import pytest
from wagtail.models import Locale

from events.models import EventPage
from events.promises import Verdict, verdict, yearly_record
from events.status import Status, TookPlace
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.django_db
NOW = uk("2026-11-22 12:00")


@pytest.mark.parametrize(
    ("held", "over", "complete", "expected"),
    [
        (2, True, True, Verdict.KEPT),
        (3, False, False, Verdict.KEPT),
        (1, True, True, Verdict.PARTLY),
        (1, True, False, Verdict.PARTLY),
        (1, False, True, Verdict.OPEN),
        (0, False, False, Verdict.OPEN),
        (0, True, True, Verdict.NOT_KEPT),
        # Silence proves nothing where the record is not complete.
        (0, True, False, Verdict.NO_EVIDENCE),
    ],
)
def test_verdict(held, over, complete, expected):
    assert verdict(held, 2, over=over, complete=complete) == expected


def test_only_real_events_that_took_place_count(site_content):
    """One of each kind that must not count, and two that do."""
    made = builders.series(at_least_a_year=2, promised_from=2025)
    other = builders.series(name="Another")
    day = {"start": "2025-06-10 13:00", "end": "2025-06-10 16:00", "series": made}
    builders.event(title="Counts", **day)
    builders.event(title="Moved, and counts", status=Status.MOVED, status_reason="x", previous_place="y", **day)
    builders.event(title="Example", is_example=True, **day)
    builders.event(title="Cancelled", status=Status.CANCELLED, status_reason="x", **day)
    builders.event(title="Postponed", status=Status.POSTPONED, status_reason="x", **day)
    builders.event(title="Not known", took_place=TookPlace.UNKNOWN, **day)
    builders.event(title="Not held", took_place=TookPlace.NO, **day)
    builders.event(title="Draft", live=False, **day)
    builders.event(title="Of another series", **{**day, "series": other})
    builders.event(title="To come", start="2026-12-01 13:00", end="2026-12-01 16:00", series=made)
    record = yearly_record(made, EventPage.objects.shown(), NOW)
    assert [(row.year, row.held, row.verdict) for row in record] == [(2026, 0, Verdict.OPEN), (2025, 2, Verdict.KEPT)]


def test_a_translated_event_counts_once(site_content):
    made = builders.series(at_least_a_year=2, promised_from=2025, promised_until=2025)
    page = builders.event(start="2025-06-10 13:00", end="2025-06-10 16:00", series=made)
    polish = Locale.objects.get(language_code="pl")
    copy = page.copy_for_translation(polish, copy_parents=True)
    copy.save_revision().publish()
    assert EventPage.objects.promised(made).count() == 2
    assert [(row.year, row.held) for row in yearly_record(made, EventPage.objects.shown(), NOW)] == [(2025, 1)]


def test_new_year_in_the_uk_decides_the_year(site_content):
    made = builders.series(at_least_a_year=1, promised_from=2025, promised_until=2026, recorded_from=2025)
    builders.event(start="2025-12-31 22:00", end="2026-01-01 00:30", series=made)
    record = yearly_record(made, EventPage.objects.shown(), NOW)
    assert [(row.year, row.held) for row in record] == [(2026, 0), (2025, 1)]


def test_the_record_of_the_strategy(site_content):
    """2020 to 2024, nothing found, and the site says exactly that."""
    record = yearly_record(builders.index_page().series, builders.index_page().shown_events, NOW)
    assert [row.year for row in record] == [2024, 2023, 2022, 2021, 2020]
    assert {row.verdict for row in record} == {Verdict.NO_EVIDENCE}
    assert {row.promised for row in record} == {2}


def test_no_promise_no_record():
    assert yearly_record(None, [], NOW) == []
    assert yearly_record(builders.series(), [], NOW) == []
