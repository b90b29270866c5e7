"""Series of events, like "Conversation with...", and the promise that goes with one."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index


class EventSeries(TranslatableMixin, index.Indexed, models.Model):
    """Events of one kind, and what was promised about them: how many a year, from when, by whom."""

    name = models.CharField(max_length=120, help_text='For example: "Conversation with..."')
    about = models.TextField(max_length=600, help_text="What these events are, in two or three plain sentences.")
    promise = models.TextField(
        max_length=600,
        blank=True,
        help_text="The words of the promise exactly as they were published, without quotation marks.",
    )
    at_least_a_year = models.PositiveSmallIntegerField(
        default=0, verbose_name="at least how many a year", help_text="0 where no number was promised."
    )
    promised_from = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The first year the promise covers."
    )
    promised_until = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The last year it covers. Leave empty while the promise stands."
    )
    recorded_from = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="From this year on, every event of the series is on this site, so a missing one was not held. "
        'Before it, and where this is empty, a missing event reads "no evidence found".',
    )
    source = models.CharField(max_length=250, blank=True, help_text="Where the promise was published.")
    source_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Our page about it.",
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("about"),
        MultiFieldPanel(
            [
                FieldPanel("promise"),
                FieldRowPanel(
                    [
                        FieldPanel("at_least_a_year"),
                        FieldPanel("promised_from"),
                        FieldPanel("promised_until"),
                        FieldPanel("recorded_from"),
                    ]
                ),
                FieldPanel("source"),
                FieldPanel("source_page"),
            ],
            heading="The promise",
        ),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = "event series"
        verbose_name_plural = "event series"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.promised_from and self.promised_until and self.promised_until < self.promised_from:
            raise ValidationError({"promised_until": "The promise ends before it begins."})
        if self.at_least_a_year and not self.promised_from:
            raise ValidationError({"promised_from": "Say from which year on this number was promised."})
