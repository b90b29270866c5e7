"""What ODT and DOCX have that pandoc has no word for: our styles, the foot of each page, lines of tables, rows that stay whole.

pandoc's own reference document with our styles goes in (`reference`), and what pandoc made is finished here (`finished`). Both
formats are ZIP files of XML. pandoc writes that XML the same way each time, so that it can be changed as text.
"""

import io
import re
import zipfile
from pathlib import Path

from django.conf import settings

PARTS = Path(settings.BASE_DIR) / "templates" / "resources" / "office"
ODT = "odt"
# In millimetres, on every side.
MARGIN = 20
# Tables of so few rows and words stand on one page.
_FEW_ROWS, _FEW_WORDS = 4, 1500
# Word processors check spelling by language and country.
_COUNTRIES = {"en": "GB", "pl": "PL", "ro": "RO", "uk": "UA", "ar": "SA"}
# A word processor puts a line of its own after a table that comes last, on a new page where there is no room: ours is tiny.
_ENDS_IN_TABLE = {
    ODT: re.compile(r"(</table:table>\s*)(</office:text>)"),
    "docx": re.compile(r"(</w:tbl>\s*)(<w:sectPr>)"),
}
# Since nobody wrote the file: pandoc would say that somebody did so in 1970.
_NO_DATES = re.compile(r"<(dcterms:created|dcterms:modified|meta:creation-date|dc:date)\b[^>]*>1970[^<]*</\1>")


def escaped(text):
    """`text` as it stands in XML and HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def dictionary(language):
    """The name of the dictionary that a word processor takes for `language`: "en-GB" for "en"."""
    country = _COUNTRIES.get(language)
    return f"{language}-{country}" if country else language


def reference(given, format, size, direction):
    """`given`, the reference document of pandoc, with our styles for paper of `size` (millimetres across and down), as bytes."""
    own = (PARTS / f"{format}-styles.xml").read_text("utf-8")
    width, height = size
    line = width - 2 * MARGIN
    places = {
        "@width@": f"{width}mm",
        "@height@": f"{height}mm",
        "@way@": "landscape" if width > height else "portrait",
        "@direction@": "rl-tb" if direction == "rtl" else "lr-tb",
        # Where the line beside a thing to tick ends: in Word twentieths of a point from the margin, else from its own start.
        "@end@": str(round(line / 25.4 * 1440)),
        "@line@": f"{line - 9}mm",
        "@sheet@": f"{line}mm",
    }
    for place, value in places.items():
        own = own.replace(place, value)
    return _changed(given, {"styles.xml" if format == ODT else "word/styles.xml": lambda _before: own})


def finished(document, format, foot, direction):
    """The document that pandoc made, as bytes, finished: with `foot` and a number at the foot of each page."""
    return _finished_odt(document, foot) if format == ODT else _finished_docx(document, foot, direction)


# OpenDocument ------------------------------------------------------------------------------------------------------------

_ODT_CELL = re.compile(
    r'(<style:style style:name="Table(Header)?RowCell"[^>]*>\s*<style:table-cell-properties )fo:border="none"'
)
_ODT_TABLE = re.compile(r'<table:table table:name="(Table\d+)".*?</table:table>', re.DOTALL)


_LINES, _SHADE = 'fo:border="0.75pt solid #3f5160" fo:padding="0.12cm"', ' fo:background-color="#e3ecee"'


def _finished_odt(document, foot):
    def content(xml):
        xml = _ODT_CELL.sub(lambda found: f"{found[1]}{_LINES}{_SHADE if found[2] else ''}", xml)
        for table in _ODT_TABLE.finditer(xml):
            whole = "false" if _is_small(table[0], "<table:table-row>") else "true"
            name = f'<style:style style:name="{table[1]}" style:family="table">'
            xml = re.sub(
                rf"({name}\s*<style:table-properties )",
                rf'\1fo:margin-bottom="0.4cm" style:may-break-between-rows="{whole}" ',
                xml,
            )
        return _ENDS_IN_TABLE[ODT].sub(r'\1<text:p text:style-name="End"/>\2', xml)

    return _changed(
        document,
        {
            "content.xml": content,
            "styles.xml": lambda xml: xml.replace("@foot@", escaped(foot)),
            "meta.xml": lambda xml: _NO_DATES.sub("", xml),
        },
    )


# Word --------------------------------------------------------------------------------------------------------------------

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"
_DOCX_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_DOCX_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_DOCX_STYLE = re.compile(r'(<w:pStyle w:val="[^"]*" />)')
_AFTER_TABLE = re.compile(
    r'(</w:tbl>\s*<w:p><w:pPr><w:pStyle w:val="(?:BodyText|Compact|FirstParagraph)" />.*?)(</w:pPr>)'
)


def _finished_docx(document, foot, direction):
    footer = (PARTS / "docx-footer.xml").read_text("utf-8").replace("@foot@", escaped(foot))

    def body(xml):
        xml = _AFTER_TABLE.sub(r'\1<w:spacing w:before="240" />\2', _DOCX_TABLE.sub(_docx_table, xml))
        return _ENDS_IN_TABLE["docx"].sub(r'\1<w:p><w:pPr><w:pStyle w:val="End" /></w:pPr></w:p>\2', xml)

    if direction == "rtl":
        footer = footer.replace('<w:pStyle w:val="Footer"/>', '<w:pStyle w:val="Footer"/><w:bidi/>')
    return _changed(
        document,
        {
            "word/document.xml": body,
            "[Content_Types].xml": lambda xml: xml.replace(
                "</Types>", f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}" /></Types>'
            ),
            "word/_rels/document.xml.rels": lambda xml: xml.replace(
                "</Relationships>",
                f'<Relationship Type="{_RELATION}" Id="rIdFoot" Target="footer1.xml" /></Relationships>',
            ),
            "docProps/core.xml": lambda xml: _NO_DATES.sub("", xml),
        },
        {"word/footer1.xml": footer},
    )


def _docx_table(found):
    """A table whose rows are not cut by the end of a page; nor is the table, where it is small; and its head is never alone."""
    table = found[0]
    rows = len(_DOCX_ROW.findall(table))
    stays = rows - 1 if _is_small(table, "<w:tr>") else 2
    seen = -1

    def row(one):
        nonlocal seen
        seen += 1
        xml = one[0]
        if "<w:trPr>" in xml:
            xml = xml.replace("<w:trPr>", "<w:trPr><w:cantSplit />", 1)
        else:
            xml = xml.replace("<w:tr>", "<w:tr><w:trPr><w:cantSplit /></w:trPr>", 1)
        return _DOCX_STYLE.sub(r"\1<w:keepNext />", xml) if seen < stays else xml

    return _DOCX_ROW.sub(row, table)


# Both --------------------------------------------------------------------------------------------------------------------


def _is_small(table, row):
    return table.count(row) <= _FEW_ROWS and len(re.sub(r"<[^>]*>|\s", "", table)) <= _FEW_WORDS


def _changed(document, changes, added=None):
    """A zipped document with some of its files changed, {name: function of its text}, in the order they had; then the added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            # What a file is must be readable without unpacking it (OpenDocument 1.3, part 2, 3.3): first, and not compressed.
            kind = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            content = before.read(entry)
            if change := changes.get(entry.filename):
                content = change(content.decode()).encode()
            after.writestr(entry.filename, content, kind)
        for name, content in (added or {}).items():
            after.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return changed.getvalue()
