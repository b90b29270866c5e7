"""The NHS.UK frontend's CSS is sent without the rules we do not use: nothing that a page needs may be among them."""

import json

import pytest

from site_project import nhsuk_assets

# Prints the address of one page of each type.
ONE_OF_EACH = """
import json
from wagtail.models import Page
found = {}
for page in Page.objects.live().public().filter(depth__gt=1, locale__language_code="en").specific().order_by("path"):
    found.setdefault(type(page).__name__, page.url)
print(json.dumps(found))
"""
# Pages that are not in the tree.
OTHERS = [
    "/search/", "/search/?q=principles", "/search/?q=zzzz", "/nowhere/", "/learn/goalposts/print/", "/learn/carry-on/",
    "/learn/carry-on/code/", "/learn/my-learning/", "/account/password/reset/",
]  # fmt: skip
EVENT = "/events/example-care-at-a-distance/"
# The selectors of the full style sheet that the page's own lacks and that something on the page fits, whatever its state
# and whatever the window: pseudo-classes and conditions are left out.
LOST = r"""full => {
    const parts = text => {
        const found = [""];
        let depth = 0;
        for (const letter of text) {
            depth += "([".includes(letter) - ")]".includes(letter);
            if (letter === "," && !depth) found.push("");
            else found[found.length - 1] += letter;
        }
        return found.map(part => part.trim());
    };
    const read = (rules, within) => [...rules].flatMap(rule =>
        rule.selectorText !== undefined
            ? parts(rule.selectorText).map(selector => [selector, `${within} ${selector} { ${rule.style.cssText} }`])
            : rule.cssRules ? read(rule.cssRules, `${within} ${rule.conditionText}`) : []);
    const plain = selector => selector
        .replace(/(^|[\s>+~])?::?[\w-]+(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?/g,
            (_all, before) => before === undefined ? "" : `${before}*`) || "*";
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(full);
    const sent = [...document.styleSheets].find(each => /\/nhsuk\.[0-9a-f]+\.css$/.test(each.href));
    const kept = new Set(read(sent.cssRules, "").map(([_selector, rule]) => rule));
    const all = read(sheet.cssRules, "");
    return {
        all: all.length,
        kept: kept.size,
        lost: all.filter(([selector, rule]) => !kept.has(rule) && document.querySelector(plain(selector))).map(([, rule]) => rule),
    };
}"""


@pytest.fixture(scope="module")
def full():
    """The style sheet before anything is left out."""
    css, _js = nhsuk_assets.shipped()
    return nhsuk_assets.stylesheet(css)


def nothing_is_lost(page, full):
    """Lost if this fails: how something on this page looks."""
    found = page.evaluate(LOST, full)
    assert found["all"] > 2000
    assert found["lost"] == [], page.url
    return found


def test_a_page_of_every_type_keeps_every_rule_it_uses(visit, server, full):
    addresses = json.loads(server.manage("shell", "-v", "0", "-c", ONE_OF_EACH))
    assert len(addresses) > 20
    window = visit()
    for address in [*addresses.values(), *OTHERS]:
        window.open(address)
        nothing_is_lost(window.page, full)


def test_the_comparison_would_find_a_lost_rule(visit, full):
    """An element that only rules left out would fit makes it fail, so what they say is really compared."""
    window = visit()
    window.open("/about/")
    window.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<p class=\"nhsuk-tabs__title\">A</p>')"
    )
    found = window.page.evaluate(LOST, full)
    assert [rule for rule in found["lost"] if "nhsuk-tabs__title" in rule]
    assert found["kept"] < found["all"] * 2 / 3


def test_the_booking_form_keeps_every_rule_it_uses(visit, full):
    """Each step as it is asked, and with its errors."""
    window = visit(360)
    page = window.page

    def go_on():
        page.get_by_role("main").get_by_role("button", name="Continue", exact=True).click()
        nothing_is_lost(page, full)

    window.open(EVENT)
    page.locator(".event-ticket a.nhsuk-button").click()
    nothing_is_lost(page, full)
    page.locator(".booking-action a").click()
    go_on()
    assert page.locator(".nhsuk-error-summary").count() == 1
    page.get_by_label("Your name").fill("Jo Bell")
    go_on()
    page.get_by_label("Email address").fill("jo@example.net")
    go_on()
    go_on()
    page.locator("main input[type=radio]").first.check()
    page.get_by_label("How many people, you included").fill("1")
    go_on()
    page.get_by_label("Something else", exact=True).check()
    go_on()
    assert page.locator(".nhsuk-error-message").count() > 0


def test_learning_keeps_every_rule_it_uses(visit, full):
    """Every kind of page from a module's start to its result: steps, questions, what is said after them, the result."""
    window = visit(360)
    page = window.page
    window.open("/learn/goalposts/")
    page.locator(".module-head__start a").first.click()
    for _page in range(40):
        nothing_is_lost(page, full)
        if page.url.endswith("/result/"):
            break
        check = page.get_by_role("button", name="Check my answer")
        if check.count():
            check.click()
            nothing_is_lost(page, full)
            if not page.locator(".onward__link--next").count():
                page.locator("main input:is([type=radio], [type=checkbox])").first.check()
                check.click()
        else:
            page.locator(".onward__link--next").click()
    assert page.url.endswith("/result/")


def test_signing_in_keeps_every_rule_it_uses(visit, full):
    window = visit(360)
    window.open("/account/login/")
    nothing_is_lost(window.page, full)
    window.page.locator("main form button").first.click()
    nothing_is_lost(window.page, full)
