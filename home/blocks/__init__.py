"""The blocks every app may use. Each has a template in templates/home/blocks, a description and a preview."""

from home.blocks.links import (  # noqa: F401
    AddressBlock,
    ButtonBlock,
    CardBlock,
    CardsBlock,
    DownloadBlock,
    LinkBlock,
    LinkValue,
    PageBlock,
    validate_address,
)
from home.blocks.media import ImageBlock, VideoBlock  # noqa: F401
from home.blocks.people import ContactBlock, PeopleBlock, PersonBlock, TimelineEntryBlock  # noqa: F401
from home.blocks.streams import BodyBlock, ContentBlock, SectionBlock  # noqa: F401
from home.blocks.tips import TipsBlock  # noqa: F401
from home.blocks.words import (  # noqa: F401
    PLAIN_FEATURES,
    TEXT_FEATURES,
    DoDontBlock,
    ExpanderBlock,
    InsetBlock,
    QuotationBlock,
    TableBlock,
    TextBlock,
)
