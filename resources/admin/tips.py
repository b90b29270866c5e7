"""The admin screens of hints and tips."""

from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from resources.models import Tip


class TipViewSet(SnippetViewSet):
    """Hints and tips. The order here, changed by dragging, is their order on the page."""

    model = Tip
    icon = "pick"
    menu_label = "Hints and tips"
    list_display = ["text", Column("get_stage_display", label="Stage", sort_key="stage"), "principle", "locale"]
    list_filter = ["stage", "principle"]
    list_per_page = 50
    search_backend_name = None  # the database itself: finds parts of words
    search_fields = ["text", "detail"]
