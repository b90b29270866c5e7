"""Booking somebody in by phone or from a paper form, and changing a booking for them: one page with all the fields."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.generic import FormView
from wagtail.admin import messages

from events import bookings, needs, retention
from events.access import AccessKind
from events.admin.screens import SEE_NEEDS, BookingMixin, EventMixin, booking_url, places_words, refused
from events.bookings import NotBooked, Person
from events.models import LIVE, Booking, BookingSource, BookingState, ExpensePlan
from events.registers import places_now, register_of, rooms
from home.text import date_plain

_DETAIL = 400
_SOURCES = [(source.value, source.label) for source in (BookingSource.PHONE, BookingSource.PAPER, BookingSource.EMAIL)]
# Where a rule's no belongs beside one field.
_FIELD_OF = {"full": "people", "too_many": "people", "address_taken": "email", "wrong_room": "room"}


class NeedsWidget(forms.Widget):
    """A tick and a line of text for each kind of need."""

    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        ticked = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return {kind: data.get(f"{name}-{kind}", "") for kind in AccessKind.values if kind in ticked}

    def value_omitted_from_data(self, data, files, name):
        return False

    def render(self, name, value, attrs=None, renderer=None):
        chosen = value or {}
        rows = [
            {"kind": kind, "label": label, "ticked": kind in chosen, "detail": chosen.get(kind, "")}
            for kind, label in AccessKind.choices
            # Companions are a number further up.
            if kind != AccessKind.COMPANION or kind in chosen
        ]
        context = {"name": name, "id": (attrs or {}).get("id", f"id_{name}"), "rows": rows, "longest": _DETAIL}
        return render_to_string("events/organiser/needs_widget.html", context)


class NeedsField(forms.Field):
    """Cleans to {AccessKind: detail}."""

    widget = NeedsWidget
    _detail = forms.CharField(required=False, max_length=_DETAIL)

    def clean(self, value):
        return {kind: self._detail.clean(detail) for kind, detail in (value or {}).items()}

    def has_changed(self, initial, data):
        return (initial or {}) != (data or {})


class StaffForm(forms.Form):
    """What the public form asks on several pages, on one."""

    name = forms.CharField(max_length=120)
    phone = forms.CharField(required=False, max_length=40)
    email = forms.EmailField(
        required=False,
        max_length=254,
        help_text="Leave it empty for somebody who has none. They then get no mail: ring or write to them.",
    )
    people = forms.IntegerField(min_value=1, max_value=99, initial=1, label="How many people, with the person above")
    companions = forms.IntegerField(
        min_value=0, max_value=99, initial=0, label="Companions and personal assistants", help_text="On top of that."
    )
    guest_names = forms.CharField(
        required=False, max_length=400, label="Names of the others", widget=forms.Textarea(attrs={"rows": 2})
    )
    room = forms.ChoiceField(label="How they take part", widget=forms.RadioSelect)
    needs = NeedsField(
        required=False,
        label="What they need to take part",
        help_text="Tick what they ask for. The line beside it is for details.",
    )
    wants_to_talk = forms.BooleanField(required=False, label="They would like to talk to somebody about it")
    food = forms.CharField(required=False, max_length=300, label="What they cannot eat")
    consent = forms.BooleanField(required=False, label="They agree that we write this down")
    costs = forms.ChoiceField(
        label="Costs and travel", choices=ExpensePlan.choices, initial=ExpensePlan.NONE, widget=forms.RadioSelect
    )
    travel = forms.CharField(required=False, max_length=300, label="Where they come from, and how")
    photo_consent = forms.BooleanField(required=False, label="They may be in photographs")
    wants_updates = forms.BooleanField(
        required=False, label="They want to hear by email what changes because of the event"
    )

    needs_fields = ("needs", "wants_to_talk", "food", "consent", "costs", "travel")
    groups = (
        ("Who", ("name", "phone", "email")),
        ("How many", ("people", "companions", "guest_names", "room")),
        ("What they need", needs_fields),
        ("Agreed with them", ("photo_consent", "wants_updates")),
    )

    def __init__(self, *args, event, sees_needs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [(room.value, room.label) for room in rooms(event)]
        self.fields["room"].initial = rooms(event)[0]
        if len(rooms(event)) == 1:
            self.fields["room"].widget = forms.HiddenInput()
        day = date_plain(retention.delete_dates(event)["needs"])
        self.fields["consent"].help_text = (
            "Read it to them: “We keep what you need and what you cannot eat to arrange it. Only the people who "
            f"arrange it see it. We delete it on {day}.” Without their yes we may not write it down."
        )
        if not event.has_food:
            self.fields["food"].widget = forms.HiddenInput()
        if not sees_needs:
            for name in self.needs_fields:
                del self.fields[name]

    def grouped(self):
        """The visible fields under their headings."""
        for heading, names in self.groups:
            fields = [self[name] for name in names if name in self.fields and not self[name].is_hidden]
            if fields:
                yield heading, fields

    def clean(self):
        data = super().clean()
        self._somebody_can_be_reached(data)
        if (data.get("needs") or data.get("food")) and not data.get("consent"):
            self.add_error(
                "consent", "Ask them, and tick this if they say yes. Otherwise take out what they need and cannot eat."
            )
        return data

    def _somebody_can_be_reached(self, data):
        if not (data.get("phone") or data.get("email") or self.errors.get("email")):
            self.add_error("phone", "Write a phone number or an email address, so that we can reach them.")

    def person(self, language=None):
        """The Person of bookings.book and bookings.amend."""
        data = self.cleaned_data
        names = ("name", "email", "phone", "guest_names", "people", "companions", "room")
        found = {name: data[name] for name in (*names, "photo_consent", "wants_updates")}
        found["topic"] = data.get("topic", "")
        return Person(**found, **({"language": language} if language else {}))

    def answers(self):
        """The Answers, or None where whoever fills this in may not see them."""
        data = self.cleaned_data
        if "needs" not in self.fields:
            return None
        return needs.Answers(
            kinds=data["needs"],
            wants_to_talk=data["wants_to_talk"],
            food=data["food"],
            costs=data["costs"],
            travel=data["travel"],
            consent=data["consent"],
        )

    def refuse(self, error):
        """Puts a rule's no beside the field it is about."""
        field = _FIELD_OF.get(error.code)
        self.add_error(
            field if field in self.fields and not self[field].is_hidden else None, ValidationError(refused(error))
        )


class AddForm(StaffForm):
    source = forms.ChoiceField(
        label="How did they book?", choices=_SOURCES, initial=BookingSource.PHONE, widget=forms.RadioSelect
    )
    topic = forms.CharField(
        required=False,
        max_length=500,
        label="A question or topic for the event",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        required=False,
        max_length=1000,
        label="Note for organisers",
        help_text="For example the address for letters. Nothing about health.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    may_wait = forms.BooleanField(required=False, label="If there is no place, put them on the waiting list")
    beyond_capacity = forms.BooleanField(
        required=False,
        label="Beyond the number of places",
        help_text="Gives them a place although the event is full. Only if there is a chair for them.",
    )
    # One for each form that is opened, so that pressing twice makes one booking.
    key = forms.UUIDField(widget=forms.HiddenInput)

    groups = (
        ("How they booked", ("source",)),
        *StaffForm.groups,
        ("More", ("topic", "note")),
        ("If the event is full", ("may_wait", "beyond_capacity")),
    )

    def _somebody_can_be_reached(self, data):
        """Somebody who wrote a letter may have neither phone nor email; then the note has the address."""
        if data.get("source") != BookingSource.PAPER or not data.get("note"):
            super()._somebody_can_be_reached(data)


class _StaffFormMixin:
    template_name = "events/organiser/staff_form.html"

    def get_form_kwargs(self):
        sees_needs = self.request.user.has_perm(SEE_NEEDS)
        return super().get_form_kwargs() | {"event": self.event, "sees_needs": sees_needs}

    def form_invalid(self, form):
        messages.validation_error(self.request, "Nothing is kept yet. Look at what is marked below.", form)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        figures = places_words(self.event, places_now(self.event))
        return super().get_context_data(figures=figures, submit_button_label=self.button, **kwargs)


class AddBookingView(_StaffFormMixin, EventMixin, FormView):
    """A booking by phone, letter or email, or at the desk."""

    form_class = AddForm
    page_title = "Add a booking"
    button = "Book"

    def get_initial(self):
        return {"key": uuid.uuid4()}

    def form_valid(self, form):
        data = form.cleaned_data
        try:
            booking = bookings.book(
                self.event,
                form.person(),
                form.answers(),
                key=data["key"],
                may_wait=data["may_wait"],
                source=data["source"],
                user=self.request.user,
                beyond_capacity=data["beyond_capacity"],
            )
        except NotBooked as error:
            form.refuse(error)
            return self.form_invalid(form)
        if booking.state == BookingState.DUPLICATE:
            return self._booked_before(booking)
        if data["note"] and not booking.note:
            Booking.objects.filter(pk=booking.pk).update(note=data["note"])
        messages.success(self.request, _what_now(booking))
        return redirect(booking_url(booking))

    def _booked_before(self, booking):
        """Nothing new was booked: the organiser is shown the booking that was there."""
        before = Booking.objects.filter(
            register=register_of(self.event), email_key=booking.email_key, state__in=LIVE
        ).first()
        messages.warning(
            self.request, "This email address has a booking for this event. This is it; nothing was added."
        )
        return redirect(booking_url(before or booking))


def _what_now(booking):
    state = booking.get_state_display().lower()
    words = f"Booking {booking.reference}: {state}."
    if booking.email:
        return f"{words} A mail with everything is on its way."
    return f"{words} There is no email address, so tell them the reference {booking.reference} now."


class ChangeBookingView(_StaffFormMixin, BookingMixin, FormView):
    """Changes who comes, how many, and what they need."""

    form_class = StaffForm
    button = "Save the change"

    def get_page_title(self):
        return f"Change booking {self.booking.reference}"

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self._open() else self._too_late()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self._open() else self._too_late()

    def _open(self):
        return self.booking.is_live and not self.event.is_past() and not self.booking.purged_at

    def _too_late(self):
        messages.warning(self.request, "This booking can no longer be changed.")
        return redirect(booking_url(self.booking))

    def get_initial(self):
        booking = self.booking
        known = {
            name: getattr(booking, name) for name in ("name", "email", "phone", "guest_names", "people", "companions")
        }
        known |= {name: getattr(booking, name) for name in ("room", "photo_consent", "wants_updates")}
        told = needs.read(booking)
        known |= {name: getattr(told, name) for name in ("wants_to_talk", "food", "costs", "travel", "consent")}
        return known | {"needs": told.kinds}

    def form_valid(self, form):
        try:
            bookings.amend(self.booking, form.person(self.booking.language), form.answers(), user=self.request.user)
        except NotBooked as error:
            form.refuse(error)
            return self.form_invalid(form)
        told = "A mail about it is on its way." if self.booking.email else "There is no email address: ring them."
        messages.success(self.request, f"The booking is changed. {told}")
        return redirect(booking_url(self.booking))
