"""What may be uploaded as a document: the file has to be what its name says, and no bigger inside than outside."""

import zipfile

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

# The first bytes that a file of each kind has to have (a film has its mark after four bytes of length).
_STARTS = {
    "pdf": [b"%PDF-"],
    "rtf": [b"{\\rtf"],
    "mp4": [b"ftyp"],
    **{kind: [b"PK\x03\x04", b"PK\x05\x06"] for kind in ("docx", "odp", "ods", "odt", "pptx", "xlsx", "zip")},
}
# The part that only an office file of this kind has, and what it says at its start.
_INSIDE = {
    "odt": ("mimetype", b"application/vnd.oasis.opendocument.text"),
    "ods": ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
    "odp": ("mimetype", b"application/vnd.oasis.opendocument.presentation"),
    "docx": ("word/document.xml", b""),
    "xlsx": ("xl/workbook.xml", b""),
    "pptx": ("ppt/presentation.xml", b""),
}
_TEXTS = ("csv", "txt", "vtt")
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<body", b"<head", b"<iframe")
MAX_PARTS = 5_000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200


def check_document(name, file):
    """Raises ValidationError, in plain words, where a file is not what its name says or hides too much.

    `file` is an open binary file; it is left at its start.
    """
    kind = name.rsplit(".", 1)[-1].lower()
    file.seek(0)
    start = file.read(2048)
    file.seek(0)
    if kind in _TEXTS:
        if b"\x00" in start or start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
            raise ValidationError(f"This is not a plain text file, though its name ends in .{kind}.")
        if kind == "vtt" and not start.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
            raise ValidationError("Captions have to be a WebVTT file: its first word is WEBVTT.")
        return
    begins = start[4:] if kind == "mp4" else start
    if not any(begins.startswith(mark) for mark in _STARTS.get(kind, [b""])):
        raise ValidationError(f"The name ends in .{kind}, but the file is something else.")
    if start.startswith(b"PK"):
        _check_packed(file, kind)
    file.seek(0)


def _check_packed(file, kind):
    """Office files are packed folders: refuses those of another kind, and those that would unpack to far more than they are."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            is_kind = _is_kind(packed, kind)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise ValidationError("This file is damaged: it cannot be opened.") from error
    if not is_kind:
        raise ValidationError(f"The name ends in .{kind}, but the file is something else.")
    unpacked = sum(part.file_size for part in parts)
    stored = sum(part.compress_size for part in parts) or 1
    too_dense = unpacked > 10 * 1024 * 1024 and unpacked / stored > MAX_RATIO
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or too_dense:
        raise ValidationError("This file unpacks to far more than it should. Save it again and try once more.")


def _is_kind(packed, kind):
    if kind not in _INSIDE:
        return True
    name, start = _INSIDE[kind]
    if name not in packed.namelist():
        return False
    with packed.open(name) as part:
        return part.read(len(start)) == start


class DocumentForm(BaseDocumentForm):
    """Wagtail's document form, with the check of the file itself."""

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            check_document(file.name, file)
        return file
