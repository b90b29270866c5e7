"""What somebody typed into a template so far, as it travels in the form: nowhere else is it kept.

Words are found by fixed names, ticks and table columns by what they said, so that they find their place again after an
editor has changed the template. Whatever has no place any more is carried on and shown.
"""

import json
import re
from dataclasses import dataclass, field

# The form's own fields. No fixed name has a hyphen, so none can be taken for one of these, nor for a part of another.
KEPT, CAME_FROM, ADD_ROW, ON_DEVICE = "fill-words", "fill-from", "fill-add", "fill-device"
# Longer lists than this were not made by a form of ours.
MOST_ROWS_READ, MOST_COLUMNS, MOST_ITEMS, MOST_NAMES = 1_000, 7, 1_000, 1_000

_NAME = r"(?P<name>[a-z][a-z0-9_]{0,49})"
_PLAIN = re.compile(rf"{_NAME}\Z")
_DATE = re.compile(rf"{_NAME}-date_(?P<part>day|month|year)\Z")
_CHOICE = re.compile(rf"{_NAME}-(?P<part>chosen|why)\Z")
_CELL = re.compile(rf"{_NAME}-(?P<row>[0-9]{{1,3}})-(?P<column>[0-6])\Z")
_TICKS = re.compile(rf"{_NAME}-tick\Z")
_NOTE = re.compile(rf"{_NAME}-note-(?P<item>[0-9]{{1,3}})\Z")
_DATE_PARTS = ("day", "month", "year")
# Control characters cannot stand in any of the files, and half a character (a lone surrogate) in none of them nor on a page.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean_text(value):
    """Any value as text that a page and every file can hold: line ends as one sign, nothing unprintable."""
    text = value if isinstance(value, str) else ""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass
class Words:
    """Everything typed so far, by fixed name.

    Of each kind of field one shape: text; {"date": [day, month, year]}; {"chosen": text, "why": text};
    {"columns": [heading, …], "headings": [heading or "", …], "rows": [[text, …], …]}; {"ticked": [item, …], "notes": {item: text}}.
    """

    by_name: dict = field(default_factory=dict)

    def as_text(self, shapes=None):
        """What stands in the hidden field. `shapes` says what the tables and tick lists of this page looked like."""
        return json.dumps({"words": self.by_name, "shapes": shapes or {}}, ensure_ascii=False, separators=(",", ":"))

    @property
    def is_empty(self):
        return not any(texts(value) for value in self.by_name.values())


def texts(value):
    """All that is written in one value, as a list of texts: to show what has lost its place."""
    if isinstance(value, str):
        return [value] if value else []
    if "date" in value:
        return [" ".join(part for part in value["date"] if part)] if any(value["date"]) else []
    if "rows" in value:
        rows = zip(value["headings"], value["rows"], strict=True)
        return [", ".join([*([heading] if heading else []), *filter(None, row)]) for heading, row in rows if any(row)]
    if "ticked" in value:
        notes = value["notes"]
        items = [*value["ticked"], *(item for item in notes if item not in value["ticked"])]
        return [f"{item}: {notes[item]}" if notes.get(item) else item for item in items]
    return [text for text in (value["chosen"], value["why"]) if text]


def read(sent):
    """The words that a form brought back: those it carried, and over them those typed on its page.

    `sent` is a QueryDict. Whatever is not of our making is left out without a word; nothing raises.
    """
    carried = _object(sent.get(KEPT, ""))
    by_name = {name: value for name, raw in _pairs(carried.get("words")) if (value := _known(raw)) is not None}
    shapes = carried.get("shapes") if isinstance(carried.get("shapes"), dict) else {}
    typed = _typed(sent, shapes)
    kept = {name: value for name, value in {**by_name, **typed}.items() if texts(value)}
    return Words(dict(list(kept.items())[:MOST_NAMES]))


def _object(raw):
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _pairs(raw):
    pairs = raw.items() if isinstance(raw, dict) else ()
    return [(name, value) for name, value in pairs if _PLAIN.match(name)]


def _known(raw):
    """A carried value in one of the shapes, or None where it has none of them."""
    if isinstance(raw, str):
        return clean_text(raw)
    if not isinstance(raw, dict):
        return None
    if isinstance(raw.get("date"), list):
        return {"date": _texts(raw["date"], 3, fill=3)}
    if isinstance(raw.get("rows"), list):
        columns = _texts(raw.get("columns"), MOST_COLUMNS)
        rows = [_texts(row, MOST_COLUMNS, fill=len(columns)) for row in raw["rows"][:MOST_ROWS_READ]]
        return {"columns": columns, "headings": _texts(raw.get("headings"), len(rows), fill=len(rows)), "rows": rows}
    if isinstance(raw.get("ticked"), list):
        notes = raw.get("notes") if isinstance(raw.get("notes"), dict) else {}
        notes = {clean_text(item): clean_text(note) for item, note in list(notes.items())[:MOST_ITEMS]}
        ticked = [item for item in _texts(raw["ticked"], MOST_ITEMS) if item]
        return {"ticked": list(dict.fromkeys(ticked)), "notes": {item: note for item, note in notes.items() if note}}
    if "chosen" in raw:
        return {"chosen": clean_text(raw["chosen"]), "why": clean_text(raw.get("why"))}
    return None


def _texts(raw, most, fill=0):
    found = [clean_text(item) for item in raw[:most]] if isinstance(raw, list) else []
    return found + [""] * (fill - len(found))


def _typed(sent, shapes):
    """What stands in the visible fields of the page that was sent."""
    found = {}
    # A list with nothing ticked sends nothing: that it was on the page says its shape.
    for name, shape in _pairs(shapes):
        if isinstance(shape, dict) and isinstance(shape.get("items"), list):
            found[name] = {"ticked": [], "notes": {}}
    for key in sent:
        if match := _PLAIN.match(key):
            found[match["name"]] = clean_text(sent[key])
        elif match := _DATE.match(key):
            date = _shaped(found, match["name"], {"date": ["", "", ""]})
            date["date"][_DATE_PARTS.index(match["part"])] = clean_text(sent[key])
        elif match := _CHOICE.match(key):
            _shaped(found, match["name"], {"chosen": "", "why": ""})[match["part"]] = clean_text(sent[key])
        elif match := _CELL.match(key):
            _put_cell(found, match, shapes, clean_text(sent[key]))
        elif match := _TICKS.match(key):
            numbers = {int(text) for text in sent.getlist(key) if text.isascii() and text.isdecimal() and len(text) < 4}
            ticked = [item for number, item in enumerate(_items(shapes, match["name"])) if number in numbers]
            _shaped(found, match["name"], {"ticked": [], "notes": {}})["ticked"] = ticked
        elif match := _NOTE.match(key):
            items, note = _items(shapes, match["name"]), clean_text(sent[key])
            if note and int(match["item"]) < len(items):
                _shaped(found, match["name"], {"ticked": [], "notes": {}})["notes"][items[int(match["item"])]] = note
    return found


def _shaped(found, name, empty):
    """The value of `name` as it is being put together; begun anew where a foreign form made something else of it."""
    value = found.get(name)
    if not isinstance(value, dict) or value.keys() != empty.keys():
        found[name] = value = empty
    return value


def _items(shapes, name):
    shape = shapes.get(name)
    return _texts(shape.get("items"), MOST_ITEMS) if isinstance(shape, dict) else []


def _put_cell(found, match, shapes, text):
    """Puts one cell into its table, which grows to hold it."""
    name, row, column = match["name"], int(match["row"]), int(match["column"])
    shape = shapes.get(name) if isinstance(shapes.get(name), dict) else {}
    columns = _texts(shape.get("columns"), MOST_COLUMNS)
    table = _shaped(found, name, {"columns": columns, "headings": [], "rows": []})
    width = max(len(table["columns"]), column + 1)
    table["columns"] += [""] * (width - len(table["columns"]))
    headings = _texts(shape.get("headings"), MOST_ROWS_READ)
    while len(table["rows"]) <= row:
        place = len(table["rows"])
        table["headings"].append(headings[place] if place < len(headings) else "")
        table["rows"].append([])
    for cells in table["rows"]:
        cells += [""] * (width - len(cells))
    table["rows"][row][column] = text
