"""What pages weigh for whoever reads them: bytes as they go over the wire, headers included, in a browser with its cache."""

from urllib.parse import urlsplit

import pytest

KB = 1024
HOME_FIRST, HOME_AGAIN, LEARNING = 60 * KB, 10 * KB, 150 * KB
# One page of each family that is read rather than filled in.
READ = [
    "/", "/what-it-is/definitions/", "/what-it-is/principles/", "/easy-read/", "/learn/", "/learn/goalposts/", "/tools/",
    "/tools/terms-of-reference/", "/stories/", "/progress/timeline/", "/events/", "/events/whitehaven-world-cafe/", "/jargon/",
    "/about/documents/", "/contact/", "/privacy/",
]  # fmt: skip


class Scales:
    """Weighs what a window loads."""

    def __init__(self, window):
        self.window, self.page = window, window.page
        self.parts, self._addresses = {}, {}
        session = window.context.new_cdp_session(window.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)

    def _asked(self, event):
        self._addresses[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def _came(self, event):
        address = self._addresses.get(event["requestId"], "?")
        self.parts[address] = self.parts.get(address, 0) + event["encodedDataLength"]

    def weigh(self, address):
        """Opens the page. Returns its bytes with all it loads, and what each part weighs."""
        self.parts.clear()
        answer = self.window.open(address)
        self.page.wait_for_load_state("networkidle")
        assert answer.status in (200, 304), address
        return sum(self.parts.values()), dict(self.parts)


@pytest.fixture
def scales(visit):
    """A function that gives the Scales of a new window on a phone, with nothing in its cache."""
    return lambda: Scales(visit(360))


def test_the_home_page_weighs_little_and_next_to_nothing_the_second_time(scales):
    """Lost if this fails: somebody on a slow line, or who pays by the megabyte."""
    found = scales()
    first, parts = found.weigh("/")
    assert parts["/"] > 0
    assert sum(path.endswith(".css") for path in parts) >= 2
    assert first <= HOME_FIRST, parts
    # Asked again as at another visit: the page has not changed (304), and the rest is not even asked for.
    again, parts = found.weigh("/")
    assert again <= HOME_AGAIN, parts
    assert sum(size for path, size in parts.items() if path != "/") == 0, parts


@pytest.mark.parametrize("slug", ["what-co-production-is", "goalposts"])
def test_a_module_begins_light(scales, slug):
    found = scales()
    weight, parts = found.weigh(f"/learn/{slug}/")
    assert 0 < weight <= LEARNING, parts
    weight, parts = scales().weigh(f"/learn/{slug}/question/1/")
    assert 0 < weight <= LEARNING, parts


def test_pages_that_are_read_load_one_deferred_script_and_no_font(visit):
    """Lost if this fails: a page that shows its words before anything else has come."""
    window = visit(360)
    kinds = {}
    window.page.on("request", lambda request: kinds.setdefault(request.resource_type, set()).add(request.url))
    for address in READ:
        assert window.open(address).status == 200, address
        scripts = window.page.eval_on_selector_all(
            "script[src]", "all => all.map(each => each.defer || each.type === 'module')"
        )
        assert scripts == [True], address
    assert "font" not in kinds
    assert kinds["document"]


def test_static_files_come_packed_and_are_never_asked_for_again(visit, server):
    """Each style sheet and script in Brotli and in gzip, under a name that changes with what is in it."""
    window = visit()
    window.open("/")
    addresses = window.page.eval_on_selector_all(
        "link[rel=stylesheet], script[src]", "all => all.map(each => each.href || each.src)"
    )
    assert len(addresses) >= 4
    for address in addresses:
        sizes = []
        for encoding, sent in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)):
            answer = window.context.request.get(address, headers={"Accept-Encoding": encoding})
            assert answer.headers.get("content-encoding") == sent, address
            assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"
            assert "Accept-Encoding" in answer.headers["vary"]
            sizes.append(int(answer.headers["content-length"]))
        assert sizes[0] < sizes[1] < sizes[2]
