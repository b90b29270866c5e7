"""The timeline: what happened when, each entry with its source."""

from django.core.exceptions import ValidationError
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.blocks import ContentBlock
from home.blocks.timeline import PeriodBlock
from home.models.base import BodyPage


class TimelinePage(BodyPage):
    """Periods of entries, the oldest first, with a list of contents by year."""

    introduction = StreamField(ContentBlock(), blank=True, help_text="Shown before the timeline.")
    periods = StreamField([("period", PeriodBlock())], collapsed=True, help_text="The oldest period first.")

    template = "home/timeline_page.html"
    page_description = "What happened when: dated entries with their sources, in periods, the oldest first."
    parent_page_types = ["home.SectionPage"]
    subpage_types = []
    content_panels = [
        *BodyPage.content_panels[:-1],
        FieldPanel("introduction"),
        FieldPanel("periods"),
        FieldPanel("body", heading="After the timeline"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction"), index.SearchField("periods")]

    def clean(self):
        """Raises ValidationError where a period starts before the one above it has ended."""
        super().clean()
        latest = None
        for block in self.periods:
            years = [entry["year"] for entry in block.value["entries"] if entry.get("year")]
            if years and latest and min(years) <= latest:
                message = (
                    f'"{block.value["title"]}" starts before the period above it ends. Put the oldest period first.'
                )
                raise ValidationError({"periods": message})
            latest = max(years, default=latest)
