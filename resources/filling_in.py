"""Filling in a template online: its parts as pages, and where on them each of the words that somebody typed belongs.

Nothing here keeps anything. The words travel in the form (resources/typed_words.py), and this module gives each its place
in the template as it is now.
"""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.forms import DatePartsField
from home.text import date_plain
from resources.blocks.fill_in import FieldKind
from resources.blocks.templates import named_parts, walk
from resources.typed_words import Words, texts

# How much fits into one box. A page of A4 holds about 3,000 characters.
LONG_TEXT, SHORT_TEXT, CELL_TEXT, NOTE_TEXT = 5_000, 500, 500, 300
MOST_ROWS = 60
# So many empty rows stand ready; a button brings more.
READY_ROWS = 4


class Online(models.TextChoices):
    """How a template is offered for filling in online."""

    NOT = "", gettext_lazy("Not offered")
    PAGE = "page", gettext_lazy("All on one page")
    SECTIONS = "sections", gettext_lazy("One page for each section")


@dataclass(frozen=True)
class Step:
    """One page of the form: what stands on it, as (kind, value) in reading order. `heading` is that of its section."""

    number: int
    heading: str
    drawing: str
    blocks: tuple

    @cached_property
    def named(self):
        """What is filled in on it: [(kind, value)]; each fact by itself."""
        found = []
        for kind, value in self.blocks:
            found += [("fact", fact) for fact in value["facts"]] if kind == "facts" else []
            found += [(kind, value)] if kind in ("field", "table", "tick_list") else []
        return found


def steps(page):
    """The pages on which a template is filled in, at least one.

    A section makes a page; what stands between sections goes with the one before, what stands first with the first.
    """
    if page.online != Online.SECTIONS or not any(child.block_type == "section" for child in page.document):
        return [Step(1, "", page.drawing, tuple(walk(page.document)))]
    groups, before = [], []
    for child in page.document:
        if child.block_type == "section":
            groups.append((child.value, [*before, *walk(child.value["content"])]))
            before = []
        else:
            (groups[-1][1] if groups else before).append((child.block_type, child.value))
    return [
        Step(number, section["heading"], section.get("drawing") or "", tuple(blocks))
        for number, (section, blocks) in enumerate(groups, start=1)
    ]


class Filled:
    """A template together with the words typed into it. `places` holds a value for every field, `homeless` the rest."""

    def __init__(self, page, words=None):
        self.page, self.words = page, words or Words()
        self.steps = steps(page)
        self.places, self.homeless = {}, []
        left = dict(self.words.by_name)
        for kind, value in named_parts(page.document):
            if kind != "signatures":
                place = _PLACE[_kind(kind, value)]
                self.places[value["name"]], lost = place(value, left.pop(value["name"], ""))
                self.homeless += lost
        for value in left.values():
            self.homeless += texts(value)

    def shapes(self, step):
        """What the tables and tick lists of a step look like now, for the words that come back from its page."""
        found = {}
        for kind, value in step.named:
            if kind == "table":
                rows = self.places[value["name"]]
                found[value["name"]] = {"columns": _headings(value), "headings": [row["heading"] for row in rows]}
            elif kind == "tick_list":
                found[value["name"]] = {"items": items(value)}
        return found

    def answers(self):
        """The words for the makers of files, by fixed name; nothing for what was left empty.

        A field and a fact give text (and of a choice with room, "<name>_why"); a table its rows, those with headings
        first; a tick list {"ticked": [numbers], "notes": {number: text}}, counted through all groups from 0.
        """
        found = {}
        for kind, value in named_parts(self.page.document):
            name, place = value["name"], self.places.get(value["name"])
            if kind == "table":
                found[name] = full_rows(place) if any(any(row["cells"]) for row in place) else []
            elif kind == "tick_list":
                known = items(value)
                notes = {known.index(item): note for item, note in place["notes"].items()}
                found[name] = {"ticked": [known.index(item) for item in place["ticked"]], "notes": notes}
                found[name] = found[name] if any(found[name].values()) else None
            elif kind != "signatures":
                found[name] = written(place)
                found[f"{name}_why"] = place["why"] if isinstance(place, dict) and "why" in place else ""
        return {name: answer for name, answer in found.items() if answer}


def written(place):
    """A field's value in words: a date as "27 March 2027", a choice as what was chosen."""
    if isinstance(place, str):
        return place
    if "date" in place:
        try:
            return date_plain(DatePartsField(required=False).clean(place["date"]))
        except ValidationError:
            return " ".join(filter(None, place["date"]))
    return place["chosen"]


def items(tick_list):
    """The items of a tick list through all its groups. One that stands twice is told apart by its number."""
    found = []
    for group in tick_list["groups"]:
        for item in group["items"]:
            text, number = item, 2
            while text in found:
                text, number = f"{item} ({number})", number + 1
            found.append(text)
    return found


def full_rows(rows):
    """A table's rows as lists of text, the heading of a row in its first cell."""
    return [[row["heading"], *row["cells"][1:]] if row["heading"] else row["cells"] for row in rows]


def add_row(filled, name):
    """One more empty row in a table, if it has room for one."""
    rows = filled.places.get(name)
    if isinstance(rows, list) and rows and len(rows) < MOST_ROWS:
        rows.append({"heading": "", "cells": [""] * len(rows[0]["cells"])})


def too_many_rows(rows):
    """What is said beside a table with more rows than fit, or ""."""
    if len(rows) <= MOST_ROWS:
        return ""
    return _("There is room for %(most)s rows, and you have %(count)s. Empty some of them, or put two into one.") % {
        "most": MOST_ROWS,
        "count": len(rows),
    }


# Where each kind of field finds its words: (value for the field, texts that have no place in it). -------------------------


def _kind(kind, value):
    return value["kind"] if kind in ("field", "fact") else kind


def _place_text(value, typed):
    if isinstance(typed, str):
        return typed, []
    return ("\n".join(texts(typed)), []) if typed.keys() & {"date", "chosen"} else ("", texts(typed))


def _place_date(value, typed):
    if isinstance(typed, dict) and "date" in typed:
        return typed, []
    return {"date": ["", "", ""]}, texts(typed)


def _place_choice(value, typed):
    if not (isinstance(typed, dict) and "chosen" in typed):
        return {"chosen": "", "why": ""}, texts(typed)
    chosen, why, lost = typed["chosen"], typed["why"], []
    if chosen and chosen not in [option["text"] for option in value["options"]]:
        chosen, lost = "", [chosen]
    if why and not value.room:
        why, lost = "", [*lost, why]
    return {"chosen": chosen, "why": why}, lost


def _place_ticks(value, typed):
    if not (isinstance(typed, dict) and "ticked" in typed):
        return {"ticked": [], "notes": {}}, texts(typed)
    known = set(items(value))
    with_notes = known if value.get("note_label") else set()
    place = {
        "ticked": [item for item in typed["ticked"] if item in known],
        "notes": {item: note for item, note in typed["notes"].items() if item in with_notes},
    }
    lost = [item for item in typed["ticked"] if item not in known]
    return place, lost + [f"{item}: {note}" for item, note in typed["notes"].items() if item not in with_notes]


def _place_rows(value, typed):
    """Rows as [{"heading", "cells"}]: those with headings, then the others, then some to fill in."""
    headings, count, lost = list(value.get("row_headings") or []), len(value["columns"]), []
    headed, free = {}, []
    if isinstance(typed, dict) and "rows" in typed:
        to = _columns(typed["columns"], _headings(value))
        for heading, row in zip(typed["headings"], typed["rows"], strict=True):
            cells = [""] * count
            for place, text in enumerate(row):
                if text and to.get(place) is not None:
                    cells[to[place]] = text
                elif text:
                    lost.append(text)
            if heading in headings and heading not in headed:
                headed[heading] = cells
            elif any(cells):
                free.append([heading, *cells[1:]] if heading and not cells[0] else cells)
                lost += [heading] if heading and cells[0] else []
    else:
        lost = texts(typed)
    rows = [{"heading": heading, "cells": headed.pop(heading, [""] * count)} for heading in headings]
    rows += [{"heading": "", "cells": cells} for cells in free]
    ready = max(min(value.get("empty_rows") or 0, READY_ROWS) - len(free), 0)
    return rows + [{"heading": "", "cells": [""] * count} for _row in range(ready)], lost


def _headings(table):
    return [column["heading"] for column in table["columns"]]


def _columns(then, now):
    """Where each column of then stands now: in its place where there are as many, or else under its heading."""
    if len(then) == len(now):
        return {place: place for place in range(len(now))}
    return {place: now.index(heading) for place, heading in enumerate(then) if heading in now}


_PLACE = {
    FieldKind.SHORT: _place_text,
    FieldKind.LONG: _place_text,
    FieldKind.DATE: _place_date,
    FieldKind.CHOICE: _place_choice,
    "tick_list": _place_ticks,
    "table": _place_rows,
}
