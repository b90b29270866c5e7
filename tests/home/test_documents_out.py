"""Documents that leave the site: lost, and somebody who cannot read our print could not make their own."""

import io
import zipfile

import pytest

from home.documents_out import odt
from tests.home.documents import content_of


def test_a_document_has_the_words_and_their_headings():
    words = content_of(odt("<h1>A talk &amp; a walk</h1><p>Bring a cup.</p>"))
    assert "A talk &amp; a walk" in words
    assert "Bring a cup." in words
    assert "Heading_20_1" in words


def test_a_document_reads_no_file_of_the_machine():
    """An editor's text with a path in it must not pull the machine's files into a document."""
    words = content_of(odt('<p>Before</p><img src="/etc/hostname"><p>After</p>'))
    assert "After" in words
    assert "Pictures/" not in words


@pytest.mark.parametrize(("language", "code"), [("en", "en"), ("pl", "pl")])
def test_a_document_says_its_language(language, code):
    """A screen reader that takes Polish for English cannot be understood."""
    with zipfile.ZipFile(io.BytesIO(odt("<p>Tak</p>", language))) as archive:
        found = archive.read("styles.xml").decode() + archive.read("meta.xml").decode()
    assert f'fo:language="{code}"' in found or f"<dc:language>{code}" in found
