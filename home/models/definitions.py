"""What co-production means: our own definition, other people's, and what was written about them in the room."""

from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.blocks import PLAIN_FEATURES, ContentBlock
from home.models.base import BodyPage
from home.models.snippets import in_language


class Definition(TranslatableMixin, index.Indexed, ClusterableModel):
    """One description of co-production, in the exact words of whoever gave it.

    The words are rows (`lines`), because some of the likes were put on a single line of a list.
    """

    class Group(models.TextChoices):
        OURS = "ours", _("Our own definition")
        DISCUSSED = "discussed", _("Read and discussed here, with notes")
        ELSEWHERE = "elsewhere", _("Other ways to say it")

    name = models.CharField(
        max_length=120, help_text="Short, for the heading, for example: Rowing, steering and building."
    )
    slug = models.SlugField(
        max_length=60, help_text="For links to this definition on the page, for example: scottish-network."
    )
    group = models.CharField(
        max_length=20, choices=Group.choices, default=Group.DISCUSSED, help_text="Which part of the page it stands in."
    )
    sort_order = models.PositiveSmallIntegerField(default=0, verbose_name="place", help_text="1 comes first.")
    said_by = models.CharField(max_length=120, blank=True, help_text="The person or the group whose words they are.")
    role = models.CharField(max_length=200, blank=True, help_text="What they were at the time, for example: Chairman.")
    organisation = models.CharField(max_length=200, blank=True)
    when = models.CharField(
        max_length=120, blank=True, help_text="For example: March 2017. Leave empty if nobody knows."
    )
    source = models.CharField(max_length=300, blank=True, help_text="Where the words are published.")
    source_url = models.URLField(blank=True, verbose_name="address of the source")
    remark = RichTextField(
        features=PLAIN_FEATURES,
        blank=True,
        verbose_name="our remark",
        help_text="Our own words, shown apart from theirs: a slip in the source, or where a line was used again.",
    )
    likes = models.PositiveSmallIntegerField(
        default=0,
        help_text="Likes for the whole definition, as recorded at the time. Likes for one line belong to that line.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("slug"), FieldPanel("group"), FieldPanel("sort_order")],
            heading="On the page",
        ),
        MultiFieldPanel(
            [
                FieldPanel("said_by"),
                FieldPanel("role"),
                FieldPanel("organisation"),
                FieldPanel("when"),
                FieldPanel("source"),
                FieldPanel("source_url"),
            ],
            heading="Who said it, and where",
        ),
        InlinePanel("lines", heading="The exact words", label="Line", min_num=1),
        FieldPanel("likes"),
        InlinePanel("recorded_notes", heading="What people wrote about it", label="Note"),
        FieldPanel("remark"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["sort_order", "pk"]
        unique_together = [("translation_key", "locale"), ("slug", "locale")]

    def __str__(self):
        return self.name

    @property
    def credit(self):
        """Who said it, as what and for whom: "Sandy Watson, Chairman, NHS Tayside"."""
        return ", ".join(part for part in (self.said_by, self.role, self.organisation) if part)

    @property
    def all_likes(self):
        """The likes of the whole definition and of its lines together."""
        return self.likes + sum(line.likes for line in self.lines.all())

    @property
    def passages(self):
        """The words in order as [(is_list, lines)], so that points that follow each other make one list."""
        return [(is_list, list(lines)) for is_list, lines in groupby(self.lines.all(), key=lambda line: line.is_point)]

    @property
    def notes(self):
        """The notes people wrote, in the order of the source."""
        return [note for note in self.recorded_notes.all() if note.kind == RecordedNote.Kind.NOTE]

    @property
    def reports(self):
        """What the source reports that people said, without their own words."""
        return [note for note in self.recorded_notes.all() if note.kind == RecordedNote.Kind.REPORT]


class DefinitionLine(Orderable):
    """A paragraph or one point of a list, with the likes that were stuck on it."""

    definition = ParentalKey(Definition, on_delete=models.CASCADE, related_name="lines")
    is_point = models.BooleanField(default=False, verbose_name="a point of a list")
    lead = models.CharField(
        max_length=120, blank=True, verbose_name="words in bold", help_text="If the line starts with some."
    )
    text = models.TextField(help_text="The exact words, without quotation marks around them.")
    likes = models.PositiveSmallIntegerField(default=0, help_text="Likes that were put on this line.")

    panels = [FieldPanel("is_point"), FieldPanel("lead"), FieldPanel("text"), FieldPanel("likes")]

    def __str__(self):
        return f"{self.lead} {self.text}".strip()


class RecordedNote(Orderable):
    """What somebody wrote about a definition when it was first discussed. History: it is quoted, never improved."""

    class Kind(models.TextChoices):
        NOTE = "note", _("A note, in their own words")
        REPORT = "report", _("Reported in the source, not in their own words")

    definition = ParentalKey(Definition, on_delete=models.CASCADE, related_name="recorded_notes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    text = models.TextField(help_text="The exact words of the source, slips included.")

    panels = [FieldPanel("kind"), FieldPanel("text")]

    def __str__(self):
        return self.text


class DefinitionsPage(BodyPage):
    """All definitions, ours first, each with who said it and what people wrote and liked."""

    introduction = StreamField(ContentBlock(), blank=True, help_text="Shown before the first definition.")
    about_notes = RichTextField(
        features=PLAIN_FEATURES,
        blank=True,
        help_text="Shown above the definitions with notes: whose notes they are and how to read them.",
    )
    about_others = RichTextField(
        features=PLAIN_FEATURES, blank=True, help_text="Shown above the definitions without notes, further down."
    )

    template = "home/definitions_page.html"
    page_description = (
        "The definitions of co-production with what people wrote about them. They are kept under Snippets."
    )
    parent_page_types = ["home.SectionPage"]
    subpage_types = []
    content_panels = [
        *BodyPage.content_panels[:-1],
        HelpPanel(template="home/panels/definitions_help.html"),
        FieldPanel("introduction"),
        FieldPanel("about_notes"),
        FieldPanel("about_others"),
        FieldPanel("body", heading="After the definitions"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(self.definitions())
        return context

    def definitions(self):
        """The definitions of this page's language by group, and how many notes and likes they have, in four queries."""
        found = in_language(Definition.objects.prefetch_related("lines", "recorded_notes"), self.locale)
        return {
            "groups": {group.value: [item for item in found if item.group == group] for group in Definition.Group},
            "total_notes": sum(len(item.notes) for item in found),
            "total_likes": sum(item.all_likes for item in found),
        }
