"""allauth's forms, drawn with the NHS macros and in the site's words."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from home.forms import NHSForm, NHSFormMixin
from site_project.accounts import mails

_NO_ADDRESS = _("Enter an email address, like name@example.org")


def _email_field(**options):
    words = {"required": _NO_ADDRESS, "invalid": _NO_ADDRESS}
    return forms.EmailField(
        label=_("Email address"), max_length=254, error_messages={**words, "max_length": _NO_ADDRESS}, **options
    )


class LoginForm(NHSFormMixin, allauth_forms.LoginForm):
    """Email address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email address")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class RequestCodeForm(NHSForm):
    """The address to which a code goes. Whether we know it, only the mail tells."""

    email = _email_field(help_text=_("We email you a code. You get other emails only if you ask for them."))


class ConfirmCodeForm(NHSForm):
    """The code. Spaces, hyphens and words around it do not matter, nor in which script its digits are."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("8 numbers, like 4827 1936"),
        error_messages={"required": _("Enter the code from our email")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "data-width": "10"}),
    )

    def __init__(self, *args, code="", **kwargs):
        self.expected = code
        super().__init__(*args, **kwargs)

    def clean_code(self):
        """The code as digits. Raises ValidationError where it is not the one that was mailed."""
        code = digits(self.cleaned_data["code"])
        if not code:
            raise ValidationError(self.fields["code"].error_messages["required"], code="required")
        if not compare_user_code(actual=code, expected=self.expected):
            raise get_adapter().validation_error("incorrect_code")
        return code


def digits(text):
    """The digits in what somebody typed, as 0 to 9: people write Arabic and other digits too."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


class ResetPasswordForm(NHSFormMixin, allauth_forms.ResetPasswordForm):
    """The address to which a link for a new password goes."""

    email = _email_field()

    def save(self, request, **kwargs):
        """Mails a link, or how to go on without a password: who is known here is seen by the address's owner only."""
        if not self.users:
            mails.no_password(self.cleaned_data["email"])
        return super().save(request, **kwargs)


class ResetPasswordKeyForm(NHSFormMixin, allauth_forms.ResetPasswordKeyForm):
    """A new password, twice."""


class ChangePasswordForm(NHSFormMixin, allauth_forms.ChangePasswordForm):
    """The old password and a new one, twice."""
