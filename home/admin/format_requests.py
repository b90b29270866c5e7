"""Requests for other formats as a list of work: who sees to each, by when, how it was answered, and what is asked for most."""

import django_filters
from django import forms
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet

from home import format_requests, spreadsheets, worklists
from home.admin import worklists as screens
from home.admin.screens import style_sheets
from home.format_requests import PERMISSION
from home.models.format_requests import AnswerWay, FormatKind, FormatRequest, GivenBy
from home.models.worklists import OPEN, WorkState
from home.text import date_long, date_plain

_CANNOT = "cannot"


class FormatsMixin(screens.WorkMixin):
    permission = PERMISSION
    header_icon = "globe"


# The list ----------------------------------------------------------------------------------------------------------------


class RequestFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label="State", choices=[*WorkState.choices, ("all", "All")], method="by_state", empty_label="To be answered"
    )
    mine = django_filters.ChoiceFilter(
        label="Whose",
        choices=[("mine", "Mine"), ("nobody", "Nobody's yet")],
        method="by_owner",
        empty_label="Everybody's",
    )
    kind = django_filters.ChoiceFilter(label="Format", choices=FormatKind.choices, empty_label="All formats")

    class Meta:
        model = FormatRequest
        fields = []

    def by_state(self, found, name, value):
        return found if value == "all" else found.filter(state=value)

    def by_owner(self, found, name, value):
        return found.filter(owner=self.request.user if value == "mine" else None)


def page_words(request):
    """Which page it is about, in words."""
    return request.page_title or request.page_words or "-"


def kind_words(request):
    """The format, with its size or language: "Large print: 24 point"."""
    return f"{request.get_kind_display()}: {request.detail}" if request.detail else request.get_kind_display()


class RequestsView(FormatsMixin, BaseListingView):
    """Everything that waits for an answer, what presses first."""

    model = FormatRequest
    page_title = "Requests for other formats"
    template_name = "home/admin/worklist/format_requests.html"
    index_url_name = "format_requests:index"
    index_results_url_name = "format_requests:index_results"
    filterset_class = RequestFilters
    paginate_by = 50
    verbose_name = "request"
    verbose_name_plural = "requests"
    columns = [
        TitleColumn(
            "kind",
            label="Format",
            accessor=kind_words,
            get_url=lambda request: reverse("format_requests:one", args=[request.pk]),
        ),
        Column("page", label="Page", accessor=page_words, classname="worklist-wide"),
        Column("reference", label="Reference", classname="worklist-wide worklist-code"),
        screens.ToneColumn("state", label="State", accessor="get_state_display", tone=screens.state_tone),
        screens.ToneColumn("due", label="Answer by", accessor=screens.due_words, tone=screens.due_tone),
        Column("owner", label="Who sees to it", accessor=screens.owner_words, classname="worklist-wide"),
    ]

    def get_base_queryset(self):
        newest_last = F("closed_at").desc(nulls_first=True)
        return FormatRequest.objects.select_related("owner").order_by(newest_last, "due", "pk")

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset if self.request.GET.get("state") else worklists.still_open(queryset)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.results_only:
            found = FormatRequest.objects.all()
            context |= {
                "overdue": worklists.overdue(found).count(),
                "soon": worklists.soon(found).count(),
                "most_asked": format_requests.most_asked(),
                "counts_url": reverse("format_requests:counts"),
            }
        return context


# One request -------------------------------------------------------------------------------------------------------------


class OwnerForm(forms.Form):
    """Who sees to it."""

    owner = forms.ModelChoiceField(label="Person", queryset=None, required=False, empty_label="Nobody yet")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = screens.staff(PERMISSION)
        self.fields["owner"].label_from_instance = get_user_display_name


class AnswerForm(forms.Form):
    """How it ended."""

    ending = forms.ChoiceField(
        label="How it ended",
        choices=[*GivenBy.choices, (_CANNOT, "It could not be done")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    answer = forms.CharField(
        label="What was sent, or why it could not be done",
        help_text="In a few words, for whoever looks here next. Nothing about anybody's health.",
        max_length=worklists.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        data = super().clean()
        if data.get("ending") == _CANNOT and not data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", screens.REFUSALS["reason"])
        return data


class NoteForm(forms.Form):
    text = forms.CharField(
        label="A note for the others",
        help_text="For example: the braille is ordered. It is deleted with the request.",
        max_length=worklists.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write something first."},
    )


_FORMS = {"owner": OwnerForm, "answer": AnswerForm, "note": NoteForm}


class RequestView(FormatsMixin, TemplateView):
    """One request: what is known, what can be done, and what was done."""

    template_name = "home/admin/worklist/format_request.html"

    @cached_property
    def asked(self):
        found = FormatRequest.objects.select_related("owner", "page")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def path(self):
        return [("Requests for other formats", reverse("format_requests:index"))]

    def get_page_title(self):
        return f"{self.asked.get_kind_display()}, {self.asked.reference}"

    def get(self, request, *args, **kwargs):
        worklists.record("view", self.asked, request.user)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """One of the forms below. Whose change comes second sees what the first one did, and what they typed stays."""
        what = request.POST.get("what", "")
        form = _FORMS[what](request.POST, prefix=what) if what in _FORMS else None
        if form is not None and not form.is_valid():
            messages.validation_error(request, "Nothing is kept yet. Look at what is marked below.", form)
            return self._again(what, form)
        try:
            said = self._do(what, form.cleaned_data if form else {})
        except worklists.ChangedMeanwhile as changed:
            messages.warning(request, f"{screens.last_change(changed.item)} Nothing of yours is kept yet.")
            return self._again(what, form)
        except worklists.NotNow as stopped:
            messages.warning(request, screens.REFUSALS[stopped.code])
            return self._again(what, form)
        messages.success(request, said)
        return redirect("format_requests:one", self.asked.pk)

    def _do(self, what, data):
        user, seen = self.request.user, self._seen()
        match what:
            case "take":
                worklists.give_to(self.asked, user, seen, user)
                return "You see to this request now."
            case "owner":
                worklists.give_to(self.asked, data["owner"], seen, user)
                return "Saved who sees to it."
            case "answer" if data["ending"] == _CANNOT:
                format_requests.could_not(self.asked, seen, data["answer"], user)
                return "Closed: it could not be done."
            case "answer":
                format_requests.answered(self.asked, seen, data["ending"], data["answer"], user)
                return "Closed: they have what they asked for."
            case "note":
                worklists.note(self.asked.notes, data["text"], user)
                return "The note is kept."
            case "reopen":
                worklists.reopen(self.asked, seen, user)
                return "The request is open again."
        return "Nothing was changed."

    def _seen(self):
        """The version that the screen showed; one that cannot be read is one that nobody has seen."""
        sent = self.request.POST.get("version", "")
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1

    def _again(self, what, form):
        """The screen as things stand now, with the form as it was typed."""
        if "asked" in self.__dict__:
            del self.asked
        return self.render_to_response(self.get_context_data(bound={what: form} if form else {}))

    def get_context_data(self, bound=None, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = self.asked
        code, words = worklists.urgency(asked)
        made = {name: (bound or {}).get(name) or form(prefix=name) for name, form in _FORMS.items()}
        if not made["owner"].is_bound:
            made["owner"] = OwnerForm(prefix="owner", initial={"owner": asked.owner_id})
        delete_on, _from_answer = format_requests.delete_on(asked)
        context |= {
            "asked": asked,
            "tone": screens.state_tone(asked),
            "urgency": words,
            "urgency_tone": screens.PRESSING.get(code, ""),
            "facts": facts(asked),
            "forms": made,
            "notes": [] if asked.purged_at else asked.notes.select_related("author"),
            "history": screens.history(asked),
            "delete_on": date_plain(delete_on),
            "is_mine": asked.owner_id == self.request.user.pk,
        }
        return context


_REACH = {
    AnswerWay.EMAIL: ("Email", "email"),
    AnswerWay.PHONE: ("Ring them on", "phone"),
    AnswerWay.TEXT: ("Send a text message to", "phone"),
    AnswerWay.POST: ("Post it to", "postal_address"),
}


def facts(asked):
    """What is known, as [(label, words, address of a link)]; lines with nothing in them are left out."""
    label, field = _REACH[asked.answer_by]
    asked_on = date_long(asked.asked_at)
    told = "" if asked.was_promised else " (the publisher has promised no time yet, so they were told no day)"
    found = [
        ("Format", kind_words(asked), ""),
        ("Page", page_words(asked), asked.page.full_url if asked.page else ""),
        ("Language of the page", asked.language if asked.language != "en" else "", ""),
        ("Name", asked.name, ""),
        (label, getattr(asked, field), f"mailto:{asked.email}" if field == "email" and asked.email else ""),
        ("They also wrote", asked.more, ""),
        ("Asked on", asked_on, ""),
        ("Answer by", f"{date_long(asked.due)}{told}" if asked.is_open else "", ""),
        ("Answered on", date_long(asked.closed_at), ""),
        ("How", asked.get_given_by_display() if asked.given_by else "", ""),
        ("What was sent, or why not", asked.answer, ""),
        ("Who sees to it", screens.owner_words(asked), ""),
    ]
    return [(label, words, url) for label, words, url in found if words]


@method_decorator(require_POST, name="dispatch")
class CountsView(FormatsMixin, View):
    """How often each format was asked for, as a file. Numbers only."""

    def post(self, request):
        file = spreadsheets.file("format-requests", "csv", format_requests.COUNT_HEADINGS, format_requests.counts())
        response = HttpResponse(file.content, content_type=file.content_type)
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
        return response


# In the menu, and on the first screen ------------------------------------------------------------------------------------


class RequestsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


class FormatRequestViewSet(ViewSet):
    name = "format_requests"
    url_prefix = "format-requests"
    icon = "globe"
    menu_label = "Other formats"
    add_to_admin_menu = True
    menu_order = 255
    menu_item_class = RequestsMenuItem

    def get_urlpatterns(self):
        return [
            path("", RequestsView.as_view(), name="index"),
            path("results/", RequestsView.as_view(results_only=True), name="index_results"),
            path("counts.csv", CountsView.as_view(), name="counts"),
            path("<int:pk>/", RequestView.as_view(), name="one"),
        ]


viewsets = [FormatRequestViewSet]


def pressing():
    """What cannot wait, as [{words, tone}]: overdue, due soon, and what nobody sees to yet."""
    found = FormatRequest.objects.all()
    late, near = worklists.overdue(found).count(), worklists.soon(found).count()
    new = found.filter(owner=None, state__in=OPEN).count()
    lines = []
    if late:
        lines.append({"words": f"{_requests(late)} overdue", "label": "Overdue", "tone": "bad"})
    if near:
        days = worklists.SOON_DAYS
        lines.append(
            {"words": f"{_requests(near)} due in the next {days} working days", "label": "Soon", "tone": "watch"}
        )
    if new and lines:
        lines.append({"words": f"{_requests(new)} not taken on by anybody yet", "label": "New", "tone": "new"})
    return lines


def _requests(number):
    return "1 request is" if number == 1 else f"{number} requests are"


class PressingRequests(Component):
    """Says on the first screen that people wait for another format."""

    name = "format_requests"
    template_name = "home/admin/worklist/panel.html"
    order = 12

    def __init__(self, lines):
        self.lines = lines

    @property
    def media(self):
        return style_sheets(screens.WorkMixin.styles)

    def get_context_data(self, parent_context):
        return {"lines": self.lines, "href": reverse("format_requests:index")}


@hooks.register("construct_homepage_panels")
def add_panel(request, panels):
    if request.user.has_perm(PERMISSION):
        lines = pressing()
        if lines:
            panels.append(PressingRequests(lines))
