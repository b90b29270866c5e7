"""Lists that leave the site as a file, CSV or XLSX, in which nothing that somebody typed is run as a formula."""

import csv
import io
import re
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_BOM = "\ufeff"
# What makes a spreadsheet run a cell: https://owasp.org/www-community/attacks/CSV_Injection, with the wide forms.
_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BREAKS = ("\t", "\r", "\n")
# A sheet holds no more in one cell.
_LONGEST = 32_000
# What Excel refuses in the name of a sheet, and how long that may be.
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\t\r\n]")
_LONGEST_TITLE = 31
# Of a column, in letters.
_WIDTH = 24


@dataclass(frozen=True)
class File:
    """A file to hand out. Its name says what is in it and when it was made, and nothing about anybody."""

    name: str
    content_type: str
    content: bytes
    count: int


def file(name, kind, headings, rows, title="List"):
    """The File "<name>.<kind>" of `rows` (lists of text and numbers) under `headings`; `kind` is "csv" or "xlsx".

    `title` names the sheet of a workbook. Raises ValueError for another kind.
    """
    if kind not in ("csv", "xlsx"):
        raise ValueError(f"No such kind of list: {kind}")
    rows = list(rows)
    content = write_csv(headings, rows) if kind == "csv" else write_xlsx(headings, rows, title)
    return File(f"{name}.{kind}", CSV if kind == "csv" else XLSX, content, len(rows))


def risky(text):
    """Whether a spreadsheet might run `text`: it begins with a sign of a formula, also after spaces, a tab or a line end."""
    start = text.lstrip("\u200b\ufeff \u00a0\u3000")
    return start.startswith(_BREAKS) or start.lstrip().startswith(_SIGNS)


def escape(value):
    """A cell for CSV. A text that might be run gets an apostrophe before it; `unescape` takes it away again."""
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if risky(text.lstrip("'")) else text


def unescape(text):
    """What `escape` was given."""
    return text[1:] if text.startswith("'") and risky(text.lstrip("'")) else text


def clean(text):
    """Text that a file can hold: no control characters but tab and line ends, no half letters, not too long."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(letter for letter in whole if _fits(letter))[:_LONGEST]


def _fits(letter):
    number = ord(letter)
    return letter in "\t\n\r" or (number >= 32 and not 0x7F <= number <= 0x9F and number & 0xFFFE != 0xFFFE)


def write_csv(headings, rows):
    """The bytes of a CSV file that Excel opens as UTF-8 (RFC 4180, with a byte order mark)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([escape(heading) for heading in headings])
    writer.writerows([escape(value) for value in row] for row in rows)
    return (_BOM + file.getvalue()).encode("utf-8")


def write_xlsx(headings, rows, title="List"):
    """The bytes of a workbook with one sheet, named `title`. Every text is a text cell, whatever it looks like; numbers stay."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_A_TITLE.sub(" ", clean(title)).strip(" '")[:_LONGEST_TITLE] or "List")
    sheet.freeze_panes = "A2"
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    bold = [_cell(sheet, heading) for heading in headings]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet, value):
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    # XML has one kind of line end; set the type by hand, or openpyxl takes "=1" for a formula.
    cell = WriteOnlyCell(sheet, value=clean(value).replace("\r\n", "\n").replace("\r", "\n") or None)
    if cell.value:
        cell.data_type = "s"
    return cell
