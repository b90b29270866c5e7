"""What other pages may ask about events."""

from django.conf import settings
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone, translation

from events.models import EventPage
from events.status import Status
from home.pages import as_rows


def next_event(now=None):
    """The event a visitor can go to next: an EventPage, or None. One query.

    The soonest public event that is going ahead, in the active language where it is translated. While there is no real
    one, the soonest example: its `is_example` says so, and whoever shows it has to say so too.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    return (
        as_rows(EventPage.objects.shown())
        .upcoming(now or timezone.now())
        .exclude(status__in=[Status.CANCELLED, Status.POSTPONED])
        .filter(locale__language_code__in=[language, settings.LANGUAGE_CODE])
        .annotate(
            foreign=Case(
                When(locale__language_code=language, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .select_related("venue", "series", "locale")
        .order_by("is_example", "starts_at", "foreign", "pk")
        .first()
    )
