"""The admin screens of the jargon buster."""

from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from resources.models.glossary import GlossaryTerm


class GlossaryTermCreateView(CreateView):
    """Takes the word from its address: what the page editor says about an abbreviation leads here."""

    def get_initial_form_instance(self):
        found = super().get_initial_form_instance() or self.model()
        found.term = self.request.GET.get("term", "")[:80]
        return found


class GlossaryTermViewSet(SnippetViewSet):
    """Jargon terms: the words that the A to Z and the help on pages explain."""

    model = GlossaryTerm
    add_view_class = GlossaryTermCreateView
    icon = "openquote"
    menu_label = "Jargon terms"
    list_display = ["term", "stands_for", "meaning", "on_pages", "locale"]
    list_per_page = 100
    search_backend_name = None  # the database itself: finds parts of words
    search_fields = ["term", "stands_for", "also_called", "meaning"]
