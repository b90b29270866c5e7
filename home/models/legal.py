"""Legal and trust pages: what the law and good manners ask a public site to say about itself."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.blocks.legal import LegalBodyBlock
from home.models.base import BasePage


class LegalPage(BasePage):
    """A page such as the privacy notice. Facts about the publisher come from the settings, never typed in twice."""

    body = StreamField(LegalBodyBlock())

    template = "home/legal_page.html"
    page_description = "A legal or trust page, with facts taken from the publisher's settings."
    parent_page_types = ["home.HomePage"]
    subpage_types = []

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
