"""The streams of the legal pages: the shared blocks, and those that take their words from the publisher's settings."""

from home.blocks.publisher import (
    PublisherCaseBlock,
    PublisherFactBlock,
    PublisherFactsBlock,
    UrgentHelpBlock,
)
from home.blocks.streams import ContentBlock, SectionBlock


class LegalContentBlock(ContentBlock):
    """What may stand inside a section of a legal page."""

    publisher_fact = PublisherFactBlock(group="Publisher")
    publisher_facts = PublisherFactsBlock(group="Publisher")
    publisher_case = PublisherCaseBlock(group="Publisher")


class LegalSectionBlock(SectionBlock):
    content = LegalContentBlock()


class LegalBodyBlock(LegalContentBlock):
    """The body of a legal page."""

    urgent_help = UrgentHelpBlock(group="Publisher")
    section = LegalSectionBlock()

    class Meta:
        template = "home/blocks/stream.html"
