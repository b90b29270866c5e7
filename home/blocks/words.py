"""Blocks of words: text, quotations, advice, tables."""

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

# What an editor may use in running text. Headings start at level 3: the section gives level 2.
TEXT_FEATURES = ["h3", "h4", "bold", "ol", "ul", "link", "document-link"]
PLAIN_FEATURES = ["bold", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, features=None, **kwargs):
        super().__init__(features=features or TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "home/blocks/text.html"
        description = "Paragraphs, small headings, lists and links."
        preview_value = "<p>Say on day one what can change, what cannot, and <b>who decides</b>.</p>"


class QuotationBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(
        features=PLAIN_FEATURES, help_text="The exact words, without quotation marks around them."
    )
    who = blocks.CharBlock(max_length=120, required=False, help_text="Who said or wrote it.")
    role = blocks.CharBlock(
        max_length=200, required=False, help_text="What they spoke as, for example: Maryport Alliance."
    )
    when = blocks.CharBlock(max_length=60, required=False, help_text="For example: March 2017.")
    source = blocks.CharBlock(max_length=200, required=False, help_text="Where the words were published.")
    source_url = blocks.URLBlock(required=False, label="Address of the source")

    class Meta:
        icon = "openquote"
        label = "Quotation"
        template = "home/blocks/quotation.html"
        description = "Somebody's exact words, with who, when and where."
        preview_value = {
            "text": "<p>We now need to know absolutely where those goalposts are.</p>",
            "who": "Kate Whitmarsh",
            "role": "Maryport Alliance",
            "when": "March 2017",
            "source": "News and Star",
        }


class InsetBlock(blocks.RichTextBlock):
    def __init__(self, features=None, **kwargs):
        super().__init__(features=features or PLAIN_FEATURES, **kwargs)

    class Meta:
        icon = "help"
        label = "Inset text"
        template = "home/blocks/inset.html"
        description = "A few words that stand out from the rest."
        preview_value = "<p>You can claim your travel costs.</p>"


class DoDontBlock(blocks.StructBlock):
    do = blocks.ListBlock(blocks.TextBlock(rows=2), label="Do", default=[])
    dont = blocks.ListBlock(blocks.TextBlock(rows=2), label="Don't", default=[])

    class Meta:
        icon = "check"
        label = "Do and don't"
        template = "home/blocks/do_dont.html"
        description = "Two short lists of advice. Each line finishes the words Do or Don't."
        preview_value = {"do": ["send the short version with the long one"], "dont": ["arrive with the answer"]}


class ExpanderBlock(blocks.StructBlock):
    summary = blocks.CharBlock(max_length=120, help_text="What the reader will find inside.")
    text = blocks.RichTextBlock(features=PLAIN_FEATURES)

    class Meta:
        icon = "plus"
        label = "Expander"
        template = "home/blocks/expander.html"
        description = "Words that only some readers need, shown when they ask."
        preview_value = {"summary": "Where this comes from", "text": "<p>From the strategy of February 2020.</p>"}


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(max_length=200, help_text="What the table shows. Screen readers read it first.")
    first_column_header = blocks.BooleanBlock(
        required=False, help_text="Tick if the first cell of each row names the row."
    )
    table = TypedTableBlock([("text", blocks.TextBlock(rows=2, required=False))])

    class Meta:
        icon = "table"
        label = "Table"
        template = "home/blocks/table.html"
        description = "A simple table with a caption and column headings."
        preview_value = {
            "caption": "Then and now",
            "first_column_header": True,
            "table": {
                "columns": [{"type": "text", "heading": "What"}, {"type": "text", "heading": "Now"}],
                "rows": [{"values": ["Plans local services", "The integrated care board"]}],
            },
        }
