"""The two streams: a section's content, and a page's body. Headings come out right by construction."""

from wagtail import blocks

from home.blocks.links import ButtonBlock, CardsBlock, DownloadBlock
from home.blocks.media import ImageBlock, VideoBlock
from home.blocks.people import ContactBlock, PeopleBlock, TimelineEntryBlock
from home.blocks.tips import TipsBlock
from home.blocks.words import DoDontBlock, ExpanderBlock, InsetBlock, QuotationBlock, TableBlock, TextBlock


class ContentBlock(blocks.StreamBlock):
    """What may stand inside a section or before the first one."""

    text = TextBlock()
    quotation = QuotationBlock()
    inset = InsetBlock()
    do_dont = DoDontBlock()
    expander = ExpanderBlock()
    image = ImageBlock()
    video = VideoBlock()
    table = TableBlock()
    cards = CardsBlock()
    button = ButtonBlock()
    contact = ContactBlock()
    people = PeopleBlock()
    timeline_entry = TimelineEntryBlock()
    download = DownloadBlock()
    tips = TipsBlock()

    class Meta:
        template = "home/blocks/stream.html"
        required = False


class SectionBlock(blocks.StructBlock):
    """A heading of level 2 and what belongs under it. What is inside can only go deeper."""

    heading = blocks.CharBlock(max_length=120)
    content = ContentBlock()

    class Meta:
        icon = "title"
        label = "Section"
        template = "home/blocks/section.html"
        description = "A heading with text, tables, quotations and other blocks under it."
        preview_value = {
            "heading": "What helps",
            "content": [{"type": "text", "value": "<p>Strong, visible leadership.</p>"}],
        }


class BodyBlock(ContentBlock):
    """The body of a page."""

    section = SectionBlock()

    class Meta:
        template = "home/blocks/stream.html"
