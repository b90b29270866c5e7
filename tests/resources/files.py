"""How tests read the files of a template: which words stand in it, and what an ODT, a DOCX and a PDF say of themselves."""

import io
import re
import warnings
import zipfile

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from pypdf import PdfReader

from resources.blocks.templates import walk
from resources.formats import making

FORMATS = ("odt", "docx", "pdf")
# Typst sets curly quotation marks and dashes where straight ones were written; PDF breaks lines where it likes.
_SAME = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})


def plain(text):
    """`text` without spaces and with straight marks: the same in every format."""
    return re.sub(r"[\s\u00a0\u200b\ufeff]+", "", text.translate(_SAME)).replace("---", "-").replace("--", "-")


def pieces(document):
    """Every text of a template that somebody reads or fills in, as [(what it is, text)] in reading order."""
    found = []

    def add(what, *texts):
        found.extend((what, text) for text in texts if text and text.strip())

    for kind, value in walk(document):
        if kind == "section":
            add("heading", value["heading"])
        elif kind == "subheading":
            add("heading", value)
        elif kind in ("guidance", "text"):
            for block in BeautifulSoup(value.source, "html.parser").find_all(["p", "li"]):
                add(kind, block.get_text())
        elif kind == "facts":
            add("facts", value["label"])
            add("fact", *(fact["label"] for fact in value["facts"]))
        elif kind == "field":
            add("label", value["label"])
            add("hint", value["hint"])
            add("option", *(option["text"] for option in value["options"]))
        elif kind == "table":
            add("caption", value["caption"])
            add("column", *(column["heading"] for column in value["columns"]))
            for example in value["examples"]:
                add("example", *(line for cell in example["cells"] for line in cell.splitlines()))
            add("row", *value["row_headings"])
        elif kind == "tick_list":
            add("label", value["label"])
            for group in value["groups"]:
                add("group", group["heading"])
                for item in group["items"]:
                    add("tick", item)
                    add("note", value["note_label"])
        elif kind == "signatures":
            add("caption", value["label"])
            add("signs", *value["people"])
    return found


def headings(page):
    """The headings that its files have: [(level, text)]."""
    found = [(1, page.heading)]
    for kind, value in walk(page.document):
        if kind in ("section", "subheading"):
            found.append((2, value["heading"]) if kind == "section" else (3, value))
    return found


def tables(page):
    """The tables that its files have: [(caption, number of columns, number of rows with the header)]."""
    found = []
    for kind, value in walk(page.document):
        if kind == "table":
            found.append((value["caption"], len(value["columns"]), 1 + len(value.rows)))
        elif kind == "signatures":
            found.append((value["label"], 4, 1 + len(value["people"])))
    return found


_made = {}


def file_of(paper, format):
    """The bytes of a paper's file. Each is made once in a test process."""
    key = (paper.digest, format)
    if key not in _made:
        _made[key] = making.make(paper, format).content
    return _made[key]


def part(content, name):
    """The text of one part of a zipped document."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(name).decode()


def soup(xml):
    """The XML of an office document as a tree; names of elements and attributes in small letters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(xml, "html.parser")


def text_of(content, format):
    """The words of a file, in their order, without those at the foot of each page."""
    if format == "pdf":
        foot = re.compile(r"[^\n]*\n?\s*\d+/\d+\s*$")
        return "\n".join(foot.sub("", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages)
    if format == "odt":
        body = soup(part(content, "content.xml")).find("office:text")
        for tab in body.find_all(["text:tab", "text:s", "text:line-break"]):
            tab.replace_with(" ")
        return "\n".join(block.get_text() for block in body.find_all(["text:p", "text:h"]))
    body = soup(part(content, "word/document.xml")).find("w:body")
    return "\n".join(
        "".join(run.get_text() if run.name == "w:t" else " " for run in block.find_all(["w:t", "w:tab", "w:br"]))
        for block in body.find_all("w:p")
    )
