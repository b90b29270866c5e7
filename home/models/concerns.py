"""The page for people who do not believe in co-production, with reason."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.blocks import ContentBlock
from home.blocks.concerns import ConcernBlock
from home.models.base import BodyPage


class ConcernsPage(BodyPage):
    """The critics' concerns in their own words, each with the reply, the promise, the outcome and what is not known."""

    introduction = StreamField(ContentBlock(), blank=True, help_text="Shown before the concerns.")
    concerns = StreamField(
        [("concern", ConcernBlock())],
        collapsed=True,
        help_text="One for each concern. Each comes with its own heading.",
    )

    template = "home/concerns_page.html"
    page_description = "What critics say, in their own words, and what came of it."
    parent_page_types = ["home.SectionPage"]
    subpage_types = []
    content_panels = [
        *BodyPage.content_panels[:-1],
        FieldPanel("introduction"),
        FieldPanel("concerns"),
        FieldPanel("body", heading="After the concerns"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction"), index.SearchField("concerns")]
