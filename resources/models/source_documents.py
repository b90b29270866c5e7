"""The documents this site rests on: what each is, who wrote it, what it says, and what is wrong with it."""

from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from home.blocks import QuotationBlock
from home.models.base import BodyPage
from home.pages import as_rows
from home.visibility import shown
from resources.blocks.stories import PointsBlock


class SourceDocumentIndexPage(BodyPage):
    """All source documents, oldest first, wherever in the tree they are."""

    template = "resources/source_document_index_page.html"
    page_description = "The list of all source documents of this site."
    parent_page_types = ["home.SectionPage"]
    subpage_types = ["resources.SourceDocumentPage"]
    max_count_per_parent = 1
    schema_type = "CollectionPage"
    content_panels = BodyPage.content_panels[:-1] + [FieldPanel("body", heading="Before the list")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["documents"] = self.documents()
        return context

    def documents(self):
        """Every live public source document in this page's language, oldest first, wherever in the tree it is."""
        found = as_rows(shown(SourceDocumentPage.objects.filter(locale_id=self.locale_id)), "faults")
        return list(found.order_by(models.F("written").asc(nulls_last=True), "path"))


class SourceDocumentPage(BodyPage):
    """One source document: our summary, short quotations, its known faults, and what has changed since."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("News article")
        REPORT = "report", _("Report")
        STRATEGY = "strategy", _("Strategy")
        BLOG = "blog", _("Blog post")
        NOTES = "notes", _("Definitions with feedback notes")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    written_by = models.CharField(
        max_length=250, help_text="Who wrote it, and as what. If nobody knows, say so: Not named in our copy."
    )
    published_by = models.CharField(max_length=250, blank=True, help_text="Who published it.")
    written_text = models.CharField(
        max_length=120,
        verbose_name="when",
        help_text="As people read it, for example: March 2017, or Undated, about 2017.",
    )
    written = models.DateField(
        null=True, blank=True, verbose_name="day for the order of the list", help_text="Not shown. A guess is fine."
    )
    original_url = models.URLField(
        max_length=500,
        blank=True,
        verbose_name="address of the original",
        help_text="Only where it can still be read there.",
    )
    quotes = StreamField(
        [("quotation", QuotationBlock())],
        blank=True,
        verbose_name="short quotations",
        help_text="Short, exact, with who and when. The full text stays with its owner.",
    )
    faults = StreamField(
        PointsBlock(),
        blank=True,
        verbose_name="known faults",
        help_text="What is lost, misspelt, undated or one-sided.",
    )
    changed_since = StreamField(PointsBlock(), blank=True, verbose_name="what has changed since")
    full_text = RichTextField(
        features=["bold", "link", "document-link"],
        blank=True,
        help_text="Where the full text can be read, or how to ask for it.",
    )
    copyright_state = models.TextField(
        max_length=500,
        blank=True,
        verbose_name="copyright",
        help_text="Who owns it, what we may use, what is not settled.",
    )

    template = "resources/source_document_page.html"
    page_description = "A document this site rests on: what it is, a summary, short quotations, its faults."
    parent_page_types = ["home.SectionPage", "resources.SourceDocumentIndexPage"]
    subpage_types = []
    schema_type = "WebPage"
    content_panels = BodyPage.content_panels[:-1] + [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("written_by"),
                FieldPanel("published_by"),
                FieldRowPanel([FieldPanel("written_text"), FieldPanel("written")]),
                FieldPanel("original_url"),
            ],
            heading="What it is",
        ),
        FieldPanel("body", heading="Summary in our words"),
        FieldPanel("quotes"),
        FieldPanel("faults"),
        FieldPanel("changed_since"),
        MultiFieldPanel([FieldPanel("full_text"), FieldPanel("copyright_state")], heading="The full text"),
    ]
    search_fields = BodyPage.search_fields + [
        index.SearchField("written_by"),
        index.SearchField("written_text"),
        index.SearchField("quotes"),
        index.SearchField("faults"),
        index.SearchField("changed_since"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = "source document"

    @property
    def original_host(self):
        """Whose site the original is on, for the words of the link: "newsandstar.co.uk"."""
        return (urlsplit(self.original_url).hostname or "").removeprefix("www.")
