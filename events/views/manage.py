"""A booking in its owner's hands: seen by GET, changed by POST only (link scanners of mail systems open every link)."""

from functools import wraps

from django.core.cache import cache
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from events import bookings, checkin, links, mails, questions, retention, situation, waiting_list
from events.bookings import NotBooked
from events.forms.manage import CancelForm, LostLinkForm
from events.models import Booking, BookingState, ExpensePlan, Room
from events.registers import page_of, rooms
from events.timing import JOIN_BEFORE
from events.waiting_list import OfferGone
from home.pages import personal_page
from home.publisher import ContactTopic
from home.text import email_key, moment_text

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])
CHANGED = ("name", "contact", "places", "needs", "food", "travel", "choices")
_ANSWERS = ("needs", "food", "travel")
# How often the link of one address is mailed in an hour.
MOST_LOST_LINKS = 3


def of_booking(view):
    """Gives `view` the booking of the address's token; whoever has a broken, foreign or revoked one gets help."""

    @wraps(view)
    def wrapped(request, token, **kwargs):
        booking = links.find(Booking, token)
        if booking is None:
            return _page(request, None, "unknown", status=404, form=LostLinkForm())
        return view(request, booking, **kwargs)

    return wrapped


# Reading -----------------------------------------------------------------------------------------------------------------


@require_safe
@of_booking
def booking(request, booking):
    """Everything we know about a booking, and what can be done with it."""
    event = page_of(booking.register)
    now = timezone.now()
    changeable = booking.is_live and not event.is_past(now) and event.can_be_attended
    return _page(
        request,
        booking,
        "booking",
        event=event,
        changeable=changeable,
        ended=not booking.is_live and booking.state != BookingState.HELD,
        position=waiting_list.position(booking),
        last_time=situation.last_time(event) if booking.state == BookingState.WAITING else "",
        until=moment_text(booking.offered_until),
        rows=_rows(event, booking, changeable),
        needs=list(booking.needs.all()),
        wants_costs=booking.is_live and questions.of_booking(booking)["costs"] != ExpensePlan.NONE,
        dates=retention.delete_dates(event, booking),
        join_link=_join_link(event, booking, now),
        saved="saved" in request.GET,
        # Nothing of this address may reach another site through the links on the page.
        referrer="no-referrer",
    )


def _rows(event, booking, changeable):
    rows = questions.rows(
        event, questions.of_booking(booking), lambda step: _address("booking_change", booking, step=step), True
    )
    if not changeable:
        for row in rows:
            del row["actions"]
    return rows


def _join_link(event, booking, now):
    """The link to join, for somebody with a place online, from the day before until the end."""
    if booking.state != BookingState.CONFIRMED or booking.room != Room.ONLINE or not event.can_be_attended:
        return ""
    soon = event.starts_at and event.starts_at - JOIN_BEFORE <= now
    return event.join_link if soon else ""


@require_safe
@of_booking
def your_day(request, booking):
    """All that somebody needs on the day, on one sheet of paper."""
    event = page_of(booking.register)
    in_room = booking.room == Room.IN_PERSON
    return _page(
        request,
        booking,
        "your_day",
        event=event,
        in_room=in_room,
        venue=event.venue if in_room else None,
        sessions=list(event.sessions.all()),
        answers=questions.of_booking(booking),
        people=questions.people_text(questions.of_booking(booking)),
        needs=list(booking.needs.all()),
        join_link=_join_link(event, booking, timezone.now()),
        qr=checkin.code(booking) if "qr" in request.GET else "",
        referrer="no-referrer",
    )


# Changing ----------------------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@_read_or_send
@of_booking
def change(request, booking, step):
    """One part of a booking."""
    event = page_of(booking.register)
    if step not in CHANGED or not booking.is_live or not event.can_be_attended:
        return redirect(_address("booking", booking))
    before = questions.of_booking(booking)
    # The tick is asked again where somebody changes what it stands for.
    so_far = {**before, "consent": before["consent"] if step == "food" else False}
    form = questions.form(step, event, so_far, request.POST if request.method == "POST" else None, before)
    if request.method == "POST" and form.is_valid():
        after = before | form.cleaned_data
        try:
            with_answers = questions.answers(after) if step in _ANSWERS else None
            bookings.amend(booking, questions.person(after, booking.language), with_answers)
            return redirect(_address("booking", booking) + "?saved")
        except NotBooked as stopped:
            _say(form, stopped.code)
    return _page(
        request,
        booking,
        "change",
        event=event,
        form=form,
        dates=form.dates,
        back=_address("booking", booking),
    )


def _say(form, code):
    """Puts the reason why a change was not made beside the field that it is about."""
    first = next(iter(form.fields))
    words = {
        "full": _("There are not that many places left. Your booking stays as it was. Ring us if you need them."),
        "too_many": _("That is more people than we can book here. Your booking stays as it was. Ring us."),
        "address_taken": _("We cannot change it to this address here. Your booking stays as it was. Ring us."),
        "closed": _("Booking has closed, so we cannot add places here. Your booking stays as it was. Ring us."),
    }
    field = {"full": "people", "too_many": "people", "closed": "people", "address_taken": "email"}.get(code, first)
    if code == "full" and "room" in form.changed_data:
        field = "room"
    default = _("This can no longer be changed here. Your booking stays as it was. Ring us.")
    form.add_error(field if field in form.fields else first, words.get(code, default))


@_read_or_send
@of_booking
def cancel(request, booking):
    """Nobody cancels by mistake: a page in between, then a button. All of the booking or a part of it."""
    event = page_of(booking.register)
    if not (booking.is_live or booking.state == BookingState.HELD) or event.is_past():
        return redirect(_address("booking", booking))
    form = CancelForm(request.POST if request.method == "POST" else None, people=booking.people)
    if request.method == "POST" and form.is_valid():
        fewer = form.cleaned_data["how_many"]
        if fewer >= booking.people:
            bookings.cancel(booking)
            return redirect(_address("booking", booking))
        after = questions.of_booking(booking) | {"people": booking.people - fewer}
        try:
            bookings.amend(booking, questions.person(after, booking.language))
            return redirect(_address("booking", booking) + "?saved")
        except NotBooked as stopped:
            _say(form, stopped.code)
    return _page(request, booking, "cancel", event=event, form=form, back=_address("booking", booking))


@_read_or_send
@of_booking
def offer(request, booking):
    """A place that came free: yes or no, until a stated time."""
    event = page_of(booking.register)
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "yes":
                waiting_list.accept(booking)
            elif request.POST.get("answer") == "no":
                waiting_list.decline(booking)
            return redirect(_address("booking", booking))
        except OfferGone as gone:
            return _gone(request, booking, event, gone.code)
    if booking.state == BookingState.LAPSED:
        return _gone(request, booking, event, "lapsed")
    if booking.state != BookingState.OFFERED:
        return redirect(_address("booking", booking))
    if booking.offered_until <= timezone.now():
        return _gone(request, booking, event, "lapsed")
    return _page(
        request,
        booking,
        "offer",
        event=event,
        people=questions.people_text(questions.of_booking(booking)),
        until=moment_text(booking.offered_until),
        back=_address("booking", booking),
    )


def _gone(request, booking, event, code):
    return _page(request, booking, "gone", event=event, code=code)


@_read_or_send
@of_booking
def forget(request, booking):
    """Deletes everything personal at once."""
    if request.method == "POST":
        retention.forget(booking)
        return redirect(reverse("booking_deleted"))
    event = page_of(booking.register)
    return _page(
        request,
        booking,
        "forget",
        event=event,
        loses_place=booking.is_live and not event.is_past(),
        back=_address("booking", booking),
    )


@require_safe
def deleted(request):
    """It is done. This page belongs to nobody."""
    return _page(request, None, "deleted")


@sensitive_post_parameters()
@_read_or_send
def lost_link(request):
    """Mails the links of an address to it. Says the same whether or not we know it."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if _may_send(email):
            with transaction.atomic():
                mails.lost_link(email)
        return redirect(reverse("booking_lost") + "?sent")
    return _page(request, None, "lost", form=form, sent="sent" in request.GET and request.method == "GET")


def _may_send(email):
    """Counts by a mark of the address that cannot be turned back into it."""
    key = "lost-link-" + salted_hmac("events.lost_link", email_key(email)).hexdigest()
    cache.add(key, 0, 60 * 60)
    try:
        return cache.incr(key) <= MOST_LOST_LINKS
    except ValueError:
        # Gone in between: the hour is over.
        return True


# Words and addresses -----------------------------------------------------------------------------------------------------


def state_words(booking, event):
    """Where a booking stands, in a few words."""
    if booking.is_live and event.is_past():
        return _("This event is over")
    if booking.is_live and event.is_off:
        return str(event.notice.tag)
    return {
        BookingState.CONFIRMED: _("You have a place"),
        BookingState.WAITING: _("You are on the waiting list"),
        BookingState.OFFERED: _("A place has come free for you"),
        BookingState.CANCELLED: _("This booking is cancelled"),
        BookingState.DECLINED: _("You said no to the place"),
        BookingState.LAPSED: _("The time to say yes is over"),
        BookingState.DUPLICATE: _("You had booked before"),
        BookingState.HELD: _("We still have to look at this booking"),
    }[booking.state]


def _address(name, booking, **more):
    return reverse(name, kwargs={"token": links.token(booking), **more})


def _page(request, booking, name, status=200, referrer="same-origin", event=None, **context):
    """One of the pages. Those with a form say `same-origin`: with `no-referrer` a browser hides from us, too, where a form
    comes from, and the check against forged forms refuses it. Neither tells another site the address."""
    if booking:
        event = event or page_of(booking.register)
        shown = event.localized
        context |= {
            "booking": booking,
            "event": shown,
            "event_url": shown.get_url(request) or "",
            "state_words": state_words(booking, event),
            "room_words": Room(booking.room).label if len(rooms(event)) > 1 else "",
            "addresses": {
                slug: _address(f"booking_{slug}", booking)
                for slug in ("cancel", "offer", "forget", "day", "calendar", "expenses")
            }
            | {"booking": _address("booking", booking), "places": _address("booking_change", booking, step="places")},
        }
    return personal_page(
        request,
        f"events/manage/{name}.html",
        context,
        topic=ContactTopic.EVENTS,
        status=status,
        referrer=referrer,
    )


urlpatterns = [
    path("bookings/lost-link/", lost_link, name="booking_lost"),
    path("bookings/deleted/", deleted, name="booking_deleted"),
    path("bookings/<str:token>/", booking, name="booking"),
    path("bookings/<str:token>/change/<slug:step>/", change, name="booking_change"),
    path("bookings/<str:token>/cancel/", cancel, name="booking_cancel"),
    path("bookings/<str:token>/offer/", offer, name="booking_offer"),
    path("bookings/<str:token>/forget/", forget, name="booking_forget"),
    path("bookings/<str:token>/your-day/", your_day, name="booking_day"),
]
