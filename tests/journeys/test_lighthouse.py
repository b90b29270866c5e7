"""Lighthouse on the running site, as on a middling phone on a slow line: quick, open to everybody, and easy to find.

It says what a reader waits for, simulated from what the page loads; how many a server can carry is measured elsewhere.
"""

import json
import os
import subprocess
import warnings

import pytest

from tests.journeys.conftest import ARGUMENTS, ROOT, chromium

# The event is a real one: examples are kept from search engines on purpose.
PAGES = [
    "/", "/learn/what-co-production-is/", "/events/whitehaven-world-cafe/", "/tools/terms-of-reference/",
    "/what-it-is/definitions/",
]  # fmt: skip
LEAST_PERFORMANCE = 0.98
PERFECT = ["accessibility", "best-practices", "seo"]
COMMAND = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
# Lighthouse sometimes fails to record on a busy machine, and says so. That is no score.
MOST_FAILURES = 2


def report(url, folder, categories):
    """Lighthouse's report of one load of the page, as a dictionary. Raises AssertionError when it cannot make one."""
    written = folder / "report.json"
    said = ""
    for _attempt in range(MOST_FAILURES + 1):
        written.unlink(missing_ok=True)
        done = subprocess.run(
            [
                "node", COMMAND, url, "--quiet", "--no-enable-error-reporting", "--output=json", f"--output-path={written}",
                f"--only-categories={','.join(categories)}", f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}",
            ],
            env={**os.environ, "CHROME_PATH": chromium()},
            capture_output=True,
            text=True,
            timeout=180,
        )  # fmt: skip
        if written.exists():
            found = json.loads(written.read_text("utf-8"))
            if not found.get("runtimeError"):
                return found
            said = found["runtimeError"]["message"]
        else:
            said = done.stdout + done.stderr
    raise AssertionError(f"Lighthouse could not look at {url}: {said}")


def complaints(found, category):
    """What keeps a category from being perfect, in words."""
    audits = [found["audits"][entry["id"]] for entry in found["categories"][category]["auditRefs"] if entry["weight"]]
    return [
        f"{audit['id']}: {audit['title']} {json.dumps(audit.get('details', {}).get('items', []))[:400]}"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


def is_quick(url, folder, scores):
    """Whether the median of three loads is good enough. `scores` are of loads before; each load is added to them.

    Two that agree decide a median of three, so the third is left out then.
    """
    while True:
        good = sum(score >= LEAST_PERFORMANCE for score in scores)
        if good == 2 or len(scores) - good == 2:
            return good == 2
        scores.append(report(url, folder, ["performance"])["categories"]["performance"]["score"])


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_quick_open_to_everybody_and_easy_to_find(server, tmp_path, address):
    url = server.url + address
    first = report(url, tmp_path, ["performance", *PERFECT])
    for category in PERFECT:
        assert first["categories"][category]["score"] == 1, complaints(first, category)
    scores = [first["categories"]["performance"]["score"]]
    if not is_quick(url, tmp_path, scores):
        # Other work on this machine slows a page down, and never makes it quicker: three more loads may show it.
        again = []
        quick = is_quick(url, tmp_path, again)
        warnings.warn(f"{address} was measured again: {scores}, then {again}", stacklevel=1)
        assert quick, (scores, again, complaints(first, "performance"))
