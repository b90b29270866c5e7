"""Whether what was made a moment ago still holds. Lost if these fail: old words on a page, or no page kept at all."""

import datetime
import threading

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.db.models import Max
from django.utils import timezone

from home import freshness
from home.freshness import LEARNING, PLACES, SITE
from home.models import PublicChange


@pytest.fixture
def fresh(db):
    """Nothing has changed that is not known: the number of the last change there was. Nothing waits for the commit."""
    connection.run_on_commit.clear()
    freshness.look()
    return PublicChange.objects.aggregate(last=Max("pk"))["last"] or 0


def subjects_changed():
    """The subjects whose marks are renewed when the transaction of this test is committed."""
    waiting = {function for _savepoints, function, *_rest in connection.run_on_commit}
    return {subject for subject, function in freshness._AFTER.items() if function in waiting}


def test_a_change_renews_its_mark_after_the_commit_and_no_other(fresh, django_capture_on_commit_callbacks):
    before = {subject: freshness.marks((subject,)) for subject in freshness.SUBJECTS}
    with django_capture_on_commit_callbacks(execute=True):
        freshness.changed(PLACES)
        assert freshness.still(before[PLACES]), "nobody else can see the change yet"
    assert not freshness.still(before[PLACES])
    assert freshness.still(before[SITE])
    assert freshness.still(before[LEARNING])


def test_a_row_that_somebody_else_has_written_is_found(fresh):
    """Another machine, or a process that died between its commit and the mark."""
    freshness.look()
    seen = freshness.marks((SITE,))
    freshness.look()
    assert freshness.still(seen)
    PublicChange.objects.create(subject=SITE)
    freshness.look()
    assert not freshness.still(seen)


def test_a_row_that_comes_late_is_found(fresh):
    """Two transactions may end in another order than they began: the row with the smaller number comes second."""
    late = PublicChange.objects.create(subject=SITE)
    PublicChange.objects.create(subject=SITE)
    number = late.pk
    late.delete()
    freshness.look()
    seen = freshness.marks((SITE,))
    PublicChange.objects.create(pk=number, subject=SITE)
    freshness.look()
    assert not freshness.still(seen)


def test_a_subject_of_a_newer_version_stops_nothing(fresh):
    PublicChange.objects.create(subject="of tomorrow")
    freshness.look()


@pytest.fixture
def looked(monkeypatch):
    """A list with an entry for each look at a database that is gone; the last look was long ago."""
    found = []

    def look():
        found.append(1)
        raise OperationalError("gone")

    monkeypatch.setattr(freshness, "look", look)
    monkeypatch.setitem(freshness._looked, "at", -1000.0)
    return found


def test_the_database_is_looked_at_once_a_second_and_may_be_gone(looked, monkeypatch):
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
    monkeypatch.setattr(connections["default"], "close", lambda: None)
    for _number in range(5):
        freshness.look_now_and_then()
    assert looked == [1]


def test_nobody_looks_in_a_transaction(fresh, looked):
    """It sees what was there when it began."""
    freshness.look_now_and_then()
    assert looked == []


def test_where_the_database_goes_after_the_commit_pages_are_made_anew(fresh, monkeypatch):
    def gone():
        raise OperationalError("gone")

    monkeypatch.setattr(freshness, "look", gone)
    seen = freshness.marks((SITE,))
    freshness._AFTER[SITE]()
    assert not freshness.still(seen)


def test_old_rows_go_and_the_last_stays(fresh):
    PublicChange.objects.all().delete()
    rows = [PublicChange.objects.create(subject=subject) for subject in (SITE, SITE, PLACES)]
    new = PublicChange.objects.create(subject=LEARNING)
    PublicChange.objects.exclude(pk=new.pk).update(made_at=timezone.now() - datetime.timedelta(hours=2))
    call_command("forget_old_changes", verbosity=0)
    assert set(PublicChange.objects.values_list("pk", flat=True)) == {rows[1].pk, rows[2].pk, new.pk}


def test_everything_can_be_made_anew_by_hand(fresh, django_capture_on_commit_callbacks):
    seen = freshness.marks()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("make_pages_anew", verbosity=0)
    assert not any(freshness.still((mark,)) for mark in seen)


def test_what_a_page_shows_is_said_by_who_reads_it():
    freshness.shows(PLACES)
    with freshness.watching() as outer:
        with freshness.watching() as inner:
            freshness.shows(PLACES)
        assert (inner, outer) == ({SITE, PLACES}, {SITE})
        seen = []
        thread = threading.Thread(target=lambda: seen.append(freshness._shown.get()))
        thread.start()
        thread.join()
        assert seen == [None], "another visitor's page is another matter"


def test_in_a_transaction_nothing_is_kept(fresh):
    """It may see what nobody else sees yet."""
    made = iter(range(9))
    assert [freshness.kept("test", lambda: next(made)) for _number in range(2)] == [0, 1]


def test_outside_it_is_made_once_until_something_changes(monkeypatch):
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    monkeypatch.setattr(freshness, "_kept", {})
    monkeypatch.setattr(freshness, "_moments", [])
    made = iter(range(9))

    def ask():
        return freshness.kept("test", lambda: next(made), SITE)

    assert (ask(), ask()) == (0, 0)
    freshness._renew(PLACES)
    assert ask() == 0
    freshness._renew(SITE)
    assert (ask(), ask()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2027-03-27T15:00:00+00:00", "2027-03-28T00:00:00+00:00"),
        ("2027-03-28T00:00:00+00:00", "2027-03-28T23:00:00+00:00"),
        ("2027-10-30T23:30:00+00:00", "2027-11-01T00:00:00+00:00"),
    ],
)
def test_pages_are_made_anew_at_midnight_on_the_wall_clock(monkeypatch, now, midnight):
    """Through both clock changes: "today" is a date in the UK."""
    monkeypatch.setattr(freshness, "_moments", [])
    found = freshness.next_moment(datetime.datetime.fromisoformat(now))
    assert found == datetime.datetime.fromisoformat(midnight)
    assert transaction.get_connection().in_atomic_block
