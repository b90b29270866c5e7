"""How long the files of each template take to make, and how fast made ones are given out: `make bench-documents`.

Making is timed alone, one file after another: pandoc and Typst in processes of their own, as the worker starts them. Giving out is
measured in turns on one gunicorn: the made file beside a static file of about its size, both uncompressed as they lie on the disk,
and the hop that counts a download and leads to the file. Prints what docs/performance.md has.

From the environment: TIMES (how often each file is made), ROUNDS, TURN (the seconds of a turn), BENCH_FOLDER (kept for the next
run; a temporary one otherwise).
"""

import atexit
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import page_servers as servers
from tests.benchmarks.page_load import CONNECTIONS, FEW_CONNECTIONS, Contestant, generator, in_turns
from tests.benchmarks.page_report import aim_for_most, aim_for_ratio, machine, tell_aims, tell_turns

TIMES = int(os.environ.get("TIMES", "7"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
TURN = int(os.environ.get("TURN", "2"))
MOST_SECONDS = 2
# Collected under a name that goes with its content, as pages name it.
_HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")


def main():
    sys.stdout.reconfigure(line_buffering=True)
    folder = Path(os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp(prefix="bench-"))
    if not os.environ.get("BENCH_FOLDER"):
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    site = servers.prepared(folder / "site")
    os.environ.update(DATA_DIR=str(site), DJANGO_SETTINGS_MODULE="site_project.settings")
    import django

    django.setup()
    print(machine(generator(), CONNECTIONS, FEW_CONNECTIONS, ROUNDS, TURN, "bench-documents"))
    tell_making()
    tell_giving_out(site)
    tell_aims()


# Making ------------------------------------------------------------------------------------------------------------------


def tell_making():
    """Makes every file of every template TIMES times and prints how long it took."""
    from resources.formats import making
    from resources.models import TemplatePage

    formats = (making.DOCX, making.ODT, making.PDF)
    print(f"\nMaking a file, {TIMES} times each: median and slowest; load {os.getloadavg()[0]:.1f}\n")
    print(f"| template | {' | '.join(format.upper() for format in formats)} |\n|---|{'---|' * len(formats)}")
    slowest = 0
    for page in TemplatePage.objects.live().order_by("path"):
        paper, cells = page.as_paper(), []
        for format in formats:
            took = []
            for _time in range(TIMES):
                began = time.perf_counter()
                made = making.make(paper, format)
                took.append(time.perf_counter() - began)
            slowest = max(slowest, *took)
            cells.append(f"{statistics.median(took):.2f} s, {max(took):.2f} s ({len(made.content) / 1024:.0f} KB)")
        print(f"| {page.title} | {' | '.join(cells)} |")
    aim_for_most("the slowest file of all is made within 2 seconds", slowest, MOST_SECONDS, "s")


# Giving out --------------------------------------------------------------------------------------------------------------


def tell_giving_out(site):
    """A made file, a static file of about its size, and the counting hop, on one server."""
    from django.conf import settings
    from django.db import connection

    from resources import documents
    from resources.models import TemplatePage

    page = TemplatePage.objects.live().order_by("path").first()
    row = documents.ready(page, "pdf")
    size, made, hop = row.size, row.file.url, f"{page.get_url()}download/pdf/"
    files = [path for path in Path(settings.STATIC_ROOT).rglob("*") if _HASHED.search(path.name) and path.is_file()]
    nearest = min(files, key=lambda path: abs(path.stat().st_size - size))
    static = settings.STATIC_URL + nearest.relative_to(settings.STATIC_ROOT).as_posix()
    connection.close()
    with servers.ours(site) as us:
        turns = [Contestant("made file", us, made), Contestant("static file", us, static)]
        for one in turns:
            status, _headers, body = us.get(one.path)
            if status != 200:
                sys.exit(f"{one.path}: {status}")
            one.note = f"{len(body):,} bytes"
        in_turns(turns, ROUNDS, TURN)
        tell_turns("Giving out a file, gthread", turns, {"to the static file": turns[1]})
        counting = Contestant("counting hop", us, hop, note="a redirect, after one more is counted")
        in_turns([counting], ROUNDS, TURN, FEW_CONNECTIONS)
        tell_turns("The address that counts a download", [counting], {})
    aim_for_ratio("a made file is given out as fast as a static one", turns[0], turns[1], 1.0)


if __name__ == "__main__":
    main()
