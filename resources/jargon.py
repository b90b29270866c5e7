"""Finds words of the glossary in the running text of a page, and explains each at its first use.

Text in, text out: nothing here knows of pages or of the database. Only running text is touched: what stands in a tag, a
comment, a script or a style is passed on byte for byte, and so is whatever somebody presses, fills in, quotes or reads
as a heading (docs/decisions/0014-jargon-is-explained-beside-the-word.md).
"""

import html as entities
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

# Elements whose text is not running text: no explanation is put into them.
NOT_RUNNING_TEXT = frozenset(
    ["a", "abbr", "address", "audio", "button", "canvas", "caption", "cite", "code", "datalist", "dfn", "dt", "fieldset",
     "figcaption", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hgroup", "iframe", "kbd", "label", "legend", "math",
     "meter", "nav", "noscript", "object", "optgroup", "option", "output", "pre", "progress", "samp", "select", "summary",
     "svg", "template", "th", "time", "title", "var", "video"]
)  # fmt: skip
# Those of a source, which keep its words as they were: on paper our brackets would look like the source's.
QUOTATIONS = frozenset(["blockquote", "q"])
_CLOSED = NOT_RUNNING_TEXT | QUOTATIONS
# Elements without an end.
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# In a tag: hidden from everybody or from some, or kept free of explanations by whoever wrote the template.
_OFF = re.compile(
    r"""(?<=\s)(?:hidden(?=[\s=>/]|\Z)|popover(?=[\s=>/]|\Z)|aria-hidden\s*=\s*["']?true|data-jargon\s*=\s*["']?off)"""
    r"""|visually-hidden""",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"""(?<=\s)lang\s*=\s*["']?([a-zA-Z0-9-]*)""", re.IGNORECASE)
# Only a tag with one of these words is worth the two looks above.
_NOTABLE = re.compile("hidden|popover|jargon|lang", re.IGNORECASE)
# What is not text, as browsers read it (HTML, 13.2.5 Tokenization). What does not end goes on to the end.
MARKUP = re.compile(
    r"""
      <!--.*?(?:-->|\Z)
    | <(?P<raw>script|style|textarea|title|iframe|noembed|noframes|xmp)(?=[\s/>]).*?(?:</(?P=raw)(?=[\s/>])[^>]*>|\Z)
    | <(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)
      (?P<attributes>(?:[\s/]+|[^\s/>=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*|(?=>)))?)*+)>
    | <[!?/][^>]*>
    | <(?=[a-zA-Z/!?]).*\Z
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_APOSTROPHE = r"(?:['\u2019\u2018\u02bc]|&(?:#39|#x27|apos|rsquo|lsquo);)"
_HYPHEN = r"(?:[-\u2010\u2011]|&(?:shy|#8209|#x2011|hyphen|dash);|\u00ad)"
_SPACE = r"(?:\s|&nbsp;|&\#160;)+"
_SOFT = r"(?:\u00ad|&shy;)?"
_POSSESSIVE = rf"(?:{_APOSTROPHE}(?:s(?!\w))?(?!\w))?"
# Scripts that put no space between words: a word may stand anywhere in a line.
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Word:
    """A word of the glossary: its name, every way it may stand in a text, and whether pages explain it."""

    key: str
    forms: tuple[str, ...]
    explained: bool = True


@dataclass(frozen=True)
class Use:
    """Where a word stands in a text: from `start` to `end`, as its form `form`.

    `is_folded` where it can be seen only after opening something.
    """

    key: str
    form: str
    start: int
    end: int
    is_folded: bool = False


def running_text(html, language=""):
    """The pieces of `html` that are running text in `language`, as (start, end, is folded). None is empty."""
    position = folded = depth = 0
    closed = ""
    # Some hundred tags a page, each time it is made: what is asked of every one of them is kept short.
    for found in MARKUP.finditer(html):
        start = found.start()
        if not closed and start > position:
            yield position, start, folded > 0
        position = found.end()
        name, ends, attributes = found.group("name", "end", "attributes")
        if not name:
            continue
        name = name.lower()
        if closed:
            if name == closed:
                depth += -1 if ends else 1
                closed = closed if depth else ""
            continue
        if name == "details":
            folded = max(0, folded - 1) if ends else folded + 1
        if not ends and (name in _CLOSED or (attributes and _NOTABLE.search(attributes))):
            is_whole = name in _VOID or (attributes.endswith("/") and name in ("svg", "math"))
            if not is_whole and _is_closed(name, attributes, language):
                closed, depth = name, 1
    if not closed and position < len(html):
        yield position, len(html), folded > 0


def _is_closed(name, attributes, language):
    """Whether nothing below this element is explained."""
    if name in _CLOSED or _OFF.search(attributes):
        return True
    found = _LANGUAGE.search(attributes) if language else None
    return bool(found) and found[1].lower() not in ("", language.lower())


class Glossary:
    """The words of one language, ready to be looked for. Where several fit, the longest does."""

    def __init__(self, words):
        self.words = tuple(words)
        self._forms = {}
        for word in self.words:
            for form in word.forms:
                self._forms.setdefault(_folded(form), []).append((_plain(form), word))

    @cached_property
    def _expression(self):
        return _compiled([form for word in self.words for form in word.forms], soft=False)

    @cached_property
    def _soft_expression(self):
        """The same for texts with soft hyphens, which may stand anywhere in a word."""
        return _compiled([form for word in self.words for form in word.forms], soft=True)

    def uses(self, html, language=""):
        """Every use of a word in the running text of `html`, in its order, as [Use]."""
        expression = self._soft_expression if "\u00ad" in html or "&shy;" in html else self._expression
        if expression is None:
            return []
        found = []
        for start, end, is_folded in running_text(html, language):
            for match in expression.finditer(html, start, end):
                form, word = self._meant(html, match, start, end)
                if word:
                    found.append(Use(word.key, form, match.start(), match.end(), is_folded))
        return found

    def _meant(self, html, match, start, end):
        """The form and the word that a match means. No word for a name that only looks like it."""
        text = _plain(match["form"])
        candidates = self._forms.get(_folded(text), [])
        fitting = [(form, word) for form, word in candidates if form == text]
        fitting += [(form, word) for form, word in candidates if not is_exact(form)]
        if not fitting:
            return text, None
        form, word = fitting[0]
        behind = html[match.end() : min(end, match.end() + 2)]
        goes_on = len(behind) == 2 and behind[0].isspace() and behind[1].isupper()
        if is_exact(form):
            # "North Cumbria Integrated Care" may be the beginning of a longer name.
            return form, None if goes_on and " " in form else word
        if text[:1].isupper() and " " not in text:
            # "Care Quality Commission" and "Carers UK" are names.
            return form, word if _begins_sentence(html, start, match.start()) and not goes_on else None
        return form, word

    @cached_property
    def explained(self):
        """The keys of the words that pages explain."""
        return frozenset(word.key for word in self.words if word.explained)


def _begins_sentence(html, start, position):
    """Whether a sentence begins at `position` of a piece of text that begins at `start`."""
    before = html[max(start, position - 200) : position].rstrip()
    return not before or before.rstrip("\"'\u201d\u2019)]").endswith((".", "!", "?", ":", "\u2026"))


def first_uses(uses):
    """The first use of each word: in sight if there is one, folded away if not. In the order of the text."""
    first = {}
    for use in uses:
        if use.key not in first or (first[use.key].is_folded and not use.is_folded):
            first[use.key] = use
    return sorted(first.values(), key=lambda use: use.start)


def explain(html, glossary, markup, language=""):
    """`html` with the first use of each word explained. Returns it and the keys of the words explained, in order.

    `markup(use)` gives, for a Use, what is put before and after a word. Nothing else is changed: without the two, what comes out
    is what came in.
    """
    uses = [use for use in first_uses(glossary.uses(html, language)) if use.key in glossary.explained]
    pieces, position = [], 0
    for use in uses:
        before, after = markup(use)
        pieces += [html[position : use.start], before, html[use.start : use.end], after]
        position = use.end
    return ("".join([*pieces, html[position:]]) if uses else html), [use.key for use in uses]


# The expression ----------------------------------------------------------------------------------------------------------


def is_exact(form):
    """Whether a form stands in texts only as it is written: one with a capital behind its first letter (ICC, Easy Read)."""
    return any(letter.isupper() for letter in form[1:])


def _plain(text):
    """A piece of text as it is compared: entities read, soft hyphens gone, one kind of apostrophe, hyphen and space."""
    text = entities.unescape(text).replace("\u00ad", "")
    text = re.sub("[\u2019\u2018\u02bc]", "'", re.sub("[\u2010\u2011]", "-", text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _folded(text):
    return _plain(text).casefold()


def _compiled(forms, soft):
    """One expression for all forms, longest first, or None for none. By first letter, or each place would try them all."""
    spaced, unspaced = {}, {}
    for form in sorted({_plain(form) for form in forms} - {""}, key=lambda form: (-len(form), form)):
        by_letter = unspaced if _NO_SPACES.search(form) else spaced
        exact = is_exact(form)
        for spelling in dict.fromkeys([form, unicodedata.normalize("NFD", form)]):
            rest = "".join((_SOFT if soft else "") + _letter(letter, exact) for letter in spelling[1:])
            for first in _variants(spelling[0], exact):
                by_letter.setdefault(_letter(first, True), []).append(rest)
    whole = [f"{_word_start()}{_branches(spaced)}{_word_end()}"] if spaced else []
    whole += [_branches(unspaced)] if unspaced else []
    return re.compile(f"(?P<form>{'|'.join(whole)}){_POSSESSIVE}") if whole else None


def _branches(by_letter):
    branches = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_letter.items())
    return f"(?:{branches})"


def _variants(letter, exact):
    return [letter] if exact else list(dict.fromkeys([letter, *_other_case(letter)]))


def _other_case(letter):
    return [other for other in (letter.lower(), letter.upper()) if len(other) == 1 and other != letter]


@cache
def _letter(letter, exact):
    """The expression for one letter of a form."""
    if letter == " ":
        return _SPACE
    if letter == "'":
        return _APOSTROPHE
    if letter == "-":
        return _HYPHEN
    if letter in '&<>"':
        return f"(?:{re.escape(letter)}|{re.escape(entities.escape(letter))}|&#{ord(letter)};)"
    variants = _variants(letter, exact)
    return re.escape(letter) if len(variants) == 1 else f"[{''.join(map(re.escape, variants))}]"


@cache
def _marks():
    """Accents and vowel signs that are written behind a letter, as part of a character class."""
    # Those of the scripts in use today: U+FFFF is where they end.
    codes = [code for code in range(0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    ranges, start = [], None
    for code, following in zip(codes, [*codes[1:], None], strict=True):
        start = code if start is None else start
        if following != code + 1:
            ranges.append(f"\\u{start:04x}-\\u{code:04x}")
            start = None
    return "".join(ranges)


@cache
def _word_start():
    """No part of another word, of an address, a file name or an entity stands before it."""
    return rf"(?<![\w@/#&{_marks()}])(?<!\w[-.\u2010\u2011])(?<!&shy;)(?<!\u00ad)"


@cache
def _word_end():
    return rf"(?![\w@{_marks()}]|[-.\u2010\u2011]\w|&shy;|\u00ad|://)"
