"""The verbs of events: which are upcoming, which are past, which count for a promise."""

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from events.status import Status, TookPlace
from home import visibility


class EventQuerySet(PageQuerySet):
    """Event pages. None of these verbs looks at who is asking: add `.shown()` for the public."""

    def shown(self):
        """Those the public may see: live, with no privacy setting on them or above them."""
        return visibility.shown(self)

    def upcoming(self, now=None):
        """Not over yet, soonest first. An event counts until the moment it ends.

        A postponed event has no new date: it stays here, last, until it gets one or is cancelled.
        """
        now = now or timezone.now()
        ahead = Q(ends_at__gt=now) | Q(status=Status.POSTPONED)
        last = Case(When(status=Status.POSTPONED, then=Value(1)), default=Value(0))
        return self.filter(ahead).order_by(last, F("starts_at").asc(nulls_last=True), "pk")

    def past(self, now=None):
        """Over, latest first."""
        now = now or timezone.now()
        return self.filter(ends_at__lte=now).exclude(status=Status.POSTPONED).order_by("-starts_at", "-pk")

    def real(self):
        """Not examples."""
        return self.filter(is_example=False)

    def promised(self, series=None, now=None):
        """The events that count for the promise of a series (of any series by default), in any language.

        They are real, public, over, and took place: not examples, not cancelled, not those of which no source says what
        happened.
        """
        events = self.shown().real().past(now).filter(series__isnull=False, took_place=TookPlace.YES)
        events = events.exclude(status=Status.CANCELLED)
        return events.filter(series__translation_key=series.translation_key) if series else events


EventManager = PageManager.from_queryset(EventQuerySet, class_name="EventManager")
