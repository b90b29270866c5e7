"""A filled-in paper as a file: made while somebody waits, by few makers at once, and given away without being kept."""

import logging
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from home import limits

log = logging.getLogger(__name__)

# A class of thirty behind one address, each with three formats, is let through. A robot is not.
MOST, SECONDS = 100, 600


@dataclass(frozen=True)
class Kind:
    """A format that a filled-in paper can be had in."""

    media_type: str
    words: str


KINDS = {
    "pdf": Kind("application/pdf", _("PDF, to print")),
    "odt": Kind("application/vnd.oasis.opendocument.text", _("ODT, to change in LibreOffice or Word")),
    "docx": Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("DOCX, to change in Word")
    ),
}


class NotMade(Exception):
    """No file this time. `status` is that of the answer, `code` says which words the page shows."""

    status, code = 503, "failed"


class TooOften(NotMade):
    status, code = 429, "too_often"


class Busy(NotMade):
    code = "busy"


def make(request, filled, kind):
    """The bytes of the file. Raises NotMade or one of its kinds: the words are with the person still."""
    if not limits.allowed("filled papers", limits.address_of(request), MOST, SECONDS):
        raise TooOften
    raise NotMade


def offered(page):
    """The formats as [(kind, words)], the one to print first."""
    return [(kind, found.words) for kind, found in KINDS.items()]


def not_in_pdf(filled):
    """The characters somebody wrote that the PDF's fonts cannot draw, each once."""
    return ""
