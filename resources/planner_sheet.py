"""A planner as one big sheet to pin on a wall: what templates/resources/typst/planner.typ sets, a column for each section."""

import unicodedata

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from resources.blocks.fill_in import FieldKind
from resources.filling_in import items

LAYOUT = "planner"
# More columns than this would leave no room to write in.
MOST_COLUMNS = 4


def fits(page):
    """Whether a template can be laid out as such a sheet: A3 on its side, with a section for each of a few columns."""
    sections = sum(child.block_type == "section" for child in page.document)
    return page.is_a3 and 0 < sections <= MOST_COLUMNS


def data(page, answers=None):
    """The sheet as JSON values, empty or with `answers` (by fixed name, see filling_in.Filled.answers).

    Drawings are named under "drawing". Hints and guidance are for whoever writes: a filled-in sheet leaves them out.
    """
    answers = answers or {}
    with translation.override(page.locale.language_code):
        facts = [
            _fact(fact, answers)
            for child in page.document
            if child.block_type == "facts"
            for fact in child.value["facts"]
        ]
        columns = [_column(child.value, answers) for child in page.document if child.block_type == "section"]
        return {
            "heading": page.heading,
            "code": page.code,
            "facts": facts,
            "columns": columns,
            "filled": bool(answers),
            "words": {
                "more": [_("More from %(part)s") % {"part": column["heading"]} for column in columns],
                "goes_on": _("Goes on on the next sheet"),
                "continued": _("continued"),
                "date": [_("Day"), _("Month"), _("Year")],
                "sign": [_("Name"), _("Signature")],
            },
        }  # fmt: skip


def direction(text):
    """ "rtl" or "ltr", by the first letter that has a direction; "" where none has (Unicode standard annex 9, rule P2)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return ""


def _said(text):
    text = text or ""
    return {"text": text, "direction": direction(text)}


def _fact(fact, answers):
    return {"label": fact["label"], "kind": fact["kind"], **_said(answers.get(fact["name"]))}


def _column(section, answers):
    parts = [part for child in section["content"] if (part := _part(child.block_type, child.value, answers))]
    return {"heading": section["heading"], "drawing": section.get("drawing") or "", "parts": parts}


def _part(kind, value, answers):
    hint = "" if answers else (value.get("hint") or "" if hasattr(value, "get") else "")
    if kind == "field":
        name = value["name"]
        part = {
            "kind": "field",
            "label": value["label"],
            "hint": hint,
            "drawing": value["drawing"] or "",
            **_said(answers.get(name)),
        }
        if value["kind"] == FieldKind.CHOICE:
            chosen = answers.get(name)
            options = [
                {"text": option["text"], "drawing": option["drawing"] or "", "chosen": option["text"] == chosen}
                for option in value["options"]
            ]
            part |= {"kind": "choice", "options": options, "room": value.room > 0, **_said(answers.get(f"{name}_why"))}
        elif value["kind"] == FieldKind.DATE:
            part["kind"] = "date"
        return part
    if kind == "table":
        return {
            "kind": "table", "label": value["caption"], "hint": "", "drawing": value["drawing"] or "",
            "headings": [column["heading"] for column in value["columns"]], "shares": value.shares,
            "rows": _rows(value, answers.get(value["name"])),
        }  # fmt: skip
    if kind == "tick_list":
        given = answers.get(value["name"]) or {"ticked": [], "notes": {}}
        found = [
            {"text": item, "ticked": number in given["ticked"], "note": given["notes"].get(number, "")}
            for number, item in enumerate(items(value))
        ]
        return {"kind": "ticks", "label": value["label"], "hint": "", "drawing": "", "items": found}
    if kind == "signatures":
        return {
            "kind": "signatures",
            "label": value["label"],
            "hint": "",
            "drawing": "",
            "people": list(value["people"]),
        }
    if kind == "facts":
        return {
            "kind": "facts",
            "label": value["label"],
            "hint": "",
            "drawing": "",
            "facts": [_fact(fact, answers) for fact in value["facts"]],
        }
    if kind in ("text", "guidance", "subheading") and not (kind == "guidance" and answers):
        text = value if kind == "subheading" else " ".join(strip_tags(value.source.replace("</", " </")).split())
        return {"kind": "words", "label": "", "hint": "", "drawing": "", **_said(text)}
    return None


def _rows(table, answer):
    """The rows with what was written, and empty ones up to what the template has."""
    count = len(table["columns"])
    filled = [[_said(cell) for cell in row] for row in answer or []]
    if not filled:
        filled = [
            [_said(row["heading"] if place == 0 else "") for place in range(count)]
            for row in table.rows
            if not row["example"]
        ]
    wanted = len(table.get("row_headings") or []) + (table.get("empty_rows") or 0)
    return filled + [[_said("") for _cell in range(count)] for _row in range(wanted - len(filled))]
