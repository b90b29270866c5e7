"""What people say before and after an event: topics and themes, feedback, "you said, we did", the next event."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import modelformset_factory
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.snippets.views.snippets import SnippetViewSet

from events import audit, feedback, outcomes, subscriptions, topics
from events.admin.expenses import ExpenseViewSet
from events.admin.screens import EventMixin, OrganiserMixin, PermittedMenuItem
from events.models import EventPage, EventRegister, Outcome, Theme
from events.registers import register_of
from home.text import date_plain

PER_PAGE = 30


class ConversationListView(OrganiserMixin, TemplateView):
    """The events with what people said about each, latest first."""

    template_name = "events/conversation/index.html"
    page_title = "What people said"
    header_icon = "comment"

    def path(self):
        return []

    def get_context_data(self, **kwargs):
        events = EventPage.objects.filter(live=True, locale__language_code="en").order_by("-starts_at", "pk")
        page = Paginator(events, PER_PAGE).get_page(self.request.GET.get("p"))
        counts = {
            register.event_key: register
            for register in EventRegister.objects.filter(
                event_key__in=[event.translation_key for event in page]
            ).annotate(
                topics_open=Count("topics", filter=Q(topics__theme=None) & ~Q(topics__text=""), distinct=True),
                themes_all=Count("themes", distinct=True),
                feedback_all=Count("feedback", distinct=True),
            )
        }
        done = dict(
            Outcome.objects.filter(event__translation_key__in=[event.translation_key for event in page])
            .order_by()
            .values_list("event__translation_key")
            .annotate(Count("pk"))
        )
        rows = [
            {
                "event": event,
                "counts": counts.get(event.translation_key),
                "outcomes": done.get(event.translation_key, 0),
            }
            for event in page
        ]
        return super().get_context_data(rows=rows, page=page, **kwargs)


class OneEventView(EventMixin, TemplateView):
    """A screen of one event below "What people said"."""

    def get(self, request, *args, **kwargs):
        # The event of the address is in the context already.
        return self.render_to_response(self.get_context_data())

    def path(self):
        return [("What people said", reverse("conversation:index"))]

    def get_page_subtitle(self):
        return self.event.title

    def again(self):
        return redirect(self.request.path)


# Topics ------------------------------------------------------------------------------------------------------------------


class MergeForm(forms.Form):
    """Ticked topics go under a theme: one that is there, or a new one."""

    topics = forms.ModelMultipleChoiceField(queryset=None, widget=forms.CheckboxSelectMultiple)
    theme = forms.ModelChoiceField(
        label="Theme", queryset=None, required=False, empty_label="A new theme, with the title below"
    )
    title = forms.CharField(
        label="Title of the new theme",
        required=False,
        max_length=200,
        help_text="One plain sentence that names nobody. The public sees it.",
    )

    def __init__(self, *args, register, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = topics.topics_of(register)
        self.fields["theme"].queryset = register.themes.all()

    def clean(self):
        answers = super().clean()
        if not answers.get("theme") and not answers.get("title"):
            self.add_error("title", "Choose a theme, or write the title of a new one.")
        return answers


ThemeFormSet = modelformset_factory(
    Theme,
    fields=["title", "answer", "shown", "sort_order"],
    extra=0,
    can_delete=True,
    labels={"shown": "On the event's page", "sort_order": "Place in the list"},
    widgets={"answer": forms.Textarea(attrs={"rows": 3}), "title": forms.TextInput},
)


class TopicsView(OneEventView):
    """The topics of an event without names, and the themes made of them."""

    template_name = "events/conversation/topics.html"
    page_title = "Topics and themes"
    header_icon = "help"

    @cached_property
    def register(self):
        # Read only: the register is made with the first booking.
        return EventRegister.objects.filter(event_key=self.event.translation_key).first()

    def themes(self, data=None):
        queryset = topics.counted(self.register.themes) if self.register else Theme.objects.none()
        return ThemeFormSet(data, queryset=queryset, prefix="themes")

    def post(self, request, *args, **kwargs):
        if self.register is None:
            EventRegister.objects.get(pk=register_of(self.event).pk)
            del self.register
        if "merge" in request.POST:
            return self._merge(MergeForm(request.POST, register=self.register))
        if "take_out" in request.POST:
            return self._take_out([int(number[:18]) for number in request.POST.getlist("topics") if number.isdecimal()])
        return self._save(self.themes(request.POST))

    def _take_out(self, chosen):
        changed = topics.take_out(self.register, chosen)
        messages.success(self.request, f"Taken out of their themes: {changed}.")
        return self.again()

    def _merge(self, form):
        if not form.is_valid():
            messages.error(self.request, "Nothing was changed. Tick at least one topic, and say which theme.")
            return self.render_to_response(self.get_context_data(merge_form=form))
        answers = form.cleaned_data
        chosen = [topic.pk for topic in answers["topics"]]
        theme = topics.merge(self.register, chosen, answers["theme"], answers["title"])
        messages.success(self.request, f"Put under “{theme.title}”: {len(chosen)}.")
        return self.again()

    def _save(self, formset):
        if not formset.is_valid():
            messages.error(self.request, "Nothing was saved. Look at what is marked below.")
            return self.render_to_response(self.get_context_data(formset=formset))
        formset.save()
        order = {form.instance.pk: form.cleaned_data["sort_order"] for form in formset if form.instance.pk}
        topics.put_in_order(self.register, order)
        messages.success(self.request, "Saved.")
        return self.again()

    def get_context_data(self, **kwargs):
        if self.register:
            audit.record("view", self.register, self.request.user, list="topics")
            kwargs.setdefault("merge_form", MergeForm(register=self.register))
        kwargs.setdefault("formset", self.themes())
        listed = list(topics.topics_of(self.register)) if self.register else []
        return super().get_context_data(topics=listed, **kwargs)


# Feedback ----------------------------------------------------------------------------------------------------------------


class FeedbackView(OneEventView):
    """What people answered afterwards: counts and texts."""

    template_name = "events/conversation/feedback.html"
    page_title = "Feedback"
    header_icon = "comment"

    def get_context_data(self, **kwargs):
        address = reverse("event_feedback", args=[feedback.token(self.event)])
        return super().get_context_data(
            results=feedback.results(self.event),
            state=feedback.state(self.event),
            enough=feedback.ENOUGH,
            address=self.request.build_absolute_uri(address),
            **kwargs,
        )


# Telling people ----------------------------------------------------------------------------------------------------------


class TellNextView(OneEventView):
    """Everybody on the list hears of a new event, after a look at how many they are."""

    template_name = "events/conversation/tell_next.html"
    page_title = "Tell those who want to hear of the next event"
    header_icon = "mail"

    def post(self, request, *args, **kwargs):
        problem = subscriptions.why_not(self.event)
        if problem:
            messages.error(request, problem)
            return self.again()
        told = subscriptions.tell(self.event, request.user)
        messages.success(request, f"On its way: {told} mails. Whoever had been told of this event gets no second one.")
        return redirect("conversation:index")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            problem=subscriptions.why_not(self.event), count=subscriptions.listening().count(), **kwargs
        )


class TellOutcomeView(OrganiserMixin, TemplateView):
    """Those who asked to hear of it are told what came of what they said, once for each state."""

    template_name = "events/conversation/tell_outcome.html"
    page_title = "Tell those who asked"
    header_icon = "mail"

    def prepare(self):
        self.outcome = get_object_or_404(Outcome.objects.select_related("event"), pk=self.kwargs["pk"])

    def path(self):
        return [("You said, we did", reverse(OutcomeViewSet().get_url_name("list")))]

    def post(self, request, *args, **kwargs):
        told = outcomes.tell(self.outcome, request.user)
        messages.success(request, f"On its way: {told} mails." if told else "There was nobody new to tell.")
        return redirect(OutcomeViewSet().get_url_name("list"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            outcome=self.outcome,
            count=outcomes.to_tell(self.outcome).count(),
            may_tell=outcomes.may_tell(self.outcome),
            **kwargs,
        )


class ConversationViewSet(ViewSet):
    name = "conversation"
    url_prefix = "event-conversation"
    menu_label = "What people said"
    icon = "comment"
    menu_item_class = PermittedMenuItem

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(ConversationListView), name="index"),
            path("<int:event>/topics/", self.construct_view(TopicsView), name="topics"),
            path("<int:event>/feedback/", self.construct_view(FeedbackView), name="feedback"),
            path("<int:event>/tell/", self.construct_view(TellNextView), name="tell_next"),
            path("outcomes/<int:pk>/tell/", self.construct_view(TellOutcomeView), name="tell_outcome"),
        ]


def _tell_words(outcome):
    return "Tell those who asked" if outcomes.may_tell(outcome) else "Told"


class OutcomeViewSet(SnippetViewSet):
    """ "You said, we did", by event."""

    model = Outcome
    icon = "tick"
    menu_label = "You said, we did"
    list_display = [
        "__str__",
        Column("event", label="Event", accessor="event.title"),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        Column("date", label="Date", accessor=lambda outcome: date_plain(outcome.date), sort_key="date"),
        Column("owner", label="Who answers for it", accessor="owner"),
        TitleColumn(
            "tell",
            label="News",
            accessor=_tell_words,
            get_url=lambda outcome: reverse("conversation:tell_outcome", args=[outcome.pk]),
        ),
    ]
    list_filter = ["state", "event"]
    search_fields = ["said", "did"]
    ordering = ["-date"]


class ConversationGroup(ViewSetGroup):
    menu_label = "After events"
    menu_icon = "comment"
    menu_order = 252
    items = (ConversationViewSet, OutcomeViewSet, ExpenseViewSet)


viewsets = [ConversationGroup()]
