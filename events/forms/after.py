"""Forms for after the event and beside it: feedback, costs, hearing of the next one."""

import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from events import feedback
from events.models.expenses import CostKind
from home.forms import NHSForm


class FeedbackForm(NHSForm):
    """Three questions, each of which may be left out."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    heard = forms.TypedChoiceField(
        label=_("I was listened to"),
        choices=feedback.SCALE,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    could_take_part = forms.TypedChoiceField(
        label=_("I could take part in the way I wanted to"),
        choices=feedback.SCALE,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    better = forms.CharField(
        label=_("What should we do differently next time?"),
        help_text=_("Please write no names, and nothing about your health."),
        max_length=1000,
        widget=forms.Textarea,
        required=False,
        error_messages={"max_length": _("Your answer must be %(limit_value)d characters or fewer")},
    )

    def clean_key(self):
        """A form without its key still counts, once."""
        return self.cleaned_data["key"] or uuid.uuid4()

    def clean(self):
        answers = super().clean()
        if not self.errors and not any(answers.get(name) for name in ("heard", "could_take_part", "better")):
            self.add_error("heard", _("Answer at least one of the questions"))
        return answers


class PoundsField(forms.DecimalField):
    """An amount as people write it: "12.50", "£12.50", "1,200". From a penny to £5,000."""

    def __init__(self, **kwargs):
        bounds = {"min_value": Decimal("0.01"), "max_value": Decimal(5000), "max_digits": 6, "decimal_places": 2}
        super().__init__(**bounds, **kwargs)

    def to_python(self, value):
        return super().to_python(value.replace("£", "").replace(",", "").strip() if isinstance(value, str) else value)


_DECIMAL = {"inputmode": "decimal", "data-width": "5"}


class ExpenseForm(NHSForm):
    """One cost. `may_wish`: there is still something that can be booked for the person."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    what = forms.ChoiceField(
        label=_("What do you want us to do?"),
        choices=[
            ("claim", _("Pay me back what I paid or will pay")),
            ("wanted", _("Book it and pay for it, so that I do not pay first")),
        ],
        widget=forms.RadioSelect,
        initial="claim",
    )
    kind = forms.ChoiceField(label=_("What was it for?"), choices=CostKind.choices, widget=forms.RadioSelect)
    detail = forms.CharField(
        label=_("A few words about it"),
        help_text=_("For example: Workington to Carlisle and back. Nothing about your health, and no bank details."),
        max_length=300,
        required=False,
        error_messages={"max_length": _("Use %(limit_value)d characters or fewer")},
    )
    miles = forms.DecimalField(
        label=_("How many miles?"),
        help_text=_("Only if you came by car. Count the way there and back."),
        min_value=Decimal("0.1"),
        max_value=Decimal(2000),
        max_digits=5,
        decimal_places=1,
        required=False,
        widget=forms.TextInput(attrs=_DECIMAL),
        error_messages={
            "invalid": _("Enter the miles as a number, like 24 or 24.5"),
            "max_decimal_places": _("Enter the miles as a number, like 24 or 24.5"),
            "max_digits": _("Enter miles of 2,000 or fewer"),
            "max_whole_digits": _("Enter miles of 2,000 or fewer"),
            "max_value": _("Enter miles of 2,000 or fewer"),
            "min_value": _("Enter more than 0 miles"),
        },
    )
    amount = PoundsField(
        label=_("How much in pounds?"),
        help_text=_("For example 4.50. Leave it empty if you do not know yet."),
        required=False,
        widget=forms.TextInput(attrs=_DECIMAL),
        error_messages={
            "invalid": _("Enter the amount in pounds and pence, like 4.50"),
            "max_decimal_places": _("Enter the amount in pounds and pence, like 4.50"),
            "max_digits": _("Enter an amount of £5,000 or less"),
            "max_whole_digits": _("Enter an amount of £5,000 or less"),
            "max_value": _("Enter an amount of £5,000 or less"),
            "min_value": _("Enter an amount of more than £0"),
        },
    )

    def __init__(self, *args, may_wish=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_wish:
            del self.fields["what"]

    def clean(self):
        answers = super().clean()
        if answers.get("kind") == CostKind.CAR and answers.get("miles") is None and "miles" not in self.errors:
            self.add_error("miles", _("Enter how many miles you drive"))
        if answers.get("kind") and answers["kind"] != CostKind.CAR:
            answers["miles"] = None
        return answers


class NextEventForm(NHSForm):
    """One address."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("We only use it to tell you of the next event."),
        error_messages={
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
            "max_length": _("Enter an email address in the correct format, like name@example.com"),
        },
    )
