"""The contact page: every way to reach the publisher, by what it is about."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from home.blocks.legal import LegalBodyBlock
from home.blocks.publisher import RouteBlock
from home.blocks.words import PLAIN_FEATURES
from home.models.base import BasePage


class ContactPage(BasePage):
    """How to reach the publisher. Phone, email and post come from the publisher's settings."""

    introduction = RichTextField(features=PLAIN_FEATURES, blank=True, help_text="Shown above the ways to reach you.")
    topics = StreamField([("topic", RouteBlock())], blank=True, help_text="What people write about, most common first.")
    body = StreamField(LegalBodyBlock(), blank=True, help_text="What comes after the topics.")

    template = "home/contact_page.html"
    page_description = "How to reach the publisher, by topic. The site has one."
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    schema_type = "ContactPage"

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("topics"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("topics")]

    @classmethod
    def can_create_at(cls, parent):
        """One contact page for each language: a `max_count` would stop translations."""
        return super().can_create_at(parent) and not cls.objects.child_of(parent).exists()
