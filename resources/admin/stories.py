"""The admin screens of stories."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from resources.models.stories import Difficulty, StoryPage


class StoryListingViewSet(PageListingViewSet):
    """All stories in one list, with what they are compared by."""

    model = StoryPage
    icon = "doc-full"
    menu_label = "Stories"
    name = "stories"
    add_to_admin_menu = False
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Story", sort_key="title", classname="title"),
        Column("place", label="Place", accessor="place", sort_key="place", width="14%"),
        Column("when", label="When", accessor="when", width="24%"),
        Column("level", label="Level", accessor="get_level_display", sort_key="level", width="14%"),
        PageStatusColumn("live", label="Published", sort_key="live", width="12%"),
    ]
    list_filter = ["place", "level", "hard"]


class DifficultyViewSet(SnippetViewSet):
    """What was hard: the words that readers filter stories by."""

    model = Difficulty
    icon = "warning"
    menu_label = "What was hard"
    list_display = ["name", "slug", "locale"]
    search_backend_name = None  # the database itself: finds parts of words
    search_fields = ["name"]
