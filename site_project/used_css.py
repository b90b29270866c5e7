"""Which rules of a style sheet our pages can use.

A rule is used when each class in its selector is written somewhere: in a template, in Python or JavaScript of ours, in an
NHS macro that these call, or in the frontend's own script. What asks for no class (elements, `:root`, states, print) is
always kept, and in doubt so is the rest: the question is which classes can never be on a page.
"""

import re
from importlib import resources
from itertools import pairwise
from pathlib import Path

import tinycss2

_NAMESPACE = "nhsuk-"
# Files that may write classes. Migrations draw nothing.
_KINDS = {".html", ".js", ".py", ".svg"}
_MACRO = re.compile(r"nhsuk/(?:[\w-]+/)+[\w-]+\.jinja")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# What is filled in: {{ … }} and {% … %} in a template, ${…} in JavaScript, {…} in Python.
_GAP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$?\{[^{}\n]*\}", re.DOTALL)
_WORD = re.compile(r"[\w-]+")
_PIECES = re.compile(r"[\w\0-]*\0[\w\0-]*")
# The end of a name that is put behind a variable: kind ~ "--error".
_ENDING = re.compile(r"""[~+]\s*["'`]((?:--|__)[\w-]+)""")


class Names:
    """The class names that texts write. `name in names` says whether a class can be on a page.

    A name in pieces ("nhsuk-tag--{{ colour }}") stands for every class that fits it. Where only the namespace stands
    before the gap ("nhsuk-{{ kind }}__item"), the gap takes the words of the same text.
    """

    def __init__(self):
        self._words, self._patterns, self._fits = set(), set(), None

    def read(self, text):
        """Adds what `text` (a template or a file of code) writes."""
        text = _COMMENT.sub("", text)
        words = set(_WORD.findall(text))
        pieces = {piece for word in words for piece in _ends_open(word)}
        pieces |= {"\0" + ending for ending in _ENDING.findall(text)}
        pieces |= {piece for found in _PIECES.findall(_GAP.sub("\0", text)) for piece in _in_pieces(found)}
        self._words |= words
        for piece in pieces:
            if piece.startswith(_NAMESPACE + "\0"):
                self._words |= {piece.replace("\0", word) for word in words}
            else:
                self._patterns.add(re.escape(piece).replace(re.escape("\0"), ".+"))
        self._fits = None

    def has_the_beginning_of(self, name):
        """Whether `name`, or what stands before one of its hyphens or underscores, is written: not the namespace alone."""
        ends = [place.start() for place in re.finditer(r"[-_]|$", name)]
        return any(name[:end] in self._words and end > len(_NAMESPACE) for end in ends)

    def __contains__(self, name):
        if name in self._words:
            return True
        if self._fits is None:
            self._fits = re.compile("|".join(sorted(self._patterns)) or "(?!)")
        return self._fits.fullmatch(name) is not None


def _ends_open(word):
    """["nhsuk-tag--" + gap] for a word that only begins a name: the rest is put behind it."""
    return [word + "\0"] if word[-1] in "-_" and word.strip("-_") else []


def _in_pieces(found):
    """The names in a run of pieces and gaps. A gap that touches neither - nor _ is a place between two names."""
    names = re.sub(r"(?<![-_])\0(?![-_])", " ", found).split()
    return [name for name in names if "\0" in name and name.strip("\0-_")]


def texts_of(folders, about=""):
    """The texts of all files below `folders` that can write classes and hold the word `about`, in a fixed order."""
    found = []
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in _KINDS and "migrations" not in path.parts:
                text = path.read_text("utf-8")
                if about in text:
                    found.append(text)
    return found


def names_of(texts, script=""):
    """The Names that `texts` write, with the NHS macros that they call and these call in turn.

    Of what the frontend's own `script` writes, only that counts which belongs to a component of ours: it changes others'
    parts only where it finds the others.
    """
    names, called, waiting = Names(), set(), list(texts)
    library = resources.files("nhsuk_frontend_jinja") / "templates"
    while waiting:
        text = waiting.pop()
        names.read(text)
        for macro in set(_MACRO.findall(text)) - called:
            called.add(macro)
            waiting.append((library / macro).read_text("utf-8"))
    names.read(" ".join(name for name in set(_WORD.findall(script)) if names.has_the_beginning_of(name)))
    return names


def trimmed(css, names, dropped=None):
    """`css` without the rules that ask for a class outside `names`. What is left out is added to the list `dropped`."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return _written(rules, names, [] if dropped is None else dropped)


def _written(rules, names, dropped):
    return "".join(_rule(rule, names, dropped) for rule in rules)


def _rule(rule, names, dropped):
    """One rule as text, or "" where none of its selectors can match. Raises ValueError for what cannot be read."""
    if rule.type == "error":
        raise ValueError(f"The style sheet cannot be read at line {rule.source_line}: {rule.message}")
    if rule.type == "qualified-rule":
        kept = []
        for selector in _selectors(rule.prelude):
            written = tinycss2.serialize(selector).strip()
            (kept if all(name in names for name in classes(selector)) else dropped).append(written)
        return f"{','.join(kept)}{{{tinycss2.serialize(rule.content)}}}" if kept else ""
    prelude = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}"
    if rule.content is None:
        return f"{prelude};"
    if rule.lower_at_keyword in ("media", "supports", "layer", "container"):
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        text = _written(inner, names, dropped)
        return f"{prelude}{{{text}}}" if text else ""
    return f"{prelude}{{{tinycss2.serialize(rule.content)}}}"


def _selectors(prelude):
    """The selectors of a rule, each as its tokens: what commas part, those in brackets left alone."""
    found = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def classes(selector):
    """The classes that an element or its ancestors need for a selector to match. What is in :not(…) or :is(…) is left out."""
    return [
        token.value
        for before, token in pairwise(selector)
        if token.type == "ident" and before.type == "literal" and before.value == "."
    ]
