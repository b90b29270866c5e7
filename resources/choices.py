"""The two ways people look for a tool: the stage their work is at, and who they are."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models.principles import Principle

# The three stages of the Cumbrian principles, in the order of the work.
Stage = Principle.Stage


class Audience(models.TextChoices):
    """Who a reader may be. Everybody may use everything: this only helps to find what fits first."""

    PERSON = "person", _("Person who uses services or carer")
    MEMBER = "member", _("Group member")
    CHAIR = "chair", _("Chair or organiser")
    STAFF = "staff", _("Staff")
    LEADER = "leader", _("Leader")


class SeveralField(models.JSONField):
    """Any number of a fixed list of choices, kept as a list of their values. Subclasses name the list in `options`."""

    options = Stage

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """The chosen values in the order of `options`. Raises ValidationError for one that is not among them."""
        if value in (None, ""):
            return []
        if not isinstance(value, (list, tuple)):
            raise ValidationError(f"Write a list of: {', '.join(self.options.values)}.")
        unknown = [item for item in value if item not in self.options.values]
        if unknown:
            raise ValidationError(f"{unknown[0]!r} is not one of {', '.join(self.options.values)}.")
        return [item for item in self.options.values if item in value]

    def formfield(self, **kwargs):
        kwargs = {key: value for key, value in kwargs.items() if key not in ("widget", "form_class")}
        return forms.MultipleChoiceField(
            choices=self.options.choices,
            widget=forms.CheckboxSelectMultiple,
            required=kwargs.get("required", not self.blank),
            label=kwargs.get("label", self.verbose_name.capitalize()),
            help_text=kwargs.get("help_text", self.help_text),
            initial=kwargs.get("initial", []),
        )


class StagesField(SeveralField):
    options = Stage


class AudiencesField(SeveralField):
    options = Audience


def labels(options, values):
    """The words of the chosen `values`, in the order of `options`."""
    return [option.label for option in options if option.value in (values or [])]


def chosen(options, raw):
    """What a visitor asked for in an address: (choice, known).

    `raw` is untrusted text or None. An empty one gives (None, True); one that is no choice gives (None, False), so that
    the page can say so and show everything.
    """
    if not raw:
        return None, True
    if raw in options.values:
        return options(raw), True
    return None, False
