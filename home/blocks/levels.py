"""The levels of involvement, and the block that explains one of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class InvolvementLevel(models.TextChoices):
    """How much say people have, from least to most: the ladder of NHS England's participation guide of 2013.

    Projects, groups and events store these values: never change them.
    """

    INFORMING = "informing", _("Informing")
    CONSULTING = "consulting", _("Consulting")
    INVOLVING = "involving", _("Involving")
    COLLABORATING = "collaborating", _("Collaborating")
    DEVOLVING = "devolving", _("Devolving")

    @property
    def number(self):
        """Its place on the ladder: 1 is the bottom, 5 the top."""
        return list(type(self)).index(self) + 1

    @property
    def gist(self):
        """What it means for the public, in a few words, for labels and for the drawing."""
        return _GISTS[self.value]


_GISTS = {
    "informing": _("you are told"),
    "consulting": _("you are asked"),
    "involving": _("your concerns count"),
    "collaborating": _("we decide together"),
    "devolving": _("you decide"),
}


class LevelValue(blocks.StructValue):
    """A level with its place, its name and its few words."""

    @property
    def choice(self):
        """The level as a member of InvolvementLevel; nothing while an editor has not chosen one."""
        value = self.get("level")
        return InvolvementLevel(value) if value in InvolvementLevel.values else None


class LevelBlock(blocks.StructBlock):
    """What one level means, when it fits, and how to say so."""

    level = blocks.ChoiceBlock(choices=InvolvementLevel.choices)
    meaning = blocks.TextBlock(rows=2, max_length=300, help_text="What it means, in one or two plain sentences.")
    decides = blocks.CharBlock(max_length=150, label="Who decides")
    fits = blocks.TextBlock(rows=2, max_length=300, label="When it is the honest choice")
    label = blocks.TextBlock(
        rows=2,
        max_length=300,
        label="Label to copy",
        help_text='A sentence people can put on a poster: "This is a consultation: ..."',
    )

    class Meta:
        icon = "list-ol"
        label = "Level"
        label_format = "{level}"
        value_class = LevelValue
        template = "home/blocks/level.html"
        description = "One level of involvement: what it means, who decides, when it fits, and a label to copy."
        preview_value = {
            "level": "consulting",
            "meaning": "People are asked what they think of options before somebody decides.",
            "decides": "The organisation, after it has read the answers.",
            "fits": "There are options left, and the answers can still change the choice.",
            "label": "This is a consultation: we want your views on [options]. [Name] decides on [date].",
        }
