"""A real browser on the real site."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests import database
from tests.journeys.server import Server

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Resolves when all that moves has come to an end, or after 3 seconds: some things move for ever.
STILL = """() => Promise.race([
    Promise.all(document.getAnimations().map(each => each.finished.catch(() => null))),
    new Promise(over => setTimeout(over, 3000)),
])"""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    """All that needs the browser bears its mark. Each process that meets one has a server and a browser of its own."""
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory, django_db_setup, django_db_blocker):
    """The site as `make start` runs it. (test_starting.py starts one from nothing.)"""
    found = Server(tmp_path_factory.mktemp("site"))
    with django_db_blocker.unblock():
        database.lend(found.data_dir / "site.sqlite3")
    try:
        yield found.start()
    finally:
        found.kill()


def chromium():
    """Where Debian's Chromium is."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed: see .ci/needs"
    return path


@pytest.fixture(scope="session")
def driver():
    """What drives browsers. One a process: it cannot be started twice."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver):
    found = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
    yield found
    found.close()


class Watched:
    """A browser's page that remembers what it was told and asked for: console messages, other hosts, cookies, faults."""

    def __init__(self, context, base):
        self.context, self.base = context, base
        self.page = context.new_page()
        self.messages, self.elsewhere, self.faults = [], [], []
        self.page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", lambda answer: self.faults.append(answer.url) if answer.status >= 500 else None)

    def _asked(self, request):
        if (
            not request.url.startswith(("data:", "blob:"))
            and urlsplit(request.url).netloc != urlsplit(self.base).netloc
        ):
            self.elsewhere.append(request.url)

    def open(self, address):
        return self.page.goto(self.base + address)

    def violations(self):
        """What axe finds on the page, in words."""
        # What is still fading in has no contrast yet.
        self.page.evaluate(STILL)
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
        return [
            f"{violation['id']}: {violation['help']} {[node['target'] for node in violation['nodes']][:3]}"
            for violation in found["violations"]
        ]

    def sideways(self):
        """How many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def visit(browser, server):
    """A function that opens a new window: visit(width=360, javascript=True)."""
    contexts = []

    def make(width=1280, height=800, javascript=True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, **options
        )
        contexts.append(context)
        return Watched(context, server.url)

    yield make
    for context in contexts:
        context.close()
