"""Lists of bookings: all of them with search and filters, and those of one event."""

import django_filters
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Replace
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from events import references, waiting_list
from events.access import AccessKind
from events.admin import booking, rehearse, staff_form, tell
from events.admin.screens import (
    MANAGE,
    SEE_NEEDS,
    TONES,
    EventMixin,
    OrganiserMixin,
    PermittedMenuItem,
    booking_url,
    event_url,
    people_words,
    places_words,
    seen,
)
from events.models import Booking, BookingSource, BookingState, EventPage, EventRegister, NeedState, Room
from events.registers import places_now, places_of_all, rooms

ENDED = (BookingState.CANCELLED, BookingState.DECLINED, BookingState.LAPSED, BookingState.DUPLICATE)

STATES = [
    (BookingState.CONFIRMED.value, "Have a place"),
    (BookingState.OFFERED.value, "Offered a place"),
    (BookingState.WAITING.value, "On the waiting list"),
    (BookingState.HELD.value, "To be checked"),
    ("ended", "Ended"),
    ("all", "All, with those that have ended"),
]


class BookingFilters(WagtailFilterSet):
    """Narrows a list of bookings. What people need is no filter for those who may not see it."""

    state = django_filters.ChoiceFilter(
        label="Where it stands", choices=STATES, method="by_state", empty_label="Not ended"
    )
    room = django_filters.ChoiceFilter(label="How they take part", choices=Room.choices)
    source = django_filters.ChoiceFilter(label="Booked by", choices=BookingSource.choices)
    need = django_filters.ChoiceFilter(label="What they need", choices=AccessKind.choices, field_name="needs__kind")

    class Meta:
        model = Booking
        fields = []

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, request=request, **kwargs)
        if not request.user.has_perm(SEE_NEEDS):
            self.filters.pop("need")

    def by_state(self, bookings, name, value):
        if value == "all":
            return bookings
        return bookings.filter(state__in=ENDED if value == "ended" else [value])


class AllBookingFilters(BookingFilters):
    event = django_filters.ModelChoiceFilter(
        label="Event",
        field_name="register__page",
        queryset=lambda request: EventPage.objects.filter(
            pk__in=EventRegister.objects.filter(bookings__isnull=False).values("page")
        ).order_by("-starts_at"),
    )


class StateColumn(Column):
    cell_template_name = "events/organiser/state_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        return super().get_cell_context_data(instance, parent_context) | {"tone": TONES.get(instance.state, "over")}


def _who(booking):
    return booking.name or ("Deleted" if booking.purged_at else "No name given")


def _state(booking):
    number = getattr(booking, "queue_number", 0)
    return f"{booking.get_state_display()}, number {number}" if number else booking.get_state_display()


def _needs(booking):
    """Counts, not the needs themselves: those are one screen further."""
    needs = list(booking.needs.all())
    open_ = sum(need.state == NeedState.OPEN for need in needs)
    parts = [f"{len(needs)}, {open_} to be arranged" if open_ else f"{len(needs)}, all answered"] if needs else []
    if hasattr(booking, "answers") and booking.answers.wants_to_talk:
        parts.append("wants to talk")
    return "; ".join(parts) or "None"


def _reach(booking):
    return booking.email or booking.phone or ("Deleted" if booking.purged_at else "By letter")


def _made(booking):
    return date_format(timezone.localtime(booking.made_at), "j M Y")


# On a phone a list shows who and how it stands; the rest is one tap further.
WIDE = "organiser-wide"

NAME = TitleColumn(
    "name", label="Name", accessor=_who, get_url=booking_url, sort_key="name", classname="organiser-name"
)
EVENT = TitleColumn(
    "event",
    label="Event",
    accessor="register.page.title",
    get_url=lambda booking: event_url(booking.register.page),
    sort_key="register__page__starts_at",
    classname=WIDE,
)
REFERENCE = Column("reference", label="Reference", classname="organiser-code organiser-wide")
STATE = StateColumn("state", label="Where it stands", accessor=_state, sort_key="state")
PEOPLE = Column("people", label="How many", accessor=people_words, classname=WIDE)
ROOM = Column("room", label="Takes part", accessor="get_room_display", sort_key="room", classname=WIDE)
NEEDS = Column("needs", label="Needs", accessor=_needs, classname=WIDE)
CONTACT = Column("contact", label="Reach them", accessor=_reach, classname=WIDE)
MADE = Column("made", label="Booked", accessor=_made, sort_key="made_at", classname=WIDE)


class BookingListMixin:
    """Search, order, and the line in the log that says who saw how many."""

    model = Booking
    template_name = "events/organiser/bookings.html"
    verbose_name = "booking"
    verbose_name_plural = "bookings"
    is_searchable = True
    filterset_class = BookingFilters
    default_ordering = "-made_at"
    paginate_by = 50

    def get_base_queryset(self):
        bookings = Booking.objects.exclude(source=BookingSource.REHEARSAL).select_related("register__page", "answers")
        return bookings.prefetch_related("needs") if self.sees_needs else bookings

    @property
    def sees_needs(self):
        return self.request.user.has_perm(SEE_NEEDS)

    def filter_queryset(self, queryset):
        """Without a choice those that have ended stay away, until somebody is looked for by name."""
        queryset = super().filter_queryset(queryset)
        if self.request.GET.get("state") or self.is_searching:
            return queryset
        return queryset.exclude(state__in=ENDED)

    def order_queryset(self, queryset):
        if self.request.GET.get("state") == BookingState.WAITING and not self.is_explicitly_ordered:
            return queryset.order_by("queued_at", "pk")
        return super().order_queryset(queryset)

    def search_queryset(self, queryset):
        """By name, reference, email or phone, with or without the gaps people put into numbers."""
        if not self.is_searching:
            return queryset
        words = self.search_query.strip()
        close = words.replace(" ", "")
        return queryset.annotate(digits=Replace(F("phone"), Value(" "), Value(""))).filter(
            Q(name__icontains=words)
            | Q(guest_names__icontains=words)
            | Q(email__icontains=close)
            | Q(reference__icontains=words)
            | Q(reference=references.tidy(words))
            | Q(digits__icontains=close)
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        seen(self.request, context["object_list"])
        return context


class AllBookingsView(BookingListMixin, OrganiserMixin, BaseListingView):
    """Every booking, under the coming events and how full they are."""

    page_title = "Bookings"
    index_url_name = "bookings:index"
    index_results_url_name = "bookings:index_results"
    filterset_class = AllBookingFilters
    columns = [NAME, EVENT, REFERENCE, STATE, PEOPLE, CONTACT, MADE]

    def path(self):
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.results_only:
            context["events"] = coming_events()
        return context


class EventBookingsView(BookingListMixin, EventMixin, BaseListingView):
    """One event: how full it is, who comes, who waits, and what can be done."""

    template_name = "events/organiser/event.html"

    def get_page_title(self):
        return self.event.title

    def path(self):
        return OrganiserMixin.path(self)

    def get_index_url(self):
        return event_url(self.event)

    def get_index_results_url(self):
        return reverse("bookings:event_results", args=[self.event.pk])

    @property
    def columns(self):
        shown = [NAME, REFERENCE, STATE, PEOPLE]
        shown += [ROOM] if len(rooms(self.event)) > 1 else []
        shown += [NEEDS] if self.sees_needs else []
        return [*shown, CONTACT, MADE]

    def get_base_queryset(self):
        return super().get_base_queryset().filter(register__event_key=self.event.translation_key)

    @property
    def header_buttons(self):
        return [HeaderButton("Add a booking", url=reverse("bookings:add", args=[self.event.pk]), icon_name="plus")]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if any(row.state == BookingState.WAITING for row in context["object_list"]):
            self._number(context["object_list"])
        if not self.results_only:
            context["figures"] = places_words(self.event, places_now(self.event))
            context["tabs"] = self._tabs()
            context["links"] = event_links(self.event, self.request.user)
        return context

    def _number(self, page):
        """Gives those who wait their number in the queue."""
        register = next(iter(page)).register
        for room in Room:
            numbers = {
                pk: at for at, pk in enumerate(waiting_list.queue(register, room).values_list("pk", flat=True), 1)
            }
            for row in page:
                row.queue_number = numbers.get(row.pk, getattr(row, "queue_number", 0))

    def _tabs(self):
        counts = dict(
            Booking.objects.filter(register__event_key=self.event.translation_key)
            .exclude(source=BookingSource.REHEARSAL)
            .order_by()
            .values_list("state")
            .annotate(Count("pk"))
        )
        ended = sum(counts.get(state, 0) for state in ENDED)
        here = self.request.GET.get("state", "")
        tabs = [("", "All but ended", sum(counts.values()) - ended)]
        tabs += [(state, label, counts.get(state, 0)) for state, label in STATES[:4]]
        tabs.append(("ended", "Ended", ended))
        return [
            {"url": f"?state={state}" if state else "?", "label": label, "count": count, "here": state == here}
            for state, label, count in tabs
        ]


def coming_events():
    """The events that are not over and take bookings, soonest first: [{event, url, figures}]. Two queries."""
    events = list(EventPage.objects.filter(takes_bookings=True, alias_of=None).upcoming(timezone.now()))
    events = list({event.translation_key: event for event in sorted(events, key=_translated)}.values())
    events.sort(key=lambda event: (event.starts_at is None, event.starts_at, event.pk))
    places = places_of_all(events)
    return [
        {
            "event": event,
            "url": event_url(event),
            "figures": places_words(event, places[event.pk]),
        }
        for event in events
    ]


def _translated(event):
    """Puts the page bookings go by last, so that it stands for its translations. It was there first."""
    return -event.pk


def event_links(event, user):
    """The buttons of an event's screen: [{label, url, icon}], in the order of the event's life."""
    here = [event.pk]
    links = [("Rehearse the mails", reverse("bookings:rehearse", args=here), "view")]
    if user.has_perm(SEE_NEEDS):
        links.append(("What people need", f"{reverse('needs:index')}?event={event.pk}", "help"))
    links += [
        ("Topics people sent", reverse("conversation:topics", args=here), "comment"),
        ("Tell everybody about a change", reverse("bookings:tell", args=here), "mail"),
        ("Door list", reverse("event_door", args=here), "tasks"),
        ("Paper, lists and downloads", reverse("event_paper", args=here), "doc-full"),
        ("Feedback", reverse("conversation:feedback", args=here), "comment"),
        ("The event's page", reverse("wagtailadmin_pages:edit", args=here), "edit"),
    ]
    return [{"label": label, "url": url, "icon": icon} for label, url, icon in links]


class BookingViewSet(ViewSet):
    """The addresses of everything that has to do with bookings."""

    name = "bookings"
    icon = "group"
    menu_label = "Bookings"
    menu_item_class = type("BookingsMenuItem", (PermittedMenuItem,), {"permission": MANAGE})

    def get_urlpatterns(self):
        return [
            path("", AllBookingsView.as_view(), name="index"),
            path("results/", AllBookingsView.as_view(results_only=True), name="index_results"),
            path("event/<int:event>/", EventBookingsView.as_view(), name="event"),
            path("event/<int:event>/results/", EventBookingsView.as_view(results_only=True), name="event_results"),
            path("event/<int:event>/add/", staff_form.AddBookingView.as_view(), name="add"),
            path("event/<int:event>/tell/", tell.TellView.as_view(), name="tell"),
            path("event/<int:event>/rehearse/", rehearse.RehearseView.as_view(), name="rehearse"),
            path("<int:pk>/", booking.BookingView.as_view(), name="booking"),
            path("<int:pk>/change/", staff_form.ChangeBookingView.as_view(), name="change"),
            path("<int:pk>/note/", booking.NoteView.as_view(), name="note"),
            path("<int:pk>/do/<slug:action>/", booking.ActionView.as_view(), name="action"),
        ]
