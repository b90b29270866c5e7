"""Bar charts drawn on the server: a table in which every number has its words, and a bar in SVG beside them.

The table is the chart: it is what a screen reader reads, what stays without colours, and what is printed. The bars are hidden
from screen readers, since they say nothing that the words do not. A number that is a range, open at its end, or not known is
drawn as that, never as something more certain. Use `templates/components/bar_chart.html` with `static/css/charts.css`.
"""

import math
from dataclasses import dataclass

from django.utils.safestring import mark_safe
from django.utils.translation import gettext

# The height of a bar's drawing, and where the bar lies in it.
HEIGHT, TOP, BOTTOM = 24, 4, 20
# What an open end needs beyond its number, so that its arrow stays in the picture.
ROOM_FOR_MORE = 1.12
_STEPS = 4


@dataclass(frozen=True)
class Bar:
    """One number. `low` None: nobody knows it. `high` None with a `low`: there may be more. Else from `low` to `high`.

    `label` says what was counted and `figure` the number in words; `group` and `note` stand around the label.
    """

    label: str
    figure: str
    low: float | None = None
    high: float | None = None
    group: str = ""
    note: str = ""

    @property
    def kind(self):
        """ "unknown", "open", "range" or "exact"."""
        if self.low is None:
            return "unknown"
        if self.high is None:
            return "open"
        return "range" if self.high > self.low else "exact"

    @property
    def reach(self):
        """The number up to which the scale has to go for it."""
        if self.low is None:
            return 0
        return self.low * ROOM_FOR_MORE if self.high is None else self.high


@dataclass(frozen=True)
class Row:
    """A Bar with its drawing."""

    bar: Bar
    drawing: str


@dataclass(frozen=True)
class BarChart:
    """All a template needs: `rows`, the `axis` above them (empty if no number is known), and a `key` of (drawing, words)."""

    caption: str
    rows: tuple
    axis: str
    key: tuple


def bar_chart(bars, caption):
    """A BarChart of `bars`, all on one scale that begins at 0. Raises ValueError for a number that cannot be."""
    for bar in bars:
        if bar.low is not None and (bar.low < 0 or (bar.high is not None and bar.high < bar.low)):
            raise ValueError(f"{bar.label}: {bar.low} to {bar.high} is no number of anything.")
        if bar.low is None and bar.high is not None:
            raise ValueError(f"{bar.label}: at most {bar.high}, but at least what?")
    marks = ticks(max((bar.reach for bar in bars), default=0))
    known = any(bar.low is not None for bar in bars)
    rows = tuple(Row(bar, draw(bar, marks if known else ())) for bar in bars)
    return BarChart(caption, rows, axis(marks) if known else "", _key(bars))


def ticks(reach):
    """The numbers along the scale, from 0 to the first step at or beyond `reach`: a few round whole numbers."""
    step = _step(reach / _STEPS)
    return tuple(step * number for number in range(max(1, math.ceil(reach / step)) + 1))


def _step(least):
    """The smallest of 1, 2, 5, 10, 20, 25, 50, 100 … that is `least` or more."""
    power = 1
    while True:
        for step in (1, 2, 2.5, 5):
            if step * power >= least and step * power == int(step * power):
                return int(step * power)
        power *= 10


def draw(bar, marks):
    """The drawing of one Bar as inline SVG on the scale of `marks`, which is empty where no number is known."""
    end = marks[-1] if marks else 1

    def along(value):
        return f"{100 * value / end:.2f}%"

    lines = [f'<line class="bar-chart__grid" x1="{along(x)}" x2="{along(x)}" y1="0" y2="{HEIGHT}"/>' for x in marks]
    lines += _shapes(bar, along)
    return _svg("bar-chart__drawing", "".join(lines), HEIGHT)


def _shapes(bar, along):
    tall = BOTTOM - TOP
    if bar.low is None:
        return [
            f'<rect class="bar-chart__unknown" x="0" y="{TOP}" width="100%" height="{tall}"/>',
            f'<text class="bar-chart__question" x="50%" y="{BOTTOM - 3}" text-anchor="middle">?</text>',
        ]
    shapes = [f'<rect class="bar-chart__sure" x="0" y="{TOP}" width="{along(bar.low)}" height="{tall}"/>']
    if bar.low == 0:
        # Nobody is a number too: a line where the bar would begin.
        shapes.append(f'<rect class="bar-chart__sure" x="0" y="{TOP}" width="2" height="{tall}"/>')
    if bar.kind == "range":
        width = along(bar.high - bar.low)
        shapes.append(
            f'<rect class="bar-chart__perhaps" x="{along(bar.low)}" y="{TOP}" width="{width}" height="{tall}"/>'
        )
    if bar.kind == "open":
        middle = HEIGHT // 2
        arrow = f'<path class="bar-chart__more" d="M4 {TOP}L13 {middle}L4 {BOTTOM}"/>'
        shapes.append(f'<svg x="{along(bar.low)}" overflow="visible">{arrow}</svg>')
    return shapes


def axis(marks):
    """The numbers of the scale as inline SVG, the first and the last inside its edges."""
    end = marks[-1]
    words = []
    for mark in marks:
        anchor = "start" if mark == 0 else "end" if mark == end else "middle"
        place = f"{100 * mark / end:.2f}%"
        words.append(f'<text class="bar-chart__tick" x="{place}" y="15" text-anchor="{anchor}">{mark:,}</text>')
    return _svg("bar-chart__axis", "".join(words), 20)


def _key(bars):
    """What the bars of this chart mean, as ((drawing, words), …): only kinds that it has, and none for plain numbers alone."""
    words = {
        "range": (
            Bar("", "", 1, 2),
            gettext("The full part is the lowest number, the light part goes to the highest."),
        ),
        "open": (Bar("", "", 1), gettext("The arrow says that there may have been more.")),
        "unknown": (Bar("", ""), gettext("The dashed box says that the number is not known. It does not mean none.")),
    }
    kinds = {bar.kind for bar in bars}
    # Two steps of a scale of two: enough to see the shape.
    return tuple(
        (_svg("bar-chart__sample", "".join(_shapes(bar, _half)), HEIGHT), text)
        for kind, (bar, text) in words.items()
        if kind in kinds
    )


def _half(value):
    return f"{50 * value:.0f}%"


def _svg(name, body, height):
    # Made of numbers and our own words alone.
    return mark_safe(  # noqa: S308
        f'<svg class="{name}" width="100%" height="{height}" aria-hidden="true" focusable="false">{body}</svg>'
    )
