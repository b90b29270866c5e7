"""Stories side by side: which ones, the questions they all answer, and what they have in common.

Nothing is written for the comparison: each answer is what the story's own page shows, so the two cannot differ.
"""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home import text
from home.charts import Bar, bar_chart

LEAST, MOST = 2, 4
# How many are shown where neither the reader nor an editor has chosen.
USUAL = 3


@dataclass(frozen=True)
class Question:
    """A question that every story answers. `name` is also the field of StoryPage; `kind` says how the answer is drawn."""

    name: str
    words: str
    kind: str


QUESTIONS = (
    Question("place", _("Place"), "words"),
    Question("when", _("When"), "words"),
    Question("members", _("Who was in the group"), "members"),
    Question("turnouts", _("How many people took part"), "turnouts"),
    Question("level_choice", _("Level of involvement"), "level"),
    Question("what_helped", _("What helped"), "points"),
    Question("what_was_hard", _("What was hard"), "points"),
    Question("what_happened", _("What happened"), "points"),
    Question("not_known", _("What is not known"), "points"),
    Question("key_dates", _("Key dates"), "dates"),
)


class Choice:
    """Which stories are compared.

    `stories` are all public ones in the order of their list, `usual` the ids that an editor chose, in order. `asked` is what the
    address says: a list of slugs, untrusted. One story alone is put beside the usual ones. `problem` says what could not be
    done as asked, or is empty.
    """

    def __init__(self, stories, usual, asked):
        by_slug = {story.slug: story for story in stories}
        wanted = list(dict.fromkeys(asked))
        found = [by_slug[slug] for slug in wanted if slug in by_slug]
        self.usual = self._usual(stories, usual)
        self.is_own = bool(found)
        self.problem = ""
        if len(found) > MOST:
            self.problem = gettext(
                "Up to %(most)s stories fit side by side. These are the first %(most)s of yours."
            ) % {"most": MOST}
        elif len(found) < len(wanted):
            self.problem = gettext("We do not know every story that you asked for, so we left out what we do not know.")
        if len(found) == 1:
            found += [story for story in self.usual if story not in found]
        self.stories = (found or self.usual)[:MOST]

    @property
    def is_possible(self):
        return len(self.stories) >= LEAST

    @staticmethod
    def _usual(stories, usual):
        by_id = {story.pk: story for story in stories}
        chosen = [by_id[pk] for pk in dict.fromkeys(usual) if pk in by_id]
        return chosen[:MOST] if len(chosen) >= LEAST else stories[:USUAL]


class Comparison:
    """Two or more StoryPages, whole, in the order in which they stand side by side."""

    questions = QUESTIONS

    def __init__(self, stories):
        self.stories = stories

    @property
    def names(self):
        """The short names of the stories as one text: "Alston, Maryport and Wigton"."""
        *before, last = [story.menu_text for story in self.stories]
        return gettext("%(before)s and %(last)s") % {"before": ", ".join(before), "last": last} if before else last

    @cached_property
    def shared(self):
        """What stands in every one of the stories in the same words, as [(question, [words])]. Nothing is concluded."""
        found = [
            (gettext("In every group"), self._common(lambda story: [block.value["name"] for block in story.members])),
            (gettext("Key dates"), self._common(_dates)),
            (gettext("Level of involvement"), self._common(lambda story: filter(None, [_level(story)]))),
            (gettext("What helped"), self._common(lambda story: _leads(story.what_helped))),
            (gettext("What was hard"), self._common(lambda story: [item.name for item in story.hard_things])),
            (gettext("What happened"), self._common(lambda story: _leads(story.what_happened))),
            (gettext("What is not known"), self._common(lambda story: _leads(story.not_known))),
        ]
        return [(question, words) for question, words in found if words]

    def _common(self, words_of):
        first, *others = [list(dict.fromkeys(words_of(story))) for story in self.stories]
        return [words for words in first if all(words in other for other in others)]

    @cached_property
    def chart(self):
        """The numbers of people of all stories as a home.charts.BarChart. A story without any has a bar that says so."""
        bars = [bar for story in self.stories for bar in bars_of(story)]
        return bar_chart(bars, gettext("How many people took part"))


def bars_of(story):
    """The occasions of a story as bars of a chart, as the story's page tells them."""
    rows = [block.value for block in story.turnouts]
    if not rows:
        return [Bar(gettext("No occasion is in our sources"), gettext("not known"), group=story.menu_text)]
    return [
        Bar(
            row["event"],
            row.figure,
            row.get("low"),
            row.get("high"),
            group=story.menu_text,
            note=row.get("date_text") or text.date_plain(row.get("date")),
        )
        for row in rows
    ]


def _leads(points):
    return [block.value["heading"] for block in points]


def _dates(story):
    return [f"{block.value['date_text']}: {block.value['title']}" for block in story.key_dates]


def _level(story):
    return str(story.level_choice.label) if story.level_choice else ""
