"""The tables and the aims that `make bench` prints, as Markdown."""

import os
import platform
import subprocess
from datetime import date
from pathlib import Path

from tests.benchmarks.page_load import ratio
from tests.journeys.server import ROOT

_aims = []


def machine(generator, connections, few, rounds, seconds, command="bench"):
    """A few lines that say where and how the figures were measured."""
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = named[0].partition(":")[2].strip() if named else platform.machine()
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    names = ("PARTS", "ROUNDS", "TURN", "TIMES", "BEFORE", "BAKERYDEMO", "PAGES")
    given = "".join(f" {name}='{os.environ[name]}'" for name in names if name in os.environ)
    return (
        f"Measured on {date.today():%-d %B %Y} at commit {commit} with `make {command}{given}`: {os.cpu_count()} cores ({model}), "
        f"Python {platform.python_version()}, load before {os.getloadavg()[0]:.1f}.\n"
        f"Load: {generator}, {connections} connections, on the same cores as the servers; {rounds} rounds of {seconds} s for each. "
        f"For pages made anew {few} connections and {2 * seconds} s."
    )


def tell_turns(title, turns, others, plain=None, pairs=None):
    """Prints a table of contestants: their ratios to `others` {column: contestant} first, medians of all rounds.

    `plain` has who takes another's place where a contestant is measured uncompressed; `pairs` {name: {column: contestant}}
    has whom single ones are compared with.
    """
    columns = list(others) or list(dict.fromkeys(name for each in (pairs or {}).values() for name in each))
    print(f"\n{title}; load {os.getloadavg()[0]:.1f}\n")
    print(
        f"| | {''.join(f'{column} | ' for column in columns)}answers a second | median | 99 of 100 | processor an answer |"
    )
    print(f"|---|{'---|' * (len(columns) + 4)}")
    for one in turns:
        compared = {**others, **(pairs or {}).get(one.name, {})}
        cells = [_ratio(one, _like(one, compared.get(column), plain)) for column in columns]
        rates = [turn.rate for turn in one.turns]
        cells.append(f"{one.middle('rate'):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})")
        cells += [f"{one.middle('median'):.1f} ms", f"{one.middle('slow'):.1f} ms", f"{one.middle('processor'):.2f} ms"]
        print(f"| {one.name}{one.note and ': '}{one.note} | {' | '.join(cells)} |")


def _like(one, other, plain):
    return (plain or {}).get(other.name, other) if other and one.name.endswith("plain") else other


def _ratio(one, other):
    if other is None:
        return ""
    middle, lowest, highest = ratio(one, other)
    return f"**{middle:.2f}** ({lowest:.2f} to {highest:.2f})"


def aim_for_ratio(name, one, other, wanted):
    """Notes an aim: `one` gives at least `wanted` times as many answers as `other`."""
    by_rate, by_processor = (ratio(one, other, by)[0] for by in ("rate", "processor"))
    _aims.append((name, f"{by_rate:.2f}", f"{by_processor:.2f}", by_rate >= wanted))


def aim_for_most(name, found, most, unit):
    """Notes an aim: `found` is at most `most`."""
    _aims.append((name, f"{found:.2f} {unit}", "", found <= most))


def aim_for_none(name, found):
    """Notes an aim: nothing of that kind is found."""
    _aims.append((name, str(found), "", not found))


def tell_aims():
    """Prints each aim that was noted, and whether it was reached. Processor time an answer says it where others work as well."""
    if _aims:
        print("\n| aim | measured | the same by processor time | |\n|---|---|---|---|")
    for name, found, by_processor, met in _aims:
        print(f"| {name} | {found} | {by_processor} | {'reached' if met else '**not reached**'} |")
