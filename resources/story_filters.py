"""Finding a story by its place, by stage, by what was hard and by principle."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext

from resources.choices import Stage


@dataclass(frozen=True)
class Option:
    """One choice of a filter. `count` stories would be found by it, the other filters staying as they are."""

    value: str
    label: str
    count: int = 0


@dataclass
class Filter:
    """One filter: its words, its choices, and what was asked for (`value`, empty for everything)."""

    name: str
    label: str
    everything: str
    options: list = field(default_factory=list)
    value: str = ""

    @property
    def chosen_label(self):
        return next((option.label for option in self.options if option.value == self.value), "")


@dataclass(frozen=True)
class WithoutOne:
    """What a reader finds who gives up one of their choices."""

    label: str
    query: str
    count: int


class StoryFilters:
    """What a reader asked for in the address of the story list, and what fits it.

    `asked` is untrusted: {place, stage, hard, principle}. A value that is no choice is put aside (`unknown`), and all stories
    are shown for it. `found` are the stories that fit.
    """

    def __init__(self, stories, asked):
        self._stories = [(story, _marks(story)) for story in stories]
        self.filters = [
            Filter("place", gettext("Place"), gettext("Every place")),
            Filter("stage", gettext("Stage of the work"), gettext("Every stage")),
            Filter("hard", gettext("What was hard"), gettext("Anything")),
            Filter("principle", gettext("Principle it shows"), gettext("Any principle")),
        ]
        self.unknown = False
        for one in self.filters:
            raw = asked.get(one.name) or ""
            labels = self._labels(one.name)
            one.value = raw if raw in labels else ""
            self.unknown = self.unknown or bool(raw and not one.value)
        for one in self.filters:
            others = self._fitting(self.query(without=one.name))
            one.options = [
                Option(value, label, sum(value in marks[one.name] for _story, marks in others))
                for value, label in self._labels(one.name).items()
            ]
        self.found = [story for story, _marks in self._fitting(self.query())]

    @property
    def active(self):
        """The filters that are set."""
        return [one for one in self.filters if one.value]

    def query(self, without=""):
        """What is asked for, as {name: value}, but for one filter."""
        return {one.name: one.value for one in self.filters if one.value and one.name != without}

    @property
    def without_one(self):
        """For each filter that is set, what a reader finds who gives it up."""
        return [
            WithoutOne(
                one.chosen_label, urlencode(self.query(without=one.name)), len(self._fitting(self.query(one.name)))
            )
            for one in self.active
        ]

    def _fitting(self, query):
        return [
            (story, marks)
            for story, marks in self._stories
            if all(value in marks[name] for name, value in query.items())
        ]

    def _labels(self, name):
        """{value: label} of all that some story has, in the order a reader looks for it."""
        found = {}
        for _story, marks in self._stories:
            found.update(marks[name])
        if name == "stage":
            return {option.value: option.label for option in Stage if option.value in found}
        if name == "principle":
            return dict(sorted(found.items(), key=lambda item: int(item[0])))
        return dict(sorted(found.items(), key=lambda item: item[1]))


def _marks(story):
    """By what a story is found: {filter: {value: label}}."""
    return {
        "place": {story.place_slug: story.place},
        "stage": dict.fromkeys(story.stages, ""),
        "hard": {item.slug: item.name for item in story.hard_things},
        "principle": {str(item.number): f"{item.number}. {item.plain}" for item in story.principles_shown},
    }
