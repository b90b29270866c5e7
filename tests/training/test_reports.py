"""Reports about training: hand-counted numbers, what is hidden, files, and who may see them."""

import csv
import datetime
import io
import random

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from training import reports, small_numbers, versions
from training.models import Attempt, ModulePage, Organisation

pytestmark = pytest.mark.django_db
UTC = datetime.UTC
NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=UTC)


def module(slug="goalposts"):
    return ModulePage.objects.get(slug=slug)


def attempts(
    count, started="2026-06-10 12:00", page=None, finished=None, passed=None, seconds=300, organisation=None, **more
):
    """Keeps `count` attempts, of which the first `finished` finished and the first `passed` passed (all, if not said)."""
    version = versions.current(page or module())
    began = datetime.datetime.fromisoformat(started).replace(tzinfo=UTC)
    finished = count if finished is None else finished
    passed = finished if passed is None else passed
    end = began + datetime.timedelta(seconds=seconds)
    Attempt.objects.bulk_create(
        Attempt(
            version=version,
            module_key=version.module_key,
            organisation=organisation,
            started_at=began,
            last_answer_at=end,
            finished_at=end if number < finished else None,
            active_seconds=seconds,
            passed=number < passed,
            marked=3,
            **more,
        )
        for number in range(count)
    )


def lines(found):
    return {row.label: (row.starts, row.finishes, row.passes, row.pass_rate) for row in found.rows if row.starts}


# Counting ----------------------------------------------------------------------------------------------------------------


def test_starts_finishes_and_passes_by_month(site_content):
    attempts(20, "2026-06-10 12:00", finished=10, passed=9)
    attempts(30, "2026-07-01 12:00", finished=20, passed=15)
    found = reports.report(now=NOW)
    assert lines(found) == {"June 2026": (20, 10, 9, 90), "July 2026": (30, 20, 15, 75)}
    assert [row.label for row in found.rows][-1] == "November 2026"
    assert (found.total.starts, found.total.finishes, found.total.passes, found.total.pass_rate) == (50, 30, 24, 80)


def test_a_month_begins_at_midnight_in_cumbria(site_content):
    """Lost if this fails: what is done late on the last evening of a month in summer counts in the wrong month."""
    attempts(10, "2026-03-31 22:59")
    attempts(20, "2026-03-31 23:00")  # midnight on 1 April by the clock in Carlisle
    attempts(30, "2026-10-31 23:59")  # a minute to midnight: the clocks have gone back
    attempts(40, "2026-11-01 00:00")
    found = {row.label: row.starts for row in reports.report(now=NOW).rows if row.starts}
    assert found == {"March 2026": 10, "April 2026": 20, "October 2026": 30, "November 2026": 40}
    years = {row.label: row.starts for row in reports.report(by=reports.YEAR, now=NOW).rows}
    assert years == {"April 2025 to March 2026": 10, "April 2026 to March 2027": 90}
    assert reports.report(year=2026, now=NOW).total.starts == 90


def test_by_module_and_by_organisation_with_filters(site_content):
    trust = Organisation.objects.create(name="A trust")
    council = Organisation.objects.create(name="A council")
    attempts(10, organisation=trust)
    attempts(20, organisation=council)
    attempts(30, organisation=trust, page=module("plain-words"))
    attempts(40, organisation=council, page=module("plain-words"))
    attempts(50)
    modules = {row.label: row.starts for row in reports.report(by=reports.MODULE, now=NOW).rows if row.starts}
    assert modules == {module().title: 80, module("plain-words").title: 70}
    named = {row.label: row.starts for row in reports.report(by=reports.ORGANISATION, now=NOW).rows if row.starts}
    assert named == {"A council": 60, "A trust": 40, "Organisation not given": 50}
    one = reports.report(by=reports.ORGANISATION, module_key=module().translation_key, now=NOW)
    assert {row.label: row.starts for row in one.rows if row.starts} == {
        "A council": 20,
        "A trust": 10,
        "Organisation not given": 50,
    }
    both = reports.report(module_key=module().translation_key, organisation=trust.pk, now=NOW)
    assert both.by == reports.YEAR
    assert both.total.starts == 10
    assert reports.report(organisation=reports.NOT_GIVEN, now=NOW).total.starts == 50


def test_measured_minutes_are_the_median_of_those_who_finished(site_content):
    attempts(3, seconds=120)
    attempts(3, seconds=300)
    attempts(3, seconds=9000)
    attempts(9, seconds=6000, finished=0)  # did not finish
    attempts(9, seconds=6000, before_asked=2, before_right=1)  # began with the questions before learning
    attempts(9, "2026-07-01 12:00", seconds=149)
    attempts(9, "2026-07-01 12:00", seconds=150)
    rows = {row.label: row for row in reports.report(now=NOW).rows}
    assert rows["June 2026"].median_minutes == 5
    # 149 seconds are nearer to 2 minutes, 150 to 3: half of all took no longer than between the two.
    assert rows["July 2026"].median_minutes == 2.5
    [stated] = reports.stated_of([versions.current(module()).pk]).values()
    assert rows["June 2026"].stated_minutes == stated.between
    assert rows["August 2026"].median_minutes is None


def test_no_attempt_is_loaded(site_content, django_assert_max_num_queries):
    attempts(60)
    reports.report(now=NOW)
    with django_assert_max_num_queries(9):
        reports.report(now=NOW)


def test_what_is_not_there_cannot_be_asked_for(site_content):
    for asked in ({"by": "learner"}, {"organisation": 999}, {"year": 1999}, {"module_key": "x"}):
        with pytest.raises(reports.NoSuchReport):
            reports.report(now=NOW, **asked)


# Small numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "words"), [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1200, "1200")])
def test_small_counts_are_said_in_words(count, words):
    assert small_numbers.shown(count) == words


def test_a_small_group_is_hidden_and_cannot_be_subtracted(site_content):
    attempts(20, "2026-06-10 12:00")
    attempts(12, "2026-07-10 12:00")
    attempts(3, "2026-08-10 12:00")
    found = reports.report(now=NOW)
    rows = {row.label: row for row in found.rows}
    assert rows["June 2026"].starts == 20
    assert rows["August 2026"].hidden
    # 35 in all, less 20 and 12, would leave 3: so July is hidden too.
    assert rows["July 2026"].hidden
    assert rows["July 2026"].median_minutes is None
    assert found.total.starts == 35
    assert found.has_hidden


def test_a_month_in_which_nobody_began_looks_like_one_with_few(site_content):
    attempts(20, "2026-06-10 12:00")
    attempts(20, "2026-08-10 12:00")
    rows = {row.label: row for row in reports.report(now=NOW).rows}
    assert rows["July 2026"].hidden


def test_few_who_finish_are_hidden_while_the_starts_are_shown(site_content):
    attempts(20, "2026-06-10 12:00", finished=2)
    attempts(20, "2026-07-10 12:00", finished=15)
    attempts(20, "2026-08-10 12:00", finished=18)
    rows = {row.label: row for row in reports.report(now=NOW).rows}
    assert (rows["June 2026"].starts, rows["June 2026"].finishes, rows["June 2026"].pass_rate) == (20, None, None)
    assert (rows["July 2026"].starts, rows["July 2026"].finishes) == (20, None)
    assert (rows["August 2026"].starts, rows["August 2026"].finishes) == (20, 18)


def test_a_filter_does_not_show_what_another_table_hides(site_content):
    """Lost if this fails: all less everybody else is one person."""
    trust, charity = (Organisation.objects.create(name=name) for name in ("A trust", "A charity"))
    attempts(46, organisation=trust)
    attempts(4, organisation=charity)
    assert reports.report(by=reports.ORGANISATION, now=NOW).total.starts == 50
    for organisation in (trust, charity):
        for by in (reports.MONTH, reports.YEAR, reports.MODULE, reports.ORGANISATION):
            for key in (None, module().translation_key):
                found = reports.report(by=by, organisation=organisation.pk, module_key=key, now=NOW)
                assert all(row.hidden for row in [*found.rows, found.total])


@pytest.mark.parametrize("seed", range(40))
def test_nothing_small_follows_from_all_tables_together(seed):
    """All tables of a made-up site are solved as equations in the starts of each month, module and organisation."""
    rng = random.Random(seed)  # noqa: S311
    sizes = rng.randint(1, 4), rng.randint(1, 4), rng.randint(1, 5)
    base = [(2025 + m // 2, m, n, o) for m in range(sizes[0]) for n in range(sizes[1]) for o in range(1, sizes[2] + 1)]
    counts, made_of = {}, {}
    for place, one in enumerate(base):
        number = int(rng.expovariate(1 / rng.choice([3, 8, 30])))
        for cell in reports._cells(*one):
            made_of.setdefault(cell, {})[place] = 1
            counts[cell] = counts.get(cell, 0) + number
    counts = {cell: count for cell, count in counts.items() if count}
    hidden = small_numbers.hidden_in(counts, reports._sums(counts))
    known = Span()
    for cell in counts:
        if cell not in hidden:
            known.add(made_of[cell])
    small = [cell for cell, count in counts.items() if count < small_numbers.FEWEST]
    assert set(small) <= hidden
    assert [cell for cell in small if known.holds(made_of[cell])] == []


class Span:
    """All that follows from some sums, by Gaussian elimination."""

    prime = 2**61 - 1

    def __init__(self):
        self.rows = {}

    def _rest(self, sum_):
        rest = dict(sum_)
        while rest:
            first = min(rest)
            if first not in self.rows:
                return rest
            times = rest[first]
            for place, factor in self.rows[first].items():
                rest[place] = (rest.get(place, 0) - times * factor) % self.prime
                if not rest[place]:
                    del rest[place]
        return rest

    def add(self, sum_):
        rest = self._rest(sum_)
        if rest:
            inverse = pow(rest[min(rest)], -1, self.prime)
            self.rows[min(rest)] = {place: factor * inverse % self.prime for place, factor in rest.items()}

    def holds(self, sum_):
        return not self._rest(sum_)


def test_what_follows_from_sums_is_found():
    """Two tables: neither gives "a" away, both together do."""
    sums = [("ab", ["a", "b"]), ("bc", ["b", "c"]), ("all", ["a", "b", "c"])]
    assert small_numbers.worked_out({"a", "b", "c"}, sums) == {"a", "b", "c"}
    assert small_numbers.worked_out({"a", "b", "c"}, sums[:2]) == set()


# On the screen and in files ----------------------------------------------------------------------------------------------


@pytest.fixture
def member_client(client, django_user_model):
    def make(group):
        user = django_user_model.objects.create_user(group, f"{group}@example.org", "a long password here")
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return make


SCREENS = ["", "report.csv", "report.xlsx"]


@pytest.mark.parametrize("screen", SCREENS)
def test_reports_are_for_those_who_may_see_them(member_client, client, site_content, screen):
    assert client.get(f"/admin/training-reports/{screen}").status_code == 302
    assert member_client("Organisers").get(f"/admin/training-reports/{screen}").status_code == 302
    assert member_client("Editors").get(f"/admin/training-reports/{screen}").status_code == 200


def test_the_screen_shows_the_numbers_a_chart_and_what_they_mean(editor_client, site_content):
    attempts(1200, timezone.now().strftime("%Y-%m-01 12:00"), finished=1100, passed=550)
    attempts(20, "2026-01-10 12:00")
    text = editor_client.get("/admin/training-reports/?by=month").content.decode()
    assert "<td>1,200</td>" in text
    assert "<td>Not shown</td>" in text
    assert '<svg class="training-chart__drawing" role="img" aria-labelledby="chart-title chart-description"' in text
    assert (
        '<title id="chart-title">Starts and finishes by month: All modules, all organisations, all time</title>' in text
    )
    assert "A group of fewer than 5" in text
    assert "cannot be measured" in text


def test_an_empty_site_has_a_report_too(editor_client, site_content):
    for by in ("month", "year", "module", "organisation"):
        answer = editor_client.get(f"/admin/training-reports/?by={by}")
        assert answer.status_code == 200
        assert '<svg class="training-chart' not in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["by=learner", "module=x", "organisation=x", "organisation=9999", "year=1", "year=-1"]
)
def test_a_changed_address_finds_nothing(editor_client, site_content, query):
    assert editor_client.get(f"/admin/training-reports/?{query}").status_code == 404
    assert editor_client.get(f"/admin/training-reports/report.csv?{query}").status_code == 404


def test_csv_and_xlsx_hold_the_same_and_run_nothing(editor_client, site_content):
    attempts(20, organisation=Organisation.objects.create(name="=cmd|'/c calc'!A1"), finished=10, passed=9)
    attempts(30, organisation=Organisation.objects.create(name="Plain"), finished=20, passed=5)
    answer = editor_client.get("/admin/training-reports/report.csv?by=organisation")
    assert answer["Content-Disposition"].startswith('attachment; filename="training-by-organisation-')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Organisation", "Starts", "Finishes", "Passed"]
    assert rows[1][:5] == ["'=cmd|'/c calc'!A1", "20", "10", "9", "90"]
    assert rows[2][:5] == ["Plain", "30", "20", "5", "25"]
    assert ["Organisation not given", "Not shown"] in [row[:2] for row in rows]
    assert rows[-1][:5] == ["All", "50", "30", "14", "47"]
    sheet = load_workbook(
        io.BytesIO(editor_client.get("/admin/training-reports/report.xlsx?by=organisation").content)
    ).active
    cells = next(sheet.iter_rows(min_row=2, max_row=2))
    assert (cells[0].value, cells[0].data_type, cells[1].value) == ("=cmd|'/c calc'!A1", "s", 20)
    assert editor_client.get("/admin/training-reports/report.pdf").status_code == 404


def test_who_looked_is_in_the_log_with_counts_only(editor_client, editor, site_content):
    editor_client.get("/admin/training-reports/?by=module")
    editor_client.get("/admin/training-reports/report.csv?by=module")
    seen, taken = ModelLogEntry.objects.filter(action__startswith="training.").order_by("pk")
    assert (seen.action, taken.action) == ("training.view_report", "training.export_report")
    assert seen.user == taken.user == editor
    assert seen.data == {"by": "module", "lines": 10}
    assert taken.data == {"by": "module", "lines": 10, "format": "csv"}
