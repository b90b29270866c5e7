"""Which statements change public pages. Lost if these fail: a page that goes on saying what is no longer true."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from wagtail.models import Locale, Page, Site

from events.models import EventRegister
from home import freshness
from home.models import Definition, OutgoingMail, Principle, PublicChange
from site_project.page_cache import shown, writes
from tests.events.builders import event
from tests.home.test_freshness import fresh, subjects_changed
from training.models import ModulePage

__all__ = ["fresh"]


def test_every_model_is_named_on_one_side():
    """A new model has to be put into shown.py: nobody may forget to say whether the public sees it."""
    named = [label for labels in [*shown.SHOWN.values(), *shown.NOT_SHOWN.values()] for label in labels]
    there = {model._meta.label_lower for model in apps.get_models() if not issubclass(model, Page)}
    # Wagtail has this one on SQLite alone.
    assert sorted(named) == sorted(there | {"wagtailsearch.sqliteftsindexentry"})


@pytest.mark.parametrize(
    ("sql", "subject"),
    [
        ('UPDATE "wagtailcore_page" SET "title" = %s WHERE "wagtailcore_page"."id" = %s', freshness.SITE),
        ('UPDATE "wagtailcore_page" SET "live" = %s, "has_unpublished_changes" = %s WHERE "id" = %s', freshness.SITE),
        ('UPDATE "wagtailcore_page" SET "latest_revision_id" = %s, "draft_title" = %s WHERE "id" = %s', ""),
        ('UPDATE "wagtailcore_page" SET "draft_title" = CASE WHEN ("title" = %s) THEN %s END WHERE "id" = %s', ""),
        (
            'UPDATE "wagtailcore_page" SET "draft_title" = (SELECT "a" FROM "b" WHERE "c" = 1), "live" = %s WHERE "id" = %s',
            freshness.SITE,
        ),
        ("UPDATE wagtailcore_page SET numchild=numchild+1 WHERE path = %s", ""),
        (
            'UPDATE "wagtailcore_page" SET "path" = (%s || SUBSTR("path", 9)), "depth" = %s WHERE "path" LIKE %s',
            freshness.SITE,
        ),
        ('DELETE FROM "wagtailcore_page" WHERE "id" IN (%s)', freshness.SITE),
        ('DELETE FROM "home_principle"', freshness.SITE),
        (
            'INSERT INTO "training_modulepage_principles" ("modulepage_id", "principle_id") VALUES (%s, %s)',
            freshness.SITE,
        ),
        ('INSERT OR IGNORE INTO "home_principle" ("text") VALUES (%s)', freshness.SITE),
        ('INSERT INTO "events_eventpage" ("page_ptr_id") VALUES (%s)', ""),
        ('INSERT INTO "wagtailcore_page" ("path", "live") VALUES (%s, %s), (%s, %s)', freshness.SITE),
        ('UPDATE "events_booking" SET "state" = %s', freshness.PLACES),
        ('UPDATE "events_eventregister" SET "turns" = ("events_eventregister"."turns" + %s) WHERE "id" = %s', ""),
        ('UPDATE "training_followup" SET "answer" = %s', freshness.LEARNING),
        ('INSERT INTO "training_answer" ("question_id") VALUES (%s)', ""),
        ('INSERT INTO "wagtailcore_revision" ("content") VALUES (%s)', ""),
        ('SELECT "title" FROM "wagtailcore_page"', ""),
        ("BEGIN IMMEDIATE", ""),
        ('SAVEPOINT "s1_x1"', ""),
    ],
)
def test_what_a_statement_changes(sql, subject):
    assert writes.changes(sql, ("x",) * 9) == subject


def test_a_new_page_counts_when_it_is_live():
    put_in = 'INSERT INTO "wagtailcore_page" ("path", "live", "title") VALUES (%s, %s, %s)'
    assert writes.changes(put_in, ("0001", True, "Seen")) == freshness.SITE
    assert writes.changes(put_in, ("0001", False, "Not seen")) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "subjects"),
    [
        (lambda: Principle.objects.update(number=F("number")), {"site"}),
        (lambda: Definition.objects.first().save(), {"site"}),
        (lambda: Definition.objects.first().delete(), {"site"}),
        (lambda: Site.objects.first().save(), {"site"}),
        (lambda: Locale.objects.first().save(), {"site"}),
        (lambda: ModulePage.principles.through.objects.all().delete(), {"site"}),
        (lambda: ModulePage.objects.first().save_revision(), set()),
        (lambda: ModulePage.objects.first().save_revision().publish(), {"site"}),
        (lambda: ModulePage.objects.first().unpublish(), {"site"}),
        (lambda: OutgoingMail.objects.update(problem="x"), set()),
        (lambda: EventRegister.objects.update(turns=4), set()),
    ],
)
def test_what_people_do_counts(site_content, fresh, act, subjects):
    act()
    assert subjects_changed() == subjects


@pytest.mark.django_db
def test_a_draft_that_says_something_else_changes_nothing(site_content, fresh):
    page = ModulePage.objects.live().first()
    page.title, page.summary = "Quite another title", "Quite another summary"
    page.save_revision()
    page.save_revision(changed=True)
    assert subjects_changed() == set()


@pytest.mark.django_db
def test_a_change_that_is_taken_back_is_none(site_content, fresh):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Principle.objects.update(number=F("number"))
        raise ZeroDivisionError
    assert subjects_changed() == set()
    assert not connection.run_on_commit


@pytest.mark.django_db
def test_one_row_however_much_changes_in_one_transaction(site_content, fresh):
    """Bookings and imports write a hundred rows: they tell the others once."""
    event("2030-05-01 10:00", "2030-05-01 12:00")
    Principle.objects.update(number=F("number"))
    Definition.objects.first().delete()
    assert PublicChange.objects.filter(pk__gt=fresh, subject="site").count() == 1
