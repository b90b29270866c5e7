"""Blocks that lead somewhere: links, buttons, cards, downloads."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from home import drawings
from home.links import address, pages

_ALLOWED = ("https://", "http://", "mailto:", "tel:", "/")


def validate_address(value):
    """Raises ValidationError for anything but a web, mail or phone address, or a path on this site."""
    if value and (not value.startswith(_ALLOWED) or value.startswith("//")):
        raise ValidationError("Write an address that starts with https://, mailto:, tel: or / (a page of this site).")


class PageBlock(blocks.PageChooserBlock):
    """Chooses a page. Shares one look-up with everything else on the page that names pages."""

    def bulk_to_python(self, values):
        found = pages([value for value in values if value])
        return [found.get(value) for value in values]


class LinkValue(blocks.StructValue):
    """A link that knows where it goes."""

    @property
    def href(self):
        """The address, or nothing where the page it led to is gone."""
        page = self.get("page")
        return address(page) if page else self.get("url") or ""

    @property
    def is_external(self):
        return not self.get("page") and (self.get("url") or "").startswith("http")


class AddressBlock(blocks.StructBlock):
    """A page of this site or another address: one of the two. The base of every block with a link."""

    page = PageBlock(required=False, help_text="A page of this site.")
    url = blocks.CharBlock(
        required=False,
        max_length=500,
        label="Other address",
        validators=[validate_address],
        help_text="Or another address.",
    )
    link_required = True

    class Meta:
        value_class = LinkValue

    def clean(self, value):
        value = super().clean(value)
        page, url = value.get("page"), value.get("url")
        if page and url:
            raise StructBlockValidationError({"url": ValidationError("Choose a page or write an address, not both.")})
        if self.link_required and not page and not url:
            raise StructBlockValidationError({"page": ValidationError("Choose a page, or write an address below.")})
        return value


class LinkBlock(AddressBlock):
    """Words that lead somewhere."""

    text = blocks.CharBlock(max_length=100, help_text="Say where the link goes, for example: Read the 13 principles.")

    class Meta:
        icon = "link"
        label = "Link"
        form_layout = ["text", "page", "url"]


class ButtonBlock(LinkBlock):
    class Meta:
        icon = "arrow-right"
        label = "Button"
        template = "home/blocks/button.html"
        description = "One clear next step. Use one on a page, two at most."
        preview_value = {"text": "Read the 13 principles", "url": "/what-it-is/principles/"}


class ChosenBlock(blocks.ChoiceBlock):
    """A choice by name. What is stored is the choice: it is not looked for among a hundred others when a page is read."""

    def to_python(self, value):
        return value


class DrawingBlock(ChosenBlock):
    """One of the site's own drawings, by name."""

    def __init__(self, **kwargs):
        super().__init__(**{"choices": drawings.choices_for_any_page, "required": False, **kwargs})


class CardBlock(AddressBlock):
    title = blocks.CharBlock(max_length=80)
    text = blocks.TextBlock(max_length=250, required=False)
    drawing = DrawingBlock()
    link_required = False

    class Meta:
        icon = "doc-full"
        label = "Card"
        form_layout = ["title", "text", "page", "url", "drawing"]


class CardsBlock(blocks.StructBlock):
    cards = blocks.ListBlock(CardBlock(), min_num=1)

    class Meta:
        icon = "grip"
        label = "Cards"
        template = "home/blocks/cards.html"
        description = "A group of cards of the same height, each leading to a page."
        preview_value = {
            "cards": [
                {"title": "The 13 principles", "text": "What good looks like.", "url": "/what-it-is/principles/"},
                {"title": "Levels of involvement", "text": "Name the level honestly.", "url": "/what-it-is/levels/"},
            ]
        }


class DownloadBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, help_text="What the document is. Its type and size are added for you.")
    document = DocumentChooserBlock()

    class Meta:
        icon = "download"
        label = "Download"
        template = "home/blocks/download.html"
        description = "A document to download, with its type and size. Put the same words on a page as well."
        preview_value = {"title": "Terms of reference", "document": None}
