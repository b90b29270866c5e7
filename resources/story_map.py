"""The sketch map of where stories come from: what is drawn, and where each story's number stands on it."""

import itertools
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from resources.projection import Projection, spread

FILE = Path(__file__).parent / "maps" / "cumbria.yaml"
# Of the picture's own units, which are about a pixel on a phone. A marker is 30 across there: WCAG 2.5.8 asks for 24.
WIDTH = 340
RADIUS = 15
APART = 2 * RADIUS + 2


@dataclass(frozen=True)
class Line:
    """A line along a lake."""

    path: str
    width: float


@dataclass(frozen=True)
class Name:
    """Words on the picture. `kind` is "sea" or "town"."""

    text: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Sketch:
    """What is drawn under the markers, as paths of SVG."""

    projection: Projection
    land: str
    sea: str
    coast: str
    lakes: tuple
    names: tuple


@dataclass(frozen=True)
class Marker:
    """A story's number on the map: drawn at (x, y), for a place at (true_x, true_y)."""

    number: int
    story: object
    x: float
    y: float
    true_x: float
    true_y: float

    @property
    def is_moved(self):
        return (self.x, self.y) != (self.true_x, self.true_y)


class StoryMap:
    """`stories` in the order of their list. Those without coordinates, or beyond the picture, are in the list only."""

    def __init__(self, stories):
        self.sketch = sketch()
        self.width, self.height = WIDTH, round(self.sketch.projection.height, 1)
        self.radius = RADIUS
        self.listed = list(enumerate(stories, start=1))
        numbered = [(number, story) for number, story in self.listed if self._has_place(story)]
        true = [
            self.sketch.projection.point(float(story.latitude), float(story.longitude)) for _number, story in numbered
        ]
        drawn = spread(true, APART, self.width, self.height)
        self.markers = [
            Marker(number, story, *_rounded(place), *_rounded(point))
            for (number, story), place, point in zip(numbered, drawn, true, strict=True)
        ]
        on_map = {number for number, _story in numbered}
        self.beside = [number for number, _story in self.listed if number not in on_map]

    def _has_place(self, story):
        if story.latitude is None or story.longitude is None:
            return False
        return self.sketch.projection.holds(float(story.latitude), float(story.longitude))


@cache
def sketch():
    """The Sketch of resources/maps/cumbria.yaml, read once."""
    source = yaml.safe_load(FILE.read_text("utf-8"))
    projection = Projection(**source["frame"], width=WIDTH)
    corner = [source["frame"]["south"], source["frame"]["west"]]
    coast, inland, south, north = (
        _curve(projection, source[name]) for name in ("coast", "inland", "coast_south", "coast_north")
    )
    # The sea goes round: along the coast, on to the bottom edge, to the corner, up the left edge, and back along Scotland.
    return Sketch(
        projection,
        land=f"M{coast}L{inland}Z",
        sea=f"M{coast}L{south}L{_curve(projection, [corner])}L{north}Z",
        coast=f"M{coast}",
        lakes=tuple(
            Line("M" + _curve(projection, lake["line"]), round(projection.kilometres(lake["width"]), 1))
            for lake in source["lakes"]
        ),
        names=tuple(
            Name(name["text"], name["kind"], *_rounded(projection.point(*name["at"]))) for name in source["names"]
        ),
    )


def _curve(projection, places):
    """A soft line from the first place to the last, near all between: as a path of SVG without its first letter."""
    points = [_rounded(projection.point(*place)) for place in places]
    path = _pair(points[0])
    for point, following in itertools.pairwise(points):
        middle = _rounded(((point[0] + following[0]) / 2, (point[1] + following[1]) / 2))
        path += f"Q{_pair(point)} {_pair(middle)}"
    return f"{path}L{_pair(points[-1])}" if len(points) > 1 else path


def _pair(point):
    return f"{point[0]} {point[1]}"


def _rounded(point):
    return tuple(round(value, 1) for value in point)
