"""Whether the promise of a series was kept, year by year, counted from the real events this site has on record."""

from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.timing import local_day


class Verdict(models.TextChoices):
    """The same words as on the page of promises."""

    KEPT = "kept", _("Kept")
    PARTLY = "partly", _("Partly kept")
    NOT_KEPT = "not_kept", _("Not kept")
    NO_EVIDENCE = "no_evidence", _("No evidence found")
    OPEN = "open", _("Year not over")


COLOURS = {
    Verdict.KEPT: "green",
    Verdict.PARTLY: "yellow",
    Verdict.NOT_KEPT: "red",
    Verdict.NO_EVIDENCE: "grey",
    Verdict.OPEN: "blue",
}


@dataclass(frozen=True)
class YearRecord:
    """One year of a promise."""

    year: int
    held: int
    promised: int
    verdict: Verdict

    @property
    def colour(self):
        return COLOURS[self.verdict]


def verdict(held, promised, *, over, complete):
    """The Verdict on one year.

    `over`: the year has ended. `complete`: every event of that year is on record, so that a missing one was not held.
    Without a complete record silence proves nothing, and the verdict says so.
    """
    if held >= promised:
        return Verdict.KEPT
    if not over:
        return Verdict.OPEN
    if held:
        return Verdict.PARTLY
    return Verdict.NOT_KEPT if complete else Verdict.NO_EVIDENCE


def yearly_record(series, events, now=None):
    """The record of `series` as a list of YearRecord, latest year first; empty where no number was promised.

    `events` are the public events to count in, of any series and language, each with its series. A translated event
    counts once. No query.
    """
    if not series or not series.at_least_a_year or not series.promised_from:
        return []
    this_year = local_day(now or timezone.now()).year
    last = min(series.promised_until or this_year, this_year)
    counted = {
        event.translation_key: event.first_day.year
        for event in events
        if event.series and event.series.translation_key == series.translation_key and event.keeps_promise(now)
    }
    held = list(counted.values())
    return [
        YearRecord(
            year=year,
            held=held.count(year),
            promised=series.at_least_a_year,
            verdict=verdict(
                held.count(year),
                series.at_least_a_year,
                over=year < this_year,
                complete=bool(series.recorded_from and year >= series.recorded_from),
            ),
        )
        for year in range(last, series.promised_from - 1, -1)
    ]
