"""Role and organisation: two questions, none of which has to be answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from home.forms import NHSForm
from training import details
from training.roles import Role

NONE = "none"


class DetailsForm(NHSForm):
    """What a learner says about themselves. Cleans to `role`, "" for none, and `organisation`, None for none."""

    role = forms.ChoiceField(
        required=False,
        choices=[*Role.choices, (NONE, _("None of these, or I would rather not say"))],
        widget=forms.RadioSelect,
        label=_("Which of these is closest to you?"),
        help_text=_("Some stories in the modules are then told from where you stand."),
    )
    organisation = forms.ModelChoiceField(
        queryset=None,
        required=False,
        empty_label=_("Not in this list, or I would rather not say"),
        label=_("Which organisation are you with?"),
        help_text=_("It is counted, without your name, so that an organisation sees how many of its people took part."),
    )

    def __init__(self, *args, learner=None, **kwargs):
        if learner:
            role = learner.role or (NONE if learner.asked_at else None)
            kwargs["initial"] = {"role": role, "organisation": learner.organisation_id}
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = details.to_choose(learner)

    def clean_role(self):
        role = self.cleaned_data["role"]
        return "" if role == NONE else role
