"""Reads the lists that leave the site as a spreadsheet program would."""

import csv
import io

import openpyxl


def read_csv(content):
    """The rows of a CSV file, as lists of text."""
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def read_xlsx(content):
    """The rows of the first sheet of a workbook, as lists of cells."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows()]
