"""The name on a certificate, and the code of one that is to be checked."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.forms import NHSForm
from training import certificates


class NameField(forms.CharField):
    """A name as it can stand on a certificate, in any script."""

    def clean(self, value):
        typed = super().clean(value)
        try:
            return certificates.clean_name(typed)
        except certificates.UnfitName as unfit:
            if unfit.signs:
                raise ValidationError(
                    _("Write your name without pictures or signs. Leave out: %(signs)s") % {"signs": unfit.signs[:20]}
                ) from unfit
            raise ValidationError(self.error_messages["required"]) from unfit


class NameForm(NHSForm):
    """How somebody wants to be named on a certificate."""

    name = NameField(
        max_length=certificates.NAME_LENGTH,
        label=gettext_lazy("Your name, as it should be printed"),
        help_text=gettext_lazy("In the way and the letters you write it. You can correct it later."),
        error_messages={
            "required": gettext_lazy("Enter your name, as it should be printed"),
            "max_length": gettext_lazy("Your name must be 100 characters or fewer"),
            # A character of no writing: nobody types it on purpose.
            "null_characters_not_allowed": gettext_lazy("Enter your name, as it should be printed"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": False}),
    )


class FindForm(NHSForm):
    """The code on a certificate. Sent with GET: it is a question, and it needs no cookie."""

    code = forms.CharField(
        max_length=100,
        label=gettext_lazy("The code on the certificate"),
        help_text=gettext_lazy(
            "16 letters and digits, for example 7K3M-Q9XA-0ZPT-2WVE. Capital letters, hyphens and spaces do not matter."
        ),
        error_messages={
            "required": gettext_lazy("Enter the code on the certificate"),
            "max_length": gettext_lazy("A code has 16 letters and digits"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False, "data-width": "20"}),
    )

    def clean_code(self):
        code = certificates.read_code(self.cleaned_data["code"])
        if not code:
            typed = len(certificates.tidy_code(self.cleaned_data["code"]))
            if typed != certificates.CODE_LENGTH:
                raise ValidationError(
                    _("A code has 16 letters and digits. What you typed has %(count)s.") % {"count": typed}
                )
            raise ValidationError(_("A code has no letter U and no signs. Look at the certificate again."))
        return code
