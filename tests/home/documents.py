"""Reads the documents that leave the site as a word processor would."""

import io
import zipfile

from home.documents_out import ODT


def content_of(document):
    """The content of an ODT document, as XML; fails where the bytes are none."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert archive.testzip() is None
        assert archive.read("mimetype").decode() == ODT
        return archive.read("content.xml").decode()
