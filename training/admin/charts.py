"""Where the bars of a report's chart stand: columns for months, lying bars for names. Drawn by templates/admin/training/reports.

Starts are hollow and finishes are filled, so that the two are told apart without colour.
"""

from dataclasses import dataclass, field

from training import reports

WIDTH = 720
MOST_MONTHS, MOST_NAMES = 24, 20
_TOP, _HEIGHT, _LEFT, _RIGHT = 16, 200, 60, 28
_ROW, _LENGTH = 52, 560


@dataclass(frozen=True)
class Bar:
    """One line of the report: its label, and a starts and a finishes bar, each None where the number is not shown."""

    label: str
    short: str
    at: float
    starts: tuple | None
    finishes: tuple | None


@dataclass(frozen=True)
class Chart:
    """A drawing `width` by `height`. A bar's pair is (length, number in words); `lines` are those of the scale."""

    kind: str
    title: str
    description: str
    width: int
    height: int
    thick: float = 0
    base: float = 0
    bars: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    left_out: int = 0


def draw(report):
    """The Chart of a Report, or None where there is nothing that may be drawn."""
    rows = report.rows
    shown = [row for row in rows if not row.hidden]
    if len(rows) < 2 or not shown:
        return None
    if report.by in (reports.MONTH, reports.YEAR):
        chosen = rows[-MOST_MONTHS:]
        return _columns(chosen, _words(report, chosen), len(rows) - len(chosen))
    chosen = sorted(shown, key=lambda row: -row.starts)[:MOST_NAMES]
    return _lying(chosen, _words(report, chosen), len(shown) - len(chosen))


def _words(report, rows):
    """The title and the description of a chart."""
    shown = [row for row in rows if not row.hidden]
    title = f"Starts and finishes by {report.by}: {report.about}"
    if not shown:
        return title, "Nothing can be shown here."
    most, least = max(shown, key=lambda row: row.starts), min(shown, key=lambda row: row.starts)
    return title, (
        f"Most starts: {most.label}, {most.starts:,}. Fewest of those shown: {least.label}, {least.starts:,}. "
        "The table below has every number."
    )


def _short(key):
    """A month or a financial year below its columns."""
    return f"{key}/{(key + 1) % 100:02}" if isinstance(key, int) else f"{key:%b %Y}"


def _scale(rows):
    """The end of the scale: the first of 1, 2, 5, 10, 20, 50 … that holds all numbers, but at least 10."""
    most = max([row.starts or 0 for row in rows])
    end, place = 10, 0
    while end < most:
        end = (1, 2, 5)[(place := place + 1) % 3] * 10 ** (1 + place // 3)
    return end


def _columns(rows, words, left_out):
    end = _scale(rows)
    slot = (WIDTH - _LEFT - _RIGHT) / len(rows)
    thick = min(24, slot * 0.36)
    # A label needs about 64 units; the last month has one in any case.
    step = -(-64 // int(slot)) if slot >= 1 else len(rows)
    bars = [
        Bar(
            label=row.label,
            short=_short(row.key) if (len(rows) - 1 - place) % step == 0 else "",
            at=round(_LEFT + place * slot + slot / 2, 1),
            starts=_pair(row.starts, end, _HEIGHT),
            finishes=_pair(row.finishes, end, _HEIGHT),
        )
        for place, row in enumerate(rows)
    ]
    lines = [(_TOP + _HEIGHT * (1 - share), f"{int(end * share):,}") for share in (0, 0.5, 1)]
    return Chart(
        kind="columns",
        title=words[0],
        description=words[1],
        width=WIDTH,
        height=_TOP + _HEIGHT + 32,
        thick=round(thick, 1),
        base=_TOP + _HEIGHT,
        bars=bars,
        lines=lines,
        left_out=left_out,
    )


def _lying(rows, words, left_out):
    end = max(row.starts for row in rows)
    bars = [
        Bar(row.label, "", place * _ROW, _pair(row.starts, end, _LENGTH), _pair(row.finishes, end, _LENGTH))
        for place, row in enumerate(rows)
    ]
    return Chart(
        kind="lying",
        title=words[0],
        description=words[1],
        width=WIDTH,
        height=len(rows) * _ROW,
        bars=bars,
        left_out=left_out,
    )


def _pair(number, end, length):
    return None if number is None else (round(length * number / end, 1), f"{number:,}")
