"""The blocks a template is written in. Every format of a template is made from them, so they hold meaning only."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import BlockGroup

from resources.blocks.fill_in import (
    NAME_LENGTH,
    FactsBlock,
    FieldBlock,
    FillInTableBlock,
    SignaturesBlock,
    TickListBlock,
    drawing_block,
    drawing_choices,  # noqa: F401
)

WORDS_FEATURES = ["bold", "ol", "ul", "link"]
FILLED_IN = ("field", "table", "tick_list", "signatures")


class GuidanceBlock(blocks.RichTextBlock):
    """Help for the person who fills the template in. Left out of the finished paper."""

    def __init__(self, features=None, **kwargs):
        super().__init__(features=features or WORDS_FEATURES, **kwargs)

    class Meta:
        icon = "help"
        label = "Guidance"
        template = "resources/blocks/guidance.html"
        description = "Help for the person who fills the template in. It can be left out when printing."
        preview_value = "<p>Write this together, at your first meeting. Keep it to one page.</p>"


class KeptTextBlock(blocks.RichTextBlock):
    """Words that stay in the finished paper."""

    def __init__(self, features=None, **kwargs):
        super().__init__(features=features or WORDS_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Text to keep"
        template = "resources/blocks/kept_text.html"
        description = "Words that stay in the finished paper. A group can change them."
        preview_value = "<p>Nobody is treated worse for what they say in this group.</p>"


class SubheadingBlock(blocks.CharBlock):
    """A heading one level below that of its section."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)

    class Meta:
        icon = "title"
        label = "Smaller heading"
        template = "resources/blocks/subheading.html"
        description = "A heading inside a section."
        preview_value = "What is not for this group"


class PageBreakBlock(blocks.StaticBlock):
    class Meta:
        icon = "horizontalrule"
        label = "New page"
        admin_text = "On paper, what follows starts on a new page."
        template = "resources/blocks/page_break.html"
        description = "Starts a new page on paper."
        preview_value = None


class PartBlock(blocks.StreamBlock):
    """What may stand inside a section of a template."""

    guidance = GuidanceBlock()
    text = KeptTextBlock()
    field = FieldBlock()
    table = FillInTableBlock()
    tick_list = TickListBlock()
    signatures = SignaturesBlock()
    facts = FactsBlock()
    subheading = SubheadingBlock()
    page_break = PageBreakBlock()

    class Meta:
        template = "resources/blocks/part.html"
        required = False
        collapsed = True

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["rows"] = side_by_side(value)
        return context


def side_by_side(part):
    """The blocks of a section as rows: fields of half width that follow each other share one, all else stands alone."""
    rows, halves = [], False
    for child in part:
        half = child.block_type == "field" and bool(child.value.get("half"))
        if half and halves:
            rows[-1].append(child)
        else:
            rows.append([child])
        halves = half
    return rows


class DocumentSectionBlock(blocks.StructBlock):
    """A heading and what belongs under it. A smaller heading inside can only go one level deeper."""

    heading = blocks.CharBlock(max_length=120)
    drawing = drawing_block()
    content = PartBlock()

    class Meta:
        icon = "folder-open-inverse"
        label = "Section"
        label_format = "{heading}"
        form_layout = BlockGroup(children=["heading", "content"], settings=["drawing"])
        template = "resources/blocks/document_section.html"
        description = "A heading with guidance, text and things to fill in under it."
        preview_value = {"heading": "Aim", "content": [{"type": "guidance", "value": "<p>One or two sentences.</p>"}]}


class DocumentBlock(blocks.StreamBlock):
    """A whole template, from the facts at its head to the signatures."""

    facts = FactsBlock()
    guidance = GuidanceBlock()
    text = KeptTextBlock()
    section = DocumentSectionBlock()
    page_break = PageBreakBlock()

    class Meta:
        template = "resources/blocks/document.html"
        required = False
        collapsed = True

    def clean(self, value):
        """Gives a fixed name to everything that has none.

        Raises StreamBlockValidationError where a name stands twice: a filled-in copy could not find its place.
        """
        value = super().clean(value)
        parts = [part for _kind, part in named_parts(value)]
        taken = [part["name"] for part in parts if part.get("name")]
        twice = sorted({name for name in taken if taken.count(name) > 1})
        if twice:
            words = ", ".join(f'"{name}"' for name in twice)
            message = f"The fixed name {words} stands here more than once. Empty all but one of them."
            raise StreamBlockValidationError(non_block_errors=[ValidationError(message)])
        for part in parts:
            if not part.get("name"):
                part["name"] = _free_name(part.get("label") or part.get("caption") or "", taken)
                taken.append(part["name"])
        return value


def _free_name(label, taken):
    """A fixed name made from `label` that is not in `taken`."""
    stem = slugify(label).replace("-", "_").strip("_0123456789")[: NAME_LENGTH - 4].strip("_") or "field"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def walk(document):
    """Every block of a template in reading order, sections opened: (kind, value). A section precedes its content."""
    for child in document or []:
        yield child.block_type, child.value
        if child.block_type == "section":
            yield from walk(child.value["content"])


def named_parts(document):
    """Everything that is filled in, in reading order: (kind, value). Each fact about the group counts by itself."""
    for kind, value in walk(document):
        if kind in FILLED_IN:
            yield kind, value
        elif kind == "facts":
            for fact in value["facts"]:
                yield "fact", fact
