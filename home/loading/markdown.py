"""Markdown of the content files, turned into the rich text that Wagtail's editor keeps."""

import re

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False})
_ALLOWED = {"p", "h3", "h4", "b", "ol", "ul", "li", "a", "br"}


def to_rich_text(text, page_id):
    """Rich text for `text`; `page_id(address)` gives the id of a page of ours or None.

    Raises ValueError, with the reason, for what the editor would not keep (italics, code, images, raw HTML, big headings).
    """
    soup = BeautifulSoup(_markdown.render(str(text)), "html.parser")
    for strong in soup.find_all("strong"):
        strong.name = "b"
    for item in soup.find_all("li"):
        for paragraph in item.find_all("p", recursive=False):
            paragraph.unwrap()
    for element in soup.find_all(True):
        if element.name not in _ALLOWED:
            what = {"em": "italics", "h1": "a # heading", "h2": "a ## heading"}.get(element.name, f"<{element.name}>")
            raise ValueError(f"{what} cannot be used in text.")
    for link in soup.find_all("a"):
        address = link.get("href", "")
        found = page_id(address) if address.startswith("/") and "#" not in address else None
        if found:
            link.attrs = {"linktype": "page", "id": str(found)}
    html = re.sub(r"\s*\n\s*", " ", soup.decode(formatter="minimal")).strip()
    return re.sub(r"(</(?:p|h3|h4|ol|ul|li)>|<(?:ol|ul)>) (?=<)", r"\1", html)
