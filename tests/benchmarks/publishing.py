"""What `make bench` measures of pages that change while they are asked for, and of the memory that they take."""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks import page_servers as servers
from tests.benchmarks.page_load import BROWSER, load
from tests.benchmarks.page_report import aim_for_none
from tests.journeys.server import ROOT

# Ten publishes in twenty seconds, and so many looks at the page after each.
PAGE, TIMES, EVERY, LOOKS = "/what-it-is/principles/", 10, 2, 25
REQUESTS = 10_000


def tell_publishing(site):
    """Publishes a page ten times under load, and counts those answers after it that still say the old."""
    environment = {**os.environ, "DATA_DIR": str(site)}
    command = [sys.executable, "-m", "tests.benchmarks.publisher", PAGE, str(TIMES), str(EVERY)]
    with servers.ours(site) as us:
        us.get(PAGE)
        found = {}
        asking = threading.Thread(
            target=lambda: found.update(rate=load(us.port, PAGE, BROWSER, TIMES * EVERY + 4, connections=8)[1])
        )
        asking.start()
        publisher = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        looks, stale, took = 0, 0, []
        for _time in range(TIMES):
            said = json.loads(publisher.stdout.readline())
            took.append(said["took"])
            for _look in range(LOOKS):
                # Each on a connection of its own, so that it comes to either of the web processes. A later publish may be
                # there already.
                shown = re.search(r"as published (\d+)", us.get(PAGE)[2].decode())
                looks += 1
                stale += not shown or int(shown[1]) < said["number"]
        publisher.communicate()
        assert publisher.returncode == 0
        asking.join()
    print(
        f"\nPublishing under load: {TIMES} times in {TIMES * EVERY} s from another process, {LOOKS} looks after each\n"
    )
    print("| looks after a publish | of them stale | publishing took: median, slowest | answers a second meanwhile |")
    print("|---|---|---|---|")
    print(
        f"| {looks} | {stale} | {statistics.median(took):.2f} s, {max(took):.2f} s | {found['rate']:,.0f} |", flush=True
    )
    aim_for_none(f"stale answers of {looks} after a publish: none", stale)


def tell_memory(site):
    """What each web process takes before and after many requests for all pages."""
    with servers.ours(site) as us:
        us.get("/")
        before = us.memory()
        paths = all_pages(us)
        ask_for_all(us.port, paths, REQUESTS)
        after = us.memory()
    print(f"\nMemory of each of {len(after)} web processes, {REQUESTS:,} requests for all {len(paths)} pages\n")
    print("| | RSS | PSS |\n|---|---|---|")
    for when, sizes in (("after the first request", before), (f"after {REQUESTS:,}", after)):
        resident, shared = (" and ".join(f"{size[place]:.0f}" for size in sizes) for place in (0, 1))
        print(f"| {when} | {resident} MB | {shared} MB |")


def all_pages(us):
    """The paths of all pages that the sitemap names, those of its parts included."""
    found, waiting = [], ["/sitemap.xml"]
    while waiting:
        text = us.get(waiting.pop())[2].decode()
        paths = [re.sub(r"^https?://[^/]+", "", place) for place in re.findall(r"<loc>([^<]+)</loc>", text)]
        (waiting if "<sitemapindex" in text else found).extend(paths)
    return found


def ask_for_all(port, paths, requests, at_once=4):
    """Asks for `paths` in turn, so many requests in all, on a few connections that stay open."""

    def one(index):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(index, requests, at_once):
            line.request("GET", paths[number % len(paths)], headers=BROWSER)
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, (paths[number % len(paths)], answer.status)
        line.close()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, range(at_once)))
