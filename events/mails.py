"""Every mail about bookings: what it says, to whom, and when it would come too late.

Each function posts to home.outbox in the caller's transaction and does nothing where there is no email address. Addresses
are not confirmed, so no mail holds a visitor's own words: anybody could have typed them to annoy somebody else. A key
names the occasion, so that one occasion sends one mail whatever is pressed or run twice.
"""

import hashlib

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from events import calendars, changes, links
from events.models import LIVE, Booking, BookingSource, BookingState, NeedState, Room
from events.models.conversation import OutcomeState
from events.models.expenses import ClaimState, CostKind
from events.status import Status
from home import outbox
from home.letters import in_language, publisher_words, reply_to, way_out, write
from home.models.outbox import OutgoingMail
from home.models.settings import PublisherSettings
from home.text import email_key, moment_text

# What each mail is about, as staff see it in the outbox.
CONFIRMED = "Booking confirmed"
WAITING = "On the waiting list"
OFFERED = "Place offered"
LAPSED = "Offer lapsed"
CHANGED = "Booking changed"
CANCELLED = "Booking cancelled"
DUPLICATE = "Booked before"
NEED = "Answer to a need"
LOST_LINK = "Link to the booking"
REMINDER = "Reminder"
JOIN_LINK = "Link to join online"
EVENT_CHANGED = "Event changed"
EVENT_CANCELLED = "Event cancelled"
FEEDBACK = "How was it"
OUTCOME = "What came of it"
EXPENSE = "News about costs"
SUBSCRIPTION = "Next event: please confirm"
NEXT_EVENT = "Next event"

# What is wrong, once somebody no longer has the place or the offer it speaks of.
_ABOUT_A_PLACE = (CONFIRMED, WAITING, OFFERED, CHANGED, REMINDER, JOIN_LINK, EVENT_CHANGED, LOST_LINK)
# Mails that anybody can set off with somebody else's address go out once in so many seconds.
_QUIET_SECONDS = 15 * 60


# The state of a booking ------------------------------------------------------------------------------------------------


def confirmed(booking):
    """They have a place. From here on they have been told when and where the event is."""
    _note_told(booking)
    _post(CONFIRMED, "confirmed", booking, _moment_of(booking), calendar=calendars.REQUEST)


def on_waiting_list(booking):
    """They wait. Whoever had a place before gets it taken out of the calendar."""
    _note_told(booking)
    had_place = False
    # A booking that has only just been made has nothing to take back.
    if booking.sequence:
        _take_back(booking)
        had_place = _has_calendar_entry(booking)
    method = calendars.CANCEL if had_place else ""
    _post(WAITING, "waiting", booking, _moment_of(booking), calendar=method, had_place=had_place)


def _note_told(booking):
    """Also where nothing is sent: whoever booked by phone was told when and where. A rehearsal tells nobody."""
    if booking.source != BookingSource.REHEARSAL:
        changes.set_told(booking.register, _event(booking))


def offered(booking):
    """A place is held for them until `offered_until`."""
    _post(OFFERED, "offered", booking, _moment_of(booking), not_after=booking.offered_until)


def offer_lapsed(booking):
    """They did not answer in time."""
    _take_back(booking)
    _post(LAPSED, "lapsed", booking, _moment_of(booking))


def changed(booking):
    """The booking was changed; changed twice is two mails."""
    method = calendars.REQUEST if booking.state == BookingState.CONFIRMED else ""
    _post(CHANGED, "changed", booking, _moment_of(booking), calendar=method)


def cancelled(booking):
    """The booking is cancelled. What still waits to be sent about its place is taken back."""
    _take_back(booking)
    method = calendars.CANCEL if _has_calendar_entry(booking) else ""
    _post(CANCELLED, "cancelled", booking, _moment_of(booking), calendar=method)


def duplicate(booking, existing):
    """Somebody booked again with the address of `existing`: they get the link to that one."""
    _post(DUPLICATE, "duplicate", existing, _quiet_time(existing))


_MAIL_OF_STATE = {
    BookingState.CONFIRMED: (CONFIRMED, "confirmed", calendars.REQUEST),
    BookingState.WAITING: (WAITING, "waiting", ""),
    BookingState.OFFERED: (OFFERED, "offered", ""),
    BookingState.LAPSED: (LAPSED, "lapsed", ""),
    BookingState.CANCELLED: (CANCELLED, "cancelled", ""),
}


def resend(booking):
    """Sends the mail of its present state once more: pressed twice in one minute it goes once. Returns whether there is one."""
    found = _MAIL_OF_STATE.get(booking.state)
    if not found or not booking.email:
        return False
    kind, template, method = found
    again = f"again-{timezone.now():%Y%m%d%H%M}"
    late = {"not_after": booking.offered_until} if booking.state == BookingState.OFFERED else {}
    _post(kind, template, booking, f"{_moment_of(booking)}-{again}", calendar=method, **late)
    return True


def lost_link(email):
    """The links to the live bookings of an address, one mail each, to the address as it was booked with."""
    key = email_key(email)
    page = "register__page__"
    coming = Q(**{f"{page}ends_at": None}) | Q(**{f"{page}ends_at__gt": timezone.now()})
    coming |= Q(**{f"{page}status": Status.POSTPONED})
    found = Booking.objects.filter(coming, email_key=key, state__in=LIVE) if key else []
    for booking in found:
        _post(LOST_LINK, "lost_link", booking, _quiet_time(booking))


# Before and after the day ----------------------------------------------------------------------------------------------


def reminder(booking, days):
    """It is in `days` days (7 or 1). A new date gets its own reminders."""
    event = _event(booking)
    if event.starts_at:
        key = f"{days}-{event.starts_at:%Y%m%d}"
        _post(REMINDER, "reminder", booking, key, not_after=event.starts_at, days=days)


def join_link(booking):
    """The link to join online: sent again where the link or the date changes."""
    event = _event(booking)
    if event.join_link and event.starts_at:
        _post(JOIN_LINK, "join_link", booking, f"{event.starts_at:%Y%m%d%H%M}-{_short(event.join_link)}")


def event_changed(booking, register, news=()):
    """The event has a new date, place or state: `news` are sentences. One mail for each time people are told."""
    booking.register = register
    event = _event(booking)
    method = calendars.REQUEST if booking.state == BookingState.CONFIRMED else ""
    # A date that does not hold is taken out; the new one comes with the mail that has it.
    if event.is_off:
        method = calendars.CANCEL if _has_calendar_entry(booking) else ""
    not_after = None if event.is_off else event.ends_at
    context = _news_words(event, news)
    _post(
        EVENT_CHANGED,
        "event_changed",
        booking,
        str(register.sequence),
        calendar=method,
        not_after=not_after,
        **context,
    )


def _news_words(event, news):
    return {"news": news, "postponed": event.status == Status.POSTPONED}


def event_cancelled(booking):
    """The event does not take place."""
    _take_back(booking)
    method = calendars.CANCEL if _has_calendar_entry(booking) else ""
    _post(EVENT_CANCELLED, "event_cancelled", booking, str(booking.register.sequence), calendar=method, not_after=None)


def event_letter(booking, news):
    """The Letter that event_changed or event_cancelled would send, to be looked at first."""
    event = _event(booking)
    cancelled = event.status == Status.CANCELLED
    context = {} if cancelled else _news_words(event, news)
    return _letter("event_cancelled" if cancelled else "event_changed", booking, PublisherSettings.current(), **context)


def feedback_wanted(booking):
    """How was it? The link is the event's: it does not say who answers."""
    from events import feedback

    address = settings.SITE_URL + reverse("event_feedback", kwargs={"token": feedback.token(_event(booking))})
    _post(FEEDBACK, "feedback", booking, "", not_after=None, feedback_address=address)


def outcome_news(booking, outcome):
    """Something came of the event. What people said and what happened are the organisers' words, as on the page."""
    key = f"{outcome.pk}-{outcome.state}-{_short(outcome.did)}"
    news_address = links.address("booking_news", booking)
    _post(
        OUTCOME,
        "outcome",
        booking,
        key,
        not_after=None,
        headers=way_out(news_address),
        news_address=news_address,
        said=_one_line(outcome.said),
        did=_one_line(outcome.did),
        state=OutcomeState(outcome.state).label,
    )


def need_answered(need):
    """The answer of staff to a need, in their words; the person's own words for it stay out."""
    key = f"{need.pk}-{need.booking.sequence}-{need.state}-{_short(need.reply)}"
    arranged = need.state == NeedState.ARRANGED
    _post(NEED, "need_answered", need.booking, key, reply=_one_line(need.reply), arranged=arranged)


def expense_news(expense):
    """Where a cost stands, with the words of staff; the person's own words for it stay out."""
    said = f"{expense.state} {expense.amount} {expense.how} {expense.reason} {expense.settled_on}"
    _post(
        EXPENSE,
        "expense",
        expense.booking,
        f"{expense.pk}-{_short(said)}",
        not_after=None,
        cost=CostKind(expense.kind).label,
        state=ClaimState(expense.state).label,
        amount=expense.amount,
        how=_one_line(expense.how),
        reason=_one_line(expense.reason),
        expenses_address=links.address("booking_expenses", expense.booking),
    )


# The next event --------------------------------------------------------------------------------------------------------


def confirm_subscription(subscriber):
    """Asks whoever reads the address whether they want to hear of the next event."""
    _post_to_subscriber(SUBSCRIPTION, "confirm_subscription", subscriber, _quiet_time(subscriber), {})


def next_event(subscriber, event):
    """There is a new event: one mail for each event and subscriber."""
    _post_to_subscriber(NEXT_EVENT, "next_event", subscriber, str(event.translation_key), {"event": event})


def _post_to_subscriber(kind, template, subscriber, occasion, context):
    event, publisher = context.get("event"), PublisherSettings.current()
    address = links.address("next_event_confirm", subscriber)
    with in_language(subscriber.language):
        words = {**_event_words(_in_this_language(event)), "where": calendars.location(event)} if event else {}
        letter = write(f"events/mails/{template}", **words, **publisher_words(publisher), subscription_address=address)
    outbox.post(
        key=f"{template}:{subscriber.pk}:{occasion}",
        kind=kind,
        about=f"subscriber:{subscriber.pk}",
        to=subscriber.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        not_after=event.ends_at if event else None,
        headers=reply_to(publisher) | (way_out(address) if event else {}),
    )


# How a mail is put together --------------------------------------------------------------------------------------------

_UNTIL_THE_END = object()


def _post(kind, template, booking, occasion, *, calendar="", not_after=_UNTIL_THE_END, headers=None, **context):
    """Writes the mail of `template` in the booking's language and posts it. `calendar`: the METHOD of the entry with it."""
    key = f"{template}:{booking.pk}:{occasion}"
    if not booking.email or OutgoingMail.objects.filter(key=key).exists():
        return
    event, publisher = _event(booking), PublisherSettings.current()
    with in_language(booking.language):
        file = calendars.of_booking(booking, calendar, publisher=publisher) if calendar else ""
        letter = _letter(template, booking, publisher, in_calendar=bool(file), **context)
    outbox.post(
        key=key,
        kind=kind,
        about=about(booking),
        to=booking.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        calendar=file,
        method=calendar if file else "",
        not_after=event.ends_at if not_after is _UNTIL_THE_END else not_after,
        headers=reply_to(publisher) | (headers or {}),
    )


def _letter(template, booking, publisher, **context):
    with in_language(booking.language):
        words = {**_words(booking, _event(booking)), **publisher_words(publisher)}
        return write(f"events/mails/{template}", **words, **context)


def about(booking):
    """What the outbox knows a booking's mails by."""
    return f"booking:{booking.reference}"


def _event(booking):
    return booking.register.page


def _words(booking, event):
    """What templates say about a booking: our own words and the event's, never the visitor's."""
    return {
        "booking": {"reference": booking.reference},
        "people": booking.people,
        "companions": booking.companions,
        "online": booking.room == Room.ONLINE,
        "waiting": booking.state == BookingState.WAITING,
        "offered": booking.state == BookingState.OFFERED,
        "until": moment_text(booking.offered_until),
        "where": calendars.location(event, booking.room),
        "booking_address": links.address("booking", booking),
        "day_address": links.address("booking_day", booking),
        "offer_address": links.address("booking_offer", booking),
        **_event_words(_in_this_language(event)),
    }


def _in_this_language(event):
    """The page in the active language where it is translated; no query where that is its own."""
    return event if event.locale.language_code == translation.get_language() else event.localized


def _event_words(event):
    return {"event": event, "title": event.title, "when": event.when_text, "event_address": event.full_url}


def _one_line(text):
    return " ".join(text.split())


def _moment_of(booking):
    """The occasion of a booking's change: every saved change has its own moment."""
    return f"{booking.sequence}-{booking.changed_at:%Y%m%d%H%M%S%f}"


def _quiet_time(instance):
    """The occasion of a mail that anybody can set off: one in a quarter of an hour, and a new one where the link is new."""
    return f"{instance.link_version}-{int(timezone.now().timestamp()) // _QUIET_SECONDS}"


def _short(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _take_back(booking):
    outbox.drop(about(booking), kinds=_ABOUT_A_PLACE)


def _has_calendar_entry(booking):
    """Whether the last calendar file on its way or sent to them put the event in."""
    sent = OutgoingMail.objects.filter(about=about(booking)).exclude(calendar_method="").order_by("-pk")
    return sent.values_list("calendar_method", flat=True).first() == calendars.REQUEST
