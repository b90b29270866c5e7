"""The questions of a booking, a form each. They only parse: what the answers mean is decided in events/bookings.py."""

import re

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.access import AccessKind
from events.forms.fields import TOO_LONG, Email, Whole, Words
from events.models import ExpensePlan, Room
from events.registers import rooms
from events.status import Attendance
from home.forms import NHSForm
from home.forms.parameters import macro_and_parameters
from home.text import date_plain

MOST_COMPANIONS = 10


class Question(NHSForm):
    """One page of questions. `event` is the page; `so_far` holds the answers of the other pages, as cleaned."""

    step = ""
    title = ""

    def __init__(self, *args, event, so_far, dates, **kwargs):
        super().__init__(*args, **kwargs)
        self.event, self.so_far, self.dates = event, so_far, dates
        self.prepare()

    # Fields whose label does not say "optional": one of several is wanted, or the words around them say it.
    unmarked = ()

    def prepare(self):
        """Fits the fields to the event and to the other answers."""

    def drawn_fields(self):
        """As in every form; a tick is never called optional, because an empty one is an answer."""
        drawn = []
        for bound in self.visible_fields():
            name, parameters = macro_and_parameters(bound)
            if isinstance(bound.field, forms.BooleanField):
                parameters["items"][0]["text"] = str(bound.label)
            elif bound.name in self.unmarked:
                target = parameters["fieldset"]["legend"] if "fieldset" in parameters else parameters["label"]
                target["text"] = str(bound.label)
            drawn.append((name, parameters))
        return drawn

    @property
    def title_words(self):
        """The page's h1, where no field's label is it."""
        return self.title


class NameForm(Question):
    step = "name"
    title = _("What is your name?")

    name = Words(
        max_length=120,
        label=_("Your name"),
        help_text=_("As we should greet you. A first name is enough."),
        autocomplete="name",
        messages={"required": _("Write your name")},
    )
    guest_names = Words(
        max_length=400,
        required=False,
        lines=True,
        label=_("Names of people who come with you"),
        help_text=_("So that we can greet them too. You can leave this empty."),
    )


class ContactForm(Question):
    step = "contact"
    title = _("How can we reach you?")

    email = Email(
        max_length=254,
        required=False,
        label=_("Email address"),
        help_text=_("We send what you need for the day, and a link with which you can change or cancel it yourself."),
        error_messages={
            "invalid": _("Write an email address like name@example.com"),
            "max_length": TOO_LONG,
        },
    )
    phone = Words(
        max_length=40,
        required=False,
        label=_("Phone number"),
        help_text=_("We only ring you about this event."),
    )

    unmarked = ("email", "phone")

    def prepare(self):
        self.fields["phone"].widget = forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "data-width": "20"}
        )

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        digits = sum(letter.isdigit() for letter in phone)
        if phone and (digits < 6 or digits > 20 or not re.fullmatch(r"[\d\s+()./#a-zA-Z,-]+", phone)):
            raise forms.ValidationError(_("Write a phone number like 01228 123456"))
        return phone

    def clean(self):
        found = super().clean()
        if not self.errors and not found.get("email") and not found.get("phone"):
            self.add_error("email", _("Write an email address, a phone number, or both"))
        return found


class PlacesForm(Question):
    step = "places"
    title = _("How many of you are coming?")

    room = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("How do you want to take part?"),
        error_messages={"required": _("Choose the room or online"), "invalid_choice": _("Choose the room or online")},
    )
    people = Whole(
        most=20,
        min_value=1,
        initial=1,
        label=_("How many people, you included"),
        messages={"required": _("Write how many people come, like 1")},
    )
    companions = Whole(
        most=MOST_COMPANIONS,
        min_value=0,
        required=False,
        label=_("Companions or personal assistants"),
    )

    def prepare(self):
        choices = [(Room.IN_PERSON, _("In the room")), (Room.ONLINE, _("Online"))]
        self.fields["room"].choices = [choice for choice in choices if choice[0] in rooms(self.event)]
        if self.event.attendance != Attendance.BOTH:
            del self.fields["room"]
        most = max(self.event.largest_booking, self.initial.get("people") or 1)
        self.fields["people"].help_text = _(
            "You can book for up to %(most)s people here. For more, ring or write to us."
        ) % {"most": most}
        words = (
            _("People who come to support one of you. They come free and do not count above.")
            if not self.event.companions_use_places
            else _(
                "People who come to support one of you. Do not count them above. The room is small, so they take up a place."
            )
        )
        self.fields["companions"].help_text = words

    def clean_people(self):
        people = self.cleaned_data["people"]
        most = max(self.event.largest_booking, self.initial.get("people") or 1)
        if people > most:
            raise forms.ValidationError(
                _("You can book for up to %(most)s people here. For more, ring or write to us.") % {"most": most}
            )
        return people

    def clean_companions(self):
        return self.cleaned_data["companions"] or 0

    def clean(self):
        found = super().clean()
        if "room" not in self.fields:
            found["room"] = rooms(self.event)[0].value
        return found


# What somebody asks for, in their own words; the list of events/access.py names what an event offers.
NEEDS = {
    AccessKind.STEP_FREE: _("A step-free way in and around"),
    AccessKind.PARKING_BAY: _("A parking bay near the door"),
    AccessKind.HEARING_LOOP: _("A hearing loop"),
    AccessKind.BSL: _("A British Sign Language (BSL) interpreter"),
    AccessKind.LIP_SPEAKER: _("A lip-speaker"),
    AccessKind.CAPTIONS: _("Live captions"),
    AccessKind.INTERPRETER: _("An interpreter for another language"),
    AccessKind.LARGE_PRINT: _("Large print"),
    AccessKind.EASY_READ: _("Easy Read"),
    AccessKind.QUIET_SPACE: _("A quiet space to take a break"),
    AccessKind.ASSISTANCE_DOG: _("Room for my assistance dog"),
    AccessKind.PHONE: _("To join by phone"),
    AccessKind.OTHER: _("Something else"),
}
_ONLY_IN_ROOM = (
    AccessKind.STEP_FREE,
    AccessKind.PARKING_BAY,
    AccessKind.HEARING_LOOP,
    AccessKind.QUIET_SPACE,
    AccessKind.ASSISTANCE_DOG,
)


def needs_for(room):
    """The needs that make sense for somebody in the room, or online, as choices."""
    left_out = _ONLY_IN_ROOM if room == Room.ONLINE else (AccessKind.PHONE,)
    return [(kind.value, words) for kind, words in NEEDS.items() if kind not in left_out]


def consent_field(date):
    """The tick without which nothing about health is kept (UK GDPR, Article 9)."""
    return forms.BooleanField(
        required=False,
        label=_now("I agree that you keep this until %(date)s, to arrange it for me") % {"date": date_plain(date)},
    )


_CONSENT_MISSING = _("Tick the box if we may keep what you told us. Without it we cannot arrange it.")


class NeedsForm(Question):
    step = "needs"
    title = _("What do you need to take part?")

    kinds = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Tick all that you need"),
        error_messages={"invalid_choice": _("Choose from the list"), "invalid_list": _("Choose from the list")},
    )
    language = Words(
        max_length=100,
        required=False,
        label=_("Which language?"),
    )
    other = Words(
        max_length=400,
        required=False,
        lines=True,
        label=_("What else do you need?"),
    )
    wants_to_talk = forms.BooleanField(required=False, label=_("I would like to talk to someone about this"))

    # Shown below the tick that it belongs to.
    below = {AccessKind.INTERPRETER.value: "language", AccessKind.OTHER.value: "other"}

    def prepare(self):
        self.fields["kinds"].choices = needs_for(self.so_far.get("room"))
        self.fields["consent"] = consent_field(self.dates["needs"])

    def clean(self):
        found = super().clean()
        kinds = list(found.get("kinds") or [])
        # Somebody who writes something means it, ticked or not.
        for kind, name in self.below.items():
            if found.get(name) and kind not in kinds:
                kinds.append(kind)
            elif kind in kinds and not found.get(name) and name not in self.errors:
                self.add_error(name, _("Write which language") if name == "language" else _("Write what you need"))
        found["kinds"] = kinds
        if kinds and not found.get("consent"):
            self.add_error("consent", _CONSENT_MISSING)
        return found

    def drawn_fields(self):
        """The two boxes of text stand below their ticks, which open them."""
        drawn = super().drawn_fields()
        boxes = {parameters["name"]: (name, parameters) for name, parameters in drawn}
        for item in boxes["kinds"][1]["items"]:
            if item["value"] in self.below:
                box = self[self.below[item["value"]]]
                item["conditional"] = {"html": box.as_field_group()}
                # Somebody who typed there finds it again.
                item["checked"] = item["checked"] or bool(box.value())
        return [field for name, field in boxes.items() if name not in self.below.values()]


class FoodForm(Question):
    step = "food"
    title = _("Is there anything you cannot eat?")

    food = Words(
        max_length=300,
        required=False,
        lines=True,
        label=_("What you or the people with you cannot eat"),
        help_text=_("For example: no nuts, vegan, halal. Leave it empty if you eat everything."),
    )

    def prepare(self):
        if not self.so_far.get("consent"):
            self.fields["food_consent"] = consent_field(self.dates["needs"])

    def clean(self):
        found = super().clean()
        if found.get("food") and "food_consent" in self.fields and not found.get("food_consent"):
            self.add_error("food_consent", _CONSENT_MISSING)
        return found


class TravelForm(Question):
    step = "travel"
    unmarked = ("costs",)
    title = _("Do you want help with what it costs to come?")

    costs = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Costs"),
        initial=ExpensePlan.NONE,
        required=False,
        choices=ExpensePlan.choices,
        error_messages={"invalid_choice": _("Choose from the list")},
    )
    travel = Words(
        max_length=300,
        required=False,
        lines=True,
        label=_("Where you come from, and how"),
        help_text=_("A town or a postcode is enough. It helps us to book a ticket, or to share lifts."),
    )

    def prepare(self):
        self.fields["costs"].label = self.title_words
        if self.so_far.get("room") == Room.ONLINE:
            del self.fields["travel"]
            self.fields["costs"].choices = [choice for choice in ExpensePlan.choices if choice[0] != ExpensePlan.BOOK]

    def drawn_fields(self):
        """The page's heading asks the question: the legend that repeats it is for those who hear the page."""
        drawn = super().drawn_fields()
        hidden = format_html('<span class="nhsuk-u-visually-hidden">{}</span>', self.title_words)
        drawn[0][1]["fieldset"]["legend"] = {"html": hidden}
        return drawn

    @property
    def title_words(self):
        if self.so_far.get("room") == Room.ONLINE:
            return _("Do you want help with what it costs to join?")
        return self.title

    def clean(self):
        found = super().clean()
        found["costs"] = found.get("costs") or ExpensePlan.NONE
        asked = "travel" in self.fields and "travel" not in self.errors
        if found["costs"] == ExpensePlan.BOOK and asked and not found.get("travel"):
            self.add_error("travel", _("Write where you come from, so that we can book your travel"))
        return found


class ChoicesForm(Question):
    """What somebody may hear and be seen of: separate consents, each off until it is ticked."""

    step = "choices"
    title = _("What may we do?")

    photo_consent = forms.BooleanField(
        required=False, label=_("You may take photographs with me in them, and show them on this site")
    )
    wants_updates = forms.BooleanField(
        required=False, label=_("Tell me what changed because of this event"), help_text=""
    )

    def prepare(self):
        if not self.so_far.get("email"):
            del self.fields["wants_updates"]
        if self.so_far.get("room") == Room.ONLINE:
            del self.fields["photo_consent"]


class TopicForm(ChoicesForm):
    step = "topic"
    title = _("Is there something you want to ask or talk about?")

    topic = Words(
        max_length=500,
        required=False,
        lines=True,
        label=_("Your question or topic"),
        help_text=_("The people who prepare the event read it. They put it in their own words, without your name."),
    )
    next_event = forms.BooleanField(required=False, label=_("Tell me about the next event"))
    field_order = ["topic", "photo_consent", "wants_updates", "next_event"]

    def prepare(self):
        super().prepare()
        if not self.so_far.get("email"):
            del self.fields["next_event"]


QUESTIONS = {
    form.step: form
    for form in (NameForm, ContactForm, PlacesForm, NeedsForm, FoodForm, TravelForm, TopicForm, ChoicesForm)
}
