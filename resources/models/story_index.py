"""The list of stories: cards with filters, the map, and stories side by side."""

from django.utils.translation import gettext
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index

from home import links
from home.blocks import BodyBlock
from home.models.base import BodyPage
from home.pages import as_rows
from home.visibility import shown
from resources.comparison import LEAST, MOST, Choice, Comparison
from resources.filters import FilteredPage
from resources.models.stories import StoryPage
from resources.story_filters import FILTERS, story_filters
from resources.story_map import StoryMap


class StoryIndexPage(FilteredPage, RoutablePageMixin, BodyPage):
    """All stories as cards, with filters that work without JavaScript, and up to four of them side by side."""

    elsewhere = StreamField(BodyBlock(), blank=True, help_text="Shown after the cards: what other places did.")
    compared = StreamField(
        [
            (
                "story",
                PageChooserBlock(
                    page_type="resources.StoryPage",
                    label="Story",
                    help_text="Drag it to change its place. The first one stands on the left.",
                ),
            )
        ],
        blank=True,
        max_num=MOST,
        verbose_name="stories side by side",
        help_text="Two to four stories in the order in which they stand side by side. Every answer comes from the stories "
        "themselves, so nothing is written here. With fewer than two, the first three of the list are shown. "
        "Readers can choose others.",
    )

    filter_names = FILTERS
    template = "resources/story_index_page.html"
    page_description = "All stories as cards, which a reader can filter, see on a map and compare side by side."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.StoryPage"]
    max_count_per_parent = 1
    schema_type = "CollectionPage"
    preview_modes = [("", "The list"), ("compare", "Stories side by side")]
    content_panels = BodyPage.content_panels[:-1] + [
        FieldPanel("body", heading="Before the cards"),
        MultiFieldPanel([FieldPanel("compared")], heading="Stories side by side"),
        FieldPanel("elsewhere", heading="After the cards"),
    ]
    search_fields = BodyPage.search_fields + [index.SearchField("elsewhere")]

    def serve(self, request, *args, **kwargs):
        """Renders at once: a page with routes does not come by BasePage's own `serve`."""
        with links.looked_up(self, request):
            response = super().serve(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    @path("")
    def all_stories(self, request):
        """The cards, those only that fit the filters in the address, and the map of them."""
        stories = self.stories()
        filters = story_filters(stories, request.GET, self.get_url(request))
        return self.render(
            request,
            context_overrides={
                "stories": filters.found,
                "filters": filters,
                "map": StoryMap(filters.found),
            },
        )

    @path("compare/", name="compare")
    def compare(self, request):
        """Two to four stories side by side: those in the address (`story`, several times), or those an editor chose."""
        everything = list(as_rows(shown(StoryPage.objects.child_of(self))).order_by("path"))
        choice = Choice(everything, self.compared_ids, request.GET.getlist("story"))
        whole = {page.pk: page for page in self._whole(choice.stories)}
        # One may have been unpublished a moment ago.
        stories = [whole[story.pk] for story in choice.stories if story.pk in whole]
        return self.render(
            request,
            template="resources/story_comparison.html",
            context_overrides={
                "everything": everything,
                "choice": choice,
                "comparison": Comparison(stories) if len(stories) >= LEAST else None,
                "most": MOST,
                "description": gettext("Stories from Cumbria side by side: the same questions, answered by each."),
            },
        )

    @staticmethod
    def _whole(stories):
        found = StoryPage.objects.filter(pk__in=[story.pk for story in stories])
        return found.prefetch_related("hard") if stories else []

    def stories(self):
        """The live public stories below this page, in the editors' order, with what a card shows. Three queries."""
        found = shown(StoryPage.objects.child_of(self)).order_by("path")
        return list(as_rows(found, "turnouts").prefetch_related("hard", "principles"))

    @property
    def compared_ids(self):
        """The ids of the stories that an editor chose to stand side by side, in order. Asks the database nothing."""
        return [block["value"] for block in self.compared.raw_data if block["type"] == "story" and block["value"]]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if self._is_comparison(request):
            context["breadcrumbs"] = [*context["breadcrumbs"], {"text": self.menu_text, "href": self.get_url(request)}]
        return context

    def canonical_url(self, request=None):
        url = super().canonical_url(request)
        return f"{url}compare/" if url and self._is_comparison(request) else url

    @staticmethod
    def _is_comparison(request):
        match = getattr(request, "routable_resolver_match", None)
        return bool(match and match.url_name == "compare")

    def get_sitemap_urls(self, request=None):
        """The list, and the stories side by side."""
        urls = super().get_sitemap_urls(request)
        return urls + [url | {"location": f"{url['location']}compare/"} for url in urls]

    def serve_preview(self, request, mode_name):
        return self.compare(request) if mode_name == "compare" else self.all_stories(request)
