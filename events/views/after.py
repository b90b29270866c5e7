"""After an event, and beside it: feedback, claiming costs, hearing of the next one."""

import uuid

from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from events import abuse, expenses, feedback, links, outcomes, retention, subscriptions
from events.forms.after import ExpenseForm, FeedbackForm, NextEventForm
from events.models import Booking, NextEventSubscriber
from events.registers import page_of
from home.pages import personal_page
from home.publisher import ContactTopic

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def _page(request, template, context, status=200):
    """A page of one person or one event: not for search engines, and its address goes to no other site.

    Not "no-referrer": with it browsers send forms as if from nowhere, and the check against forged forms refuses them.
    """
    return personal_page(
        request,
        f"events/after/{template}.html",
        context,
        topic=ContactTopic.EVENTS,
        status=status,
        referrer="same-origin",
    )


# Feedback --------------------------------------------------------------------------------------------------------------


@_read_or_send
def event_feedback(request, token):
    """Three questions about an event. The address is the event's, so nothing says who answers."""
    event = feedback.find(token)
    if event is None:
        raise Http404
    context = {"event": event, "state": feedback.state(event), "open_days": feedback.OPEN_DAYS}
    if context["state"] != "open":
        return _page(request, "feedback_closed", context)
    if request.method != "POST":
        form = FeedbackForm(initial={"key": uuid.uuid4()})
        return _page(request, "feedback", context | {"form": form})
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _page(request, "feedback", context | {"form": form})
    feedback.give(event, **form.cleaned_data)
    return redirect("event_feedback_done", token=token)


@require_http_methods(["GET", "HEAD"])
def event_feedback_done(request, token):
    event = feedback.find(token)
    if event is None:
        raise Http404
    return _page(request, "feedback_done", {"event": event})


# Costs -----------------------------------------------------------------------------------------------------------------


@_read_or_send
def booking_expenses(request, token):
    """A booking's costs: where each stands, and one more."""
    booking = links.find(Booking, token)
    if booking is None:
        raise Http404
    event = page_of(booking.register)
    may_wish = expenses.may_wish(booking, event)
    if request.method == "POST" and request.POST.get("take_back", "").isdecimal():
        expenses.take_back(booking, int(request.POST["take_back"][:18]))
        return redirect("booking_expenses", token=token)
    sent = request.method == "POST"
    form = ExpenseForm(request.POST if sent else None, may_wish=may_wish, initial=_seen(booking))
    worked_out = None
    if sent and form.is_valid():
        if "work_out" in request.POST:
            worked_out = expenses.mileage_sum(form.cleaned_data["miles"])
        else:
            code = _add(booking, form)
            if not code:
                return redirect(reverse("booking_expenses", kwargs={"token": token}) + "#costs")
            form.add_error(None, _why_not(code))
            form = _with_new_list(form, booking)
    context = {
        "form": form,
        "booking": booking,
        "token": token,
        "event": event,
        "costs": list(booking.expenses.all()),
        "may_claim": expenses.may_claim(booking, event),
        "may_wish": may_wish,
        "pence": expenses.mileage_pence(),
        "worked_out": worked_out,
        "asked_to_work_out": sent and "work_out" in request.POST and form.is_valid(),
        "days_to_pay": expenses.days_to_pay(),
        "dates": retention.delete_dates(event, booking),
    }
    return _page(request, "expenses", context)


def _seen(booking):
    return {"seen": expenses.last_number(booking), "what": "claim"}


def _add(booking, form):
    """Adds the form's cost. Returns "" or the code of what is in the way."""
    answers = form.cleaned_data
    try:
        expenses.add(
            booking,
            kind=answers["kind"],
            detail=answers["detail"],
            miles=answers["miles"],
            amount=answers["amount"],
            wanted=answers.get("what") == "wanted",
            seen=answers["seen"],
        )
    except expenses.NotClaimed as stopped:
        return stopped.code
    return ""


def _why_not(code):
    return {
        "not_yours": _("You can claim costs once you have a place, or if the event is cancelled."),
        "too_many": _("There are already %(most)s costs here. Please phone or write to us about more.")
        % {"most": expenses.MOST},
        "list_changed": _("The list has changed since you opened this page. Look at it, then send this cost again."),
    }[code]


def _with_new_list(form, booking):
    """The form as it was typed, now knowing the list as it is."""
    form.data = form.data.copy()
    form.data["seen"] = str(expenses.last_number(booking))
    return form


# News of what came of it ------------------------------------------------------------------------------------------------


@csrf_exempt
def booking_news(request, token):
    """Stops the news of what came of an event: by a button, or by a mail program in one POST (RFC 8058)."""
    booking = links.find(Booking, token)
    if booking and request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        outcomes.stop_news(booking)
        return _page(request, "news", {"booking": booking, "token": token, "event": page_of(booking.register)})
    return _news(request, booking, token)


@csrf_protect
@_read_or_send
def _news(request, booking, token):
    if booking is None:
        raise Http404
    if request.method == "POST":
        outcomes.stop_news(booking)
        return redirect("booking_news", token=token)
    return _page(request, "news", {"booking": booking, "token": token, "event": page_of(booking.register)})


# The next event ----------------------------------------------------------------------------------------------------------


@_read_or_send
def next_event(request):
    """One field: an address to tell of the next event. The answer is the same for every address."""
    form = NextEventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not form.is_valid():
            return _page(request, "next_event", {"form": form, "trap": abuse.TRAP})
        # Whatever the answer is, it is the same page: it names a phone number for a person who was taken for a machine.
        if not abuse.trapped(request.POST):
            subscriptions.ask(form.cleaned_data["email"], get_language())
        return redirect("next_event_asked")
    return _page(request, "next_event", {"form": form, "trap": abuse.TRAP})


@require_http_methods(["GET", "HEAD"])
def next_event_asked(request):
    return _page(request, "next_event_asked", {"days": retention.UNCONFIRMED_DAYS})


@csrf_exempt
def next_event_confirm(request, token):
    """The link in the mail. Mail programs leave for their owner with one POST and without a cookie (RFC 8058)."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        subscriber = links.find(NextEventSubscriber, token)
        if subscriber:
            subscriptions.leave(subscriber)
        return _page(request, "next_event_left", {})
    return _confirm(request, token)


@csrf_protect
@_read_or_send
def _confirm(request, token):
    """Seen by GET; a POST says yes, or leaves."""
    subscriber = links.find(NextEventSubscriber, token)
    if subscriber is None:
        # Who has left finds the old link here too: that it no longer holds is the truth for both.
        return _page(request, "next_event_left", {"unknown": True}, status=200 if request.method == "POST" else 404)
    if request.method == "POST" and "leave" in request.POST:
        subscriptions.leave(subscriber)
        return _page(request, "next_event_left", {})
    if request.method == "POST":
        subscriptions.confirm(subscriber)
        return redirect("next_event_confirm", token=token)
    return _page(request, "next_event_confirm", {"subscriber": subscriber, "token": token})


urlpatterns = [
    path("bookings/feedback/<str:token>/", event_feedback, name="event_feedback"),
    path("bookings/feedback/<str:token>/thank-you/", event_feedback_done, name="event_feedback_done"),
    path("bookings/next-event/", next_event, name="next_event"),
    path("bookings/next-event/check-your-email/", next_event_asked, name="next_event_asked"),
    path("bookings/next-event/<str:token>/", next_event_confirm, name="next_event_confirm"),
    path("bookings/<str:token>/expenses/", booking_expenses, name="booking_expenses"),
    path("bookings/<str:token>/news/", booking_news, name="booking_news"),
]
