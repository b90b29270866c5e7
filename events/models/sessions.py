"""The dates of an event: ordered rows, each with its own start and end."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable, TranslatableMixin

from events.timing import day_end, day_start, local_day, when_text


class EventSession(TranslatableMixin, Orderable):
    """One stretch of time of an event, on one day or more."""

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(
        max_length=120,
        blank=True,
        help_text="Only where the event has more than one, for example: Staff first.",
    )
    start = models.DateTimeField()
    end = models.DateTimeField()
    date_only = models.BooleanField(
        default=False, verbose_name="only the date is known", help_text="The times above are then not shown."
    )

    panels = [
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
        FieldPanel("title"),
        FieldPanel("date_only"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = "date and time"
        verbose_name_plural = "dates and times"

    def __str__(self):
        return self.title or self.when_text

    def clean(self):
        super().clean()
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": "The end has to be after the start."})

    @property
    def begins_at(self):
        """The moment it begins; where only the date is known, the first moment of that date."""
        return day_start(local_day(self.start)) if self.date_only else self.start

    @property
    def finishes_at(self):
        """The moment it is over; where only the date is known, the end of that date."""
        return day_end(local_day(self.end)) if self.date_only else self.end

    @property
    def when_text(self):
        return when_text(self.begins_at, self.finishes_at, self.date_only)
