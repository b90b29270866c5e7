"""The form with which somebody asks for a page in another format or language."""

import re
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from home.format_requests import Wish
from home.forms.forms import NHSForm
from home.models.format_requests import AnswerWay, FormatKind

# Under which choice each of these stands; only the one that belongs to what was chosen is looked at.
_DETAILS = {
    FormatKind.LARGE_PRINT: "size",
    FormatKind.TRANSLATION: "which_language",
    FormatKind.OTHER: "what_else",
}
_WAYS = {
    AnswerWay.EMAIL: "email",
    AnswerWay.PHONE: "phone",
    AnswerWay.TEXT: "text_number",
    AnswerWay.POST: "postal_address",
}
_NUMBER = re.compile(r"[+()\d\s.-]+")
_TOO_LONG = {"max_length": _("Use %(limit_value)d characters or fewer")}


def _line(label, longest, help_text="", **more):
    """One line of text. What is required of it hangs on what was chosen."""
    return forms.CharField(
        label=label, max_length=longest, help_text=help_text, required=False, error_messages=_TOO_LONG, **more
    )


def _number(label):
    """A phone number, in any way that people write theirs."""
    attributes = {"type": "tel", "autocomplete": "tel", "data-width": "20"}
    return _line(label, 40, widget=forms.TextInput(attrs=attributes))


class FormatRequestForm(NHSForm):
    """What, how, and how to reach them. `page`: the public page it is about, or None to ask for it in words.

    `wish()` gives what was asked for, once the form is valid.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    page_words = forms.CharField(
        label=_("Which page or document do you need?"),
        help_text=_("Its title, what it is about, or its address. You can also ask for a print pack."),
        max_length=300,
        error_messages=_TOO_LONG | {"required": _("Enter which page or document you need")},
    )
    kind = forms.ChoiceField(
        label=_("Which format do you need?"),
        choices=FormatKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a format"), "invalid_choice": _("Choose a format from the list")},
    )
    size = _line(
        _("Which size of print?"), 40, _("For example: 18 point, or “as large as a headline”. 16 point is usual.")
    )
    which_language = _line(_("Which language?"), 60, _("For example: Polish, or Arabic."))
    what_else = _line(_("What do you need?"), 200)
    answer_by = forms.ChoiceField(
        label=_("How do we reach you?"),
        help_text=_("We only use it to answer you. For anything on paper, choose post and we send it there."),
        choices=AnswerWay.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we reach you"),
            "invalid_choice": _("Choose how we reach you from the list"),
        },
    )
    email = forms.EmailField(
        label=_("Your email address"),
        max_length=254,
        required=False,
        error_messages={
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
            "max_length": _("Enter an email address in the correct format, like name@example.com"),
        },
    )
    phone = _number(_("Your phone number"))
    text_number = _number(_("Your mobile number"))
    postal_address = _line(
        _("Where do we send it?"),
        500,
        _("Name, street, town and postcode."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )
    name = _line(_("Your name"), 100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    more = _line(
        _("Is there anything else that we have to know?"),
        1000,
        _("For example: only one part of the page, or how many copies. Please write nothing about your health."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = forms.BooleanField(
        label=_("You may use what I wrote here to send me this format"),
        help_text=_("The format you need may say something about your health. We use it for nothing else."),
        error_messages={"required": _("Tick the box so that we may use your answers, or phone or write to us instead")},
    )

    def __init__(self, *args, page=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        if page:
            del self.fields["page_words"]
        self.fields["kind"].reveals, self.fields["answer_by"].reveals = _DETAILS, _WAYS
        for name in [*_DETAILS.values(), *_WAYS.values()]:
            self.fields[name].asked_with_choice = True

    def clean(self):
        answers = super().clean()
        # A form whose key is missing or was changed still counts, once.
        self.errors.pop("key", None)
        answers["key"] = answers.get("key") or uuid.uuid4()
        needed = {
            "size": _("Enter the size of print you need"),
            "which_language": _("Enter the language you need"),
            "what_else": _("Enter what you need"),
            "email": _("Enter your email address"),
            "phone": _("Enter your phone number"),
            "text_number": _("Enter your mobile number"),
            "postal_address": _("Enter the address to send it to"),
        }
        asked = {_DETAILS.get(answers.get("kind")), _WAYS.get(answers.get("answer_by"))} - {None}
        for name, words in needed.items():
            if name not in asked:
                # Below a choice that was not made: neither wrong nor kept.
                self.errors.pop(name, None)
                answers[name] = ""
            elif name not in self.errors and not answers.get(name):
                self.add_error(name, words)
        for name in ("phone", "text_number"):
            if answers.get(name) and not _is_number(answers[name]):
                self.add_error(name, _("Enter a phone number, like 01228 123456 or 07700 900123"))
        return answers

    def wish(self):
        """What was asked for, as the rule takes it."""
        answers = self.cleaned_data
        return Wish(
            kind=answers["kind"],
            answer_by=answers["answer_by"],
            page=self.page,
            page_words=answers.get("page_words", ""),
            detail=answers["size"] or answers["which_language"] or answers["what_else"],
            name=answers["name"],
            email=answers["email"],
            phone=answers["phone"] or answers["text_number"],
            postal_address=answers["postal_address"],
            more=answers["more"],
        )


def _is_number(text):
    """Whether it is written like a phone number. Which numbers there are, nobody knows."""
    return bool(_NUMBER.fullmatch(text)) and 7 <= sum(letter.isdigit() for letter in text) <= 20
