"""Hints and tips: small pieces of advice that stand on a card, in a module or on a page."""

import itertools
from urllib.parse import urlencode

from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.models.base import BodyPage
from home.models.principles import PrinciplesPage, in_words
from home.models.snippets import in_language
from resources import tip_cards
from resources.choices import Audience, AudiencesField, labels
from resources.filters import Facet, FilteredPage, Filters
from resources.models.documented import DocumentedPage


class TipStage(models.TextChoices):
    """When a tip helps, in the order of a piece of work."""

    BEFORE = "before", _("Before")
    ROOM = "room", _("In the room")
    STAFF = "staff", _("Staff")
    FEW = "few", _("When few come")
    AFTER = "after", _("After")


STAGE_DRAWINGS = {
    TipStage.BEFORE: "easy-read/goalposts",
    TipStage.ROOM: "easy-read/meeting",
    TipStage.STAFF: "easy-read/staff",
    TipStage.FEW: "easy-read/cup",
    TipStage.AFTER: "easy-read/letter",
}


class Tip(TranslatableMixin, index.Indexed, Orderable):
    """One piece of advice: a sentence that can be done, and a little more."""

    text = models.CharField(max_length=120, help_text="The tip in one short sentence that says what to do.")
    detail = models.TextField(
        max_length=300, blank=True, help_text="Why, or how. Two sentences at most, so that it fits a card."
    )
    slug = models.SlugField(
        max_length=120,
        blank=True,
        allow_unicode=True,
        verbose_name="address",
        help_text="The end of its address, /tools/hints-and-tips/#tip-small-tables. Made from the tip if left empty. "
        "Do not change it later: links lead to it.",
    )
    stage = models.CharField(max_length=10, choices=TipStage.choices)
    audiences = AudiencesField(verbose_name="who it is for", help_text="Tick everybody who can use it.")
    principle = models.ForeignKey(
        "home.Principle",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The principle it puts to work.",
    )

    panels = [
        FieldPanel("text"),
        FieldPanel("detail"),
        MultiFieldPanel([FieldPanel("stage"), FieldPanel("audiences")], heading="Where it is found"),
        FieldPanel("principle"),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.SearchField("text", boost=2),
        index.SearchField("detail"),
        index.AutocompleteField("text"),
        index.FilterField("stage"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["sort_order"]
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
        verbose_name = "tip"

    def __str__(self):
        return self.text

    def full_clean(self, *args, **kwargs):
        """Makes the address from the words where there is none, before it is compared with those of other tips."""
        self.slug = self.slug or self._free_slug()
        super().full_clean(*args, **kwargs)

    def save(self, *args, **kwargs):
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self):
        base = slugify(self.text, allow_unicode=True)[:100].strip("-") or "tip"
        taken = set(Tip.objects.exclude(pk=self.pk).filter(slug__startswith=base).values_list("slug", flat=True))
        names = itertools.chain([base], (f"{base}-{number}" for number in itertools.count(2)))
        return next(name for name in names if name not in taken)

    @property
    def anchor(self):
        """The id of its card on the page of tips."""
        return f"tip-{self.slug}"

    def fits(self, stage="", who=""):
        """Whether it is for this stage and these people, as values; an empty one stands for all."""
        return (not stage or self.stage == stage) and (not who or who in (self.audiences or []))

    @property
    def audience_labels(self):
        """Who it is for, in words."""
        return labels(Audience, self.audiences)


def tip_filters(tips, asked, address, principles):
    """The Filters of a list of tips for what an address `asked`. `principles` is {number: plain words}."""
    return Filters(
        tips,
        (
            Facet("stage", gettext("Stage"), gettext("Every stage"), TipStage.choices, lambda tip: [tip.stage]),
            Facet("who", gettext("Who I am"), gettext("Everybody"), Audience.choices, lambda tip: tip.audiences or []),
            Facet(
                "principle",
                gettext("Principle"),
                gettext("Every principle"),
                [(str(number), f"{number}. {words}") for number, words in principles.items()],
                lambda tip: [str(tip.principle.number)] if tip.principle else [],
            ),
        ),
        asked,
        address,
    )


class TipsPage(FilteredPage, DocumentedPage, BodyPage):
    """All hints and tips, grouped by stage; by stage, by who the reader is, and by principle. Their cards can be printed."""

    template = "resources/tips_page.html"
    page_description = "All hints and tips as cards, which can be printed and cut out."
    parent_page_types = ["resources.TemplateIndexPage"]
    subpage_types = []
    max_count_per_parent = 1
    filter_names = ("stage", "who", "principle")
    # What the address of this request asked for. Files are made from what it leaves.
    asked = {}

    def get_context(self, request, *args, **kwargs):
        self.asked = request.GET
        context = super().get_context(request, *args, **kwargs)
        context.update(filters=self.filters, groups=self.groups, principles_page=self.principles_page)
        return context

    @path("download/<str:format>/", name="download")
    def download(self, request, format):
        """The cards that the filter leaves, as a file. Raises Http404 where it leaves none: nothing could be cut out."""
        self.asked = request.GET
        if self.filters.unknown or request.GET.urlencode() != urlencode(self.filters.asked):
            # One address for one file: whatever else stands in an address makes nothing new.
            here = f"{self.get_url(request)}download/{format}/"
            return HttpResponseRedirect(f"{here}{self.filters.query}")
        if not self.filters.found:
            raise Http404("No tip fits all of these choices.")
        return super().download(request, format)

    @cached_property
    def filters(self):
        """The Filters of the tips for what the address asked."""
        return tip_filters(self.tips(), self.asked, self.get_url() or "", in_words(self.locale))

    @property
    def part(self):
        """What the filter leaves is a file of its own."""
        return self.filters.query

    @cached_property
    def groups(self):
        """The tips that the filter leaves, by stage: {"stage", "drawing", "tips"}."""
        groups = [(stage, [tip for tip in self.filters.found if tip.stage == stage.value]) for stage in TipStage]
        return [{"stage": stage, "drawing": STAGE_DRAWINGS[stage], "tips": tips} for stage, tips in groups if tips]

    @cached_property
    def principles_page(self):
        """The page of the principles in this page's language, or None."""
        return PrinciplesPage.objects.live().filter(locale_id=self.locale_id).first()

    def as_paper(self):
        """What the cards and the documents are made from: the tips that the filter leaves."""
        code = self.locale.language_code
        with translation.override(code):
            words = self.filters.all_words
            title = f"{self.title}: {words}" if words else self.title
            principles = self.principles_page
            return tip_cards.sheet(
                title, code, self.groups, self.full_url or "", principles.full_url or "" if principles else ""
            )

    def tips(self):
        """The tips in this page's language, in the order editors gave them, principles at hand."""
        return in_language(Tip.objects.select_related("principle"), self.locale)
