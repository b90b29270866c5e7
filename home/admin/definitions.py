"""The admin screens of the definitions."""

from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models.definitions import Definition


class DefinitionViewSet(SnippetViewSet):
    model = Definition
    icon = "openquote"
    menu_label = "Definitions"
    list_display = ["name", "said_by", "group", Column("all_likes", label="Likes"), "sort_order"]
    list_filter = ["group"]
    ordering = ["sort_order"]

    def get_queryset(self, request):
        """All definitions, with the lines that carry likes, so that the list needs one query more and not one a row."""
        return Definition.objects.prefetch_related("lines")


viewsets = [DefinitionViewSet()]
