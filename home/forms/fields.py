"""Fields that Django does not have."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DatePartsWidget(forms.MultiWidget):
    """Three boxes for day, month and year."""

    parts = ("day", "month", "year")

    def __init__(self, attrs=None):
        super().__init__({part: forms.TextInput() for part in self.parts}, attrs)

    def decompress(self, value):
        if isinstance(value, datetime.date):
            return [value.day, value.month, value.year]
        return [None, None, None]


class DatePartsField(forms.MultiValueField):
    """A date typed as day, month and year, the way the NHS design system asks for one.

    Cleans to a `datetime.date`, or None where it is optional and empty. Says which part is missing or wrong.
    """

    widget = DatePartsWidget
    default_error_messages = {
        "missing": _("%(label)s must include a %(part)s"),
        "number": _("%(label)s must be written in numbers, like 27 3 2027"),
        "unreal": _("%(label)s must be a date that exists, like 27 3 2027"),
    }

    def __init__(self, **kwargs):
        parts = [forms.CharField(required=False, max_length=10) for _part in DatePartsWidget.parts]
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def clean(self, value):
        typed = [str(part or "").strip() for part in value or ["", "", ""]]
        label = self.label or _("Date")
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        for part, text in zip((_("day"), _("month"), _("year")), typed, strict=True):
            if not text:
                raise ValidationError(self.error_messages["missing"], "missing", {"label": label, "part": part})
        if not all(text.isascii() and text.isdecimal() and len(text) <= 4 for text in typed):
            raise ValidationError(self.error_messages["number"], "number", {"label": label})
        day, month, year = map(int, typed)
        try:
            if year < 1000:
                raise ValueError
            return datetime.date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["unreal"], "unreal", {"label": label}) from error

    def compress(self, data_list):
        """Not called: `clean` makes the date itself, because its messages need the parts."""
        return data_list
