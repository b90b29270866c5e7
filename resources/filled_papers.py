"""A filled-in paper as a file: made while somebody waits, and given away without being kept.

No word of it reaches the disk or a log. How many files one visitor can have made in a while is limited here, how many are
made at the same moment in resources/formats/making.py.
"""

import logging

from home import limits, typeset
from resources import documents
from resources.formats import making
from resources.formats.making import DOCX, ODT, PDF

log = logging.getLogger(__name__)

# A class of thirty behind one address, each with three files, is let through. A robot is not.
MOST, SECONDS = 100, 600
# The one to print first.
FORMATS = (PDF, ODT, DOCX)


class NotMade(Exception):
    """No file this time; the person has their words still. `code` says why, `status` and `retry_after` are for the answer."""

    code, status, retry_after = "failed", 503, 60


class TooOften(NotMade):
    code, status, retry_after = "too_often", 429, SECONDS


class Busy(NotMade):
    code, status, retry_after = "busy", 503, 30


def make(filled, format, address):
    """The bytes of a filled-in template (filling_in.Filled) in one of FORMATS, for a visitor at an internet address.

    Raises TooOften, Busy or NotMade.
    """
    if not limits.allowed("filled papers", address, MOST, SECONDS):
        raise TooOften
    try:
        return making.make(filled.page.as_paper(filled.answers()), format).content
    except making.Busy as problem:
        raise Busy from problem
    except making.MakingFailed as problem:
        log.warning("A filled-in %s of page %s could not be made: %s", format, filled.page.pk, problem)
        raise NotMade from problem


def offered():
    """The formats with their names: [(format, words)]."""
    return [(format, documents.NAMES[format]) for format in FORMATS]


def not_in_pdf(filled):
    """The characters somebody wrote that the fonts of the PDF cannot draw, each once."""
    return typeset.undrawn("".join(_all_text(filled.places)))


def _all_text(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _all_text(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _all_text(inner)
