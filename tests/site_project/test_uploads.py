"""R25 and R26: a document is what its name says, and is only had through the view that asks who may see it."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.models import Collection, CollectionViewRestriction

from home.forms.uploads import check_document


def packed(parts):
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in parts.items():
            folder.writestr(name, content)
    return found.getvalue()


ODT = packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 x"),
        ("a.odt", ODT),
        ("a.docx", packed({"word/document.xml": "<x/>"})),
        ("a.zip", packed({"notes.txt": "Words"})),
        ("a.txt", b"Words"),
        ("a.vtt", b"WEBVTT\n"),
        ("a.mp4", b"\0\0\0\x18ftypmp42"),
    ],
)
def test_a_true_document_is_taken(name, content):
    check_document(name, io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.odt", b"%PDF-1.7"),
        ("a.txt", b"  <!DOCTYPE html><script>"),
        ("a.csv", b"a\0b"),
        ("a.vtt", b"Words"),
        ("a.docx", b"PK\x03\x04 and nothing more"),
        ("a.docx", packed({"word/document.xml": b"0" * 60_000_000})),
        ("a.zip", packed({f"{n}.txt": b"" for n in range(5001)})),
        ("a.docx", ODT),
        ("a.odt", packed({"word/document.xml": "<x/>"})),
        ("a.odt", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})),
        ("a.xlsx", packed({"notes.txt": "Words"})),
    ],
)
def test_a_false_document_is_refused_in_plain_words(name, content):
    with pytest.raises(ValidationError) as error:
        check_document(name, io.BytesIO(content))
    assert error.value.messages[0].endswith(".")


@given(
    st.sampled_from(["pdf", "odt", "docx", "xlsx", "txt", "csv", "vtt", "mp4", "zip", "rtf"]), st.binary(max_size=300)
)
def test_any_bytes_are_taken_or_refused_but_never_break(kind, content):
    try:
        check_document(f"a.{kind}", io.BytesIO(content))
    except ValidationError as error:
        assert error.messages


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.js", "a"])
def test_other_kinds_are_refused(editor, name):
    form = get_document_form(get_document_model())(
        {"title": "A file", "collection": Collection.objects.first().pk},
        {"file": SimpleUploadedFile(name, b"Words")},
        user=editor,
    )
    assert not form.is_valid()
    assert "file" in form.errors


@pytest.fixture
def document(editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    model = get_document_model()
    return model.objects.create(title="Notes", file=SimpleUploadedFile("notes.txt", b"Words"))


def test_a_document_is_had_through_its_view_only(client, site_content, document):
    assert client.get(document.url).status_code == 200
    assert client.get(f"/media/{document.file.name}").status_code == 404
    for path in (
        "documents/../documents/notes.txt",
        "images/../documents/notes.txt",
        "secret-key",
        "%00",
        "images/%00",
    ):
        assert client.get(f"/media/{path}").status_code == 404, path


def test_a_private_document_is_not_kept_and_not_given_away(client, site_content, document, editor):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document.collection = collection
    document.save()
    assert client.get(document.url).status_code == 302
    client.force_login(editor)
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
