"""Finds abbreviations that a page leaves unexplained. Text in, words out: nothing here knows of pages or of the database."""

import html as entities
import re

from resources import jargon

# Two to six capitals, with or without a plural s: CCG, CCGs.
_ABBREVIATION = re.compile(r"(?<![\w@/.#&-])([A-Z]{2,6})(?:s(?!\w)|(?!\w))(?!@|\.\w|-\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
# What everybody here reads as a word of its own, or knows by nothing else.
EVERYDAY = frozenset(
    ["AM", "AND", "BBC", "BSL", "CBE", "DIY", "DOCX", "EU", "FAQ", "GP", "ID", "IT", "MBE", "MP", "NHS", "OBE", "ODT", "OK", "PDF",
     "PM", "QR", "SMS", "TV", "UK", "URL", "US", "USA", "VAT", "ZIP"]
)  # fmt: skip
# Where no reader meets words of the page: what is typed, drawn or hidden.
_NOT_READ = frozenset(
    ["address", "code", "iframe", "input", "kbd", "math", "noscript", "pre", "samp", "select", "svg", "template"]
)
_SMALL = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"])


def read_text(html):
    """The words of a piece of HTML that somebody reads, as plain text with a line for each element."""
    pieces, position, closed, depth = [], 0, None, 0
    for found in jargon.MARKUP.finditer(html):
        if closed is None:
            pieces.append(html[position : found.start()])
            if found["name"] and found["name"].lower() not in _INLINE:
                pieces.append("\n")
        position = found.end()
        name = (found["name"] or "").lower()
        if closed is None and name in _NOT_READ and not found["end"] and name != "input":
            closed, depth = name, 1
        elif closed and name == closed:
            depth += -1 if found["end"] else 1
            closed = closed if depth else None
    if closed is None:
        pieces.append(html[position:])
    return entities.unescape("".join(pieces))


_INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "cite", "dfn", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "u"]
)


def unexplained(html, glossary):
    """The abbreviations that `html` uses and nobody explains: not in the glossary, and not spelled out beside them.

    In the order of the text, each once, without a plural s.
    """
    text = read_text(html)
    known = {match[1] for word in glossary.words for form in word.forms for match in _ABBREVIATION.finditer(form)}
    found = dict.fromkeys(match[1] for match in _ABBREVIATION.finditer(text))
    return [short for short in found if short not in EVERYDAY | known and not _spelled_out(short, text)]


def _spelled_out(short, text):
    """Whether the text says somewhere what `short` is: "integrated care board (ICB)", "ICB (integrated …)", "ICB is a …"."""
    for match in re.finditer(rf"\(\s*{short}s?\s*\)", text):
        if _stands_for(short, _WORD.findall(text[max(0, match.start() - 150) : match.start()])[-12:], at_end=True):
            return True
    for match in re.finditer(rf"(?<!\w){short}s?(?:\s*\(|,? short for |, )([^).]{{3,150}})", text):
        if _stands_for(short, _WORD.findall(match[1])[:12]):
            return True
    return re.search(rf"(?<!\w){short}s? (?:is|was|are|were) (?:an?|the) ", text) is not None


def _stands_for(short, words, at_end=False):
    """Whether the first letters of `words` spell `short`, with or without small words, or those of the names in them alone."""
    names = [word for word in words if word[0].isupper()]
    large = [word for word in words if word.lower() not in _SMALL]
    for some in (words, large, names):
        letters = "".join(word[0] for word in some).casefold()
        if (letters.endswith if at_end else letters.startswith)(short.casefold()):
            return True
    return False
