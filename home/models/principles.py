"""The thirteen Cumbrian principles of co-production."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index

from home.blocks import ContentBlock
from home.freshness import kept
from home.models.base import BodyPage
from home.models.snippets import in_language
from home.visibility import anything_closed, shown

_STAGE_TIMES = {"prepare": _("before you start"), "do": _("while you work together"), "review": _("when you look back")}


def _page_link():
    return models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


class Principle(TranslatableMixin, index.Indexed, models.Model):
    """One of the thirteen principles: the agreed words, what they mean in plain words, and what to do with them."""

    class Stage(models.TextChoices):
        PREPARE = "prepare", _("Prepare")
        DO = "do", _("Do")
        REVIEW = "review", _("Review")

        @property
        def when(self):
            """When this stage is, in a few words."""
            return _STAGE_TIMES[self.value]

    number = models.PositiveSmallIntegerField(
        help_text="Its place in the agreed list, 1 to 13. Links to it use this number."
    )
    stage = models.CharField(max_length=10, choices=Stage.choices, help_text="When in a piece of work it matters most.")
    text = models.CharField(
        max_length=250,
        verbose_name="agreed words",
        help_text="The exact words of the strategy of 2020. Please do not change them.",
    )
    plain = models.CharField(
        max_length=150, verbose_name="in plain words", help_text="The same in words anybody would use."
    )
    questions = StreamField(
        [("question", blocks.CharBlock(max_length=150, label="Question"))],
        min_num=2,
        max_num=3,
        verbose_name="you could ask",
        help_text="Two or three questions somebody could ask in a meeting.",
    )
    module = _page_link()
    template = _page_link()
    story = _page_link()

    panels = [
        MultiFieldPanel(
            [FieldPanel("number"), FieldPanel("stage"), FieldPanel("text"), FieldPanel("plain")],
            heading="The principle",
        ),
        FieldPanel("questions"),
        MultiFieldPanel(
            [
                PageChooserPanel("module", page_type="training.ModulePage", heading="A module that teaches it"),
                PageChooserPanel(
                    "template",
                    page_type=["resources.TemplatePage", "resources.TipsPage"],
                    heading="A template or tool that helps",
                ),
                PageChooserPanel("story", page_type="resources.StoryPage", heading="A story that shows it"),
            ],
            heading="Where to go next",
        ),
    ]
    search_fields = [
        index.SearchField("text"),
        index.SearchField("plain"),
        index.AutocompleteField("text"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["number"]
        unique_together = [("translation_key", "locale"), ("number", "locale")]

    def __str__(self):
        return f"{self.number}. {self.plain}"

    @property
    def anchor(self):
        """The id of this principle on its page: "principle-12"."""
        return f"principle-{self.number}"

    @cached_property
    def links(self):
        """Where to go next, as [(kind, page)], pages that are live only."""
        pages = [("module", self.module), ("template", self.template), ("story", self.story)]
        return [(kind, page) for kind, page in pages if page and page.live]


def in_words(locale):
    """{number: plain words} of the principles in the language `locale`, in the agreed order. Kept: for reading only."""
    rows = Principle.objects.all()
    return kept(
        f"principles {locale.language_code}", lambda: {row.number: row.plain for row in in_language(rows, locale)}
    )


class PrinciplesPage(BodyPage):
    """The thirteen principles by stage, on screen and on paper."""

    introduction = StreamField(ContentBlock(), blank=True, help_text="Shown before the principles.")

    template = "home/principles_page.html"
    page_description = "The 13 principles by stage. The principles themselves are kept under Snippets."
    parent_page_types = ["home.SectionPage"]
    subpage_types = []
    content_panels = [
        *BodyPage.content_panels[:-1],
        HelpPanel(template="home/panels/principles_help.html"),
        FieldPanel("introduction"),
        FieldPanel("body", heading="After the principles"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["stages"] = self.stages()
        return context

    def stages(self):
        """[(stage, principles)] in the agreed order, in this page's language, with links to pages that everybody may see."""
        found = in_language(Principle.objects.select_related("module", "template", "story"), self.locale)
        if anything_closed():
            ids = {page.pk for principle in found for _kind, page in principle.links}
            everybodys = kept(
                f"pages of principles {self.locale_id}",
                lambda: set(shown(Page.objects.filter(pk__in=ids)).values_list("pk", flat=True)),
            )
            for principle in found:
                principle.links = [(kind, page) for kind, page in principle.links if page.pk in everybodys]
        return [(stage, [item for item in found if item.stage == stage]) for stage in Principle.Stage]
