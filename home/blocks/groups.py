"""One group or network: what it can change, who is in it, and whether it still meets."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks.levels import InvolvementLevel
from home.blocks.words import PLAIN_FEATURES


class GroupStatus(models.TextChoices):
    """Whether a group meets. The order is the order on the page."""

    NOW = "now", _("Running now")
    UNKNOWN = "unknown", _("Not confirmed")
    PAST = "past", _("Historic")


class GroupValue(blocks.StructValue):
    """A group with its level as a member of InvolvementLevel."""

    @property
    def level_choice(self):
        """The level, or nothing where nobody has recorded one."""
        value = self.get("level")
        return InvolvementLevel(value) if value in InvolvementLevel.values else None

    @property
    def is_past(self):
        return self.get("status") == GroupStatus.PAST

    @property
    def has_scope(self):
        """Whether anything is known about what the group can change."""
        return any(self.get(name) for name in ("can_change", "cannot_change", "money"))

    @property
    def status_label(self):
        value = self.get("status")
        return GroupStatus(value).label if value in GroupStatus.values else ""


class GroupBlock(blocks.StructBlock):
    """A group, told honestly: an empty field is shown as "not known", and a historic group never asks people to join.

    Source of the rules: principle 1 (scope), principle 3 (who is involved) of the 13 Cumbrian principles.
    """

    name = blocks.CharBlock(max_length=150)
    status = blocks.ChoiceBlock(
        choices=GroupStatus.choices,
        help_text="Running now: somebody has confirmed it. Not confirmed: it may still run. Historic: it is over.",
    )
    dates = blocks.CharBlock(
        max_length=200, help_text="From when to when, as far as it is known, for example: Set up in September 2016."
    )
    purpose = blocks.TextBlock(rows=2, max_length=400, label="What it is for")
    can_change = blocks.TextBlock(rows=2, max_length=300, required=False, help_text='Leave empty to show "Not known".')
    cannot_change = blocks.TextBlock(
        rows=2, max_length=300, required=False, help_text='Leave empty to show "Not known".'
    )
    money = blocks.CharBlock(
        max_length=200, required=False, help_text='What say it has over money. Leave empty to show "Not known".'
    )
    level = blocks.ChoiceBlock(
        choices=InvolvementLevel.choices,
        required=False,
        help_text='The level of involvement. Leave empty to show "Not recorded".',
    )
    level_note = blocks.CharBlock(
        max_length=200, required=False, help_text="How we know the level, or whose reading it is."
    )
    who = blocks.RichTextBlock(features=PLAIN_FEATURES, required=False, label="Who is in it")
    how_to_join = blocks.RichTextBlock(
        features=PLAIN_FEATURES,
        required=False,
        help_text="For a group that runs now, or may run. Empty for a historic one.",
    )
    source = blocks.CharBlock(max_length=250, help_text="Where these facts come from.")
    source_url = blocks.URLBlock(required=False, label="Address of the source")

    class Meta:
        icon = "group"
        label = "Group"
        label_format = "{name} ({status})"
        value_class = GroupValue
        template = "home/blocks/group.html"
        description = "A group or network: what it can change, who is in it, how to join, and whether it still meets."
        preview_value = {
            "name": "A group (example)",
            "status": "unknown",
            "dates": "First met in December 2014",
            "purpose": "People talk about local services.",
            "can_change": "",
            "cannot_change": "",
            "money": "",
            "level": "involving",
            "level_note": "Our reading",
            "who": "",
            "how_to_join": "<p>Ask us.</p>",
            "source": "The strategy of 2020",
            "source_url": "",
        }

    def clean(self, value):
        value = super().clean(value)
        can_join = bool(str(value.get("how_to_join") or "").strip())
        if value["status"] == GroupStatus.PAST and can_join:
            message = "Nobody can join a historic group. Empty this field, or change the status."
            raise StructBlockValidationError({"how_to_join": ValidationError(message)})
        if value["status"] == GroupStatus.NOW and not can_join:
            message = "Say how to join. If nobody knows, the group is not confirmed."
            raise StructBlockValidationError({"how_to_join": ValidationError(message)})
        return value
