"""The blocks of stories and source documents: points, people, numbers, and where things come from."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks import AddressBlock


class PointBlock(blocks.StructBlock):
    """One thing that helped, was hard, happened or is not known: a lead that stands alone, then a little more."""

    heading = blocks.CharBlock(max_length=120, label="In a few words", help_text="Has to make sense on its own.")
    text = blocks.RichTextBlock(
        features=["bold", "link", "document-link"],
        required=False,
        label="A little more",
        help_text="One to three plain sentences.",
    )
    source = blocks.CharBlock(
        max_length=200,
        required=False,
        help_text="Only where it is not the main source of the page, for example: nwemail.co.uk.",
    )

    class Meta:
        icon = "list-ul"
        label = "Point"
        template = "resources/blocks/point.html"
        description = "One point of a list: a few words that stand alone, and a little more."
        preview_value = {
            "heading": "Strong, visible leadership",
            "text": "<p>The manager of the local health and care team led the work.</p>",
            "source": "",
        }


class PointsBlock(blocks.StreamBlock):
    """A list of points, drawn as one list."""

    point = PointBlock()

    class Meta:
        template = "resources/blocks/points.html"
        required = False


class SourceBlock(AddressBlock):
    """Where facts come from: words, and a page of ours or an address where there is one."""

    text = blocks.CharBlock(
        max_length=250,
        label="Source",
        help_text="Who published it, what, and when. For example: News and Star, March 2017.",
    )
    gives = blocks.CharBlock(
        max_length=250, required=False, label="What it gave us", help_text="The facts that rest on it, in a few words."
    )
    link_required = False

    class Meta:
        icon = "link"
        label = "Source"
        template = "resources/blocks/source.html"
        form_layout = ["text", "gives", "page", "url"]
        description = "Where facts of this page come from."
        preview_value = {"text": "News and Star, March 2017", "gives": "What campaigners said", "url": ""}


class SourcesBlock(blocks.StreamBlock):
    """The sources of a page, drawn as one list."""

    source = SourceBlock()

    class Meta:
        template = "resources/blocks/sources.html"
        required = False


class MemberBlock(blocks.StructBlock):
    """A person or group that took part, in the words of the source."""

    name = blocks.CharBlock(max_length=150, help_text="In the exact words of the source.")
    note = blocks.CharBlock(max_length=250, required=False, help_text="Who came for them, or what they did.")

    class Meta:
        icon = "group"
        label = "Person or group"
        template = "resources/blocks/member.html"
        description = "A person or group that took part, in the words of the source."
        preview_value = {"name": "Community Representatives", "note": ""}


class MembersBlock(blocks.StreamBlock):
    """Who was in the group, drawn as one list."""

    member = MemberBlock()

    class Meta:
        template = "resources/blocks/members.html"
        required = False


class TurnoutValue(blocks.StructValue):
    """A number of people that knows how it is read."""

    @property
    def is_known(self):
        return self.get("low") is not None

    @property
    def figure(self):
        """The number as people read it: "150 or more", "6 to 8", "92", "not known"."""
        low, high = self.get("low"), self.get("high")
        if low is None:
            return gettext("not known")
        if high is None:
            return gettext("%(number)s or more") % {"number": f"{low:,}"}
        if high == low:
            return f"{low:,}"
        return gettext("%(low)s to %(high)s") % {"low": f"{low:,}", "high": f"{high:,}"}

    @property
    def people(self):
        """The number with its noun: "6 to 8 people", "1 person", "number not known"."""
        low, high = self.get("low"), self.get("high")
        if low is None:
            return gettext("number not known")
        noun = ngettext("person", "people", low + 1 if high is None else high)
        return f"{self.figure} {noun}"


class TurnoutBlock(blocks.StructBlock):
    """How many people came to one occasion. A low number is told as plainly as a high one, and so is no number."""

    event = blocks.CharBlock(
        max_length=150, help_text="What people came to, for example: Plan shared at Alston Hospital."
    )
    date = blocks.DateBlock(required=False, help_text="Leave empty where nobody knows the day.")
    date_text = blocks.CharBlock(
        max_length=60, required=False, help_text="Where there is no exact day, for example: During 2017."
    )
    low = blocks.IntegerBlock(
        min_value=0,
        required=False,
        label="At least",
        help_text="The number, or the lowest that was given. Leave empty where it is not known.",
    )
    high = blocks.IntegerBlock(
        min_value=0,
        required=False,
        label="At most",
        help_text="The highest that was given. Leave empty where there may have been more.",
    )
    words = blocks.CharBlock(max_length=200, required=False, help_text="What the source says, in its words or ours.")

    class Meta:
        icon = "user"
        label = "Occasion"
        value_class = TurnoutValue
        template = "resources/blocks/turnout.html"
        description = "How many people came to one occasion, and who counted."
        preview_value = {
            "event": "Final draft shared",
            "date_text": "16 November 2017",
            "low": 6,
            "high": 8,
            "words": "",
        }

    def clean(self, value):
        value = super().clean(value)
        low, high = value.get("low"), value.get("high")
        if high is not None and (low is None or high < low):
            message = '"At most" needs "At least", and cannot be lower.'
            raise StructBlockValidationError({"high": ValidationError(message)})
        return value


class TurnoutsBlock(blocks.StreamBlock):
    """How many people came to what, drawn as one list."""

    turnout = TurnoutBlock()

    class Meta:
        template = "resources/blocks/turnouts.html"
        required = False
