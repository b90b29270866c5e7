"""Question health in the admin: for each question of a module, whether it does its work and what to do about it."""

from django import forms
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.viewsets.base import ViewSet

from home import spreadsheets
from training import question_health, reports, small_numbers, versions
from training.admin.reports import KINDS, ReportAccess, ReportMenuItem, ReportScreen, handed_out, record
from training.models import ModulePage

HEADINGS = (
    "Question",
    "First answers",
    "Right, in 100",
    "Most frequent mistake",
    "Made by, in 100",
    "Discrimination, -1 to 1",
    "Verdict",
    "What to do",
)
_TONES = {question_health.CHECK_KEY: "bad", question_health.REWORD: "watch", question_health.FINE: "good"}


class ModuleForm(forms.Form):
    module = forms.ChoiceField(label="Module", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.titles = reports.module_titles()
        self.fields["module"].choices = [("", "Choose a module"), *self.titles.items()]

    def asked(self):
        """(key, title) of the chosen module, or (None, ""). Raises Http404 where there is no such module."""
        if not self.is_valid():
            raise Http404
        chosen = self.cleaned_data["module"]
        return next(((key, title) for key, title in self.titles.items() if str(key) == chosen), (None, ""))


def _found(key):
    """The health of a module's questions, or None where the module can no longer be read."""
    try:
        return question_health.health(key)
    except versions.Unreadable:
        return None


def values(one):
    """A question as a file has it. Before there are enough answers there is nothing to tell but how many there are."""
    count = small_numbers.shown(one.count) if small_numbers.is_small(one.count) else one.count
    if not one.is_enough:
        return [one.question.value["text"], count, "", "", "", "", one.verdict_words, one.advice]
    told = one.wrong_in_100 is not None
    return [
        one.question.value["text"],
        count,
        one.right_in_100,
        f"They {one.wrong.words}" if told else "",
        one.wrong_in_100 if told else "",
        "" if one.discrimination is None else round(one.discrimination, 2),
        one.verdict_words,
        one.advice,
    ]


class HealthView(ReportScreen):
    """All questions of one module, those with something to do first named in words."""

    template_name = "training/reports/health.html"
    page_title = "Question health"
    header_icon = "help"

    def get_context_data(self, **kwargs):
        form = ModuleForm(self.request.GET)
        key, title = form.asked()
        found = _found(key) if key else []
        if key:
            record("view_question_health", self.request.user, questions=len(found or []))
        page = ModulePage.objects.filter(translation_key=key).order_by("pk").first() if key else None
        return super().get_context_data(
            form=form,
            title=title,
            unreadable=found is None,
            questions=[_shown(one) for one in found or []],
            modules=[] if key else [(title, f"?module={one}") for one, title in form.titles.items()],
            enough=question_health.ENOUGH,
            hard=round(question_health.HARD * 100),
            easy=round(question_health.EASY * 100),
            weak=question_health.WEAK,
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else "",
            report_url=f"{reverse('training_reports:index')}?module={key or ''}",
            downloads=[
                (kind.upper(), f"{reverse('question_health:download', args=[kind])}?module={key}") for kind in KINDS
            ],
            **kwargs,
        )


def _shown(one):
    return {
        "health": one,
        "text": one.question.value["text"],
        "tone": _TONES.get(one.verdict, "over"),
        "count": f"{one.count:,}" if one.is_enough else small_numbers.shown(one.count),
        "discrimination": f"{one.discrimination:.2f}" if one.is_enough and one.discrimination is not None else "",
    }


class HealthDownloadView(ReportAccess, View):
    """The same as a file."""

    def get(self, request, kind):
        key, _title = ModuleForm(request.GET).asked()
        if kind not in KINDS or key is None:
            raise Http404
        lines = [values(one) for one in _found(key) or []]
        record("export_question_health", request.user, questions=len(lines), format=kind)
        name = f"question-health-{timezone.localdate().isoformat()}"
        return handed_out(spreadsheets.file(name, kind, HEADINGS, lines, title="Question health"))


class QuestionHealthViewSet(ViewSet):
    name = "question_health"
    url_prefix = "question-health"
    menu_label = "Question health"
    icon = "help"
    menu_item_class = ReportMenuItem

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(HealthView), name="index"),
            path("questions.<slug:kind>", HealthDownloadView.as_view(), name="download"),
        ]
