"""Each public page type in a real browser, on a phone and on a desk: open to everybody, quiet, and asking nobody else."""

import re
from urllib.parse import urlsplit

import pytest

# One page of each type, and the pages below them that are not in the tree.
PAGES = [
    "/", "/what-it-is/", "/what-it-is/definitions/", "/what-it-is/principles/", "/what-it-is/five-values-seven-steps/",
    "/what-it-is/sceptical/", "/what-it-is/levels/", "/get-involved/", "/get-involved/groups/", "/get-involved/expenses/",
    "/for-staff/", "/easy-read/", "/learn/", "/learn/goalposts/", "/tools/", "/tools/scope-card/", "/tools/planner/",
    "/tools/hints-and-tips/", "/stories/", "/stories/compare/", "/stories/wigton/",
    "/progress/", "/progress/timeline/", "/events/", "/jargon/",
    "/about/", "/about/strategy/", "/about/documents/", "/about/who-does-what/", "/contact/", "/privacy/", "/site-map/",
    "/search/?q=principles", "/search/?q=zzzz", "/account/login/", "/nowhere/",
]  # fmt: skip


def below(visit, address, pattern):
    """The first link on a page whose address fits: for pages whose exact address an editor may change."""
    window = visit()
    window.open(address)
    links = [
        urlsplit(link).path
        for link in window.page.eval_on_selector_all("main a", "links => links.map(link => link.href)")
    ]
    return next(link for link in links if re.fullmatch(pattern, link))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_open_to_everybody(visit, address, width):
    window = visit(width)
    window.open(address)
    assert window.violations() == []
    assert window.sideways() <= 0
    allowed = "404" if address == "/nowhere/" else None
    assert [message for message in window.messages if not (allowed and allowed in message)] == []
    assert window.elsewhere == []
    if "/account/" not in address:
        assert window.context.cookies() == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("start", "pattern"),
    [("/learn/goalposts/", r"/learn/goalposts/[^/]+/"), ("/events/", r"/events/[^/]+/"), ("/easy-read/", r"/easy-read/[^/]+/"),
     ("/about/documents/", r"/about/documents/[^/]+/")],
)  # fmt: skip
def test_a_page_below_is_open_to_everybody(visit, start, pattern, width):
    address = below(visit, start, pattern)
    window = visit(width)
    window.open(address)
    assert window.violations() == []
    assert window.sideways() <= 0
    assert window.messages == []
    assert window.elsewhere == []


@pytest.mark.parametrize(
    "address", ["/", "/what-it-is/principles/", "/learn/goalposts/", "/tools/scope-card/", "/stories/wigton/"]
)
def test_a_page_can_be_read_at_400_percent(visit, address):
    """WCAG 1.4.10: a window of 320 pixels, which is what 1280 at 400% zoom leaves, needs no sideways scrolling."""
    window = visit(320, 256)
    window.open(address)
    assert window.sideways() <= 0
