"""The base of every public form."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from home.forms.parameters import error_list, macro_and_parameters
from home.forms.renderer import NHSFormRenderer

_TO_CHOOSE = (forms.ChoiceField, forms.ModelChoiceField)
_DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


class NHSFormMixin:
    """Drawn by the NHS macros, with an error summary and messages that say what to do."""

    default_renderer = NHSFormRenderer()
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == _DJANGO_REQUIRED:
                field.error_messages["required"] = _required_message(field)

    @cached_property
    def error_list(self):
        """What the error summary lists: [{text, href}]."""
        return error_list(self)

    def drawn_fields(self):
        """Each visible field as (macro name, parameters). One that belongs to a choice stands below that choice.

        A field of choices has `reveals` for that, {choice: name of the field}.
        CSS shows it with its choice, with JavaScript or without.
        """
        below = {name for field in self.fields.values() for name in getattr(field, "reveals", {}).values()}
        return [macro_and_parameters(bound) for bound in self.visible_fields() if bound.name not in below]


class NHSForm(NHSFormMixin, forms.Form):
    pass


def _required_message(field):
    """An error in plain words for a field left empty."""
    label = str(field.label or _("this field"))
    label = label[:1].lower() + label[1:]
    if isinstance(field, forms.BooleanField):
        return _("Tick the box: %(label)s") % {"label": label}
    if isinstance(field, _TO_CHOOSE):
        return _("Choose an answer: %(label)s") % {"label": label}
    return _("Enter an answer: %(label)s") % {"label": label}
