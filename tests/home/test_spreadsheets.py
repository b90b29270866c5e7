"""Lists as files: a formula that runs on somebody's machine, or words that are lost on the way out."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home import spreadsheets
from tests.home.sheets import read_csv, read_xlsx

texts = st.text(st.characters(exclude_categories=[]), max_size=60) | st.text("=+-@\t\r\n '\"a1,;", max_size=12)
rows = st.lists(st.lists(texts, min_size=2, max_size=2), max_size=4)


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1228", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\ufeff=1", "\uff1d1"]
)
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text):
    """A name like =HYPERLINK(...) would otherwise run on an organiser's machine (CWE-1236)."""
    assert spreadsheets.escape(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ann", "O'Neill", "'Tis", "a=b", "", "7K2M-9QXD", " Ann"])
def test_other_texts_stay_as_they_are(text):
    assert spreadsheets.escape(text) == text


@settings(max_examples=200, deadline=None)
@given(rows)
def test_a_csv_file_comes_back_as_it_went_out(wanted):
    """Escaping must neither lose a letter nor leave a cell that begins like a formula."""
    headings, *found = read_csv(spreadsheets.write_csv(["One", "Two"], wanted))
    assert headings == ["One", "Two"]
    assert [[spreadsheets.unescape(cell) for cell in row] for row in found] == [
        [spreadsheets.clean(cell) for cell in row] for row in wanted
    ]
    assert not any(spreadsheets.risky(cell) for row in found for cell in row)


@settings(max_examples=60, deadline=None)
@given(rows)
def test_a_workbook_holds_texts_and_no_formulas(wanted):
    """Every cell is typed as text, so nothing in it is run, and the words come back."""
    numbered = [[number, *row] for number, row in enumerate(wanted)]
    _headings, *found = read_xlsx(spreadsheets.write_xlsx(["Number", "One", "Two"], numbered))
    assert all(cell.data_type in ("s", "n") for row in found for cell in row)
    assert [[cell.value or "" for cell in row[1:]] for row in found] == [
        [spreadsheets.clean(text).replace("\r\n", "\n").replace("\r", "\n") for text in row] for row in wanted
    ]


def test_numbers_stay_numbers():
    (_head, (cell,)) = read_xlsx(spreadsheets.write_xlsx(["People"], [[3]]))
    assert cell.value == 3


@pytest.mark.parametrize("columns", [1, 26, 27, 60])
def test_a_list_may_have_more_columns_than_the_alphabet_has_letters(columns):
    headings = [f"Question {number}" for number in range(columns)]
    content = spreadsheets.write_xlsx(headings, [list(range(columns))])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == headings
    assert [cell.value for cell in sheet[2]] == list(range(columns))
    wide = {n for dim in sheet.column_dimensions.values() if dim.width == 24 for n in range(dim.min, dim.max + 1)}
    assert wide == set(range(1, columns + 1))


@pytest.mark.parametrize(
    ("title", "name"),
    [("Bookings", "Bookings"), ("What is it? [1/2]", "What is it   1 2"), ("'Quoted'", "Quoted"), ("x" * 40, "x" * 31)],
)
def test_a_sheet_takes_any_title(title, name):
    """Excel refuses to open a workbook with some signs in a sheet's name; titles of modules have them."""
    content = spreadsheets.write_xlsx(["One"], [], title=title)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [name]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_says_what_it_is(kind):
    """With the wrong type a phone offers no program to open it with."""
    file = spreadsheets.file("answers-2031-06-10", kind, ["Name"], iter([["Ann"], ["=1"]]), title="Answers")
    rows = (
        read_csv(file.content) if kind == "csv" else [[cell.value for cell in row] for row in read_xlsx(file.content)]
    )
    assert rows == [["Name"], ["Ann"], ["'=1" if kind == "csv" else "=1"]]
    assert (file.name, file.count) == (f"answers-2031-06-10.{kind}", 2)
    assert file.content_type == {"csv": spreadsheets.CSV, "xlsx": spreadsheets.XLSX}[kind]


def test_there_are_no_other_kinds_of_file():
    with pytest.raises(ValueError, match="ods"):
        spreadsheets.file("answers", "ods", [], [])
