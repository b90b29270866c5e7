"""QR codes, as an inline drawing for pages and as a picture for documents. Nobody has to scan one: the words stand beside it."""

import segno
from django.utils.html import escape
from django.utils.safestring import mark_safe

# A quarter of the code may be covered or worn before it stops working (ISO/IEC 18004, level Q).
_CORRECTION = "q"


def svg(address, title, description=""):
    """An inline SVG of `address`, sized by CSS, with a title and a description for those who cannot see it."""
    drawn = segno.make(address, error=_CORRECTION, micro=False).svg_inline(
        title=title, desc=description or None, svgclass="qr", lineclass=None, omitsize=True, border=4
    )
    # segno escapes title and description; the label is escaped here.
    return mark_safe(drawn.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1))  # noqa: S308


def png(address):
    """The same as a data address of a PNG, for a document that leaves the site."""
    return segno.make(address, error=_CORRECTION, micro=False).png_data_uri(scale=8, border=4)
