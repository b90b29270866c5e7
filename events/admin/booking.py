"""One booking: what is known, what happened to it, and what an organiser can do about it."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.log_actions import registry

from events import audit, bookings, mails, needs, retention, waiting_list
from events.admin.screens import SEE_NEEDS, TONES, BookingMixin, booking_url, people_words, refused, seen
from events.bookings import NotBooked
from events.models import BookingState, ExpensePlan
from events.registers import places_now
from events.waiting_list import OfferGone
from home.text import date_long, date_plain, time_short

State = BookingState


@dataclass(frozen=True)
class Action:
    """Something an organiser can do to a booking. `states`: where it is offered."""

    code: str
    label: str
    question: str
    done: str
    states: tuple
    serious: bool = False
    may_exceed: bool = False
    needs_email: bool = False


ACTIONS = {
    action.code: action
    for action in (
        Action(
            "keep",
            "Keep it: it is a real booking",
            "It gets a place if there is one and nobody waits, otherwise it goes on the waiting list. "
            "The person gets a mail either way.",
            "The booking is kept.",
            (State.HELD,),
        ),
        Action(
            "bin",
            "Bin it: it is not a real booking",
            "The booking ends. No mail is sent. You can still find it under “Ended”.",
            "The booking is binned. Nobody was told.",
            (State.HELD,),
            serious=True,
        ),
        Action(
            "place",
            "Give a place",
            "It gets a place now, also before others who wait. The log says that it was you. The person gets a mail.",
            "The booking has a place.",
            (State.WAITING, State.LAPSED, State.DECLINED, State.CANCELLED),
            may_exceed=True,
        ),
        Action(
            "accept",
            "They say yes to the place",
            "Use this when somebody tells you on the phone that they take the place. They get a mail if we have "
            "their address.",
            "The booking has a place.",
            (State.OFFERED,),
        ),
        Action(
            "decline",
            "They say no to the place",
            "The place goes to the next person on the waiting list.",
            "The offer has ended. The place goes to whoever waits next.",
            (State.OFFERED,),
            serious=True,
        ),
        Action(
            "wait",
            "Move to the waiting list",
            "It goes to the end of the waiting list. The place it holds goes to whoever waits first. "
            "The person gets a mail.",
            "The booking is on the waiting list.",
            (State.CONFIRMED, State.OFFERED),
            serious=True,
        ),
        Action(
            "resend",
            "Send the mail again",
            "The mail of how the booking stands now goes out once more, with the link to change or cancel it.",
            "The mail is on its way again.",
            (State.CONFIRMED, State.WAITING, State.OFFERED, State.CANCELLED),
            needs_email=True,
        ),
        Action(
            "talked",
            "We have talked to them",
            "This takes them off the list of people who asked to talk to somebody.",
            "They are off the list.",
            (State.CONFIRMED, State.WAITING, State.OFFERED),
        ),
        Action(
            "cancel",
            "Cancel the booking",
            "The booking ends, and its place goes to whoever waits first. The person gets a mail.",
            "The booking is cancelled.",
            (State.CONFIRMED, State.WAITING, State.OFFERED),
            serious=True,
        ),
    )
}

# These still make sense once the event is over.
_AFTERWARDS = ("resend", "bin", "talked")


def actions_for(booking, event, user):
    """The Actions that `user` is offered for `booking`, as it stands now."""
    if booking.purged_at:
        return []
    found = [action for action in ACTIONS.values() if booking.state in action.states]
    if event.is_past():
        found = [action for action in found if action.code in _AFTERWARDS]
    if not booking.email:
        found = [action for action in found if not action.needs_email]
    asked = hasattr(booking, "answers") and booking.answers.wants_to_talk and user.has_perm(SEE_NEEDS)
    return [action for action in found if action.code != "talked" or asked]


def perform(action, booking, user, beyond_capacity=False):
    """Does it, by the rules of bookings. Raises NotBooked or OfferGone; nothing is changed then."""
    match action.code:
        case "keep":
            keep(booking, user)
        case "bin" | "cancel":
            bookings.cancel(booking, user=user)
        case "place":
            bookings.give_place(booking, user=user, beyond_capacity=beyond_capacity)
        case "accept":
            bookings.give_place(booking, user=user)
        case "decline":
            waiting_list.decline(booking)
        case "wait":
            bookings.put_on_waiting_list(booking, user=user)
        case "resend":
            mails.resend(booking)
            audit.record("resend", booking, user)
        case "talked":
            needs.talked(booking, user=user)


def keep(booking, user):
    """A booking that was held back joins the others: a place where one is free and nobody waits, else the queue."""
    if places_now(booking.register.page)[booking.room].fit(booking.places):
        try:
            return bookings.give_place(booking, user=user)
        except NotBooked as error:
            # Somebody else was quicker.
            if error.code != "full":
                raise
    return bookings.put_on_waiting_list(booking, user=user)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only organisers see it. Write nothing about health here: that belongs under what they need.",
    )


class BookingView(BookingMixin, TemplateView):
    """The screen of one booking."""

    template_name = "events/organiser/booking.html"
    header_icon = "user"

    def get_page_title(self):
        return f"Booking {self.booking.reference}"

    def get(self, request, *args, **kwargs):
        seen(request, [self.booking])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        booking = self.booking
        context = super().get_context_data(**kwargs)
        answers = getattr(booking, "answers", None)
        offered = actions_for(booking, self.event, self.request.user)
        context |= {
            "who": booking.name or f"Booking {booking.reference}",
            "facts": _facts(booking),
            "tone": TONES.get(booking.state, "over"),
            "state_words": _state_words(booking),
            "doubt": booking.doubt if booking.state == State.HELD else "",
            "ring": booking.state == State.OFFERED and not booking.email,
            "actions": [{"action": action, "url": action_url(booking, action)} for action in offered],
            "can_change": booking.is_live and not self.event.is_past() and not booking.purged_at,
            "note_form": kwargs.get("note_form") or NoteForm({"note": booking.note}),
            "history": history(booking),
        }
        if context["sees_needs"] and not booking.purged_at:
            context["needs"] = [
                {"need": need, "url": reverse("needs:need", args=[need.pk])}
                for need in booking.needs.select_related("owner")
            ]
            context["answers"] = answers
            days = retention.delete_dates(self.event, booking)
            context |= {"needs_date": date_plain(days["needs"]), "person_date": date_plain(days["person"])}
            context["asks_for_travel"] = answers and answers.costs != ExpensePlan.NONE
        return context


def _facts(booking):
    """What is known, as [(label, value)]. "Not given" where somebody left something out."""
    told = [
        ("Reference", booking.reference),
        ("Name", booking.name),
        ("Email", booking.email),
        ("Phone", booking.phone),
        ("How many", people_words(booking)),
        ("Names of the others", booking.guest_names),
        ("Takes part", booking.get_room_display()),
        ("Photographs", "Yes, they may be in photographs" if booking.photo_consent else "No photographs, please"),
        ("News about what changes", "Wants to hear" if booking.wants_updates else "No"),
        ("Booked by", f"{booking.get_source_display()}, {_moment(booking.made_at)}"),
    ]
    if booking.purged_at:
        return [("Personal data", f"Deleted on {date_long(booking.purged_at)}"), told[0], told[4], told[6], told[9]]
    return [(label, value or "Not given") for label, value in told]


def _state_words(booking):
    if booking.state == State.WAITING:
        number = waiting_list.position(booking)
        return f"On the waiting list, number {number}"
    if booking.state == State.OFFERED:
        return f"Offered a place until {_moment(booking.offered_until)}"
    return booking.get_state_display()


def _moment(value):
    return f"{date_long(value)}, {time_short(value)}"


def history(booking):
    """What happened, latest first, from the audit log: [{when, what, who}]."""
    entries = registry.get_logs_for_instance(booking).select_related("user").order_by("-timestamp", "-pk")
    return [
        {
            "when": f"{date_plain(entry.timestamp)}, {time_short(entry.timestamp)}",
            "what": entry.message,
            "more": _more(entry.data or {}),
            "who": entry.user_display_name if entry.user_id else "The person, or this site by itself",
        }
        for entry in entries
    ]


def _more(data):
    parts = [f"was: {State(data['was']).label}"] if data.get("was") in State.values else []
    if "reason" in data:
        parts.append(f"because {data['reason']}")
    if data.get("beyond_capacity"):
        parts.append("beyond the number of places")
    return ", ".join(parts)


def action_url(booking, action):
    return reverse("bookings:action", args=[booking.pk, action.code])


class ActionForm(forms.Form):
    """The tick to go beyond the number of places, where an action allows it."""

    beyond_capacity = forms.BooleanField(
        required=False,
        label="Beyond the number of places",
        help_text="Tick this only if there is a chair for them: the event then has more people than places.",
    )

    def __init__(self, *args, may_exceed=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_exceed:
            del self.fields["beyond_capacity"]


class ActionView(BookingMixin, TemplateView):
    """Asks before something is done to a booking, and does it."""

    template_name = "events/organiser/action.html"
    header_icon = "user"

    def prepare(self):
        super().prepare()
        self.action = ACTIONS.get(self.kwargs["action"])
        if self.action is None:
            raise Http404

    @cached_property
    def form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return ActionForm(data, may_exceed=self.action.may_exceed)

    def get_page_title(self):
        return self.action.label

    def path(self):
        return [*super().path(), (f"Booking {self.booking.reference}", booking_url(self.booking))]

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self._fits() else self._too_late()

    def post(self, request, *args, **kwargs):
        if not self._fits():
            return self._too_late()
        if self.form.is_valid():
            try:
                perform(self.action, self.booking, request.user, **self.form.cleaned_data)
            except (NotBooked, OfferGone) as error:
                self.form.add_error(None, ValidationError(refused(error)))
            else:
                messages.success(request, self.action.done)
                return redirect(booking_url(self.booking))
        messages.error(request, "Nothing was changed.")
        return self.render_to_response(self.get_context_data(**kwargs))

    def _fits(self):
        return self.action in actions_for(self.booking, self.event, self.request.user)

    def _too_late(self):
        """Somebody else was quicker, or the page was open for long."""
        messages.warning(self.request, f"“{self.action.label}” is not possible: look at how the booking stands now.")
        return redirect(booking_url(self.booking))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{**kwargs, "action": self.action, "form": self.form})


class NoteView(BookingView):
    """Keeps the note of a booking; one that is too long comes back to be shortened."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = NoteForm(request.POST)
        if form.is_valid() and not self.booking.purged_at:
            self.booking.note = form.cleaned_data["note"]
            self.booking.save(update_fields=["note", "changed_at"])
            audit.record("note", self.booking, request.user)
            messages.success(request, "The note is kept.")
            return redirect(booking_url(self.booking))
        messages.error(request, "The note was not kept.")
        return self.render_to_response(self.get_context_data(note_form=form))
