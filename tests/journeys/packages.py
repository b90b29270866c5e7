"""Somebody who takes a module out of a package, in a browser window of their own."""

import pytest

from tests.journeys.conftest import AXE, RULES
from tests.journeys.learning_system import LearningSystem


@pytest.fixture(name="system")
def system_fixture(tmp_path):
    """A learning system on a port of its own."""
    found = LearningSystem(tmp_path)
    yield found
    found.stop()


@pytest.fixture(name="window")
def window_fixture(browser):
    """A function that opens a new browser window, with nothing of an earlier one: window(width=360)."""
    contexts = []

    def make(width=1000, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        return page

    yield make
    for context in contexts:
        context.close()


class Learner:
    """Somebody in front of the module: `frame` is the page or frame it is in."""

    def __init__(self, frame):
        self.frame = frame
        self.frame.wait_for_selector("body.is-ready")

    @property
    def place(self):
        return self.frame.evaluate("[...document.querySelectorAll('[data-screen]')].findIndex(one => !one.hidden)")

    @property
    def shown(self):
        """The number of the question on the screen, or None."""
        return self.frame.evaluate(
            "[...document.querySelectorAll('[data-question]')].filter(one => one.offsetParent).map(one => one.dataset.number)[0]"
        )

    def press(self, name):
        self.frame.get_by_role("button", name=name, exact=True).and_(self.frame.locator(":visible")).click()

    def on(self):
        """Goes on: past reading, or past an answered question."""
        self.frame.locator("[data-go=next]:visible").first.click()

    def fill(self, right=True):
        """Gives an answer to the question on the screen, through its fields."""
        self.frame.evaluate(
            """right => {
              const section = [...document.querySelectorAll('[data-question]')].find(one => one.offsetParent);
              const wanted = section.dataset.right.split(',');
              const selects = [...section.querySelectorAll('select')];
              if (selects.length) {
                const values = right ? wanted : [...wanted.slice(1), wanted[0]];
                selects.forEach((select, row) => { select.value = values[row]; });
                return;
              }
              section.querySelectorAll('input').forEach(input => {
                if (input.checked !== (wanted.includes(input.value) === right)) input.click();
              });
            }""",
            right,
        )

    def answer(self, right=True):
        self.fill(right)
        self.press("Check my answer")
        self.frame.wait_for_selector("[data-feedback]:visible")

    def to_question(self):
        while not self.shown:
            self.on()

    def take(self, rights):
        """Walks on through the module, with these answers to the questions that come."""
        for right in rights:
            self.to_question()
            self.answer(right)
            self.on()

    def to_end(self):
        while not self.frame.locator("#end-title").is_visible():
            self.on()


def violations(frame):
    frame.evaluate(AXE.read_text("utf-8"))
    found = frame.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}" for one in found["violations"]
    ]
