"""The Training group of the admin's menu."""

from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from training.admin.certificates import CertificateViewSet
from training.admin.question_health import QuestionHealthViewSet
from training.admin.reports import ReportsViewSet
from training.models import LearningRoute, ModulePage, Organisation


class ModuleListing(PageListingViewSet):
    """All modules with their minutes, in one list."""

    model = ModulePage
    icon = "list-ol"
    menu_label = "Modules"
    columns = [
        *PageListingViewSet.columns[:2],
        Column("minutes", label="Minutes", sort_key="minutes"),
        Column("next_review", label="Next review", sort_key="next_review"),
        *PageListingViewSet.columns[2:],
    ]


class LearningRouteViewSet(SnippetViewSet):
    model = LearningRoute
    icon = "arrow-right"
    menu_label = "Learning routes"
    list_display = ["title", "text", "sort_order", LocaleColumn()]
    ordering = ["sort_order"]


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = "Organisations"
    list_display = ["name", "is_listed"]
    search_fields = ["name"]
    ordering = ["name"]


class TrainingGroup(ViewSetGroup):
    menu_label = "Training"
    menu_icon = "clipboard-list"
    menu_order = 200
    items = (
        ModuleListing("training_modules"),
        LearningRouteViewSet(),
        OrganisationViewSet(),
        CertificateViewSet(),
        ReportsViewSet(),
        QuestionHealthViewSet(),
    )


viewsets = [TrainingGroup()]
