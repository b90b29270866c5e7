"""The blocks of a template that somebody fills in: fields, tables, tick lists, signatures, facts.

Each has a fixed name (`name`): a filled-in copy, online or in a made file, finds its place by it.
"""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from home import drawings
from home.blocks.links import ChosenBlock

DRAWING_FOLDERS = ("planner", "easy-read")
NAME_LENGTH = 50
# A table of more rows than this may run over the end of a page.
LONG_TABLE = 6
WIDTHS = {"narrow": 2, "normal": 3, "wide": 5}


def drawing_choices():
    """The drawings made for templates, as choices: ("planner/think", "Planner: think")."""
    return [
        (f"{folder}/{name}", f"{folder.replace('-', ' ').capitalize()}: {words.lower()}")
        for folder in DRAWING_FOLDERS
        for name, words in drawings.choices(folder)
    ]


class NameBlock(blocks.CharBlock):
    """A fixed name: the same in every language, so translators never see it."""

    def get_translatable_segments(self, value):
        return []

    def restore_translated_segments(self, value, segments):
        return value


def name_block():
    return NameBlock(
        required=False,
        max_length=NAME_LENGTH,
        label="Fixed name",
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "Use small letters, digits and _ and start with a letter.")],
        help_text="Made from the label if empty. Do not change it later: filled-in copies find their place by it.",
    )


def drawing_block():
    return ChosenBlock(
        choices=drawing_choices, required=False, label="Picture", help_text="A small drawing beside the words."
    )


class FieldKind:
    SHORT = "short"
    LONG = "long"
    DATE = "date"
    CHOICE = "choice"
    choices = [
        (SHORT, _("A few words")),
        (LONG, _("Longer text")),
        (DATE, _("A date")),
        (CHOICE, _("One of several choices")),
    ]
    # What a fact about the group can be.
    facts = [choices[0], choices[2]]


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=120)
    drawing = drawing_block()

    class Meta:
        icon = "radio-full"
        label = "Choice"
        label_format = "{text}"


class FieldValue(blocks.StructValue):
    """A field to fill in, and how much room it needs on paper."""

    @property
    def room(self):
        """The number of lines to write on: what the editor said, or what suits the kind."""
        given = self.get("lines")
        if given is not None:
            return given
        return {FieldKind.LONG: 4, FieldKind.CHOICE: 0}.get(self.get("kind"), 1)


class FieldBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=200, help_text="What to write here, in plain words.")
    name = name_block()
    kind = blocks.ChoiceBlock(choices=FieldKind.choices, default=FieldKind.SHORT)
    hint = blocks.TextBlock(required=False, max_length=400, rows=2, help_text="A short help or an example.")
    options = blocks.ListBlock(
        OptionBlock(), default=[], label="Choices", help_text='Only for "One of several choices".'
    )
    lines = blocks.IntegerBlock(
        required=False, min_value=0, max_value=40, label="Lines on paper", help_text="Leave empty for the usual number."
    )
    half = blocks.BooleanBlock(
        required=False, label="Half width", help_text="Two of these stand side by side where there is room."
    )
    drawing = drawing_block()

    class Meta:
        icon = "edit"
        label = "Field to fill in"
        label_format = "{label}"
        form_layout = BlockGroup(
            children=["label", "kind", "hint", "options"], settings=["lines", "half", "drawing", "name"]
        )
        template = "resources/blocks/field.html"
        value_class = FieldValue
        description = "A label and room to write: a few words, longer text, a date, or a choice."
        preview_value = {"label": "What this group is for", "kind": "long", "hint": "One or two sentences.", "lines": 3}

    def clean(self, value):
        """A choice has at least two choices, and nothing else has any."""
        value = super().clean(value)
        options = value.get("options") or []
        if value.get("kind") == FieldKind.CHOICE and len(options) < 2:
            raise StructBlockValidationError({"options": ValidationError("Give at least two choices.")})
        if value.get("kind") != FieldKind.CHOICE and len(options):
            raise StructBlockValidationError({"options": ValidationError('Only "One of several choices" has choices.')})
        return value


class ColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80)
    width = blocks.ChoiceBlock(
        choices=[("narrow", _("Narrow")), ("normal", _("Normal")), ("wide", _("Wide"))], default="normal"
    )

    class Meta:
        icon = "table"
        label = "Column"
        label_format = "{heading}"


class ExampleRowBlock(blocks.StructBlock):
    cells = blocks.ListBlock(blocks.TextBlock(required=False, rows=2), help_text="One for each column.")

    class Meta:
        icon = "pilcrow"
        label = "Example row"


class TableValue(blocks.StructValue):
    """A table to fill in, as rows that a page or a document can draw one after another."""

    @property
    def shares(self):
        """How wide each column is, in percent: whole steps of 5 that add up to 100."""
        weights = [WIDTHS.get(column.get("width"), WIDTHS["normal"]) for column in self["columns"]]
        exact = [20 * weight / sum(weights) for weight in weights]
        steps = [int(share) for share in exact]
        for index in sorted(range(len(exact)), key=lambda place: steps[place] - exact[place])[: 20 - sum(steps)]:
            steps[index] += 1
        return [step * 5 for step in steps]

    @property
    def rows(self):
        """Every row in order: {"example": bool, "heading": text or "", "cells": [text, …]}.

        Each row has one cell for each column; where a row has a heading, it is the first cell. Example rows come
        first, then the rows with headings, then the empty ones.
        """
        count = len(self["columns"])
        found = [_row(example["cells"], count, example=True) for example in self.get("examples") or []]
        found += [_row([heading], count, heading=heading) for heading in self.get("row_headings") or []]
        found += [_row([], count) for _number in range(self.get("empty_rows") or 0)]
        return found

    def filled(self, answers):
        """The rows with what was written in them: `answers` is a list of rows of text, headings first, or None.

        Without answers these are `rows`. With them, examples are left out and so are empty rows, but one is kept to write on.
        """
        if not answers:
            return self.rows
        count, headings = len(self["columns"]), list(self.get("row_headings") or [])
        found = []
        for number, cells in enumerate(answers):
            heading = headings[number] if number < len(headings) else ""
            if heading or any(cells):
                found.append(_row([heading, *cells[1:]] if heading else cells, count, heading=heading))
        return found or [_row([], count)]

    @property
    def is_long(self):
        """Whether it may run over the end of a page on paper."""
        return len(self.rows) > LONG_TABLE


def _row(cells, count, example=False, heading=""):
    cells = [cell or "" for cell in cells][:count]
    return {"example": example, "heading": heading, "cells": cells + [""] * (count - len(cells))}


class FillInTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(max_length=200, help_text="What the table is for. Screen readers read it first.")
    name = name_block()
    drawing = drawing_block()
    columns = blocks.ListBlock(ColumnBlock(), min_num=1, max_num=7)
    row_headings = blocks.ListBlock(
        blocks.CharBlock(max_length=200), default=[], help_text="Words for the first column, one row each. Optional."
    )
    examples = blocks.ListBlock(
        ExampleRowBlock(),
        default=[],
        label="Example rows",
        help_text='Shown first, each marked "Example". Invent nothing that could pass for fact.',
    )
    empty_rows = blocks.IntegerBlock(min_value=0, max_value=40, default=5)
    row_lines = blocks.IntegerBlock(min_value=1, max_value=8, default=2, label="Lines in each row")

    class Meta:
        icon = "table"
        label = "Table to fill in"
        label_format = "{caption}"
        form_layout = BlockGroup(
            children=["caption", "columns", "row_headings", "examples", "empty_rows"],
            settings=["row_lines", "drawing", "name"],
        )
        template = "resources/blocks/fill_in_table.html"
        value_class = TableValue
        description = "A table with empty rows, and an example row to show how it is meant."
        preview_value = {
            "caption": "Who does what",
            "columns": [
                {"heading": "Action", "width": "wide"},
                {"heading": "Who", "width": "normal"},
                {"heading": "By when", "width": "narrow"},
            ],
            "examples": [{"cells": ["Ask the library about its back room", "Sam", "Friday"]}],
            "empty_rows": 2,
            "row_lines": 1,
        }

    def clean(self, value):
        """An example row fits the columns, and there is at least one row to fill in."""
        value = super().clean(value)
        errors = {}
        count = len(value.get("columns") or [])
        if any(len(example.get("cells") or []) > count for example in value.get("examples") or []):
            errors["examples"] = ValidationError("An example row has more cells than the table has columns.")
        if not value.get("empty_rows") and not len(value.get("row_headings") or []):
            errors["empty_rows"] = ValidationError("Leave at least one row to fill in.")
        if errors:
            raise StructBlockValidationError(errors)
        return value


class TickGroupBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False, help_text="Leave empty for one plain list.")
    items = blocks.ListBlock(blocks.TextBlock(rows=2, max_length=300), min_num=1)

    class Meta:
        icon = "list-ul"
        label = "Group"
        label_format = "{heading}"


class TickListBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=200, help_text="What to tick, for example: Tick what the room has.")
    name = name_block()
    groups = blocks.ListBlock(TickGroupBlock(), min_num=1)
    note_label = blocks.CharBlock(
        max_length=60,
        required=False,
        label="Room for a note",
        help_text="The words before it, for example: Who and by when. Leave empty for no room.",
    )

    class Meta:
        icon = "tasks"
        label = "Tick list"
        label_format = "{label}"
        form_layout = BlockGroup(children=["label", "groups"], settings=["note_label", "name"])
        template = "resources/blocks/tick_list.html"
        description = "Things to tick, in groups if there are many, with room for a note if you like."
        preview_value = {
            "label": "Tick what the room has",
            "groups": [{"heading": "Getting in", "items": ["No steps at the door", "An accessible toilet"]}],
            "note_label": "Who checks",
        }


class SignaturesBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=200, default="Signatures")
    name = name_block()
    people = blocks.ListBlock(
        blocks.CharBlock(max_length=120), min_num=1, label="Who signs", help_text="One role on each line."
    )

    class Meta:
        icon = "user"
        label = "Signature lines"
        label_format = "{label}"
        form_layout = BlockGroup(children=["label", "people"], settings=["name"])
        template = "resources/blocks/signatures.html"
        description = "Lines for names, signatures and dates."
        preview_value = {"label": "Agreed by", "people": ["Chair", "For the group"]}


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=80)
    name = name_block()
    kind = blocks.ChoiceBlock(choices=FieldKind.facts, default=FieldKind.SHORT)

    class Meta:
        icon = "edit"
        label = "Fact"
        label_format = "{label}"
        form_layout = BlockGroup(children=["label", "kind"], settings=["name"])


class FactsBlock(blocks.StructBlock):
    """Facts about the group or the paper: its name, a date, a version."""

    label = blocks.CharBlock(max_length=120, default="About this paper")
    facts = blocks.ListBlock(FactBlock(), min_num=1)

    class Meta:
        icon = "info-circle"
        label = "Facts about the group"
        label_format = "{label}"
        template = "resources/blocks/facts.html"
        description = "Short facts, often at the head of the paper: name of the group, date, version."
        preview_value = {
            "label": "About this paper",
            "facts": [{"label": "Name of the group", "kind": "short"}, {"label": "Date", "kind": "date"}],
        }
