"""The form for a team's name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from home.forms import NHSForm


class TeamForm(NHSForm):
    """What a team is called."""

    name = forms.CharField(
        label=_("Name of the team"),
        help_text=_("Everybody who has the link sees it. For example: Ward 4, or Friday volunteers."),
        max_length=80,
        error_messages={
            "required": _("Enter a name for the team"),
            "max_length": _("The name must be %(limit_value)d characters or fewer"),
        },
    )

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())
