"""A certificate as a PDF that assistive technology can read: tagged, with title and language (PDF/UA-1, ISO 14289-1).

Typst sets it, from a template that never changes. What people wrote goes in as data, so nothing of it can be a command. The fonts
are in training/fonts, so that it looks the same on every machine; nothing is asked of the system or of another host.
"""

import functools
import json
from dataclasses import asdict
from pathlib import Path

import typst
from django.conf import settings

from home import drawings, qr
from training.certificate_facts import Facts

_TEMPLATES = Path(settings.BASE_DIR) / "templates" / "training" / "certificate"
_FONTS = Path(__file__).parent / "fonts"
# All that the fonts can draw, as first and last code point: Latin, Greek, Cyrillic and Arabic. A test draws every one.
_DRAWN = (
    (0x20, 0x7E), (0xA0, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3E1),
    (0x3F0, 0x52F), (0x600, 0x604), (0x606, 0x61B), (0x61E, 0x6FF), (0x750, 0x77F), (0x1E00, 0x1F15), (0x1F18, 0x1F1D),
    (0x1F20, 0x1F45), (0x1F48, 0x1F4D), (0x1F50, 0x1F57), (0x1F5F, 0x1F7D), (0x1F80, 0x1FB4), (0x200C, 0x200D),
    (0x2010, 0x2027), (0x202F, 0x205E), (0x20A0, 0x20BF), (0xFB00, 0xFB06),
)  # fmt: skip
# Stands where the fonts have no drawing: PDF/UA allows no empty place. The page says so, and prints every script.
MISSING = "\ufffd"


def undrawn(text):
    """What of `text` the PDF cannot show, each character once."""
    return "".join(letter for letter in dict.fromkeys(text) if not _is_drawn(letter))


def _is_drawn(letter):
    return any(first <= ord(letter) <= last for first, last in _DRAWN)


def _drawable(text):
    return "".join(letter if _is_drawn(letter) else MISSING for letter in text)


def make(facts: Facts):
    """The PDF of a certificate, as bytes. The same facts give the same bytes.

    About 35 milliseconds, and 80 for the first one of a process.
    """
    data = {key: value for key, value in asdict(facts).items() if key not in ("finished_on", "issued_at")}
    return typst.compile(
        (_TEMPLATES / "certificate.typ").read_bytes(),
        root=_TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        # A PDF counts whole seconds.
        timestamp=facts.issued_at.replace(microsecond=0),
        sys_inputs={
            "facts": json.dumps(_all_drawable(data)),
            "qr": _alone(qr.svg(facts.address, "")),
            "picture": _alone(_coloured("skyline")),
            "mark": _alone(_coloured("mark")),
        },
    )


@functools.cache
def _fonts():
    """Read once in each process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])


def _all_drawable(value):
    if isinstance(value, str):
        return _drawable(value)
    if isinstance(value, list):
        return [_all_drawable(item) for item in value]
    if isinstance(value, dict):
        return {key: _all_drawable(item) for key, item in value.items()}
    return value


@functools.cache
def _coloured(name):
    """A drawing with its colours, which on pages come from the style sheet."""
    style = (_TEMPLATES / "drawings.css").read_text("utf-8")
    return str(drawings.drawing(name)).replace(">", f"><style>{style}</style>", 1)


def _alone(svg):
    """An inline drawing as a file of its own."""
    svg = str(svg)
    return svg if "xmlns=" in svg else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
