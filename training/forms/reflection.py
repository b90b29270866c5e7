"""What somebody writes to a question that only they can answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from home.forms import NHSForm
from training.reflections import LONGEST


class OwnWords(forms.CharField):
    """Text with one kind of line end: a browser sends two signs for each, and nobody has typed those."""

    def to_python(self, value):
        return super().to_python("\n".join((value or "").splitlines()))


class ReflectionForm(NHSForm):
    """A text of up to LONGEST characters. Too long a one comes back whole."""

    text = OwnWords(
        max_length=LONGEST,
        label=_("What you think"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={
            "required": _("Write something first"),
            "max_length": _("Your text has %(show_value)d characters. We can take %(limit_value)d: make it shorter"),
        },
    )
