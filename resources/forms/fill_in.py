"""The form of one page of a template that is filled in online, made from its blocks. The rules are in resources/filling_in.py."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from home.forms import DatePartsField, NHSForm
from resources import filling_in
from resources.blocks.fill_in import FieldKind
from resources.typed_words import texts


class _Box(forms.CharField):
    """Room for `most` characters. With `counts` the limit is said beside it, for boxes in which people write at length."""

    def __init__(self, *, most, lines=1, counts=False, **kwargs):
        attrs = {"dir": "auto"}
        if lines > 1:
            widget = forms.Textarea(attrs={**attrs, "rows": lines, "data-threshold": 75})
        else:
            widget = forms.TextInput(attrs=attrs)
        super().__init__(required=False, widget=widget, strip=False, **kwargs)
        # Not given to Django: its message does not say that nothing is lost.
        self.most = most
        if counts:
            self.max_length = most

    def validate(self, value):
        super().validate(value)
        if len(value) > self.most:
            message = _(
                "There is room for %(most)s characters here, and you have %(count)s. It is all still in the box."
            )
            raise forms.ValidationError(message % {"most": f"{self.most:,}", "count": f"{len(value):,}"})


class StepForm(NHSForm):
    """One page of a template. Always bound: what it shows is what was typed so far, right or wrong.

    Takes `filled` (filling_in.Filled) and the Step; `is_valid` says whether everything on the page fits.
    """

    # Said once at the head of the page, not beside each field.
    all_optional = True

    def __init__(self, filled, step):
        self.filled, self.step = filled, step
        self._made, self._typed = {}, {}
        for kind, value in step.named:
            self._ADD[kind](self, value, filled.places[value["name"]])
        super().__init__(self._typed, prefix=None, auto_id="fill-%s")
        self.fields.update(self._made)

    def clean(self):
        for kind, value in self.step.named:
            message = filling_in.too_many_rows(self.filled.places[value["name"]]) if kind == "table" else ""
            if message:
                self.add_error(f"{value['name']}-0-{self._first_open(value)}", message)
        return super().clean()

    def _first_open(self, table):
        return 1 if self.filled.places[table["name"]][0]["heading"] else 0

    # Fields from blocks ---------------------------------------------------------------------------------------------------

    def _add_field(self, value, place):
        name, kind = value["name"], value["kind"]
        words = {"label": value["label"], "help_text": value.get("hint") or ""}
        if kind == FieldKind.DATE:
            field = f"{name}-date"
            self._made[field] = DatePartsField(required=False, **words)
            self._typed.update(
                zip([f"{field}_{part}" for part in ("day", "month", "year")], place["date"], strict=True)
            )
        elif kind == FieldKind.CHOICE:
            self._add_choice(value, place, words)
        else:
            long = kind == FieldKind.LONG
            lines = max(3, value.room) if long else 1 if not hasattr(value, "room") else value.room
            most = filling_in.LONG_TEXT if long else filling_in.SHORT_TEXT
            self._made[name] = _Box(most=most, lines=lines, counts=long, **words)
            self._typed[name] = place

    def _add_choice(self, value, place, words):
        name = value["name"]
        choices = [(option["text"], option["text"]) for option in value["options"]]
        chosen = forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect, **words)
        chosen.choice_pictures = {option["text"]: option["drawing"] for option in value["options"] if option["drawing"]}
        self._made[f"{name}-chosen"], self._typed[f"{name}-chosen"] = chosen, place["chosen"]
        if value.room:
            self._made[f"{name}-why"] = _Box(most=filling_in.LONG_TEXT, lines=3, counts=True, label=_("Why?"))
            self._typed[f"{name}-why"] = place["why"]

    def _add_table(self, value, rows):
        for number, row in enumerate(rows):
            for place, column in enumerate(value["columns"]):
                if place or not row["heading"]:
                    field = f"{value['name']}-{number}-{place}"
                    lines = max(value["row_lines"], 2 if column["width"] == "wide" else 1)
                    self._made[field] = _Box(most=filling_in.CELL_TEXT, lines=lines, label=column["heading"])
                    self._typed[field] = row["cells"][place]

    def _add_ticks(self, value, place):
        all_items = filling_in.items(value)
        name = f"{value['name']}-tick"
        self._made[name] = forms.MultipleChoiceField(
            choices=[(str(number), item) for number, item in enumerate(all_items)],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=value["label"],
        )
        self._typed[name] = [str(number) for number, item in enumerate(all_items) if item in place["ticked"]]
        if value.get("note_label"):
            for number, item in enumerate(all_items):
                note = f"{value['name']}-note-{number}"
                self._made[note] = _Box(most=filling_in.NOTE_TEXT, label=value["note_label"])
                self._typed[note] = place["notes"].get(item, "")

    _ADD = {"field": _add_field, "fact": _add_field, "table": _add_table, "tick_list": _add_ticks}

    # What a template draws -------------------------------------------------------------------------------------------------

    @cached_property
    def drawn(self):
        """The blocks of the page in reading order, as [{"kind", "value", …}] with their bound fields."""
        return [{"kind": kind, "value": value, **self._fields_of(kind, value)} for kind, value in self.step.blocks]

    def _fields_of(self, kind, value):
        if kind == "facts":
            return {"fields": [self._one(fact) for fact in value["facts"]]}
        if kind == "field":
            name = value["name"]
            return {"field": self._one(value), "why": self[f"{name}-why"] if f"{name}-why" in self.fields else None}
        if kind == "table":
            return {
                "rows": [self._row(value, number, row) for number, row in enumerate(self.filled.places[value["name"]])]
            }
        if kind == "tick_list":
            return {"groups": list(self._groups(value))}
        return {}

    def _one(self, value):
        ending = {FieldKind.DATE: "-date", FieldKind.CHOICE: "-chosen"}.get(value["kind"], "")
        return self[value["name"] + ending]

    def _row(self, value, number, row):
        names = [f"{value['name']}-{number}-{place}" for place in range(len(value["columns"]))]
        legend = row["heading"] or _("Row %(number)s") % {"number": number + 1}
        return {"legend": legend, "cells": [self[name] for name in names if name in self.fields]}

    def _groups(self, value):
        ticks, number = self[f"{value['name']}-tick"], 0
        chosen = set(ticks.value() or [])
        for group in value["groups"]:
            rows = []
            for item in group["items"]:
                note = f"{value['name']}-note-{number}"
                rows.append({
                    "number": number, "text": item, "ticked": str(number) in chosen,
                    "note": self[note] if note in self.fields else None,
                })  # fmt: skip
                number += 1
            yield {"heading": group["heading"], "rows": rows, "name": ticks.html_name}

    # What the last page says --------------------------------------------------------------------------------------------------

    @cached_property
    def summary(self):
        """Everything on this page with what was written: [(label, answer, kind)].

        The answer is a list of texts; for the kind "table" {"columns", "rows"}, for "list" what was ticked, for "heading" nothing.
        """
        found = []
        for kind, value in self.step.blocks:
            if kind in ("section", "subheading") and not (kind == "section" and self.step.heading):
                found.append((value["heading"] if kind == "section" else value, [], "heading"))
            elif kind == "facts":
                found += [(fact["label"], self._said(fact), "text") for fact in value["facts"]]
            elif kind == "field":
                found.append((value["label"], self._said(value), "text"))
            elif kind == "table":
                rows = [row for row in filling_in.full_rows(self.filled.places[value["name"]]) if any(row)]
                columns = [column["heading"] for column in value["columns"]]
                found.append(
                    (value["caption"], {"columns": columns, "rows": rows}, "table")
                    if rows
                    else (value["caption"], [], "text")
                )
            elif kind == "tick_list":
                ticked = texts(self.filled.places[value["name"]])
                found.append((value["label"], ticked, "list" if ticked else "text"))
        return found

    def _said(self, value):
        place = self.filled.places[value["name"]]
        why = place.get("why") if isinstance(place, dict) else ""
        return [text for text in (filling_in.written(place), why) if text]
