"""The admin screens of the principles."""

from wagtail.snippets.views.snippets import SnippetViewSet

from home.models.principles import Principle


class PrincipleViewSet(SnippetViewSet):
    model = Principle
    icon = "list-ol"
    menu_label = "Principles"
    list_display = ["number", "plain", "stage", "text"]
    list_filter = ["stage"]
    ordering = ["number"]


viewsets = [PrincipleViewSet()]
