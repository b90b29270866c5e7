"""The fair-place report: under Reports in the admin."""

from django.urls import path
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from events import fair_places
from events.admin.screens import OrganiserMixin, PermittedMenuItem


class FairPlacesView(OrganiserMixin, TemplateView):
    """For each event: who finished which step, who got a place, who did not and why. Counts only."""

    template_name = "events/conversation/fair_places.html"
    page_title = "Fair places"
    header_icon = "group"

    def path(self):
        return []

    def get_context_data(self, **kwargs):
        return super().get_context_data(reports=fair_places.report(), small=fair_places.SMALL, **kwargs)


class FairPlacesViewSet(ViewSet):
    name = "fair_places"
    url_prefix = "reports/fair-places"
    menu_label = "Fair places"
    icon = "group"
    menu_order = 60
    menu_hook = "register_reports_menu_item"
    menu_item_class = PermittedMenuItem

    def get_urlpatterns(self):
        return [path("", self.construct_view(FairPlacesView), name="index")]


viewsets = [FairPlacesViewSet]
