"""The admin screens of the jargon buster."""

from wagtail.snippets.views.snippets import SnippetViewSet

from resources.models.glossary import GlossaryTerm


class GlossaryTermViewSet(SnippetViewSet):
    """Jargon terms: the words that the A to Z and the help on pages explain."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = "Jargon terms"
    list_display = ["term", "stands_for", "meaning", "locale"]
    list_per_page = 100
    search_backend_name = None  # the database itself: finds parts of words
    search_fields = ["term", "stands_for", "also_called", "meaning"]
