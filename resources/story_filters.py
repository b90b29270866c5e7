"""Finding a story by its place, by stage, by what was hard and by principle."""

from django.utils.translation import gettext as _

from resources.choices import Stage
from resources.filters import Facet, Filters

PLACE, STAGE, HARD, PRINCIPLE = FILTERS = ("place", "stage", "hard", "principle")


def story_filters(stories, asked, address=""):
    """The Filters of a list of stories, whose difficulties and principles are at hand, for what an address `asked`."""
    places = {story.place_slug: story.place for story in stories}
    hard = {item.slug: item.name for story in stories for item in story.hard_things}
    principles = {item.number: item.plain for story in stories for item in story.principles_shown}
    return Filters(
        stories,
        (
            Facet(PLACE, _("Place"), _("Every place"), _by_words(places), lambda story: [story.place_slug]),
            Facet(STAGE, _("Stage of the work"), _("Every stage"), Stage.choices, lambda story: story.stages),
            Facet(
                HARD,
                _("What was hard"),
                _("Anything"),
                _by_words(hard),
                lambda story: [item.slug for item in story.hard_things],
            ),
            Facet(
                PRINCIPLE,
                _("Principle it shows"),
                _("Any principle"),
                [(str(number), f"{number}. {plain}") for number, plain in sorted(principles.items())],
                lambda story: [str(item.number) for item in story.principles_shown],
            ),
        ),
        asked,
        address,
    )


def _by_words(choices):
    return sorted(choices.items(), key=lambda choice: choice[1])
