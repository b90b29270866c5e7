"""The PDF of a certificate: readable by assistive technology, the same facts, and nothing a name can do to it."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from home import typeset
from tests.training.builders import account, module
from tests.training.test_certificates import NOW, finished
from training import certificate_pdf, certificates
from training.certificate_facts import direction, facts

pytestmark = pytest.mark.django_db
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def said(site_content, django_user_model):
    learner = account(django_user_model)
    return facts(certificates.make(learner, finished(learner, module()), "Zażółć Ștefan Юрій", NOW))


def read(said):
    return PdfReader(io.BytesIO(certificate_pdf.make(said)), strict=True)


def text(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def elements(pdf):
    """Every element of the structure tree, in reading order, as (kind, dictionary)."""

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node["/S"], node
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(pdf.trailer["/Root"]["/StructTreeRoot"]))


def test_it_is_tagged_and_says_what_it_is(said):
    """Lost if this fails: a screen reader finds a picture of words (PDF/UA-1, ISO 14289-1)."""
    root = read(said).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"]
    packet = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert read(said).metadata.title == f"Certificate: {said.title}"


def test_its_headings_run_down_and_its_pictures_are_told(said):
    pdf = read(said)
    kinds = [kind for kind, _node in elements(pdf)]
    assert [kind for kind in kinds if kind.startswith("/H")] == ["/H1", "/H2", "/H3", "/H3"]
    assert kinds.count("/LI") == len(said.statements)
    figures = [node for kind, node in elements(pdf) if kind == "/Figure"]
    # The fells and the mark are decoration; the code is not.
    assert [node["/Alt"] for node in figures] == [said.words["qr"]]
    links = [node for kind, node in elements(pdf) if kind == "/Link"]
    assert len(links) == 1


def test_it_says_the_same_as_the_page(said):
    pdf = read(said)
    found = text(pdf)
    told = [said.name, said.title, said.finished, said.minutes, said.short_address, said.outcome, *said.statements]
    assert [fact for fact in told if fact not in found] == []
    assert len(pdf.pages) == 1
    addresses = [note.get_object()["/A"]["/URI"] for note in pdf.pages[0]["/Annots"]]
    assert set(addresses) == {said.address}


def test_it_is_one_sheet_however_much_there_is_to_say(said):
    long = replace(
        said,
        name="Wolfeschlegel" * 7,
        title="A module " * 28,
        outcome="say a lot " * 15,
        statements=["say more than fits " * 8] * 5,
        publisher="A trust with a long name " * 8,
    )
    pdf = read(long)
    assert len(pdf.pages) == 1
    # A word that is broken over lines is still all there.
    assert "Wolfeschlegel" * 7 in text(pdf).replace("\u200b", "").replace(" ", "")


def test_it_asks_nothing_of_the_machine_and_is_the_same_everywhere(said):
    """The fonts are ours and inside; the same facts give the same bytes, in many threads at once."""
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _time: certificate_pdf.make(said), range(8)))
    assert len(made) == 1
    assert len(made.pop()) < 80_000
    fonts = read(said).pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts}
    assert names <= {"NotoSans-Regular", "NotoSans-Bold", "NotoSerifDisplay-Regular", "NotoNaskhArabic-Regular"}


def test_an_arabic_name_runs_from_right_to_left(said):
    """Lost if this fails: an Arabic name is printed in loose letters, or backwards."""
    name = "محمد عبد الرحمن"
    pdf = read(replace(said, name=name, name_direction=direction(name)))
    fonts = {str(font.get_object()["/BaseFont"]) for font in pdf.pages[0]["/Resources"]["/Font"].values()}
    assert any("NotoNaskhArabic" in font for font in fonts)
    # Readers put it back in the order it is spoken; letters are joined, so some stand in their joined forms.
    assert "محمد" in text(pdf)
    assert typeset.undrawn(name) == ""


def test_a_certificate_in_a_language_from_right_to_left(said):
    pdf = read(replace(said, language="ar", direction="rtl"))
    assert pdf.trailer["/Root"]["/Lang"] == "ar"


def test_every_letter_it_promises_can_be_drawn(said):
    """Lost if this fails: a name with that letter has no PDF, because PDF/UA allows no letter without a drawing."""
    letters = [chr(code) for first, last in typeset.DRAWN for code in range(first, last + 1)]
    words = ["".join(letters[start : start + 40]) for start in range(0, len(letters), 40)]
    for start in range(0, len(words), 10):
        assert read(replace(said, statements=words[start : start + 10])).pages
    bold = "".join(letters)
    assert read(replace(said, title=bold)).pages
    assert all(read(replace(said, name=bold[start : start + 100])).pages for start in range(0, len(bold), 300))


def test_what_it_cannot_draw_is_shown_as_missing_and_known(said):
    assert typeset.undrawn("Ann 李小龙 李") == "李小龙"
    assert f"Ann {typeset.MISSING * 2}" in text(read(replace(said, name="Ann 李龙")))


HOSTILE = [
    '#panic("no")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.1.0"',
    "\\u{41} \\ \\\\",
    '"; #let facts = (:) //',
    "$x^2$ *b* _i_ `raw` @label <label> = heading",
    "</style><script>alert(1)</script>",
    "\0\u202e\u2066abc",
    "😀" * 100,
    "e\u0301" * 50,
    "\ud7ff\ufdd0\U0010ffff",
    "W" * 100,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_a_command(said, name):
    """Lost if this fails: whoever types a name runs Typst, reads files of the server, or breaks the PDF for good."""
    found = text(read(replace(said, name=name, title=name, statements=[name])))
    assert "root:" not in found
    if name.isascii() and name.isprintable():
        assert found.replace(" ", "").replace("\u200b", "").count(name.replace(" ", "")) >= 3


@QUICK
@given(name=st.text(min_size=1, max_size=100), title=st.text(min_size=1, max_size=255))
def test_no_text_breaks_it(said, name, title):
    pdf = read(replace(said, name=name, name_direction=direction(name), title=title))
    assert len(pdf.pages) == 1
    assert said.short_address in text(pdf)


@QUICK
@given(st.text(max_size=100))
def test_every_name_that_is_taken_has_a_pdf(said, typed):
    try:
        name = certificates.clean_name(typed)
    except certificates.UnfitName:
        return
    assert certificates.clean_name(name) == name
    assert read(replace(said, name=name, name_direction=direction(name))).pages
