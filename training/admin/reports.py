"""The reports about training in the admin: a table with its chart, and the same as CSV and XLSX. No learner is named."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView, View
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from home import spreadsheets
from home.admin.screens import AdminScreen
from training import reports, small_numbers
from training.admin import charts
from training.models import Attempt

SEE = "training.see_reports"
NOT_SHOWN, NOT_MEASURED = "Not shown", "Not measured"
HEADINGS = {
    reports.MONTH: "Month",
    reports.YEAR: "Year",
    reports.MODULE: "Module",
    reports.ORGANISATION: "Organisation",
}
COLUMNS = (
    "Starts",
    "Finishes",
    "Passed",
    "Passed, in 100 who finished",
    "Measured minutes, median",
    "Stated minutes for the same part",
)


# What all screens about learning share -----------------------------------------------------------------------------------


class ReportMenuItem(MenuItem):
    """An entry for those who may see reports."""

    def is_shown(self, request):
        return request.user.has_perm(SEE)


class ReportAccess:
    """For those who may see reports only."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ReportScreen(ReportAccess, AdminScreen, TemplateView):
    """One screen below Training."""

    styles = ("css/training-reports.css",)

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "fewest": small_numbers.FEWEST}


_ACTIONS = {
    "view_report": "Report about training seen",
    "export_report": "Report about training taken out",
    "view_question_health": "Question health seen",
    "export_question_health": "Question health taken out",
}


@hooks.register("register_log_actions")
def register_actions(actions):
    for code, label in _ACTIONS.items():
        actions.register_action(f"training.{code}", label, label)


def record(action, user, **counts):
    """Notes in the log who saw or took out how much. Reports are about all attempts, so the line hangs on their kind."""
    log(ContentType.objects.get_for_model(Attempt), f"training.{action}", user=user, data=counts)


def handed_out(file):
    """A spreadsheets.File as a response."""
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "no-store, private"
    return response


# The report --------------------------------------------------------------------------------------------------------------


class ReportForm(forms.Form):
    """What a report is to be about. Every choice may be left out."""

    by = forms.ChoiceField(label="One line for each", required=False)
    year = forms.TypedChoiceField(label="Period", required=False, coerce=int, empty_value=None)
    module = forms.ChoiceField(label="Module", required=False)
    organisation = forms.TypedChoiceField(label="Organisation", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = sorted({reports.year_of(month) for month in reports.months_until()}, reverse=True)
        titles = reports.module_titles()
        self.modules = {str(key): key for key in titles}
        self.fields["by"].choices = [(by, heading.lower()) for by, heading in HEADINGS.items()]
        self.fields["year"].choices = [("", "All time"), *((year, reports.year_words(year)) for year in years)]
        self.fields["module"].choices = [("", "All modules"), *titles.items()]
        self.fields["organisation"].choices = [("", "All organisations"), *reports.organisation_names().items()]

    def asked(self):
        """The Report. Raises Http404 where it cannot be made: only a changed address asks for one."""
        if not self.is_valid():
            raise Http404
        found = self.cleaned_data
        try:
            return reports.report(
                by=found["by"] or reports.MONTH,
                module_key=self.modules.get(found["module"]),
                organisation=found["organisation"],
                year=found["year"],
            )
        except reports.NoSuchReport as error:
            raise Http404 from error


def values(row):
    """A line of a report as a file has it: numbers, and words where there is none."""
    counts = [
        NOT_SHOWN if number is None else number for number in (row.starts, row.finishes, row.passes, row.pass_rate)
    ]
    none = NOT_SHOWN if row.finishes is None else NOT_MEASURED
    times = [none if time is None else round(time, 1) for time in (row.median_minutes, row.stated_minutes)]
    return [*counts, *times]


def _words(value):
    """A value as the screen shows it: 1,200 and 8.5, and 8 for 8.0."""
    return value if isinstance(value, str) else f"{value:,}".removesuffix(".0")


class ReportView(ReportScreen):
    """Starts, finishes, passes and minutes, with a chart and the table it is drawn from."""

    template_name = "training/reports/report.html"
    page_title = "Reports"
    header_icon = "table"

    def get_context_data(self, **kwargs):
        form = ReportForm(self.request.GET)
        report = form.asked()
        record("view_report", self.request.user, by=report.by, lines=len(report.rows))
        query = self.request.GET.urlencode()
        health = reverse("question_health:index")
        module = form.cleaned_data["module"]
        return super().get_context_data(
            form=form,
            report=report,
            heading=HEADINGS[report.by],
            coarser=form.cleaned_data["by"] in ("", reports.MONTH) and report.by == reports.YEAR,
            columns=COLUMNS,
            rows=[{"label": row.label, "values": [_words(value) for value in values(row)]} for row in report.rows],
            total=[_words(value) for value in values(report.total)],
            chart=charts.draw(report),
            downloads=[
                (kind.upper(), f"{reverse('training_reports:download', args=[kind])}?{query}") for kind in KINDS
            ],
            health_url=f"{health}?module={module}" if module else health,
            **kwargs,
        )


KINDS = ("csv", "xlsx")


class DownloadView(ReportAccess, View):
    """The same report as a file."""

    def get(self, request, kind):
        if kind not in KINDS:
            raise Http404
        report = ReportForm(request.GET).asked()
        lines = [[row.label, *values(row)] for row in [*report.rows, report.total]]
        record("export_report", request.user, by=report.by, lines=len(report.rows), format=kind)
        name = f"training-by-{report.by}-{timezone.localdate().isoformat()}"
        return handed_out(
            spreadsheets.file(name, kind, [HEADINGS[report.by], *COLUMNS], lines, title=f"By {report.by}")
        )


class ReportsViewSet(ViewSet):
    name = "training_reports"
    url_prefix = "training-reports"
    menu_label = "Reports"
    icon = "table"
    menu_item_class = ReportMenuItem

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(ReportView), name="index"),
            path("report.<slug:kind>", DownloadView.as_view(), name="download"),
        ]
