"""The page that opens the training, and the routes through the modules."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, TranslatableMixin

from home.models.base import BodyPage
from home.pages import as_rows
from training.models.modules import ModulePage


class LearningRoute(TranslatableMixin, ClusterableModel):
    """A few modules in a good order, for people who have the same question. Advice: nothing is locked."""

    title = models.CharField(max_length=60, help_text="Who it is for, for example: New here.")
    text = models.CharField(max_length=200, help_text="What somebody gets out of it, in one sentence.")
    sort_order = models.PositiveSmallIntegerField(default=0, help_text="Routes with lower numbers come first.")

    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        InlinePanel("rows", label="Module", heading="Modules, in order", min_num=1),
        FieldPanel("sort_order"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = "learning route"
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.title


class LearningRouteModule(Orderable):
    """One module of a route."""

    route = ParentalKey(LearningRoute, on_delete=models.CASCADE, related_name="rows")
    module = models.ForeignKey(ModulePage, on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("module")]


class ModuleIndexPage(BodyPage):
    """All modules, and the routes through them."""

    template = "training/module_index_page.html"
    page_description = "The first page of the training: the routes, then every module. The modules stand below it."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["training.ModulePage"]
    max_count_per_parent = 1
    schema_type = "CollectionPage"

    class Meta:
        verbose_name = "training page"

    @cached_property
    def modules(self):
        """The live public modules in the order of the tree, each with its number and the module it is best after."""
        found = list(as_rows(ModulePage.objects.child_of(self).open()).order_by("path"))
        by_id = {module.pk: module for module in found}
        for number, module in enumerate(found, start=1):
            module.number = number
            module.after = by_id.get(module.best_after_id)
        return found

    @property
    def minutes(self):
        """The minutes of all modules together."""
        return sum(module.minutes for module in self.modules)

    @cached_property
    def routes(self):
        """The routes as [(route, modules, minutes)], live modules only; a route with none is left out. One query.

        A route comes in the language of this page, or in the site's first language where nobody has translated it.
        """
        by_key = {module.translation_key: module for module in self.modules}
        rows = (
            LearningRouteModule.objects.select_related("route__locale")
            .annotate(key=models.F("module__translation_key"))
            .order_by("route__sort_order", "route_id", "sort_order")
        )
        found = {}
        for row in rows:
            if row.route.locale_id == self.locale_id or row.route.locale.language_code == settings.LANGUAGE_CODE:
                found.setdefault(row.route_id, (row.route, []))[1].extend(
                    [by_key[row.key]] if row.key in by_key else []
                )
        own = {route.translation_key for route, _modules in found.values() if route.locale_id == self.locale_id}
        return [
            (route, modules, sum(module.minutes for module in modules))
            for route, modules in found.values()
            if modules and (route.locale_id == self.locale_id or route.translation_key not in own)
        ]

    def schema(self, request=None):
        data = super().schema(request)
        data["hasPart"] = [
            {"@type": "LearningResource", "name": module.title, "url": module.get_full_url(request)}
            for module in self.modules
        ]
        return data
