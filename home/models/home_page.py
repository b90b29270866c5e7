"""The home page."""

from django.db import models
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from home import serving
from home.blocks.links import AddressBlock, DrawingBlock
from home.models.base import BodyPage


class DoorBlock(AddressBlock):
    """One of the ways in: who it is for, what is behind it, where it leads."""

    title = blocks.CharBlock(max_length=60, help_text="In the visitor's own words, for example: I want a say.")
    text = blocks.TextBlock(max_length=200, rows=2, help_text="What is behind this door.")
    drawing = DrawingBlock()

    class Meta:
        icon = "login"
        label = "Door"
        form_layout = ["title", "text", "page", "url", "drawing"]


class ReasonBlock(AddressBlock):
    """Something that lets a doubting reader check for themselves."""

    title = blocks.CharBlock(max_length=80)
    text = blocks.TextBlock(max_length=250, rows=2)

    class Meta:
        icon = "check"
        label = "Reason"
        form_layout = ["title", "text", "page", "url"]


class HomePage(BodyPage):
    """The first page: what co-production means, three ways in, what is new, and why anybody should believe it."""

    meaning = models.TextField(
        max_length=250, help_text="What co-production means, in one plain sentence. Shown in very large type."
    )
    meaning_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="read more about it",
        help_text="The page that explains it. The link has the title of that page.",
    )
    doors = StreamField(
        [("door", DoorBlock())],
        min_num=1,
        max_num=3,
        blank=True,
        help_text="Three ways in, one for each kind of visitor. Their first words matter most.",
    )
    definition = RichTextField(
        features=["bold", "link"],
        blank=True,
        help_text="The Cumbrian definition, in its exact words, without quotation marks.",
    )
    definition_source = models.CharField(max_length=200, blank=True, help_text="Who wrote it, and when.")
    definition_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="page of the definitions",
        help_text="The page with the other definitions and what people said about them.",
    )
    reasons_heading = models.CharField(
        max_length=80,
        blank=True,
        default="Check us",
        verbose_name="heading",
        help_text="Over the reasons to trust this site.",
    )
    reasons = StreamField(
        [("reason", ReasonBlock())],
        max_num=3,
        blank=True,
        help_text="Up to three. Each leads to a page where a reader can check for themselves.",
    )

    template = "home/home_page.html"
    page_description = "The first page of the site: what co-production means, three doors, what is new."
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.SectionPage",
        "home.InformationPage",
        "home.EasyReadPage",
        "home.LegalPage",
        "home.ContactPage",
        "home.SiteMapPage",
        "training.ModuleIndexPage",
        "resources.TemplateIndexPage",
        "resources.StoryIndexPage",
        "resources.GlossaryPage",
        "events.EventIndexPage",
    ]
    # One for each language of the site, under the root: a limit would stop translations.
    max_count = None

    content_panels = [
        *BodyPage.content_panels[:-1],
        MultiFieldPanel([FieldPanel("meaning"), PageChooserPanel("meaning_page")], heading="What it means"),
        FieldPanel("doors"),
        MultiFieldPanel(
            [FieldPanel("definition"), FieldPanel("definition_source"), PageChooserPanel("definition_page")],
            heading="The Cumbrian definition",
        ),
        MultiFieldPanel([FieldPanel("reasons_heading"), FieldPanel("reasons")], heading="Why trust this site"),
        FieldPanel("body", heading="More"),
    ]
    search_fields = [
        *BodyPage.search_fields,
        index.SearchField("meaning"),
        index.SearchField("doors"),
        index.SearchField("definition"),
    ]

    def route(self, request, path_components):
        """Finds the page at an address in two queries, where Wagtail asks for each part of the address and its type."""
        serving.refuse_other_language(self.locale.language_code)
        if not 0 < len(path_components) <= serving.DEEPEST:
            return super().route(request, path_components)
        return serving.below(self, request, path_components)

    @cached_property
    def linked_pages(self):
        """The live pages behind the meaning and the definition, by primary key. One query."""
        wanted = {self.meaning_page_id, self.definition_page_id} - {None}
        return Page.objects.live().in_bulk(wanted) if wanted else {}
