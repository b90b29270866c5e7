"""What `manage.py check --deploy` says about facts that somebody has to give or to look up."""

from pathlib import Path

from django.apps import apps
from django.core.checks import Warning as CheckWarning
from django.core.checks import register
from django.db import DatabaseError, connection
from django.db.utils import Error as DatabaseConnectionError
from django.utils import timezone

from home import working_days


@register("publisher", deploy=True)
def publisher_is_known(app_configs=None, **kwargs):
    """home.W001 for each site whose publisher's facts are missing. Silent where there is no database to ask."""
    if not _database_is_there():
        return []
    try:
        # Read from the rows, and never made: a check changes nothing.
        sites = list(apps.get_model("wagtailcore", "Site").objects.all())
        model = apps.get_model("home", "PublisherSettings")
        given = {found.site_id: found for found in model.objects.all()}
    except (DatabaseError, DatabaseConnectionError):
        return []
    return [_warning(site, missing) for site in sites if (missing := given.get(site.pk, model(site=site)).missing())]


@register("working_days", deploy=True)
def bank_holidays_are_known(app_configs=None, today=None, **kwargs):
    """home.W002 from a year before the list of bank holidays ends: days that are promised after it would come out too early."""
    today = today or timezone.localdate()
    if today.year < working_days.LAST_YEAR:
        return []
    return [
        CheckWarning(
            f"The bank holidays are listed up to {working_days.LAST_YEAR} only.",
            hint="Add the years that https://www.gov.uk/bank-holidays has since to home/working_days.py.",
            id="home.W002",
        )
    ]


def _warning(site, missing):
    return CheckWarning(
        f"The publisher of {site.hostname} is not known yet. Missing: {', '.join(missing)}.",
        hint="Sign in to /admin/ and fill in Settings, Publisher. docs/launch.md has all that comes before the launch.",
        id="home.W001",
    )


def _database_is_there():
    """False for a SQLite file that does not exist: asking would make an empty one."""
    if connection.vendor != "sqlite":
        return True
    name = str(connection.settings_dict["NAME"])
    return ":memory:" in name or "mode=memory" in name or Path(name).exists()
