"""Starts, finishes, passes and measured minutes, by month, module or organisation: counts only, no learner.

All counts are of attempts. The database adds them up; no attempt is loaded. What is too small to be shown is decided once over
all tables that can be asked for, so that no two of them, laid side by side, give it away. Periods are therefore whole
financial years (April to March, as the NHS reports): any two dates could be chosen to differ by one day.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, Value, When
from django.utils import timezone
from django.utils.formats import date_format

from training import measures, small_numbers
from training.blocks.steps import StepContentBlock
from training.models import Attempt, ModulePage, ModuleVersion, Organisation

MONTH, YEAR, MODULE, ORGANISATION = "month", "year", "module", "organisation"
# The organisation of those who gave none.
NOT_GIVEN = 0
_COUNTS = ("starts", "finishes", "passes")
_APRIL = 4
# A time is measured between two answers, and says nothing about reading where somebody looked first at what they knew.
_TIMED = Q(finished_at__isnull=False, marked__gte=2, before_asked=0)


class NoSuchReport(Exception):
    """A report was asked for about a module, an organisation or a year that is not there."""


@dataclass(frozen=True)
class Row:
    """One line of a report. None where a number is not shown, or where nothing was measured.

    `pass_rate` is in 100 of those who finished. `median_minutes` is the median time between the first and the last answer,
    `stated_minutes` the median of what was stated for that part of the same attempts' modules.
    """

    key: object
    label: str
    starts: int | None = None
    finishes: int | None = None
    passes: int | None = None
    pass_rate: int | None = None
    median_minutes: float | None = None
    stated_minutes: float | None = None

    @property
    def hidden(self):
        """Whether the whole line is not shown."""
        return self.starts is None


@dataclass(frozen=True)
class Report:
    """What was asked for, in words, with its lines and their sum. The sum counts hidden lines too."""

    by: str
    about: str
    rows: list
    total: Row

    @property
    def has_hidden(self):
        """Whether some number is not shown."""
        return any(None in (row.starts, row.finishes, row.passes) for row in [*self.rows, self.total])


@dataclass
class _Times:
    """Measured minutes, and the minutes stated for the same part: {minutes: how often}."""

    taken: Counter = field(default_factory=Counter)
    stated: Counter = field(default_factory=Counter)

    def add(self, minutes, between, count):
        self.taken[minutes] += count
        self.stated[between] += count


def report(by=MONTH, module_key=None, organisation=None, year=None, now=None):
    """The Report of all attempts, or of those at one module, in one organisation (its id, or NOT_GIVEN), in one year.

    `by` is MONTH, YEAR, MODULE or ORGANISATION; `year` the one a financial year begins in. One module in one organisation is
    too small to be told by month: it comes by year. Raises NoSuchReport.
    """
    months, modules, organisations = months_until(now), module_titles(), organisation_names()
    if by == MONTH and module_key is not None and organisation is not None:
        by = YEAR
    places = {key: place for place, key in enumerate(modules)}
    module = places.get(module_key)
    # For each kind of report its lines, and the cell of a line.
    kinds = {
        MONTH: (
            {month: date_format(month, "F Y") for month in months if year in (None, year_of(month))},
            lambda month: (year_of(month), months.index(month), module, organisation),
        ),
        YEAR: (
            {one: year_words(one) for one in map(year_of, months) if year in (None, one)},
            lambda one: (one, None, module, organisation),
        ),
        MODULE: (
            {key: title for key, title in modules.items() if module_key in (None, key)},
            lambda key: (year, None, places[key], organisation),
        ),
        ORGANISATION: (
            {pk: name for pk, name in organisations.items() if organisation in (None, pk)},
            lambda pk: (year, None, module, pk),
        ),
    }
    if by not in kinds or not all(lines for lines, _cell_of in kinds.values()):
        raise NoSuchReport
    lines, cell_of = kinds[by]
    counts, hidden = _all_tables(months, places)
    found = _narrowed(Attempt.objects.order_by(), module_key, organisation, year)
    times = _times(found, by, months)
    whole = _Times()
    for one in times.values():
        whole.taken.update(one.taken)
        whole.stated.update(one.stated)
    rows = [_row(key, label, cell_of(key), counts, hidden, times.get(key)) for key, label in lines.items()]
    if by in (MODULE, ORGANISATION):
        rows.sort(key=lambda row: row.hidden)
    return Report(
        by=by,
        about=_about(modules.get(module_key), organisations.get(organisation), year),
        rows=rows,
        total=_row(None, "All", (year, None, module, organisation), counts, hidden, whole),
    )


def _row(key, label, cell, counts, hidden, times):
    starts, finishes, passes = (
        None if cell in hidden[name] or cell not in counts[name] else counts[name][cell] for name in _COUNTS
    )
    may_be_timed = finishes is not None and times and not small_numbers.is_small(times.taken.total())
    return Row(
        key=key,
        label=label,
        starts=starts,
        finishes=finishes,
        passes=passes,
        pass_rate=None if finishes is None or passes is None else round(100 * passes / finishes),
        median_minutes=measures.median(times.taken) if may_be_timed else None,
        stated_minutes=measures.median(times.stated) if may_be_timed else None,
    )


# What can be asked for ---------------------------------------------------------------------------------------------------


def months_until(now=None):
    """The first days of the months from the first attempt until now, in Europe/London, in order."""
    now = now or timezone.now()
    ends = Attempt.objects.aggregate(first=Min("started_at"), last=Max("started_at"))
    month = timezone.localdate(min(ends["first"] or now, now)).replace(day=1)
    last = timezone.localdate(max(ends["last"] or now, now)).replace(day=1)
    months = [month]
    while months[-1] < last:
        months.append((months[-1] + datetime.timedelta(days=31)).replace(day=1))
    return months


def year_of(month):
    """The year in which the financial year of a month begins."""
    return month.year if month.month >= _APRIL else month.year - 1


def year_words(year):
    """A financial year in words."""
    return f"April {year} to March {year + 1}"


def module_titles():
    """{module_key: title} of the modules on the site, in their order, and of those that are gone but were taken."""
    home = Q(locale__language_code=settings.LANGUAGE_CODE)
    found = dict(ModulePage.objects.live().filter(home).order_by("path").values_list("translation_key", "title"))
    gone = ModuleVersion.objects.exclude(module_key__in=found).order_by("number").values_list("module_key", "title")
    return found | {key: f"{title} (no longer on the site)" for key, title in gone}


def organisation_names():
    """{id: name} of all organisations, and of none given."""
    return dict(Organisation.objects.values_list("pk", "name")) | {NOT_GIVEN: "Organisation not given"}


def _about(module, organisation, year):
    period = year_words(year) if year is not None else "all time"
    return f"{module or 'All modules'}, {organisation or 'all organisations'}, {period}"


def _narrowed(attempts, module_key, organisation, year):
    if module_key is not None:
        attempts = attempts.filter(module_key=module_key)
    if organisation is not None:
        attempts = attempts.filter(organisation=organisation or None)
    if year is not None:
        begins, ends = _begins(datetime.date(year, _APRIL, 1)), _begins(datetime.date(year + 1, _APRIL, 1))
        attempts = attempts.filter(started_at__gte=begins, started_at__lt=ends)
    return attempts


def _begins(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _place_of_month(months):
    """The place of an attempt's month in `months`, as the database finds it. The newest first: most attempts are new."""
    later = [When(started_at__gte=_begins(months[place]), then=Value(place)) for place in range(len(months) - 1, 0, -1)]
    return Case(*later, default=Value(0), output_field=IntegerField())


# Counts ------------------------------------------------------------------------------------------------------------------


def _all_tables(months, places):
    """All counts of all tables, and which of them must not be shown: two dicts by the name of the count.

    A cell is (year, month, module, organisation), months and modules by their places in `months` and `places`; None stands
    for all of them. Cells without an attempt are left out.
    """
    starts, finishes, passes = Counter(), Counter(), Counter()
    years = [year_of(month) for month in months]
    found = (
        Attempt.objects.order_by()
        .values_list(_place_of_month(months), "module_key", "organisation")
        .annotate(starts=Count("pk"), finishes=Count("finished_at"), passes=Count("pk", filter=Q(passed=True)))
    )
    for month, module, organisation, *numbers in found:
        for cell in _cells(years[month], month, places[module], organisation or NOT_GIVEN):
            starts[cell] += numbers[0]
            finishes[cell] += numbers[1]
            passes[cell] += numbers[2]
    counts = dict(zip(_COUNTS, (starts, finishes, passes), strict=True))
    sums, hidden, also = _sums(starts), {}, set()
    for name in _COUNTS:
        # Nobody passes without finishing, or finishes without starting: what hides one hides the next.
        hidden[name] = also = small_numbers.hidden_in(counts[name], sums, also)
    return counts, hidden


def _cells(year, month, module, organisation):
    """The cells that an attempt counts in."""
    spans = [
        (*time, one, other)
        for time in ((None, None), (year, None))
        for one in (None, module)
        for other in (None, organisation)
    ]
    return [*spans, (year, month, None, None), (year, month, module, None), (year, month, None, organisation)]


def _sums(cells):
    """Which cells add up to which: years of months, all time of years, all modules, all organisations."""
    parts = defaultdict(list)
    for cell in cells:
        year, month, module, organisation = cell
        if month is not None:
            parts["month", year, None, module, organisation].append(cell)
        elif year is not None:
            parts["year", None, None, module, organisation].append(cell)
        if module is not None:
            parts["module", year, month, None, organisation].append(cell)
        if organisation is not None:
            parts["organisation", year, month, module, None].append(cell)
    return [(total[1:], found) for total, found in parts.items()]


# Time --------------------------------------------------------------------------------------------------------------------


def _minutes():
    """Measured minutes, rounded, as the database works them out."""
    return (F("active_seconds") + 30) / 60


def _times(attempts, by, months):
    """{key of a line: _Times} of those attempts of which a time was measured."""
    key = {MODULE: F("module_key"), ORGANISATION: F("organisation")}.get(by) or _place_of_month(months)
    found = attempts.filter(_TIMED).values_list(key, "version", _minutes()).annotate(Count("pk"))
    found = list(found)
    between = stated_of(version for _key, version, _minutes, _count in found)
    times = defaultdict(_Times)
    for key, version, minutes, count in found:
        if by in (MONTH, YEAR):
            key = months[key] if by == MONTH else year_of(months[key])
        key = key or NOT_GIVEN
        times[key].add(minutes, between[version].between, count)
    return times


# A version never changes, and its digest is that of its words.
_stated = {}


def stated_of(version_ids):
    """{id: measures.Stated} of versions of modules."""
    digests = dict(ModuleVersion.objects.filter(pk__in=set(version_ids)).values_list("pk", "digest"))
    missing = {digest for digest in digests.values() if digest not in _stated}
    if missing:
        for digest, steps in ModuleVersion.objects.filter(digest__in=missing).values_list("digest", "steps"):
            _stated[digest] = measures.stated(steps, _is_marked)
    return {pk: _stated[digest] for pk, digest in digests.items()}


def _is_marked(block_type):
    return getattr(StepContentBlock.base_blocks.get(block_type), "is_marked", False)


@dataclass(frozen=True)
class Measured:
    """How long people took for a module as it is now, beside what it states. `minutes` is None before enough have."""

    count: int
    minutes: float | None
    stated: measures.Stated

    @property
    def is_off(self):
        return self.minutes is not None and measures.is_off(self.minutes, self.stated.between)


def measured(page):
    """The Measured of a ModulePage: from the versions in its language that are about as long as it is now."""
    now = measures.stated(page.steps.get_prep_value(), _is_marked)
    own = ModuleVersion.objects.filter(module_key=page.translation_key, language=page.locale.language_code)
    stated = stated_of(own.values_list("pk", flat=True))
    alike = [pk for pk, one in stated.items() if now.is_about_as_long_as(one)]
    found = Attempt.objects.order_by().filter(_TIMED, version__in=alike).values_list(_minutes()).annotate(Count("pk"))
    taken = dict(found)
    count = sum(taken.values())
    enough = count >= measures.FEWEST_TIMED
    return Measured(count=count, minutes=measures.median(taken) if enough else None, stated=now)
