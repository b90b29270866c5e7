"""Forms for what learners want to be mailed, and for the question after six weeks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from home.forms import NHSForm
from training.models import Change

CHECK_INS, SIX_WEEKS = "check_ins", "six_weeks"


class KeepFreshForm(NHSForm):
    """Which of the two somebody asks for: nothing is ticked before they tick it. `offered` are those they do not have yet."""

    what = forms.MultipleChoiceField(
        label=_("What may we mail you?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what we may mail you, or leave this page")},
    )
    words = {
        CHECK_INS: (
            _("One question from time to time"),
            _("The first after 12 days. After a right answer the next comes in 24 days, after a wrong one in 12. When you "
              "are right twice running, it is over."),
        ),
        SIX_WEEKS: (
            _("One question after six weeks: did it change anything?"),
            _("One email, 4 answers to choose from. We show how many answered what, without names."),
        ),
    }  # fmt: skip

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        field.choices = [(name, self.words[name][0]) for name in offered]
        field.choice_hints = {name: self.words[name][1] for name in offered}


class ChangeForm(NHSForm):
    """Did it change anything? One of four."""

    change = forms.ChoiceField(
        label=_("Did it change anything in what you do?"),
        choices=Change.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the 4 answers")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change"].is_page_heading = True
