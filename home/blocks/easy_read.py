"""Easy Read blocks: one idea a line, each with a picture beside it."""

import re

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from home import drawings
from home.blocks.links import AddressBlock, ChosenBlock
from home.blocks.people import ContactBlock

FOLDER = "easy-read"
MAX_WORDS = 12
_FEATURES = ["bold", "link"]
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_BREAK = re.compile(r"</p>|<br ?/?>")


def drawing_choices():
    """The pictures in templates/drawings/easy-read as (name, label), for a list to choose from."""
    return drawings.choices(FOLDER)


def sentences(html):
    """The sentences of a piece of rich text, as a list of plain text."""
    lines = (strip_tags(line).replace("\xa0", " ").strip() for line in _BREAK.split(str(html)))
    return [sentence for line in lines if line for sentence in _SENTENCE_END.split(line)]


def long_sentences(html):
    """Those sentences of `html` that have more words than Easy Read allows."""
    return [sentence for sentence in sentences(html) if len(sentence.split()) > MAX_WORDS]


class PictureValue(blocks.StructValue):
    """A block with a picture: one of our drawings, or an uploaded picture instead of it."""

    @property
    def drawing_name(self):
        """The drawing's name as `drawing()` wants it."""
        return f"{FOLDER}/{self.get('drawing')}" if self.get("drawing") else ""


class PictureBlock(blocks.StructBlock):
    """The base of every Easy Read block with a picture."""

    drawing = ChosenBlock(
        choices=drawing_choices,
        required=False,
        label="Picture",
        help_text='One of our drawings. "The pictures, by name" at the top of this screen shows them all.',
    )
    image = ImageChooserBlock(
        required=False,
        label="Or a picture of your own",
        help_text="Shown instead of the drawing. The words have to say the same: screen readers skip the picture.",
    )

    class Meta:
        value_class = PictureValue

    def clean(self, value):
        value = super().clean(value)
        if not value.get("drawing") and not value.get("image"):
            raise StructBlockValidationError(
                {"drawing": ValidationError("Choose a picture: each idea needs one beside it.")}
            )
        return value


def _refuse_long(field, html):
    """Raises an error on `field` that names each sentence with too many words."""
    found = long_sentences(html)
    if found:
        words = " ".join(f'"{sentence}" has {len(sentence.split())} words.' for sentence in found)
        message = f"{words} Easy Read sentences have {MAX_WORDS} words or fewer: make two of it."
        raise StructBlockValidationError({field: ValidationError(message)})


class PairBlock(PictureBlock):
    """One idea: a picture and a sentence or two."""

    text = blocks.RichTextBlock(
        features=_FEATURES,
        help_text=f"One idea. A sentence on each line, {MAX_WORDS} words or fewer. Make a hard word bold.",
    )

    class Meta:
        icon = "image"
        label = "Picture and sentence"
        label_format = "{text}"
        template = "home/blocks/easy_read_pair.html"
        form_layout = ["text", "drawing", "image"]
        description = "One idea: a picture, and one or two short sentences beside it."
        preview_value = {"text": "<p>You can get your bus fare back.</p>", "drawing": "bus", "image": None}

    def clean(self, value):
        value = super().clean(value)
        _refuse_long("text", value["text"])
        return value


class HardWordBlock(PictureBlock):
    """A word that people may not know, and what it means."""

    word = blocks.CharBlock(max_length=60)
    meaning = blocks.RichTextBlock(
        features=_FEATURES, help_text=f"What it means. A sentence on each line, {MAX_WORDS} words or fewer."
    )

    class Meta:
        icon = "help"
        label = "Hard word"
        label_format = "Hard word: {word}"
        template = "home/blocks/easy_read_hard_word.html"
        form_layout = ["word", "meaning", "drawing", "image"]
        description = "A hard word and what it means, set apart from the rest."
        preview_value = {
            "word": "Expenses",
            "meaning": "<p>Money you get back.</p><p>You spent it to take part.</p>",
            "drawing": "money",
            "image": None,
        }

    def clean(self, value):
        value = super().clean(value)
        _refuse_long("meaning", value["meaning"])
        return value


class LeadValue(PictureValue):
    """A picture that leads somewhere."""

    @property
    def href(self):
        """The address, or nothing where the page it led to is gone."""
        page = self.get("page")
        return page.url if page else self.get("url") or ""


class LeadBlock(AddressBlock):
    """A large link with a picture."""

    text = blocks.CharBlock(max_length=80, help_text="Where it leads, for example: Read about your money.")
    drawing = ChosenBlock(choices=drawing_choices, label="Picture")

    class Meta:
        icon = "arrow-right"
        label = "Picture link"
        label_format = "Picture link: {text}"
        value_class = LeadValue
        template = "home/blocks/easy_read_lead.html"
        form_layout = ["text", "drawing", "page", "url"]
        description = "A large link with a picture, to another page."
        preview_value = {"text": "Read about your money", "drawing": "money", "page": None, "url": "/easy-read/"}


class EasyReadHeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = "Heading"
        template = "home/blocks/easy_read_heading.html"
        description = "A short heading over the pictures and sentences that follow."
        preview_value = "Your money"


class EasyReadBlock(blocks.StreamBlock):
    """The body of an Easy Read page."""

    heading = EasyReadHeadingBlock(max_length=60)
    pair = PairBlock()
    hard_word = HardWordBlock()
    lead = LeadBlock()
    contact = ContactBlock()

    class Meta:
        template = "home/blocks/easy_read_stream.html"
