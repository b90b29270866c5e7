"""Filters of a list, in its address: what a reader asked for, what fits, and how many each other choice would give.

One piece for templates, tips and whatever else is listed. The address says it all, so that it can be shared, kept and
gone back to, and nothing here needs JavaScript.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponseRedirect


@dataclass(frozen=True)
class Facet:
    """One question of a filter: its `name` in the address, its words, its choices, and what an item answers.

    `options` are (value, words) in the order in which they are offered; `values_of(item)` gives the values an item has.
    """

    name: str
    label: str
    everything: str
    options: Collection
    values_of: Callable = field(repr=False)


@dataclass(frozen=True)
class Option:
    """One choice of a facet as it is offered: with the number of items it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """A facet that narrows something down, with the choices that are worth offering."""

    name: str
    label: str
    everything: str
    options: tuple


@dataclass(frozen=True)
class Chosen:
    """A filter that is on: in words, the address without it, and how many items there are without it."""

    label: str
    words: str
    without: str
    count: int


class Filters:
    """What `asked` (untrusted: names and values from an address) leaves of `items`, a list that is read and not changed.

    A value that is no choice is put aside: nothing is left out because of it, and `unknown` names its facet.
    """

    def __init__(self, items, facets, asked, address=""):
        self.items, self.address = items, address
        self._facets = facets
        self._values = {}
        self.unknown = []
        for facet in facets:
            raw = asked.get(facet.name)
            if raw and raw in dict(facet.options):
                self._values[facet.name] = raw
            elif raw:
                self.unknown.append(facet.label)
        self._answers = {facet.name: [set(facet.values_of(item)) for item in items] for facet in facets}

    def value(self, name):
        """The choice made for the facet `name`, "" for none."""
        return self._values.get(name, "")

    def words(self, name):
        """The choice made for the facet `name` in words, "" for none."""
        facet = next(facet for facet in self._facets if facet.name == name)
        return dict(facet.options).get(self.value(name), "")

    @cached_property
    def found(self):
        """The items that fit every choice."""
        return self._fitting(self._values)

    @property
    def count(self):
        return len(self.found)

    @property
    def total(self):
        return len(self.items)

    @property
    def all_words(self):
        """Every choice made, in words: "Prepare, Staff"."""
        return ", ".join(str(choice.words) for choice in self.chosen)

    @cached_property
    def chosen(self):
        """The filters that are on, as Chosen, in the order of the facets."""
        found = []
        for facet in self._facets:
            if facet.name in self._values:
                others = {name: value for name, value in self._values.items() if name != facet.name}
                count = len(self._fitting(others))
                found.append(Chosen(facet.label, self.words(facet.name), self.address_of(others), count))
        return found

    @cached_property
    def questions(self):
        """The facets that narrow something down, as Question. Each count is for that choice with the others as they are."""
        found = []
        for facet in self._facets:
            answers = self._answers[facet.name]
            offered = [
                (value, words)
                for value, words in facet.options
                if value == self.value(facet.name) or any(value in answer for answer in answers)
            ]
            narrows = any(value not in answer for value, _words in offered for answer in answers)
            if narrows or facet.name in self._values:
                options = tuple(self._option(facet, value, words) for value, words in offered)
                found.append(Question(facet.name, facet.label, facet.everything, options))
        return found

    def _option(self, facet, value, words):
        count = len(self._fitting({**self._values, facet.name: value}))
        return Option(value, words, count, value == self.value(facet.name))

    def _fitting(self, values):
        return [
            item
            for number, item in enumerate(self.items)
            if all(value in self._answers[name][number] for name, value in values.items())
        ]

    def address_of(self, values):
        """The address of the list with these choices, in the order of the facets: it is the same for everybody."""
        asked = [(facet.name, values[facet.name]) for facet in self._facets if values.get(facet.name)]
        return f"{self.address}?{urlencode(asked)}" if asked else self.address

    @property
    def asked(self):
        """The choices made, as (name, value), in the order of the facets."""
        return [(facet.name, self._values[facet.name]) for facet in self._facets if facet.name in self._values]

    @property
    def query(self):
        """The choices made as the end of an address: "?stage=before", or "" for none."""
        return f"?{urlencode(self.asked)}" if self._values else ""


class FilteredPage:
    """For a page whose list is narrowed down in its address: `filter_names` are the names it knows.

    A browser sends every field of a form, filled in or not. The address that people see and share has only what was chosen.
    """

    filter_names = ()

    def serve(self, request, *args, **kwargs):
        query = tidy_query(request.GET, self.filter_names)
        if query is not None:
            return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)
        return super().serve(request, *args, **kwargs)


def tidy_query(asked, names):
    """The query of an address without its empty parts, or None where it has none: forms send every field, filled in or not."""
    if not any(name in asked and not asked[name] for name in names):
        return None
    return urlencode([(name, value) for name in asked for value in asked.getlist(name) if value or name not in names])
