"""How fast pages are given out, kept and not, and what keeping them costs: `make bench`.

Everything that is compared is up at the same time and measured in turns, on two cores that servers and load share: so the
ratios of one round are what counts, and the rates only say on which machine. Prints the tables that docs/performance.md has.

From the environment: PARTS (warm cold publishing memory many; all unless named, the last only with PAGES), ROUNDS, TURN (the
seconds of a turn; pages that are made anew get two), BEFORE (a commit to compare such pages with), BAKERYDEMO (a folder with
Wagtail's demonstration site, its data loaded), PAGES (how many pages a large site has), BENCH_FOLDER (kept for the next run; a
temporary one otherwise).
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks import page_servers as servers
from tests.benchmarks.page_load import BROWSER, CONNECTIONS, FEW_CONNECTIONS, Contestant, generator, in_turns
from tests.benchmarks.page_report import aim_for_ratio, machine, tell_aims, tell_turns
from tests.benchmarks.publishing import tell_memory, tell_publishing
from tests.journeys.server import ROOT

ROUNDS = int(os.environ.get("ROUNDS", "7"))
TURN = int(os.environ.get("TURN", "2"))
PAGES = int(os.environ.get("PAGES", "0"))
HOME = "/"
# What an answer says that was kept.
_KEPT = {"our page": ("Cache-Status", "site; hit"), "wagtail-cache": ("X-Wagtail-Cache", "hit")}
COLD = ("/", "/what-it-is/principles/", "/events/")


def main():
    sys.stdout.reconfigure(line_buffering=True)
    parts = os.environ.get("PARTS", "warm cold publishing memory many").split()
    folder = Path(os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp(prefix="bench-"))
    if not os.environ.get("BENCH_FOLDER"):
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    site = servers.prepared(folder / "site")
    print(machine(generator(), CONNECTIONS, FEW_CONNECTIONS, ROUNDS, TURN))
    if "warm" in parts:
        for kind in servers.KINDS:
            tell_warm(folder, site, kind)
    if "cold" in parts:
        tell_cold(folder, site)
    if "publishing" in parts:
        tell_publishing(site)
    if "memory" in parts:
        tell_memory(site)
    if "many" in parts and PAGES:
        tell_many(folder, site)
    tell_aims()


# Kept pages ---------------------------------------------------------------------------------------------------------------


def tell_warm(folder, site, kind):
    """Our kept home page against those who give out the same bytes, and against hello world."""
    with ExitStack() as up:
        us = up.enter_context(servers.ours(site, kind))
        as_run = up.enter_context(servers.ours(site, kind, as_it_is_run=True))
        etag = lay_out(us, folder)
        hello = up.enter_context(servers.Server("tests.benchmarks.contestants:hello", kind))
        alike = up.enter_context(servers.Server("tests.benchmarks.contestants:alike()", kind, BENCH_FOLDER=folder))
        alone = up.enter_context(
            servers.Server("tests.benchmarks.contestants:whitenoise_alone()", kind, BENCH_FOLDER=folder)
        )
        middleware = up.enter_context(servers.static(folder, kind))
        package = up.enter_context(servers.wagtail_cache(site, kind))
        turns = [Contestant("gunicorn's hello world", hello, HOME)]
        for how, headers in (("", BROWSER), (", plain", {})):
            turns += [
                Contestant(f"hello world with our bytes and headers{how}", alike, HOME, headers),
                Contestant(f"our page{how}", us, HOME, headers),
                Contestant(f"WhiteNoise alone{how}", alone, "/static/page.html", headers),
                Contestant(f"WhiteNoise in Django{how}", middleware, "/static/page.html", headers),
                Contestant(f"wagtail-cache{how}", package, HOME, headers),
            ]
        turns.append(Contestant("our page, with site_project/gunicorn.py as it is", as_run, HOME, BROWSER))
        known = {**BROWSER, "If-None-Match": etag}
        static_etag = dict(middleware.get("/static/page.html", BROWSER)[1])["ETag"]
        turns += [
            Contestant("our page, 304", us, HOME, known),
            Contestant(
                "WhiteNoise in Django, 304", middleware, "/static/page.html", {**BROWSER, "If-None-Match": static_etag}
            ),
        ]
        in_turns(turns, ROUNDS, TURN)
        check(turns)
    by_name = {one.name: one for one in turns}
    tell_turns(
        f"The home page, kept, {kind}: Brotli where it is not called plain",
        turns,
        {"to hello world": turns[0], "to WhiteNoise in Django": by_name["WhiteNoise in Django"]},
        plain={"WhiteNoise in Django": by_name["WhiteNoise in Django, plain"]},
    )
    us = by_name["our page"]
    aim_for_ratio(f"{kind}, kept: 0.85 of hello world", us, turns[0], 0.85)
    aim_for_ratio(f"{kind}, kept: 1.3 times WhiteNoise in Django", us, by_name["WhiteNoise in Django"], 1.3)


def lay_out(us, folder):
    """Puts our home page's bytes and headers where the others read them. Returns the ETag of its Brotli copy."""
    static = folder / "static"
    shutil.rmtree(static, ignore_errors=True)
    static.mkdir()
    for ending, encoding in (("", "identity"), (".gz", "gzip"), (".br", "br")):
        # The first is made by Django, the second is kept: in either worker.
        status, headers, body = us.get(HOME, {"Accept-Encoding": encoding})
        assert status == 200, status
        by_name = dict(headers)
        assert by_name.get("Content-Encoding", "identity") == encoding, by_name
        (static / f"page.html{ending}").write_bytes(body)
        (folder / f"page.html{ending}").write_bytes(body)
        given = [(name, value) for name, value in headers if name not in ("Server", "Date", "Connection")]
        (folder / f"page.html{ending}.json").write_text(json.dumps(given))
    return by_name["ETag"]


def check(turns):
    """Each gives what it is measured for: a 304 where that is asked for, and what is kept where something keeps it."""
    for one in turns:
        status, headers, body = one.server.get(one.path, one.headers)
        assert status == (304 if "304" in one.name else 200), (one.name, status)
        mark = next((wanted for start, wanted in _KEPT.items() if one.name.startswith(start)), None)
        assert mark is None or mark in headers, (one.name, headers)
        one.note = f"{len(body):,} bytes, {len(headers)} headers"


# Pages made anew ----------------------------------------------------------------------------------------------------------


def tell_cold(folder, site):
    """Pages that are made for each request, against an earlier commit's and Wagtail's demonstration site."""
    with ExitStack() as up:
        us = up.enter_context(servers.ours(site, PAGE_CACHE_MB=0))
        turns = [Contestant(f"{path}", us, path, BROWSER) for path in COLD]
        others, demo = [], []
        commit = os.environ.get("BEFORE")
        if commit:
            source = up.enter_context(worktree(commit))
            data = servers.prepared(folder / f"before-{commit}", source)
            then = up.enter_context(servers.ours(data, source=source, PAGE_CACHE_MB=0))
            others = [Contestant(f"{path} at {commit}", then, path, BROWSER) for path in COLD]
        if os.environ.get("BAKERYDEMO"):
            bakery = up.enter_context(servers.bakerydemo(Path(os.environ["BAKERYDEMO"])))
            demo = [Contestant(f"bakerydemo {path}", bakery, path, BROWSER) for path in ("/", "/blog/", "/breads/")]
        in_turns([*turns, *others, *demo], ROUNDS, 2 * TURN, FEW_CONNECTIONS)
    pairs = {one.name: {"to before": other} for one, other in zip(turns, others, strict=False)}
    tell_turns("Pages made for each request (PAGE_CACHE_MB=0), gthread", [*turns, *others, *demo], {}, pairs=pairs)
    for one, other in zip(turns, others, strict=False):
        aim_for_ratio(f"{one.name} made anew: 2 times {commit}", one, other, 2.0)


@contextmanager
def worktree(commit):
    """The files of an earlier commit in a temporary folder."""
    folder = tempfile.mkdtemp(prefix="bench-before-")
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", folder, commit], cwd=ROOT, check=True)
    try:
        yield Path(folder)
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", folder], cwd=ROOT, check=True)


# A large site -------------------------------------------------------------------------------------------------------------


def tell_many(folder, site):
    """The same home page, and one deep page, on a site of so many pages."""
    if not (ROOT / "home" / "management" / "commands" / "make_pages.py").exists():
        print("\nNothing makes many pages here: left out.")
        return
    data = servers.with_many_pages(folder / f"pages-{PAGES}", site, PAGES)
    deep = deepest(data)
    with ExitStack() as up:
        turns = []
        for how, room, seconds, connections in (
            ("kept", 64, TURN, CONNECTIONS),
            ("made anew", 0, 2 * TURN, FEW_CONNECTIONS),
        ):
            small = up.enter_context(servers.ours(site, PAGE_CACHE_MB=room))
            large = up.enter_context(servers.ours(data, PAGE_CACHE_MB=room))
            three = [
                Contestant(f"home page, {how}", small, HOME, BROWSER),
                Contestant(f"home page, {how}, with {PAGES:,} pages more", large, HOME, BROWSER),
                Contestant(f"deep page, {how}, with {PAGES:,} pages more", large, deep, BROWSER),
            ]
            in_turns(three, ROUNDS, seconds, connections)
            turns += three
    pairs = {one.name: {"to the site as it starts": turns[0 if number < 3 else 3]} for number, one in enumerate(turns)}
    tell_turns(f"With {PAGES:,} pages more, gthread; the deep page is {deep}", turns, {}, pairs=pairs)


def deepest(data):
    """The address of a page that lies as deep as any."""
    code = (
        "from wagtail.models import Page;"
        "print('deep', Page.objects.live().filter(locale__language_code='en').order_by('-depth', '-pk').first().get_url())"
    )
    environment = {**os.environ, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "site_project.settings"}
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", code],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return said.rpartition("deep ")[2].strip()


if __name__ == "__main__":
    main()
