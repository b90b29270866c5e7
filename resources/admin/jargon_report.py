"""The report of jargon on pages: under Reports in the admin."""

import django_filters
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page

from resources import jargon_report
from resources.models.glossary import GlossaryTerm


def _explained(page):
    return ", ".join(term.term for term in page.jargon.explained.all())


def _not_explained(page):
    explained = {term.pk for term in page.jargon.explained.all()}
    return ", ".join(term.term for term in page.jargon.terms.all() if term.pk not in explained)


def _abbreviations(page):
    return ", ".join(page.jargon.abbreviations)


class JargonFilterSet(WagtailFilterSet):
    """By word, and by whether an abbreviation is left unexplained."""

    term = django_filters.ModelChoiceFilter(
        label=_("Word"), field_name="jargon__terms", queryset=GlossaryTerm.objects.select_related("locale")
    )
    unexplained = django_filters.ChoiceFilter(
        label=_("Abbreviations that nobody explains"),
        choices=[("yes", _("Pages with some")), ("no", _("Pages without"))],
        method="by_unexplained",
        empty_label=_("All pages"),
    )

    class Meta:
        model = Page
        fields = ["term", "unexplained"]

    def by_unexplained(self, pages, _name, value):
        return pages.exclude(jargon__unexplained="") if value == "yes" else pages.filter(jargon__unexplained="")


class JargonReportView(PageReportView):
    """Each published page with the words it explains, those it does not, and abbreviations that nobody explains."""

    page_title = _("Jargon on pages")
    header_icon = "openquote"
    index_url_name = "jargon_report"
    index_results_url_name = "jargon_report_results"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    filterset_class = JargonFilterSet
    columns = [
        TitleColumn("title", label=_("Page"), url_name="wagtailadmin_pages:edit", width="26%"),
        Column("locale", label=_("Language"), width="10%"),
        Column("unexplained", label=_("Abbreviations that nobody explains"), accessor=_abbreviations, width="16%"),
        Column("explained", label=_("Words that it explains"), accessor=_explained, width="24%"),
        Column("not_explained", label=_("Words that it does not explain"), accessor=_not_explained, width="24%"),
    ]
    list_export = ["title", "locale", "jargon_unexplained", "jargon_explained", "jargon_not_explained"]
    export_headings = {
        "jargon_unexplained": _("Abbreviations that nobody explains"),
        "jargon_explained": _("Words that it explains"),
        "jargon_not_explained": _("Words that it does not explain"),
    }
    any_permission_required = ["add", "change", "publish"]

    def get_queryset(self):
        pages = jargon_report.pages_of_ours().filter(jargon__isnull=False)
        pages = pages.select_related("locale", "jargon").prefetch_related("jargon__terms", "jargon__explained")
        return pages.order_by("title")

    def to_row_dict(self, item):
        columns = {"unexplained": _abbreviations, "explained": _explained, "not_explained": _not_explained}
        words = {f"jargon_{name}": words(item) for name, words in columns.items()}
        return {"title": item.title, "locale": str(item.locale), **words}


def urls():
    """The report's addresses, for Wagtail's register_admin_urls hook."""
    return [
        path("reports/jargon/", JargonReportView.as_view(), name="jargon_report"),
        path("reports/jargon/results/", JargonReportView.as_view(results_only=True), name="jargon_report_results"),
    ]


class JargonMenuItem(MenuItem):
    """For everybody who may change a page."""

    def is_shown(self, request):
        policy = JargonReportView.permission_policy
        return policy.user_has_any_permission(request.user, JargonReportView.any_permission_required)


def menu_item():
    """The report's entry under Reports, for Wagtail's register_reports_menu_item hook."""
    return JargonMenuItem(_("Jargon on pages"), reverse("jargon_report"), icon_name="openquote", order=60)
