"""The report of pages to review: under Reports in the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import PageReportView

from home.review import pages_to_review


class PagesToReviewView(PageReportView):
    """Facts to be checked and reviews that are due, with a way to each page and a list to download."""

    page_title = _("Pages to review")
    header_icon = "check"
    index_url_name = "pages_to_review"
    index_results_url_name = "pages_to_review_results"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    columns = [
        TitleColumn("title", label=_("Page"), url_name="wagtailadmin_pages:edit"),
        Column("locale", label=_("Language")),
        Column("next_review", label=_("Next review"), accessor=lambda page: page.next_review or _("not planned")),
        Column("to_check", label=_("To be checked"), accessor=lambda page: page.to_check),
    ]
    list_export = ["title", "locale", "next_review", "to_check"]
    export_headings = {"next_review": _("Next review"), "to_check": _("To be checked")}
    any_permission_required = ["add", "change", "publish"]

    def get_queryset(self):
        return pages_to_review().specific().select_related("locale")


def urls():
    """The report's addresses, for Wagtail's register_admin_urls hook."""
    return [
        path("reports/pages-to-review/", PagesToReviewView.as_view(), name="pages_to_review"),
        path(
            "reports/pages-to-review/results/",
            PagesToReviewView.as_view(results_only=True),
            name="pages_to_review_results",
        ),
    ]


class ReviewMenuItem(MenuItem):
    """For everybody who may change a page."""

    def is_shown(self, request):
        return PagesToReviewView.permission_policy.user_has_any_permission(
            request.user, PagesToReviewView.any_permission_required
        )


def menu_item():
    """The report's entry under Reports, for Wagtail's register_reports_menu_item hook."""
    return ReviewMenuItem(_("Pages to review"), reverse("pages_to_review"), icon_name="check", order=50)
