"""Somebody learns: without an account, on a phone, with JavaScript and without; keeps it, and shows it."""

import contextlib
import os
import re
import signal
import sqlite3
import time
import uuid
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.journeys import mailbox
from tests.journeys.conftest import ARGUMENTS, chromium
from tests.journeys.walking import Walk

MODULES = [
    "what-co-production-is", "the-13-principles", "goalposts", "choosing-the-right-level", "who-is-in-the-room",
    "plain-words", "trust-and-honesty", "making-it-possible", "doing-not-just-talking", "closing-the-loop",
]  # fmt: skip
MOST_BYTES = 150 * 1024
both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def onward(walk):
    """Follows the way on: the last link between the steps, or the one that leaves a question out."""
    walk.page.locator(".onward__link--next").click()
    walk.look()


def choose(page, right):
    """Answers the question on the page with the first options, or with the right ones where `right` names them."""
    if page.locator("main select").count():
        selects = page.locator("main select")
        for number in range(selects.count()):
            selects.nth(number).select_option(index=number + 1)
        return
    options = page.locator("main input[type=radio], main input[type=checkbox]")
    labels = [
        page.locator(f"label[for='{options.nth(n).get_attribute('id')}']").inner_text() for n in range(options.count())
    ]
    wanted = [number for number, label in enumerate(labels) if label.strip() in right] or [0]
    for number in wanted:
        options.nth(number).check()


def take(walk, right=(), stop_at=None):
    """From the start of a module to its result. Returns how many questions were asked."""
    asked = 0
    while not urlsplit(walk.page.url).path.endswith("/result/"):
        if walk.page.get_by_role("button", name="Check my answer").count():
            if stop_at and f"/question/{stop_at}/" in walk.page.url:
                return asked
            choose(walk.page, right)
            walk.press("Check my answer")
            assert walk.heading() in ("Right", "Not quite")
            asked += 1
        else:
            onward(walk)
    return asked


def sign_in(walk, server, address):
    """Signs in with a code out of the kept mail, from the page that asks for an address."""
    walk.page.get_by_label("Email address").fill(address)
    walk.press("Email me a code")
    code = mailbox.code_in(mailbox.wait_for(server, address, "Your code"))
    walk.page.locator("#id_code").fill(code)
    walk.press("Sign in")


@both
def test_a_module_is_finished_kept_and_shown(visit, server, javascript):
    """Lost if this fails: what this site is for."""
    window = visit(360, javascript=javascript)
    walk = Walk(window, javascript)
    address = f"learner-{uuid.uuid4().hex[:8]}@example.net"
    walk.open("/learn/")
    walk.page.locator(".module-card a", has_text="Goalposts").click()
    walk.look()
    assert window.context.cookies() == []
    walk.page.locator(".module-head__start a").first.click()
    walk.look()
    assert take(walk, right=["Kate Whitmarsh of the Maryport Alliance"]) == 3
    assert {cookie["name"] for cookie in window.context.cookies()} == {"learning"}
    assert walk.says("of 3 right")

    # What was wrong can be tried again.
    again = walk.page.get_by_role("link", name=re.compile("Try question"))
    if again.count():
        again.first.click()
        walk.look()
        assert walk.says("Another try")
        walk.page.go_back()
        walk.look()

    # Sign in with the mailed code, and keep what was done on this device.
    walk.follow("Make a certificate")
    walk.page.locator("main a", has_text="Sign in with an emailed code").click()
    walk.look()
    sign_in(walk, server, address)
    walk.page.locator("main a", has_text="Go to My learning").click()
    walk.look()
    walk.press("Keep it in my learning")
    assert walk.says("Goalposts: being clear about scope")
    assert "learning" not in {cookie["name"] for cookie in window.context.cookies()}

    # The certificate, and the page on which anybody can check it.
    walk.open("/learn/goalposts/certificate/")
    walk.page.get_by_role("main").get_by_role("textbox").first.fill("Zoë Bell")
    walk.page.locator("main form button").last.click()
    walk.look()
    assert walk.says("Zoë Bell")
    pdf = walk.page.locator("main a[href$='.pdf']").first.get_attribute("href")
    found = window.context.request.get(urljoin(walk.page.url, pdf))
    assert found.status == 200
    assert found.body().startswith(b"%PDF-")
    check = walk.page.locator("main a[href*='/certificates/']:not([href*='my-learning'])").first.get_attribute("href")
    stranger = Walk(visit(360, javascript=javascript), javascript)
    stranger.open(urlsplit(check).path)
    assert stranger.says("Zoë Bell")
    assert stranger.says("Goalposts: being clear about scope")
    assert stranger.says("Version of the module 1")
    assert stranger.window.context.cookies() == []
    assert window.faults == []
    assert window.elsewhere == []


@both
def test_somebody_carries_on_at_another_device_with_a_code(visit, javascript):
    first = Walk(visit(360, javascript=javascript), javascript)
    first.open("/learn/plain-words/")
    first.page.locator(".module-head__start a").first.click()
    take(first, stop_at=2)
    first.open("/learn/carry-on/code/")
    first.page.locator("main form button").first.click()
    first.look()
    code = re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", first.page.locator("main").inner_text())[0]

    second = Walk(visit(1280, javascript=javascript), javascript)
    second.open("/learn/carry-on/")
    second.page.get_by_role("main").get_by_role("textbox").first.fill(code.lower().replace("-", " "))
    second.page.locator("main form button").first.click()
    second.look()
    second.open("/learn/plain-words/")
    assert second.says("Carry on at question 2")
    first.open("/learn/plain-words/")
    assert not first.says("Carry on")


def test_a_browser_that_is_killed_comes_back_to_the_same_question(server, driver, tmp_path):
    """Lost if this fails: progress. The process is killed without a warning, as when a phone's battery ends."""
    profile = tmp_path / "profile"
    page = _open(driver, profile)
    page.goto(f"{server.url}/learn/goalposts/question/1/")
    page.get_by_label("Kate Whitmarsh").check()
    page.get_by_role("button", name="Check my answer").click()
    page.goto(f"{server.url}/learn/goalposts/question/2/")
    asked = page.get_by_role("heading", level=1).inner_text()
    _wait_for_cookie(profile)
    _kill(profile)
    page = _open(driver, profile)
    page.goto(f"{server.url}/learn/goalposts/")
    page.locator("main a", has_text="Carry on at question 2").click()
    assert page.get_by_role("heading", level=1).inner_text() == asked
    page.context.close()


def _open(driver, profile):
    context = driver.chromium.launch_persistent_context(
        profile, executable_path=chromium(), args=ARGUMENTS, viewport={"width": 360, "height": 800}
    )
    return context.pages[0]


def _wait_for_cookie(profile, seconds=60):
    """Chromium writes cookies to the disk now and then: what is not there yet, a killed browser never had."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path in profile.glob("Default/**/Cookies"):
            # Read as it lies there: the browser keeps its own lock on it.
            with contextlib.suppress(sqlite3.Error), contextlib.closing(_database(path)) as found:
                if found.execute("select 1 from cookies where name = 'learning'").fetchone():
                    return
        time.sleep(0.5)
    raise AssertionError("the cookie was never written to the disk")


def _database(path):
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def _kill(profile):
    """Kills every process of the browser that has this profile."""
    mark = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)


def test_a_module_is_finished_by_keyboard_alone(visit):
    """WCAG 2.1.1, 2.4.7: no mouse, every field reached in order, the focus always in sight."""
    window = visit(360)
    window.open("/learn/the-13-principles/")
    page = window.page
    for _page in range(40):
        if "/result/" in page.url:
            break
        if page.get_by_role("button", name="Check my answer").count():
            _tab_to(page, "main input, main select")
            if page.evaluate("document.activeElement.tagName") == "SELECT":
                number = page.locator("main select").count()
                for place in range(number):
                    for _press in range(place + 1):
                        page.keyboard.press("ArrowDown")
                    page.keyboard.press("Tab")
            else:
                page.keyboard.press("Space")
            _tab_to(page, "main form button")
        elif page.locator(".onward__link--next").count():
            _tab_to(page, ".onward__link--next")
        else:
            _tab_to(page, ".module-head__start a")
        there = page.url
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address, there=there: address != there)
    assert "/result/" in page.url
    assert "right" in page.locator(".score").inner_text()


def _tab_to(page, selector, most=60):
    """Presses Tab until something that fits has the focus, and sees that the focus shows and is not covered."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate(
                """() => {
                    const box = document.activeElement.getBoundingClientRect();
                    return box.bottom > 0 && box.top < innerHeight;
                }"""
            )
            return
    raise AssertionError(f"Tab never came to {selector}")


@pytest.mark.parametrize("slug", MODULES)
def test_a_module_weighs_little(visit, slug):
    """Every page of a module from its start to its result, as it goes over the wire: 150 KB in all without media."""
    window = visit(360)
    weight = {"bytes": 0}
    session = window.context.new_cdp_session(window.page)
    session.send("Network.enable")
    kinds = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

    def finished(event):
        if kinds.get(event["requestId"]) != "Media":
            weight["bytes"] += event["encodedDataLength"]

    session.on("Network.loadingFinished", finished)
    walk = Walk(window, javascript=False)
    walk.open(f"/learn/{slug}/")
    walk.page.locator(".module-head__start a").first.click()
    walk.look()
    take(walk)
    assert 0 < weight["bytes"] <= MOST_BYTES, weight
