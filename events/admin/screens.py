"""What the organiser's screens share: who may see them, how places read in words, and the line in the log that says who looked."""

from collections import Counter

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin.menu import MenuItem

from events import audit
from events.models import Booking, BookingState, EventPage, EventRegister, Room
from events.questions import people_text
from events.registers import rooms
from home.admin.screens import AdminScreen

MANAGE = "events.manage_bookings"
SEE_NEEDS = "events.see_access_needs"

STYLES = ("css/admin-screens.css", "css/organiser.css")

# What an organiser is told where a rule said no.
REFUSALS = {
    "full": "There is no free place for so many people. Use the waiting list, or tick “beyond the number of places”.",
    "too_many": "That is more people than one booking for this event may have.",
    "wrong_room": "People cannot take part in that way at this event.",
    "address_taken": "Another booking for this event has the same email address. Look for it in the list of bookings.",
    "nobody_waits": "Nobody waits for this place, so it would come straight back to this booking. Cancel it instead, if it "
    "is not wanted any more.",
    "cancelled": "The event is cancelled, so nobody can be booked in.",
    "postponed": "The event is postponed. Give it a new date first.",
    "over": "The event or the booking is over, so this can no longer be changed.",
    "closed": "Booking has closed, so a booking cannot get more places.",
    "undated": "The event has no date yet.",
    "not_here": "This event does not take bookings on this site. Turn them on in the event's page first.",
    "lapsed": "The offer has run out.",
    "answered": "The offer has been answered already.",
}


def refused(error):
    """The sentence for a NotBooked or OfferGone."""
    return REFUSALS.get(error.code, "This cannot be done now. Look at the booking again.")


class PermittedMenuItem(MenuItem):
    """An entry for those who have `permission`."""

    permission = MANAGE

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


class NeedsMenuItem(PermittedMenuItem):
    permission = SEE_NEEDS


@method_decorator(sensitive_post_parameters(), name="dispatch")
class OrganiserMixin(AdminScreen):
    """A screen for people with `permission`. What they type is left out of error reports."""

    permission = MANAGE
    styles = STYLES
    header_icon = "calendar-alt"

    def path(self):
        return [("Bookings", reverse("bookings:index"))]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if form := context.get("form"):
            context["media"] += form.media
        context["sees_needs"] = self.request.user.has_perm(SEE_NEEDS)
        return context


class EventMixin(OrganiserMixin):
    """A screen about one event, named in the address by its page."""

    def prepare(self):
        self.event = find_event(self.kwargs["event"])

    def path(self):
        return [*super().path(), (self.event.title, event_url(self.event))]

    def get_context_data(self, **kwargs):
        # Over what stands in the address: that has only the number.
        return super().get_context_data(**{**kwargs, "event": self.event, "event_url": event_url(self.event)})


class BookingMixin(OrganiserMixin):
    """A screen about one booking."""

    def prepare(self):
        self.booking = get_object_or_404(
            Booking.objects.select_related("register__page__venue", "answers"), pk=self.kwargs["pk"]
        )
        self.event = self.booking.register.page

    def path(self):
        return [*super().path(), (self.event.title, event_url(self.event))]

    def get_context_data(self, **kwargs):
        found = {
            "booking": self.booking,
            "event": self.event,
            "event_url": event_url(self.event),
            "booking_url": booking_url(self.booking),
        }
        return super().get_context_data(**{**kwargs, **found})


def find_event(pk):
    """The event of an address: the page bookings go by, also where the address names a translation. 404 without one."""
    event = get_object_or_404(EventPage.objects.select_related("venue", "series"), pk=pk)
    register = (
        EventRegister.objects.filter(event_key=event.translation_key)
        .select_related("page__venue", "page__series")
        .first()
    )
    return register.page if register else event


def event_url(event):
    """The screen of an event's bookings."""
    return reverse("bookings:event", args=[event.pk])


def booking_url(booking):
    return reverse("bookings:booking", args=[booking.pk])


def seen(request, bookings):
    """Notes in the log who looked at how many bookings of which event (one line for each event on the screen)."""
    counts = Counter(booking.register_id for booking in bookings)
    for register in EventRegister.objects.filter(pk__in=counts):
        audit.record("view", register, request.user, count=counts[register.pk])


# Words -----------------------------------------------------------------------------------------------------------------


def plural(number, one, many):
    """ "1 person", "2 people"."""
    return f"{number} {one if number == 1 else many}"


def people_words(booking):
    """ "2 people and 1 companion"."""
    return people_text({"people": booking.people, "companions": booking.companions})


def places_words(event, places):
    """One sentence for each way to take part: [{label, sentence, full}]. `places`: {Room: Places}."""
    both = len(rooms(event)) > 1
    return [
        {
            "label": Room(room).label if both else "Places",
            "sentence": _sentence(places[room]),
            "full": places[room].is_full,
        }
        for room in rooms(event)
    ]


def _sentence(places):
    if places.capacity is None:
        words = f"{plural(places.taken, 'place', 'places')} taken, no limit"
    else:
        left = f"{places.left} left" if places.left else "none left"
        words = f"{places.taken} of {plural(places.capacity, 'place', 'places')} taken, {left}"
        over = places.held - places.capacity
        if over > 0:
            words += f", {over} more than there are"
    if places.offered:
        words += f". {plural(places.offered, 'place is', 'places are')} offered to people who waited"
    if places.waiting_bookings:
        wait = plural(places.waiting_bookings, "booking waits", "bookings wait")
        words += f". {wait}, for {plural(places.waiting_people, 'place', 'places')}"
    return words + "."


# How a booking's state looks. The words say it; the colour only helps to find it.
TONES = {
    BookingState.CONFIRMED: "good",
    BookingState.OFFERED: "watch",
    BookingState.WAITING: "watch",
    BookingState.HELD: "bad",
}
