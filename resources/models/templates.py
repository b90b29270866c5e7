"""The template library: working papers that a group fills in, each written once as structured blocks."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from home.models.base import BasePage, BodyPage
from home.models.principles import PrinciplesPage, in_words
from home.pages import as_rows
from home.text import date_plain
from home.visibility import shown
from resources import documents, planner_sheet, template_list
from resources.blocks.fill_in import drawing_choices
from resources.blocks.templates import DocumentBlock, named_parts
from resources.choices import Audience, AudiencesField, Stage, StagesField, labels
from resources.filters import FilteredPage
from resources.formats.blocks_html import template_html, undrawn
from resources.formats.paper import Paper
from resources.models.documented import DocumentedPage
from resources.models.fill_in_online import FillInOnline
from resources.models.tips import TipsPage
from resources.panels import FilesPanel


class TemplateIndexPage(FilteredPage, DocumentedPage, BodyPage):
    """All templates as cards, which can be narrowed down by stage, format, reader and principle."""

    template = "resources/template_index_page.html"
    page_description = "The first page of the template library: a card for each template below it, with filters."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.TemplatePage", "resources.TipsPage"]
    max_count_per_parent = 1
    filter_names = template_list.FILTERS

    content_panels = [
        *BodyPage.content_panels[:-1],
        FieldPanel("body", help_text="Shown below the cards, for example where the templates come from."),
    ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        below = list(shown(self.get_children()))
        found = template_list.template_filters(
            list(self.templates(below).prefetch_related("principles")),
            request.GET,
            self.get_url(request),
            in_words(self.locale),
        )
        context.update(
            filters=found,
            templates=found.found,
            tips_page=next((page for page in below if page.cached_content_type.model_class() is TipsPage), None),
        )
        return context

    def bundled(self):
        """The pages whose files are put together in one ZIP, in the order editors gave them."""
        return list(TemplatePage.objects.filter(pk__in=shown(self.get_children()).values("pk")).order_by("path"))

    def templates(self, below=None):
        """The live public templates below this page, in the order editors gave them, found among `below` if given."""
        below = shown(self.get_children()) if below is None else below
        return as_rows(TemplatePage.objects.filter(pk__in=[page.pk for page in below])).order_by("path")


class TemplatePage(FillInOnline, DocumentedPage, BasePage):
    """A working paper. Its `document` blocks are the one source of the web page and of every file made from it."""

    class Paper(models.TextChoices):
        A4 = "a4", _("A4, upright")
        A4_WIDE = "a4-wide", _("A4, on its side")
        A3_WIDE = "a3-wide", _("A3, on its side")

    code = models.CharField(
        max_length=4,
        validators=[RegexValidator(r"^T[1-9][0-9]?$", "Write T and a number, for example T3.")],
        help_text="T and a number. People use it to ask for a template by name.",
    )
    stages = StagesField(help_text="The stages of a piece of work at which it helps.")
    audiences = AudiencesField(help_text="Who uses it most.")
    who_for = models.CharField(
        max_length=200, verbose_name="who it is for", help_text="In words, for example: any group that starts."
    )
    when_to_use = models.CharField(max_length=200)
    how_long = models.CharField(
        max_length=120, verbose_name="how long it takes", help_text="For example: 30 minutes, together."
    )
    how_to_use = RichTextField(
        features=["bold", "ol", "ul", "link"],
        verbose_name="how to use it",
        help_text="A few short steps. Not part of the paper itself.",
    )
    drawing = models.CharField(
        max_length=60, blank=True, choices=drawing_choices, help_text="The small drawing on its card."
    )
    paper = models.CharField(max_length=10, choices=Paper.choices, default=Paper.A4, help_text="How it is printed.")
    document_title = models.CharField(
        max_length=120, blank=True, help_text="The heading of the paper. Leave empty to use the title of the page."
    )
    document = StreamField(
        DocumentBlock(), blank=True, verbose_name="the template", help_text="What a group fills in and keeps."
    )
    credit = RichTextField(
        features=["bold", "link"],
        blank=True,
        verbose_name="where it comes from",
        help_text="The source of the idea, with thanks.",
    )
    principles = ParentalManyToManyField(
        "home.Principle", blank=True, related_name="+", help_text="The principles it puts to work."
    )
    module = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    story = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_file = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="file of your own",
        help_text="A Word document, OpenDocument text or PDF that takes the place of the one made from the blocks. Usually "
        "empty: such a file does not follow when you change the blocks.",
    )

    template = "resources/template_page.html"
    page_description = "A working paper that a group fills in, such as terms of reference or a checklist."
    parent_page_types = ["resources.TemplateIndexPage"]
    subpage_types = []

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("code"), FieldPanel("stages"), FieldPanel("audiences"), FieldPanel("drawing")],
            heading="How it is found",
        ),
        MultiFieldPanel(
            [FieldPanel("who_for"), FieldPanel("when_to_use"), FieldPanel("how_long"), FieldPanel("how_to_use")],
            heading="Before people start",
        ),
        MultiFieldPanel(
            [FieldPanel("document_title"), FieldPanel("paper"), *FillInOnline.online_panels], heading="The paper"
        ),
        FieldPanel("document"),
        FieldPanel("credit"),
        MultiFieldPanel(
            [
                FieldPanel("principles"),
                PageChooserPanel("module", page_type="training.ModulePage", heading="A module that teaches it"),
                PageChooserPanel("story", page_type="resources.StoryPage", heading="A story that shows it"),
            ],
            heading="What goes with it",
            classname="collapsed",
        ),
        FilesPanel(heading="Files to download"),
        MultiFieldPanel([FieldPanel("uploaded_file")], heading="A file of your own", classname="collapsed"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("code", boost=3),
        index.SearchField("who_for"),
        index.SearchField("when_to_use"),
        index.SearchField("how_to_use"),
        index.SearchField("document"),
    ]

    def clean(self):
        """Two templates of one language cannot have the same code: people ask for a template by it."""
        super().clean()
        if self.uploaded_file and self.uploaded_file.file_extension.lower() not in documents.FORMATS:
            raise ValidationError(
                {"uploaded_file": "Choose a Word document (.docx), an OpenDocument text (.odt) or a PDF."}
            )
        if not self.code:
            return
        others = TemplatePage.objects.filter(code=self.code, locale_id=self.locale_id).exclude(pk=self.pk)
        if self.locale_id and others.exclude(translation_key=self.translation_key).exists():
            raise ValidationError({"code": f"Another template has the code {self.code} already."})

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["related"] = self.related
        context["principles"] = list(self.principles.all())
        context["principles_page"] = self.principles_page
        context["fill_in_url"] = self.fill_in_url(request)
        return context

    def as_paper(self, answers=None):
        """What its files are made from: as it is published, or filled in with `answers` (filling_in.Filled.answers)."""
        sheet = planner_sheet.fits(self)
        with translation.override(self.locale.language_code):
            return Paper(
                title=self.heading,
                language=self.locale.language_code,
                html=template_html(self, answers),
                size=self.paper,
                layout=planner_sheet.LAYOUT if sheet else "paper",
                data=planner_sheet.data(self, answers) if sheet else {},
                foot=self.foot,
                undrawn=undrawn(self.document),
            )

    @property
    def foot(self):
        """The line at the foot of its files: which template it is, and where the newest is to be had."""
        told = gettext("Template %(code)s from %(address)s") % {"code": self.code, "address": self.full_url}
        if self.last_reviewed:
            told += ". " + gettext("Checked on %(date)s") % {"date": date_plain(self.last_reviewed)}
        return told

    @property
    def heading(self):
        """The heading of the paper itself."""
        return self.document_title or self.title

    @property
    def is_a3(self):
        return self.paper == self.Paper.A3_WIDE

    @property
    def stage_labels(self):
        """Its stages in words, in the order of the work."""
        return labels(Stage, self.stages)

    @property
    def stage_words(self):
        """Its stages as one text: "Prepare, Review"."""
        return ", ".join(map(str, self.stage_labels))

    @property
    def audience_labels(self):
        """Who uses it most, in words."""
        return labels(Audience, self.audiences)

    @cached_property
    def related(self):
        """The module and the story that go with it, as [(kind, page)], live ones only."""
        found = {page.pk: page for page in self._linked_pages}
        wanted = [("module", self.module_id), ("story", self.story_id)]
        return [(kind, found[pk]) for kind, pk in wanted if pk in found]

    @property
    def principles_page(self):
        """The page of the principles in this page's language, or None."""
        kind = ContentType.objects.get_for_model(PrinciplesPage).pk
        return next((page for page in self._linked_pages if page.content_type_id == kind), None)

    @cached_property
    def _linked_pages(self):
        """Every page this one leads to, in one query."""
        chosen_here = Q(pk__in=[pk for pk in (self.module_id, self.story_id) if pk])
        principles = Q(content_type=ContentType.objects.get_for_model(PrinciplesPage), locale_id=self.locale_id)
        return list(shown(Page.objects.filter(chosen_here | principles)))

    def fill_in_names(self):
        """The fixed names of everything that is filled in, in reading order."""
        return [part["name"] for _kind, part in named_parts(self.document)]
