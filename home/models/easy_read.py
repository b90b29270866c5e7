"""Easy Read: pages of pictures and short sentences, for people with a learning disability."""

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, HelpPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home import drawings
from home.blocks.easy_read import FOLDER, EasyReadBlock, drawing_choices
from home.models.base import BasePage
from home.visibility import shown


class PicturesPanel(HelpPanel):
    """All our Easy Read drawings with their names, so that an editor can choose one from a list of words."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["pictures"] = [(label, drawings.drawing(f"{FOLDER}/{name}")) for name, label in drawing_choices()]
            return context


class EasyReadPage(BasePage):
    """One Easy Read page, and the first page of them all: children are shown as pictures that lead on."""

    picture = models.CharField(
        max_length=40,
        blank=True,
        choices=drawing_choices,
        help_text="The picture of this page where another page leads to it.",
    )
    checked_by_people = models.BooleanField(
        default=False,
        verbose_name="people with learning disabilities have checked this page",
        help_text="Tick only if it is true. Until then the page says that it is a draft.",
    )
    full_version = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The page that says the same in more words.",
    )
    body = StreamField(EasyReadBlock(), blank=True)

    # Easy Read explains its hard words itself, with a picture.
    has_jargon_help = False

    template = "home/easy_read_page.html"
    page_description = "A page of pictures and short sentences, for people with a learning disability."
    parent_page_types = ["home.HomePage", "home.EasyReadPage"]
    subpage_types = ["home.EasyReadPage"]
    content_panels = [
        *BasePage.content_panels,
        PicturesPanel(
            heading="The pictures, by name",
            template="home/panels/easy_read_pictures.html",
            attrs={"data-w-panel-collapsed": "true"},
            classname="collapsed",
        ),
        FieldPanel("body"),
        FieldPanel("picture"),
        PageChooserPanel("full_version"),
        FieldPanel("checked_by_people"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    @property
    def picture_name(self):
        """The page's picture as `drawing()` wants it."""
        return f"{FOLDER}/{self.picture}" if self.picture else ""

    @cached_property
    def easy_read_links(self):
        """Where a reader can go next: the pages below this one, or those beside it and then their first page."""
        above = self.path[: -self.steplen]
        beside = Q(path__startswith=above, depth=self.depth) | Q(path=above)
        below = Q(path__startswith=self.path, depth=self.depth + 1)
        near = list(shown(EasyReadPage.objects.filter(beside | below)).exclude(pk=self.pk).order_by("path"))
        return [page for page in near if page.depth > self.depth] or sorted(near, key=lambda page: -page.depth)
