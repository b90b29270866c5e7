"""The block for one concern of the critics: their words first, then what came of it."""

from wagtail import blocks

from home.blocks.links import LinkBlock
from home.blocks.words import PLAIN_FEATURES, QuotationBlock, TextBlock


class ReplyBlock(blocks.StreamBlock):
    """What the NHS side said: words of ours around words of theirs."""

    text = TextBlock(features=PLAIN_FEATURES)
    quotation = QuotationBlock()

    class Meta:
        template = "home/blocks/stream.html"
        required = False


class ConcernBlock(blocks.StructBlock):
    """One concern, from what the critics said to what this site does about it."""

    concern = blocks.CharBlock(max_length=80, help_text="The concern as a critic would put it, in a few words.")
    quotations = blocks.ListBlock(QuotationBlock(), min_num=1, label="In the critics' words")
    reply = ReplyBlock(label="What the NHS side said", required=False)
    promised = blocks.RichTextBlock(features=PLAIN_FEATURES, label="What was promised")
    happened = blocks.RichTextBlock(features=PLAIN_FEATURES, label="What happened")
    not_shown = blocks.RichTextBlock(
        features=PLAIN_FEATURES,
        label="What we cannot show",
        help_text="What nobody knows, or what we found no evidence of.",
    )
    answer = blocks.TextBlock(rows=2, max_length=250, label="What this site does about it")
    links = blocks.ListBlock(LinkBlock(), label="Pages that do it", default=[])

    class Meta:
        icon = "openquote"
        label = "Concern"
        label_format = "{concern}"
        template = "home/blocks/concern.html"
        description = "A concern in the critics' words, the reply, the promise, what happened, and what we cannot show."
        preview_value = {
            "concern": "Nobody says where the goalposts are",
            "quotations": [
                {
                    "text": "<p>We now need to know absolutely where those goalposts are.</p>",
                    "who": "Kate Whitmarsh",
                    "role": "Maryport Alliance",
                    "when": "March 2017",
                    "source": "News and Star",
                }
            ],
            "reply": [],
            "promised": "<p>The first principle: being clear about scope.</p>",
            "happened": "<p>It became the first of 13 principles.</p>",
            "not_shown": "<p>We hold no written scope from 2017.</p>",
            "answer": "A card that says what can change, what cannot and who decides.",
            "links": [],
        }
