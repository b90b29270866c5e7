"""The page that explains the levels of involvement. The levels themselves: `InvolvementLevel`, used by all apps."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.blocks import ContentBlock
from home.blocks.levels import InvolvementLevel, LevelBlock
from home.models.base import BodyPage

__all__ = ["InvolvementLevel", "LevelsPage"]


class LevelsPage(BodyPage):
    """The ladder of involvement as a drawing and as a list, so that every piece of work can name its level honestly."""

    introduction = StreamField(ContentBlock(), blank=True, help_text="Shown before the ladder.")
    levels = StreamField(
        [("level", LevelBlock())],
        collapsed=True,
        min_num=5,
        max_num=5,
        block_counts={"level": {"min_num": 5, "max_num": 5}},
        help_text="The five levels, the one with the least say first.",
    )

    template = "home/levels_page.html"
    page_description = "The levels of involvement, with a drawing of the ladder and a label to copy for each level."
    parent_page_types = ["home.SectionPage"]
    subpage_types = []
    content_panels = [
        *BodyPage.content_panels[:-1],
        FieldPanel("introduction"),
        FieldPanel("levels"),
        FieldPanel("body", heading="After the ladder"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction"), index.SearchField("levels")]
