"""How tests fill in a template online, and read what they get."""

import io
import re
import zipfile

from bs4 import BeautifulSoup
from pypdf import PdfReader

HERE = {"Sec-Fetch-Site": "same-origin"}
PLANNER = "/tools/planner/fill-in/"


class Person:
    """Somebody with a browser without JavaScript: sends what stands in the form, with what they typed."""

    def __init__(self, client, address=PLANNER):
        self.client = client
        self.response = client.get(address)
        assert self.response.status_code == 200

    @property
    def soup(self):
        return BeautifulSoup(self.response.content, "html5lib")

    @property
    def form(self):
        return self.soup.select_one("form.fill")

    def fields(self):
        """Every value that the form would send, by name: a list each."""
        found = {}
        for field in self.form.select("input[name], textarea[name]"):
            if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
                continue
            value = field.get("value", "") if field.name == "input" else field.get_text()
            found.setdefault(field["name"], []).append(value)
        return found

    def press(self, words, **typed):
        """Presses the button that begins with `words`, after typing `typed` ("-" is written "__")."""
        return self.press_with(words, {name.replace("__", "-"): value for name, value in typed.items()})

    def press_with(self, words, typed):
        button = next(
            b for b in self.form.select("button[type=submit]") if b.get_text(" ", strip=True).startswith(words)
        )
        data = self.fields() | typed
        if button.get("name"):
            data[button["name"]] = button["value"]
        address = (button.get("formaction") or self.form["action"]).partition("#")[0]
        self.response = self.client.post(address, data, headers=HERE)
        return self

    @property
    def heading(self):
        return self.soup.h1.get_text(strip=True)

    def words(self):
        return " ".join(self.soup.select_one("main").get_text(" ").split())


def text_of(content):
    """The words of a made file, its white space as single spaces."""
    if content.startswith(b"%PDF"):
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            name = "content.xml" if "content.xml" in packed.namelist() else "word/document.xml"
            # Each paragraph stands for itself.
            markup = re.sub(
                rb"</(text:p|text:h|w:p)>|<text:line-break/>|<w:br ?/>|<text:s[^>]*/>", b" ", packed.read(name)
            )
        text = BeautifulSoup(markup, "xml").get_text()
    return " ".join(text.split())
