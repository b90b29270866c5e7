"""The report of downloads: under Reports in the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from resources.models import DownloadCount


def _month(count):
    return f"{count.month:%B %Y}"


class DownloadsView(ReportView):
    """How often each page's files were taken, by format and month, with a list to download. Nobody is counted twice or by name."""

    page_title = _("Downloads")
    header_icon = "download"
    model = DownloadCount
    index_url_name = "downloads_report"
    index_results_url_name = "downloads_report_results"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    columns = [
        Column("page", label=_("Page"), accessor="page.title"),
        Column("format", label=_("Format"), accessor=lambda count: count.format.upper(), width="15%"),
        Column("month", label=_("Month"), accessor=_month, width="20%"),
        Column("number", label=_("Times taken"), width="15%"),
    ]
    list_export = ["page.title", "format", "month", "number"]
    export_headings = {"page.title": _("Page"), "number": _("Times taken")}
    permission_policy = PagePermissionPolicy(Page)
    any_permission_required = ["add", "change", "publish"]

    def get_queryset(self):
        return DownloadCount.objects.select_related("page").order_by("-month", "-number", "page__title", "format")


def urls():
    """The report's addresses, for Wagtail's register_admin_urls hook."""
    return [
        path("reports/downloads/", DownloadsView.as_view(), name="downloads_report"),
        path("reports/downloads/results/", DownloadsView.as_view(results_only=True), name="downloads_report_results"),
    ]


class DownloadsMenuItem(MenuItem):
    """For everybody who may change a page."""

    def is_shown(self, request):
        return DownloadsView.permission_policy.user_has_any_permission(
            request.user, DownloadsView.any_permission_required
        )


def menu_item():
    """The report's entry under Reports, for Wagtail's register_reports_menu_item hook."""
    return DownloadsMenuItem(_("Downloads"), reverse("downloads_report"), icon_name="download", order=60)
