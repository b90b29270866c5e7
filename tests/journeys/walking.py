"""Somebody who goes through the site page by page and looks at each one."""

import re
from urllib.parse import urlsplit


class Walk:
    """One window that looks at each page it comes to."""

    def __init__(self, window, javascript):
        self.window, self.page, self.javascript = window, window.page, javascript
        self.seen = []

    def open(self, address):
        self.window.open(address)
        self.look()

    def look(self):
        """Lost if this fails: a page that somebody cannot read, reach or fit on a phone."""
        self.page.wait_for_load_state()
        self.seen.append(urlsplit(self.page.url).path)
        assert self.page.get_by_role("heading", level=1).count() == 1
        if self.javascript:
            found = self.window.violations()
            assert found == [], f"{self.page.url}: {found}"
            assert self.window.sideways() <= 0, self.page.url

    def press(self, name):
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        self.look()

    def follow(self, name):
        self.page.get_by_role("main").get_by_role("link", name=re.compile(name)).first.click()
        self.look()

    def heading(self):
        return self.page.get_by_role("heading", level=1).inner_text().strip()

    def says(self, text):
        return text in " ".join(self.page.locator("main").inner_text().split())
