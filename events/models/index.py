"""The list of events: what is coming, what has been, and whether the promise was kept."""

import datetime
from itertools import groupby

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from events import panels, promises, structured_data
from events.models.pages import EventPage
from events.models.series import EventSeries
from events.status import Status
from home.models.base import BodyPage
from home.pages import as_rows

FAR_AWAY = datetime.datetime.max.replace(tzinfo=datetime.UTC)


class EventIndexPage(BodyPage):
    """All events: what is coming, what has been and what came of it, and whether the promise was kept."""

    series = models.ForeignKey(
        EventSeries,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The series whose promise is counted on this page.",
    )

    template = "events/event_index_page.html"
    page_description = "All events: coming, past by year, and the promise of two a year."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    content_panels = panels.INDEX_PANELS

    class Meta:
        verbose_name = "list of events"

    def get_context(self, request, *args, **kwargs):
        from events import expenses

        now = timezone.now()
        context = super().get_context(request, *args, **kwargs)
        context["series"] = self.promising_series
        context["upcoming"] = self.upcoming(now)
        context["past_years"] = self.past_years(now)
        context["record"] = promises.yearly_record(self.promising_series, self.shown_events, now)
        context["days_to_pay"] = expenses.days_to_pay(now)
        return context

    @cached_property
    def shown_events(self):
        """The public events of this list, and those of its series in other languages. One query for the whole page."""
        here = EventPage.objects.child_of_q(self)
        of_series = Q(
            series__translation_key__in=EventSeries.objects.filter(pk=self.series_id).values("translation_key")
        )
        related = ("venue", "series__source_page", "locale")
        found = EventPage.objects.shown().filter(here | of_series)
        return list(as_rows(found, "access", "write_up").select_related(*related))

    @cached_property
    def promising_series(self):
        """The series whose promise is counted here, taken from its events where there are any."""
        for event in self.shown_events:
            if event.series_id and event.series_id == self.series_id:
                return event.series
        return self.series

    def _of_this_list(self):
        return [event for event in self.shown_events if event.is_child_of(self)]

    def upcoming(self, now=None):
        """The events that are coming, soonest first: the rule of EventQuerySet.upcoming, without another query."""
        found = [event for event in self._of_this_list() if event.is_upcoming(now)]
        return sorted(
            found, key=lambda event: (event.status == Status.POSTPONED, event.starts_at or FAR_AWAY, event.pk)
        )

    def past_years(self, now=None):
        """The past events as [(year, [event, ...]), ...], latest first."""
        found = [event for event in self._of_this_list() if event.is_past(now)]
        found.sort(key=lambda event: (event.starts_at, event.pk), reverse=True)
        return [(year, list(events)) for year, events in groupby(found, key=lambda event: event.first_day.year)]

    def schema(self, request=None):
        """A list of the real events that are coming. Examples are never in it."""
        data = super().schema(request)
        listed = [structured_data.event(event, request) for event in self.upcoming() if not event.is_example]
        if listed:
            data["mainEntity"] = {
                "@type": "ItemList",
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "item": item} for place, item in enumerate(listed, start=1)
                ],
            }
        return data
