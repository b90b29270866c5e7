"""Carrying on at another device: the code that is typed there, and the address a code is mailed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from home.forms import NHSForm


class CodeForm(NHSForm):
    """The code from the other device, as somebody types it."""

    code = forms.CharField(
        max_length=60,
        label=_("Your code"),
        help_text=_("10 letters and digits, for example 7K2MQ-9XDB4. Capital letters and the hyphen do not matter."),
        error_messages={"required": _("Enter the code from your other device")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": False, "data-width": "20"}),
    )


class MailCodeForm(NHSForm):
    """Where to mail a code."""

    email = forms.EmailField(
        max_length=254,
        label=_("Email address"),
        help_text=_("We use it for this one email and do not keep it beyond that."),
        error_messages={
            "required": _("Enter an email address"),
            "invalid": _("Enter an email address like name@example.com"),
        },
    )
