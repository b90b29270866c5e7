"""Pictures and films, with what makes them open to everybody."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from home.blocks.words import PLAIN_FEATURES


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        max_length=250,
        required=False,
        label="What it shows",
        help_text="What somebody who cannot see the picture has to know.",
    )
    decorative = blocks.BooleanBlock(
        required=False,
        label="Decorative",
        help_text="Tick if the picture adds no information. Screen readers then skip it.",
    )
    caption = blocks.CharBlock(max_length=250, required=False)

    class Meta:
        icon = "image"
        label = "Image"
        template = "home/blocks/image.html"
        description = "A picture. Say what it shows, or tick that it is decorative."
        preview_value = {"image": None, "alt": "A group around a table", "caption": "A meeting (example)"}

    def clean(self, value):
        value = super().clean(value)
        if value.get("decorative") and value.get("alt"):
            message = "A decorative picture has no description. Untick it, or empty this field."
            raise StructBlockValidationError({"alt": ValidationError(message)})
        if not value.get("decorative") and not value.get("alt"):
            raise StructBlockValidationError({"alt": ValidationError('Say what it shows, or tick "Decorative".')})
        return value


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=150)
    file = DocumentChooserBlock(label="Film", help_text="An MP4 file from the documents of this site.")
    captions = DocumentChooserBlock(
        help_text="The captions as a WebVTT file (.vtt). A film cannot be published without."
    )
    transcript = blocks.RichTextBlock(
        features=PLAIN_FEATURES,
        help_text="Everything that is said and shown, in words. A film cannot be published without.",
    )

    class Meta:
        icon = "media"
        label = "Video"
        template = "home/blocks/video.html"
        description = "A film kept on this site, with captions and a transcript. Both are required."
        preview_value = {"title": "A film (example)", "file": None, "captions": None, "transcript": "<p>Words.</p>"}
