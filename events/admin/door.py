"""The door: the list on screen and on paper, and marking people as arrived. The rules are in events/checkin.py."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks

from events import checkin, paper
from events.admin.at_event import frame, organiser_view, require, seen
from events.admin.screens import MANAGE
from events.models import BookingState
from events.timing import Phase

_LONGEST = 120
_WRONG_STATE = {
    BookingState.WAITING: "is on the waiting list. Give it a place first.",
    BookingState.OFFERED: "has been offered a place and has not said yes. Give it the place first.",
    BookingState.HELD: "has still to be checked.",
}


def _refused(booking, stopped):
    if stopped.code == "heads":
        return f"{booking.reference}: write how many came, from 1 to {checkin.MOST_HEADS}."
    return f"{booking.reference} {_WRONG_STATE.get(booking.state, 'has no place any more.')}"


@require_http_methods(["GET", "HEAD", "POST"])
@organiser_view
def door(request, event):
    """The door list on screen. A POST finds somebody and marks them, or takes the mark back."""
    here = reverse("event_door", args=[event.pk])
    bookings = checkin.door_list(event)
    text, matches = "", []
    if request.method == "POST":
        text = request.POST.get("text", "")[:_LONGEST]
        booking, matches = _wanted(request, event, bookings, text)
        if booking and _mark(request, booking):
            return redirect(f"{here}?{urlencode({'last': booking.reference})}")
        bookings = checkin.door_list(event)
    else:
        seen(event, request.user, "door", len(bookings))
    last = next((booking for booking in bookings if booking.reference == request.GET.get("last")), None)
    waiting = checkin.door_list(event, BookingState.WAITING) if "waiting" in request.GET else []
    return render(
        request,
        "events/door.html",
        frame(event, "Door list", "tasks")
        | {
            "bookings": bookings,
            "waiting": waiting,
            "shows_waiting": "waiting" in request.GET,
            "turnout": checkin.turnout(bookings),
            "several_rooms": event.attendance == "both",
            "text": text,
            "matches": matches,
            "last": last,
            "most_heads": checkin.MOST_HEADS,
        },
        using="django",
    )


def _wanted(request, event, bookings, text):
    """The booking a POST is about, and those it may be about where that is not clear."""
    reference = request.POST.get("reference", "")[:_LONGEST]
    if reference:
        return next((booking for booking in bookings if booking.reference == reference), None), []
    matches = checkin.find(bookings, text)
    if len(matches) == 1:
        return matches[0], []
    if matches:
        messages.warning(request, f"{len(matches)} bookings fit. Choose one below.")
    elif text.strip():
        messages.error(request, _nobody(event, text))
    else:
        messages.error(request, "Write a reference or part of a name.")
    return None, matches


def _nobody(event, text):
    """Why nobody was found: the booking may be for another event, or without a place."""
    booking = checkin.booking_of(text)
    if booking is None:
        return "Nobody on this list fits. Try another part of the name, or the reference."
    if booking.register.event_key != event.translation_key:
        return f"{booking.reference} is a booking for another event."
    return _refused(booking, checkin.NotExpected("state"))


def _mark(request, booking):
    """Does what the POST asks for. Returns whether it was done; messages name the reference, never the person."""
    if request.POST.get("do") == "undo":
        checkin.undo(booking, request.user)
        messages.success(request, f"{booking.reference} is not marked as arrived any more.")
        return True
    was = booking.arrived
    try:
        heads = _heads(request.POST.get("heads"), was)
        now = checkin.arrive(booking, heads, request.user)
    except checkin.NotExpected as stopped:
        messages.error(request, _refused(booking, stopped))
        return False
    people = "1 person" if now.arrived == 1 else f"{now.arrived} people"
    if was == now.arrived:
        messages.info(request, f"{booking.reference} had arrived before: {people}.")
    else:
        messages.success(request, f"{booking.reference} has arrived: {people}.")
    return True


def _heads(value, arrived):
    """How many came, as somebody wrote it; without a number those already marked, or None for all who were expected."""
    if not value:
        return arrived or None
    if not (value.isascii() and value.isdigit() and len(value) < 4):
        raise checkin.NotExpected("heads")
    return int(value)


@require_safe
@organiser_view
def door_print(request, event):
    """The door list on A4, in print of two sizes, the waiting list apart where it is asked for."""
    bookings = checkin.door_list(event)
    waiting = checkin.door_list(event, BookingState.WAITING) if "waiting" in request.GET else []
    seen(event, request.user, "door", len(bookings) + len(waiting))
    more = {
        "bookings": bookings,
        "waiting": waiting,
        "turnout": checkin.turnout(bookings),
        "several_rooms": event.attendance == "both",
        "large": request.GET.get("size") == "large",
    }
    return paper.response(request, event, "door", more)


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request):
    """What the code on somebody's confirmation opens: asks staff to confirm, and marks them as arrived by POST."""
    require(request.user, MANAGE)
    source = request.POST if request.method == "POST" else request.GET
    booking = checkin.booking_of(source.get("reference", ""))
    if booking and request.method == "POST":
        _mark(request, booking)
        return redirect(f"{reverse('event_arrive')}?{urlencode({'reference': booking.reference})}")
    event = booking.register.page if booking else None
    context = frame(event, "Somebody arrives", "tasks") | {
        "booking": booking,
        "asked": bool(source.get("reference", "").strip()),
        "may_arrive": bool(booking and booking.state == BookingState.CONFIRMED),
        "refused": _refused(booking, checkin.NotExpected("state")) if booking else "",
        "other_day": bool(event and event.phase() not in (Phase.TODAY, Phase.ON_NOW)),
        "most_heads": checkin.MOST_HEADS,
    }
    status = 200 if booking or not context["asked"] else 404
    return render(request, "events/door_arrive.html", context, using="django", status=status)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("events/arrive/", arrive, name="event_arrive"),
        path("events/<int:event_id>/door/", door, name="event_door"),
        path("events/<int:event_id>/door/print/", door_print, name="event_door_print"),
    ]
