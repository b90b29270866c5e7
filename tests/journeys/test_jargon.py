"""Jargon help in a real browser: somebody meets a word they do not know, and reads on a moment later."""

import pytest

ADDRESS = "/about/who-does-what/"
# Of each: running text, a story, lists, an event, a module's page.
KINDS = [
    ADDRESS,
    "/stories/maryport/",
    "/what-it-is/levels/",
    "/progress/timeline/",
    "/learn/goalposts/",
    "/about/strategy/",
]
FOCUSED = "document.activeElement.getAttribute('aria-label')"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_keyboard_opens_and_closes_a_meaning_and_stays(visit, javascript):
    """Lost if this fails: an explanation for people with a mouse only."""
    window = visit(1280, javascript=javascript)
    page = window.page
    window.open(ADDRESS)
    button = page.locator(".jargon-button").first
    meaning = page.locator(f"#{button.get_attribute('popovertarget')}")
    assert meaning.is_hidden()
    button.focus()
    page.keyboard.press("Enter")
    assert meaning.is_visible()
    assert button.evaluate("each => each === document.activeElement")
    # The link in it comes next.
    page.keyboard.press("Tab")
    assert meaning.locator("a").evaluate("each => each === document.activeElement")
    page.keyboard.press("Escape")
    assert meaning.is_hidden()
    assert button.evaluate("each => each === document.activeElement")
    page.keyboard.press("Space")
    assert meaning.is_visible()
    page.keyboard.press("Space")
    assert meaning.is_hidden()


def test_a_screen_reader_is_told_what_it_does(visit):
    """The name of the button, and whether it is open, as the browser tells assistive technology."""
    window = visit()
    window.open(ADDRESS)
    session = window.context.new_cdp_session(window.page)
    button = window.page.locator(".jargon-button").first
    name = button.get_attribute("aria-label")
    assert name.endswith(": what it means")

    def expanded():
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        found = [
            node for node in nodes if node.get("name", {}).get("value") == name and node["role"]["value"] == "button"
        ]
        assert len(found) == 1
        return {each["name"]: each["value"]["value"] for each in found[0]["properties"]}.get("expanded")

    assert expanded() is False
    button.click()
    assert expanded() is True


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("address", KINDS)
def test_pages_are_accessible_closed_and_open(visit, width, address):
    """320 pixels are what is left of 1,280 at 400% zoom."""
    window = visit(width, height=256 if width == 320 else 800)
    window.open(address)
    for button in window.page.locator(".jargon-button").all()[:2]:
        button.scroll_into_view_if_needed()
        button.click()
        meaning = window.page.locator(f"#{button.get_attribute('popovertarget')}")
        box = meaning.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0
        assert window.violations() == []
        assert window.sideways() <= 0
        window.page.keyboard.press("Escape")
    assert window.violations() == []


@pytest.mark.parametrize("address", KINDS)
def test_the_button_stays_on_the_line_of_its_word_and_can_be_hit(visit, address):
    """Lost if this fails: a lone question mark at the beginning of a line, or one that no finger finds (WCAG 2.5.8)."""
    for width in (320, 360, 500, 1280):
        window = visit(width)
        window.open(address)
        faults = window.page.evaluate(
            """() => [...document.querySelectorAll('.jargon-button')].filter(button => {
                const word = [...button.previousElementSibling.getClientRects()].pop();
                const own = button.getBoundingClientRect();
                const hit = getComputedStyle(button, '::after');
                const display = getComputedStyle(button.parentElement).display;
                return own.width && (own.top >= word.bottom || own.bottom <= word.top || parseFloat(hit.width) < 24
                    || parseFloat(hit.height) < 24 || /flex|grid/.test(display));
            }).map(button => button.getAttribute('aria-label'))"""
        )
        assert faults == [], width


def test_a_sentence_is_copied_whole(visit):
    """Lost if this fails: a hole where the word stood, or an explanation in the middle of what somebody quotes."""
    window = visit()
    window.open("/stories/maryport/")
    copied, words = window.page.evaluate(
        """() => {
            const summary = document.querySelector('.page-head__summary');
            const plain = summary.cloneNode(true);
            plain.querySelectorAll('[popover], button').forEach(each => each.remove());
            getSelection().selectAllChildren(summary);
            return [getSelection().toString(), plain.textContent];
        }"""
    )
    assert window.page.locator(".page-head__summary .jargon").inner_text() == "goalposts"
    assert copied.strip() == words.strip()
    assert "clear goalposts, wrote" in copied


def test_paper_has_the_meaning_in_brackets(visit):
    window = visit()
    window.open(ADDRESS)
    window.page.emulate_media(media="print")
    meaning = window.page.locator(".jargon-meaning").first
    assert meaning.is_visible()
    assert meaning.inner_text().strip().startswith("(") and meaning.inner_text().strip().endswith(")")
    assert not window.page.locator(".jargon-button").first.is_visible()
    assert not meaning.locator("a").is_visible()
