"""What the files of a page are made from: its words as plain HTML, its size, and how the PDF is laid out."""

import hashlib
import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Paper:
    """All that the files of one page are made from. The same paper gives the same files.

    `html` is the body: h1 to h4, p, ul, ol, table with caption, colgroup, thead and tbody, and div with the attribute
    custom-style, one of Guidance, FactsLabel, Label, Hint, Room, Answer, Ticks, TickGroup, TickNote, Example
    (docs/decisions/0015). Addresses in it are whole ones.
    `size` is "a4", "a4-wide" or "a3-wide". `layout` names a file in templates/resources/typst: "paper" sets the HTML, any other
    sets `data`, which holds what JSON can hold. `foot` stands at the foot of each page. `undrawn` names what of the page no file
    can show: there is no file then, because one that leaves words out would pass for the whole.
    """

    title: str
    language: str
    html: str
    size: str = "a4"
    layout: str = "paper"
    data: dict = field(default_factory=dict)
    foot: str = ""
    undrawn: tuple = ()

    @property
    def digest(self):
        """A digest of everything in it, as text."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
