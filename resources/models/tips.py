"""Hints and tips: small pieces of advice that stand on a card, in a module or on a page."""

import itertools

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.models.base import BodyPage
from home.models.principles import PrinciplesPage
from home.models.snippets import in_language
from resources.choices import Audience, AudiencesField, chosen, labels


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


class TipsPage(BodyPage):
    """All hints and tips, grouped by stage; by stage and by who the reader is."""

    template = "resources/tips_page.html"
    page_description = "All hints and tips as cards, which can be printed and cut out."
    parent_page_types = ["resources.TemplateIndexPage"]
    subpage_types = []
    max_count_per_parent = 1

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stage, stage_known = chosen(TipStage, request.GET.get("stage"))
        who, who_known = chosen(Audience, request.GET.get("who"))
        tips = self.tips()
        found = [
            tip for tip in tips if (not stage or tip.stage == stage) and (not who or who.value in (tip.audiences or []))
        ]
        context.update(
            groups=[
                {
                    "stage": option,
                    "drawing": STAGE_DRAWINGS[option],
                    "tips": [tip for tip in found if tip.stage == option.value],
                }
                for option in TipStage
                if any(tip.stage == option.value for tip in found)
            ],
            count=len(found),
            total=len(tips),
            stage=stage,
            who=who,
            stages=TipStage,
            audiences=Audience,
            unknown=not (stage_known and who_known),
            principles_page=PrinciplesPage.objects.live().filter(locale_id=self.locale_id).first(),
        )
        return context

    def tips(self):
        """The tips in this page's language, in the order editors gave them, principles at hand."""
        return in_language(Tip.objects.select_related("principle"), self.locale)
