"""Hints and tips on a page or in a step of a module. The tips belong to another app, which is named here and not imported."""

from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from home.blocks.links import ChosenBlock

TIP = "resources.Tip"


def stages():
    """The stages a tip can be for, as (value, words)."""
    return apps.get_model(TIP)._meta.get_field("stage").choices


def audiences():
    """The people a tip can be for, as (value, words)."""
    return apps.get_model(TIP)._meta.get_field("audiences").options.choices


class TipsBlock(blocks.StructBlock):
    """A few tips as cards: those an editor chose, or the first ones for a stage or for some people.

    Its template gets the tips from `tips_for`, which knows them in the language of the page.
    """

    heading = blocks.CharBlock(max_length=80, required=False, help_text="Leave empty for: Hints and tips.")
    chosen = blocks.ListBlock(
        SnippetChooserBlock(TIP, label="Tip"), default=[], label="Tips you choose", help_text="In the order you want."
    )
    stage = ChosenBlock(
        choices=stages,
        required=False,
        label="Or the tips of one stage",
        help_text="New tips are then shown by themselves.",
    )
    who = ChosenBlock(choices=audiences, required=False, label="Or the tips for some people")
    most = blocks.IntegerBlock(
        default=3,
        min_value=1,
        max_value=12,
        label="Tips to show",
        help_text="At most so many. Three fit beside each other.",
    )

    class Meta:
        icon = "pick"
        label = "Hints and tips"
        template = "home/blocks/tips.html"
        description = "A few hints and tips as cards: those you choose, or those of a stage or for some people."
        preview_value = {"heading": "", "chosen": [], "stage": "before", "who": "", "most": 3}

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        chosen, rule = [tip for tip in value["chosen"] if tip], value.get("stage") or value.get("who")
        if chosen and rule:
            message = "Choose tips above, or a stage or people here, not both."
            raise StructBlockValidationError({"stage" if value.get("stage") else "who": ValidationError(message)})
        if not chosen and not rule:
            raise StructBlockValidationError(
                {"stage": ValidationError("Choose tips above, or a stage or people here.")}
            )
        return value
