"""A certificate as a PDF that assistive technology can read: tagged, with title and language (PDF/UA-1, ISO 14289-1)."""

import json
from dataclasses import asdict
from pathlib import Path

import typst
from django.conf import settings

from home import qr, typeset
from training.certificate_facts import Facts

_TEMPLATES = Path(settings.BASE_DIR) / "templates" / "training" / "certificate"
_COLOURS = "training/certificate/drawings.css"


def make(facts: Facts):
    """The PDF of a certificate, as bytes. The same facts give the same bytes. What cannot be drawn is marked as missing: the page
    says so, and prints every script.

    About 35 milliseconds, and 80 for the first one of a process.
    """
    data = {key: value for key, value in asdict(facts).items() if key not in ("finished_on", "issued_at")}
    return typst.compile(
        (_TEMPLATES / "certificate.typ").read_bytes(),
        root=_TEMPLATES,
        font_paths=typeset.fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        # A PDF counts whole seconds.
        timestamp=facts.issued_at.replace(microsecond=0),
        sys_inputs={
            "facts": json.dumps(typeset.drawable(data)),
            "qr": typeset.alone(qr.svg(facts.address, "")),
            "picture": typeset.coloured("skyline", _COLOURS),
            "mark": typeset.coloured("mark", _COLOURS),
        },
    )
