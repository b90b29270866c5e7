"""The access promise: everything people need for the coming events, as tasks with an owner, a date and an answer."""

import datetime

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput

from events import audit, needs
from events.admin.screens import MANAGE, SEE_NEEDS, NeedsMenuItem, OrganiserMixin, booking_url, seen
from events.models import LIVE, AccessNeed, BookingAnswers, BookingSource, EventPage, NeedState
from events.timing import local_day
from home.text import date_plain


def coming(now=None):
    """What people who come or wait need for events that are not over, soonest event first."""
    return (
        AccessNeed.objects.filter(booking__state__in=LIVE, booking__register__page__in=_coming_events(now))
        .exclude(booking__source=BookingSource.REHEARSAL)
        .select_related("booking__register__page", "owner")
        .order_by(F("due").asc(nulls_last=True), "booking__register__page__starts_at", "pk")
    )


def to_talk_to(now=None):
    """People who asked to talk to somebody before the event."""
    return (
        BookingAnswers.objects.filter(
            wants_to_talk=True, booking__state__in=LIVE, booking__register__page__in=_coming_events(now)
        )
        .exclude(booking__source=BookingSource.REHEARSAL)
        .select_related("booking__register__page")
        .order_by("booking__register__page__starts_at", "pk")
    )


def _coming_events(now):
    return EventPage.objects.upcoming(now or timezone.now()).order_by().values("pk")


def urgent_by(today):
    """The last day of events whose open needs are red: those within DUE_DAYS."""
    return today + datetime.timedelta(days=needs.DUE_DAYS)


def urgent(needs_, now=None):
    """Those of a queryset that are open and red: their date has passed, or the event is within 5 days."""
    today = local_day(now or timezone.now())
    soon = timezone.make_aware(datetime.datetime.combine(urgent_by(today), datetime.time.max))
    return needs_.filter(Q(due__lt=today) | Q(booking__register__page__starts_at__lte=soon), state=NeedState.OPEN)


def urgency(need, today=None):
    """Why an open need is red, in words; "" where it is not."""
    if need.state != NeedState.OPEN:
        return ""
    today = today or local_day(timezone.now())
    first = need.booking.register.page.first_day
    if first and first <= urgent_by(today):
        days = (first - today).days
        return "The event is today" if days <= 0 else f"{days} day{'' if days == 1 else 's'} to the event"
    return "Overdue" if need.due and need.due < today else ""


class NeedFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label="State", choices=[*NeedState.choices, ("all", "All")], method="by_state", empty_label="To be arranged"
    )
    mine = django_filters.ChoiceFilter(
        label="Whose",
        choices=[("mine", "Mine"), ("nobody", "Nobody's yet")],
        method="by_owner",
        empty_label="Everybody's",
    )
    event = django_filters.ModelChoiceFilter(
        label="Event",
        field_name="booking__register__page",
        queryset=lambda request: EventPage.objects.filter(pk__in=coming().values("booking__register__page")),
    )

    class Meta:
        model = AccessNeed
        fields = []

    def by_state(self, found, name, value):
        return found if value == "all" else found.filter(state=value)

    def by_owner(self, found, name, value):
        return found.filter(owner=self.request.user if value == "mine" else None)


class StateColumn(Column):
    cell_template_name = "events/organiser/state_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        tones = {NeedState.ARRANGED: "good", NeedState.CANNOT: "over"}
        tone = "bad" if urgency(instance) else tones.get(instance.state, "watch")
        return super().get_cell_context_data(instance, parent_context) | {"tone": tone}


def _state(need):
    why = urgency(need)
    return f"{need.get_state_display()}: {why[0].lower()}{why[1:]}" if why else need.get_state_display()


def _owner(need):
    return get_user_display_name(need.owner) if need.owner else "Nobody yet"


def _due(need):
    return date_plain(need.due) or "No date"


class NeedsView(OrganiserMixin, BaseListingView):
    """Everything that is still to be arranged, and what has been."""

    permission = SEE_NEEDS
    model = AccessNeed
    page_title = "What people need"
    header_icon = "help"
    template_name = "events/organiser/needs.html"
    index_url_name = "needs:index"
    index_results_url_name = "needs:index_results"
    filterset_class = NeedFilters
    paginate_by = 100
    verbose_name = "need"
    verbose_name_plural = "needs"

    def path(self):
        return []

    @property
    def columns(self):
        return [
            TitleColumn(
                "kind",
                label="Need",
                accessor="get_kind_display",
                get_url=lambda need: reverse("needs:need", args=[need.pk]),
            ),
            Column("detail", label="Details", classname="organiser-wide"),
            Column("event", label="Event", accessor=_event_words, classname="organiser-wide"),
            Column("who", label="Booking", accessor=self._who),
            Column("owner", label="Who arranges it", accessor=_owner, classname="organiser-wide"),
            Column("due", label="By", accessor=_due, classname="organiser-wide"),
            StateColumn("state", label="State", accessor=_state),
        ]

    def _who(self, need):
        reference = need.booking.reference
        return f"{need.booking.name}, {reference}" if self.request.user.has_perm(MANAGE) else reference

    def get_base_queryset(self):
        return coming()

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset if self.request.GET.get("state") else queryset.filter(state=NeedState.OPEN)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        people = [] if self.results_only else list(to_talk_to())
        names = self.request.user.has_perm(MANAGE)
        context["to_talk_to"] = [
            {
                "who": f"{row.booking.name}, {row.booking.reference}" if names else row.booking.reference,
                "reach": (row.booking.phone or row.booking.email) if names else "",
                "event": row.booking.register.page,
                "url": booking_url(row.booking) if names else "",
            }
            for row in people
        ]
        if not self.results_only:
            context["red"] = urgent(coming()).count()
        seen(self.request, [need.booking for need in context["object_list"]] + [row.booking for row in people])
        return context


def _event_words(need):
    event = need.booking.register.page
    return f"{event.title}, {date_plain(event.starts_at) or 'no date yet'}"


class NeedForm(forms.ModelForm):
    """The task and its answer. What is written as the answer is sent when it is saved."""

    class Meta:
        model = AccessNeed
        fields = ["owner", "due", "state", "reply"]
        widgets = {"due": AdminDateInput, "state": forms.RadioSelect, "reply": forms.Textarea(attrs={"rows": 3})}
        labels = {"owner": "Who arranges it", "due": "By when", "state": "How it stands"}
        help_texts = {
            "reply": "For example: “Your BSL interpreter is booked: Asha, 9:45am.” It is mailed to them when you save "
            "“Arranged” or “Cannot be arranged”. Do not name anybody's illness."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_who_arrange()
        self.fields["owner"].label_from_instance = get_user_display_name
        self.fields["owner"].empty_label = "Nobody yet"
        self.fields["state"].choices = NeedState.choices

    def clean(self):
        data = super().clean()
        if data.get("state") != NeedState.OPEN and not data.get("reply") and "reply" not in self.errors:
            self.add_error("reply", "Write what the person is told. They have waited to hear it.")
        return data

    def is_new_answer(self):
        """Whether the person has not been told this yet."""
        return bool({"state", "reply"} & set(self.changed_data))


def people_who_arrange():
    """Members of staff who may see what people need."""
    users = get_user_model().objects.with_perm(SEE_NEEDS, backend="django.contrib.auth.backends.ModelBackend")
    return users.filter(is_active=True).order_by("last_name", "first_name", "pk")


class NeedView(OrganiserMixin, FormView):
    """One need: who arranges it, by when, and what the person is told."""

    permission = SEE_NEEDS
    header_icon = "help"
    form_class = NeedForm
    template_name = "events/organiser/need.html"

    def prepare(self):
        needed = AccessNeed.objects.select_related("booking__register__page", "owner")
        self.need = get_object_or_404(needed, pk=self.kwargs["pk"])
        self.before = (self.need.state, self.need.reply)

    def path(self):
        return [("What people need", reverse("needs:index"))]

    def get_page_title(self):
        return self.need.get_kind_display()

    def get(self, request, *args, **kwargs):
        seen(request, [self.need.booking])
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.need}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        booking = self.need.booking
        names = self.request.user.has_perm(MANAGE)
        context |= {
            "need": self.need,
            "booking": booking,
            "event": booking.register.page,
            "name": booking.name if names else "",
            "booking_url": booking_url(booking) if names else "",
            "why_red": urgency(self.need),
            "submit_button_label": "Save",
        }
        return context

    def form_valid(self, form):
        data = form.cleaned_data
        task = {"owner": data["owner"], "due": data["due"]}
        AccessNeed.objects.filter(pk=self.need.pk).update(**task)
        told = "Saved."
        if form.is_new_answer():
            with_mail = bool(self.need.booking.email) and data["state"] != NeedState.OPEN
            needs.answer(self.need, data["state"], data["reply"], user=self.request.user)
            if with_mail:
                told = "Saved. The person is told by mail."
            elif data["state"] != NeedState.OPEN:
                told = f"Saved. There is no email address: ring them. The booking is {self.need.booking.reference}."
        else:
            audit.record("need", self.need.booking, self.request.user, state="assigned")
        messages.success(self.request, told)
        return redirect(reverse("needs:index"))

    def form_invalid(self, form):
        messages.validation_error(self.request, "Nothing is kept yet. Look at what is marked below.", form)
        return super().form_invalid(form)


class NeedsViewSet(ViewSet):
    name = "needs"
    url_prefix = "access-needs"
    icon = "help"
    menu_label = "What people need"
    menu_item_class = NeedsMenuItem

    def get_urlpatterns(self):
        return [
            path("", NeedsView.as_view(), name="index"),
            path("results/", NeedsView.as_view(results_only=True), name="index_results"),
            path("<int:pk>/", NeedView.as_view(), name="need"),
        ]
