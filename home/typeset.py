"""What every PDF of the site shares: Typst with our own fonts, what those can draw, and our drawings with their colours.

Typst sets a page from a template that never changes. What people wrote goes in as data, so nothing of it can be a command. The
fonts are in home/fonts, so that a page looks the same on every machine; nothing is asked of the system or of another host.
"""

import functools
from pathlib import Path

import typst
from django.conf import settings

from home import drawings

FONTS = Path(__file__).parent / "fonts"
# All that the fonts can draw, as first and last code point: Latin, Greek, Cyrillic and Arabic. A test draws every one.
DRAWN = (
    (0x20, 0x7E), (0xA0, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3E1),
    (0x3F0, 0x52F), (0x600, 0x604), (0x606, 0x61B), (0x61E, 0x6FF), (0x750, 0x77F), (0x1E00, 0x1F15), (0x1F18, 0x1F1D),
    (0x1F20, 0x1F45), (0x1F48, 0x1F4D), (0x1F50, 0x1F57), (0x1F5F, 0x1F7D), (0x1F80, 0x1FB4), (0x200C, 0x200D),
    (0x2010, 0x2027), (0x202F, 0x205E), (0x20A0, 0x20BF), (0xFB00, 0xFB06),
)  # fmt: skip
# Stands where the fonts have no drawing: PDF/UA allows no empty place.
MISSING = "\ufffd"


def undrawn(text):
    """What of `text` a PDF cannot show, each character once."""
    return "".join(letter for letter in dict.fromkeys(text) if not is_drawn(letter))


def is_drawn(letter):
    """Whether the fonts have it, or it is a line's end or a tab."""
    return letter in "\n\t" or any(first <= ord(letter) <= last for first, last in DRAWN)


def drawable(value):
    """`value`, text or lists and dictionaries of text, with MISSING in place of each character that cannot be drawn."""
    if isinstance(value, str):
        return "".join(letter if is_drawn(letter) else MISSING for letter in value)
    if isinstance(value, list):
        return [drawable(item) for item in value]
    if isinstance(value, dict):
        return {key: drawable(item) for key, item in value.items()}
    return value


@functools.cache
def fonts():
    """Our fonts alone. Read once in each process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def alone(svg):
    """An inline drawing as a file of its own."""
    svg = str(svg)
    return svg if "xmlns=" in svg else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


@functools.cache
def coloured(name, style_sheet):
    """The drawing `name` as a file of its own, with its colours from a style sheet: a path below templates/."""
    style = (Path(settings.BASE_DIR) / "templates" / style_sheet).read_text("utf-8")
    return alone(str(drawings.drawing(name)).replace(">", f"><style>{style}</style>", 1))
