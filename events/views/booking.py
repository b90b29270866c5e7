"""The booking form: a question a page, answers to check, a reference. The rules are in events/bookings.py."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from events import abuse, bookings, draft, fairness, links, questions, retention, situation, waiting_list
from events.bookings import NotBooked
from events.draft import DoesNotFit, Draft
from events.models import Booking, BookingState, Room
from events.registers import places_now, places_used, refusal, rooms
from home.pages import personal_page
from home.publisher import ContactTopic
from home.text import email_key


def start(request, event):
    """What is asked, why, until when it is kept, and the other ways to book. A POST begins once more."""
    if request.method == "POST":
        return draft.drop(redirect(_address(event, request, questions.steps(event)[0])), _address(event, request))
    return _stopped(request, event, draft.read(request, event)) or _page(
        request,
        event,
        "start",
        first=_address(event, request, questions.steps(event)[0]),
        dates=retention.delete_dates(event),
        situation=situation.of(event),
    )


@sensitive_post_parameters()
def question(request, event, step):
    """One question. Its answer goes into the browser's own cookie."""
    asked = questions.steps(event)
    if step not in asked:
        raise Http404("The booking of this event has no such question.")
    kept = draft.read(request, event)
    stopped = _stopped(request, event, kept)
    if stopped:
        return stopped
    kept = kept or Draft(facts=situation.facts(event))
    so_far, first_open = questions.read(event, kept.answers)
    if first_open and asked.index(step) > asked.index(first_open):
        return redirect(_address(event, request, first_open))
    if request.method == "POST":
        form = questions.form(step, event, so_far, request.POST)
        if form.is_valid():
            try:
                return _onwards(request, event, kept, form)
            except DoesNotFit:
                longest = max(form.cleaned_data, key=lambda name: len(str(form.cleaned_data[name])))
                words = _("This is more than we can keep until you have booked. Make it shorter, or ring us.")
                form.add_error(longest if longest in form.fields else None, words)
    elif step in kept.answers:
        initial = questions.form(step, event, so_far, questions.Typed(kept.answers[step]))
        form = questions.form(step, event, so_far, initial=initial.cleaned_data if initial.is_valid() else so_far)
    else:
        form = questions.form(step, event, so_far)
    changes = first_open is None
    number = asked.index(step)
    back = "check" if changes else asked[number - 1] if number else ""
    return _page(
        request,
        event,
        "question",
        form=form,
        back=_address(event, request, back),
        caption="" if changes else _("Question %(number)s of %(total)s") % {"number": number + 1, "total": len(asked)},
        dates=form.dates,
        trap=abuse.TRAP,
    )


def _onwards(request, event, kept, form):
    kept.answers[form.step] = questions.kept(form)
    kept.trapped = kept.trapped or abuse.trapped(request.POST)
    _so_far, following = questions.read(event, kept.answers)
    response = redirect(_address(event, request, following or "check"))
    draft.keep(response, kept, event, _address(event, request))
    fairness.count_answer(event, form.step)
    return response


@sensitive_post_parameters()
def check(request, event):
    """All answers to be checked; the last button books."""
    kept = draft.read(request, event)
    made = Booking.objects.filter(key=kept.key).first() if kept and not kept.receipt else None
    if made:
        # Booked, but the answer never reached the browser.
        return _finish(request, event, made)
    stopped = _stopped(request, event, kept)
    if stopped:
        return stopped
    found, first_open = questions.read(event, kept.answers if kept else {})
    if first_open:
        return redirect(_address(event, request, first_open))
    if request.method == "POST" and request.POST.get("seen") == situation.mark(event):
        return _book(request, event, kept, found)
    return _check_page(request, event, kept, found)


def _book(request, event, kept, found):
    language = translation.get_language() or "en"
    person = questions.person(found, language)
    kept.trapped = kept.trapped or abuse.trapped(request.POST)
    doubt = abuse.check(kept, event, email_key(person.email))
    try:
        booking = bookings.book(
            event,
            person,
            questions.answers(found),
            key=kept.key,
            may_wait=request.POST.get("may_wait") == "on",
            doubt=doubt,
        )
    except NotBooked as stopped:
        if stopped.code == "full":
            return _check_page(request, event, kept, found, full=True)
        return _closed(request, event, stopped.code)
    if found.get("next_event") and booking.state != BookingState.HELD:
        from events import subscriptions

        subscriptions.ask(person.email, language)
    return _finish(request, event, booking)


def _check_page(request, event, kept, found, full=False):
    room = Room(found["room"])
    places = places_now(event)
    wanted = places_used(event, room, found["people"], found["companions"])
    other = next((one for one in rooms(event) if one != room and places[one].fit(wanted)), None)
    full = full or not places[room].fit(wanted)
    return _page(
        request,
        event,
        "check",
        rows=questions.rows(event, found, lambda step: _address(event, request, step)),
        back=_address(event, request, questions.steps(event)[-1]),
        changed=situation.changes(kept.facts, event),
        full=full,
        places=places[room],
        position=places[room].waiting_bookings + 1,
        other_room=other,
        last_time=situation.last_time(event) if full else "",
        change_places=_address(event, request, "places"),
        change_contact=_address(event, request, "contact"),
        likely=questions.likely_address(found.get("email", "")),
        email=found.get("email", ""),
        seen=situation.mark(event),
        trap=abuse.TRAP,
        dates=retention.delete_dates(event),
    )


def _finish(request, event, booking):
    """To the confirmation; the cookie is now a receipt without anything the person typed."""
    shown, position = _shown(event, booking)
    receipt = {"reference": booking.reference, "state": shown, "position": position, "mail": bool(booking.email)}
    response = redirect(_address(event, request, "done"))
    return draft.keep(response, Draft(receipt=receipt), event, _address(event, request))


def _shown(event, booking):
    """The state that the page names and the place on the waiting list.

    A second booking with an address reads as if it were the first: only the mail says that there was one before.
    """
    if booking.state != BookingState.DUPLICATE:
        return booking.state, waiting_list.position(booking)
    places = places_now(event)[booking.room]
    if places.fit(booking.places):
        return BookingState.CONFIRMED.value, 0
    return BookingState.WAITING.value, places.waiting_bookings + 1


def done(request, event):
    """What was booked, and what happens next."""
    kept = draft.read(request, event)
    if not kept or not kept.receipt:
        return redirect(_address(event, request))
    return _page(request, event, "done", **_receipt(kept))


def _receipt(kept):
    receipt = kept.receipt
    link = ""
    if not receipt["mail"]:
        # Nobody can mail it to them, so it is here.
        booking = Booking.objects.filter(reference=receipt["reference"], email="", purged_at=None).first()
        link = links.address("booking", booking) if booking else ""
    return {"receipt": receipt, "manage": link}


# Where somebody cannot go on ---------------------------------------------------------------------------------------------


def _stopped(request, event, kept):
    """The page for somebody who has booked, or cannot book; None where they can."""
    if kept and kept.receipt:
        return _page(request, event, "already", **_receipt(kept))
    refused = refusal(event)
    return _closed(request, event, refused) if refused else None


def _closed(request, event, code):
    return _page(request, event, "closed", code=code)


# Words and addresses -----------------------------------------------------------------------------------------------------


def _address(event, request, step=None):
    base = event.get_url(request) + "book/"
    return f"{base}{step}/" if step else base


def _page(request, event, name, **context):
    words = {
        "event": event,
        "event_url": event.get_url(request),
        "book_url": _address(event, request),
    }
    return personal_page(
        request,
        f"events/booking/{name}.html",
        {**words, **context},
        topic=ContactTopic.EVENTS,
        referrer="same-origin",
    )
