"""Stories: what happened when people worked together, told from the same facts so that they can be compared."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index

from home import drawings, links
from home.blocks import QuotationBlock, TimelineEntryBlock
from home.models.base import BodyPage
from home.models.levels import InvolvementLevel, LevelsPage
from home.models.principles import Principle, PrinciplesPage
from home.pages import as_rows
from home.text import date_plain
from home.visibility import shown
from resources.blocks.stories import MembersBlock, PointsBlock, SourcesBlock, TurnoutsBlock
from resources.choices import Stage, StagesField, labels
from resources.formats.paper import Paper
from resources.formats.story_html import story_html
from resources.models.documented import DocumentedPage
from resources.models.templates import TemplatePage

# Addresses below the list of stories that are not stories.
RESERVED_STORY_SLUGS = {"compare"}


def story_drawings():
    """The drawings made for stories, as choices."""
    return drawings.choices("stories")


class Difficulty(TranslatableMixin, index.Indexed, models.Model):
    """Something that was hard. Stories share these, so that a reader can find others who met the same."""

    name = models.CharField(max_length=80, help_text="In plain words, for example: Few people came.")
    slug = models.SlugField(
        max_length=80,
        blank=True,
        allow_unicode=True,
        help_text="Used in the address of the filter. Made from the name if left empty. Do not change it later.",
    )

    panels = [FieldPanel("name"), FieldPanel("slug")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
        verbose_name = "thing that was hard"
        verbose_name_plural = "things that were hard"

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.slug = self.slug or slugify(self.name, allow_unicode=True)


class StoryPage(DocumentedPage, BodyPage):
    """One story: facts, narrative, what helped and was hard, what is not known, and where it all comes from."""

    place = models.CharField(
        max_length=80, help_text="The town or area, as people there call it. Readers filter by it."
    )
    when = models.CharField(max_length=120, help_text="In words, for example: September 2016 to November 2017.")
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Of the place, for a map. For example 54.81.",
    )
    longitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="Of the place, for a map. West of Greenwich is negative, for example -2.44.",
    )
    drawing = models.CharField(
        max_length=40,
        blank=True,
        choices=story_drawings,
        help_text="The picture on the card and the page. It is decoration.",
    )
    level = models.CharField(
        max_length=20,
        blank=True,
        choices=InvolvementLevel.choices,
        verbose_name="level of involvement",
        help_text="Named honestly, as those who took part would name it. Leave empty where nobody can tell.",
    )
    level_note = models.CharField(max_length=300, blank=True, help_text="Why this level, and who says so.")
    stages = StagesField(blank=True, verbose_name="stages it shows")
    hard = ParentalManyToManyField(
        Difficulty,
        blank=True,
        related_name="stories",
        verbose_name="what was hard",
        help_text="Readers filter by these.",
    )
    principles = ParentalManyToManyField(
        "home.Principle", blank=True, related_name="stories", verbose_name="principles it shows"
    )
    members = StreamField(MembersBlock(), blank=True, verbose_name="who was in the group")
    members_note = models.CharField(
        max_length=300, blank=True, help_text="Where the names come from, or who was not always there."
    )
    turnouts = StreamField(
        TurnoutsBlock(),
        blank=True,
        verbose_name="how many people took part",
        help_text="Occasions in the order of time. Tell a low number as plainly as a high one, and no number too.",
    )
    turnout_note = models.CharField(
        max_length=300, blank=True, help_text="What a reader has to know about the numbers."
    )
    what_helped = StreamField(PointsBlock(), blank=True)
    what_was_hard = StreamField(PointsBlock(), blank=True)
    what_happened = StreamField(PointsBlock(), blank=True)
    not_known = StreamField(
        PointsBlock(),
        blank=True,
        verbose_name="what is not known",
        help_text="Say it plainly: it is why people believe the rest.",
    )
    quotes = StreamField([("quotation", QuotationBlock())], blank=True, verbose_name="in their words")
    key_dates = StreamField([("timeline_entry", TimelineEntryBlock())], blank=True)
    sources = StreamField(SourcesBlock(), blank=True)

    template = "resources/story_page.html"
    page_description = "One real story, told from facts that can be compared with other stories."
    parent_page_types = ["resources.StoryIndexPage"]
    subpage_types = []
    schema_type = "Article"

    content_panels = BodyPage.content_panels[:-1] + [
        HelpPanel(
            "<p>Every story answers the same questions, so that places can be compared fairly. Tell a low turnout as "
            "plainly as a high one, say what is not known, and name the source of every fact.</p>"
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("when")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldPanel("drawing"),
                FieldPanel("level"),
                FieldPanel("level_note"),
            ],
            heading="Facts box",
        ),
        FieldPanel("body", heading="The story"),
        MultiFieldPanel([FieldPanel("turnouts"), FieldPanel("turnout_note")], heading="How many people took part"),
        MultiFieldPanel([FieldPanel("members"), FieldPanel("members_note")], heading="Who was in the group"),
        FieldPanel("what_helped"),
        FieldPanel("what_was_hard"),
        FieldPanel("what_happened"),
        FieldPanel("not_known"),
        FieldPanel("quotes"),
        FieldPanel("key_dates"),
        MultiFieldPanel(
            [FieldPanel("stages"), FieldPanel("hard"), FieldPanel("principles")], heading="How readers find it"
        ),
        FieldPanel("sources"),
    ]
    search_fields = BodyPage.search_fields + [
        index.SearchField("place", boost=2),
        index.SearchField("when"),
        index.SearchField("what_helped"),
        index.SearchField("what_was_hard"),
        index.SearchField("what_happened"),
        index.SearchField("not_known"),
        index.SearchField("quotes"),
        index.SearchField("key_dates"),
        index.SearchField("sources"),
        index.SearchField("members"),
        index.SearchField("turnouts"),
        index.FilterField("place"),
        index.FilterField("level"),
    ]

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"

    def clean(self):
        super().clean()
        if self.slug in RESERVED_STORY_SLUGS:
            raise ValidationError({"slug": f'A story cannot have the address "{self.slug}". Choose another.'})
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": "Write both latitude and longitude, or neither."})

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["more_stories"] = self.more_stories()
        context.update(self.linked())
        return context

    def as_paper(self):
        """What its files are made from."""
        with translation.override(self.locale.language_code):
            foot = gettext("A story from %(address)s") % {"address": self.full_url}
            if self.last_reviewed:
                foot += ". " + gettext("Checked on %(date)s") % {"date": date_plain(self.last_reviewed)}
        return Paper(title=self.title, language=self.locale.language_code, html=story_html(self), foot=foot)

    def linked(self):
        """The live public pages of this language that a reader can go on to, in one query.

        {"guides": {"levels": page, "principles": page}, "goes_with": [("module" or "template", page), …]}: the pages that
        explain levels and principles, and the modules and templates that lead to this story, modules first.
        """
        guides = {_kind(LevelsPage): "levels", _kind(PrinciplesPage): "principles"}
        others = {_kind(apps.get_model("training.ModulePage")): "module", _kind(TemplatePage): "template"}
        wanted = models.Q(content_type__in=guides) | models.Q(content_type__in=others, pk__in=links.ids_that_name(self))
        found = list(shown(Page.objects.filter(wanted, locale_id=self.locale_id)))
        goes_with = [(others[page.content_type_id], page) for page in found if page.content_type_id in others]
        return {
            "guides": {guides[page.content_type_id]: page for page in found if page.content_type_id in guides},
            "goes_with": sorted(goes_with, key=lambda row: (row[0], row[1].path)),
        }

    @property
    def place_slug(self):
        """The place as it stands in the address of the filter."""
        return slugify(self.place, allow_unicode=True)

    @property
    def drawing_name(self):
        """The name of its drawing for `drawing()`, empty where it has none."""
        return f"stories/{self.drawing}" if self.drawing else ""

    @property
    def stage_labels(self):
        """The stages it shows, in words and in the order of the work."""
        return labels(Stage, self.stages)

    @property
    def level_choice(self):
        """The level as a member of InvolvementLevel, or nothing."""
        return InvolvementLevel(self.level) if self.level in InvolvementLevel.values else None

    @cached_property
    def hard_things(self):
        """What was hard, in this page's language where it has been translated."""
        return _in_page_language(self.hard.all(), Difficulty, self.locale_id, lambda item: item.name)

    @cached_property
    def principles_shown(self):
        """The principles it shows, by number, in this page's language where they have been translated."""
        return _in_page_language(self.principles.all(), Principle, self.locale_id, lambda item: item.number)

    @property
    def turnout(self):
        """The occasion that stands for the story on a card: the last one with a number, or else the last one."""
        rows = [block.value for block in self.turnouts]
        counted = [row for row in rows if row.is_known]
        return (counted or rows or [None])[-1]

    def more_stories(self):
        """Up to three other live public stories, the next ones in the list first, so that reading can go on."""
        others = as_rows(shown(StoryPage.objects.sibling_of(self, inclusive=False)))
        before = models.Case(models.When(path__lt=self.path, then=1), default=0)
        return list(others.order_by(before, "path")[:3])


def _kind(model):
    return ContentType.objects.get_for_model(model).pk


def _in_page_language(rows, model, locale_id, order):
    """`rows` of a translatable snippet in the language of a page. Another query only where some are in another."""
    rows = sorted(rows, key=order)
    if all(row.locale_id == locale_id for row in rows):
        return rows
    keys = [row.translation_key for row in rows]
    own = {row.translation_key: row for row in model.objects.filter(translation_key__in=keys, locale_id=locale_id)}
    return sorted((own.get(row.translation_key, row) for row in rows), key=order)
