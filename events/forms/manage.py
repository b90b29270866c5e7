"""The small forms around a booking that is there."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.forms.fields import TOO_LONG, Email
from home.forms import NHSForm


class CancelForm(NHSForm):
    """All of a booking or a part of it: how many people can no longer come."""

    how_many = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label=_("Who can no longer come?"),
        error_messages={"invalid_choice": _("Choose who can no longer come")},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        some = [
            (number, ngettext("%(count)s person", "%(count)s people", number) % {"count": number})
            for number in range(1, people)
        ]
        self.fields["how_many"].choices = [(people, _("All of us")), *some]
        if people == 1:
            # One person: the button says it all.
            self.fields["how_many"].widget = forms.HiddenInput()
            self.fields["how_many"].initial = 1


class LostLinkForm(NHSForm):
    """The address that a booking was made with."""

    email = Email(
        max_length=254,
        label=_("Email address"),
        error_messages={
            "invalid": _("Write an email address like name@example.com"),
            "required": _("Write the email address that you booked with"),
            "max_length": TOO_LONG,
        },
    )
