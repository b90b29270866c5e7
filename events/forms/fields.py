"""Fields of the public forms about events: what people type, tidied and with errors in plain words."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

# Letters that turn the direction of writing: in a name they would turn the list it stands in.
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TOO_LONG = _("Use %(limit_value)d characters or fewer. You have used %(show_value)d.")


def tidy(text, lines=False):
    """What somebody typed without what no keyboard makes: NUL bytes, half characters, letters that turn the writing."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = []
    for letter in text:
        if letter in "\n\t":
            kept.append(letter if lines else " ")
        elif unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _BIDI:
            kept.append(letter)
    return "".join(kept).strip()


class Words(forms.CharField):
    """Text that people wrote. `lines`: in a box of several lines."""

    def __init__(self, *, lines=False, rows=3, autocomplete="", **kwargs):
        self.lines = lines
        attrs = {"autocomplete": autocomplete} if autocomplete else {}
        widget = forms.Textarea(attrs={"rows": rows}) if lines else forms.TextInput(attrs=attrs)
        super().__init__(widget=widget, error_messages={"max_length": TOO_LONG, **kwargs.pop("messages", {})}, **kwargs)

    def to_python(self, value):
        return tidy(super().to_python(value), self.lines)


class Email(forms.EmailField):
    def to_python(self, value):
        return tidy(super().to_python(value))


class Whole(forms.IntegerField):
    """A number of people."""

    def __init__(self, *, most, messages=None, **kwargs):
        super().__init__(
            max_value=most,
            widget=forms.NumberInput(attrs={"data-width": "2"}),
            error_messages={
                "invalid": _("Write a number in figures, like 1"),
                "min_value": _("Write %(limit_value)s or more"),
                "max_value": _("Write %(limit_value)s or less"),
                **(messages or {}),
            },
            **kwargs,
        )
