"""The files of the ten templates hold what their web pages hold. What is lost here: whoever takes the Word document misses a
question that everybody else answers, or a screen reader finds no headings in it.

What a word processor makes of the files is in test_office_files.py.
"""

import io
import re
from collections import Counter

import pytest
from pypdf import PdfReader

from resources.blocks.templates import named_parts
from resources.formats.paper import Paper
from tests.resources.files import FORMATS, file_of, headings, part, pieces, plain, soup, tables, text_of
from tests.resources.papers import CODES, page_of, soup_of

LONG = "A long answer goes on. " * 200
# No script and no word of ours is in the way of these.
ODD = [
    "<b>& \"quotes\" 'single'",
    "#let x = *1* _2_ `3` $4$ @here",
    "Zażółć gęślą jaźń",
    "نعمل معا في كمبريا",
    "☐ or not?",
]


@pytest.mark.parametrize("slug", CODES)
def test_web_page_and_files_hold_the_same(site_content, client, slug):
    """Every label, hint, option, thing to tick, caption, heading, example, sentence and role, as often as it stands there."""
    page = page_of(slug)
    paper = page.as_paper()
    texts = {format: plain(text_of(file_of(paper, format), format)) for format in FORMATS}
    texts["web"] = plain(soup_of(client, f"/tools/{slug}/").select_one(".paper").get_text(" "))
    expected = Counter((what, plain(text)) for what, text in pieces(page.document))
    assert sum(expected.values()) >= 20
    number = Counter()
    for (_what, text), times in expected.items():
        number[text] += times
    missing = [
        (format, what, text)
        for what, text in expected
        for format, whole in texts.items()
        if whole.count(text) < (number[text] if format != "web" or what != "note" else 1)
        # The sheet of the planner has its facts in a line of their own, without a heading.
        and not (format == "pdf" and what == "facts" and paper.layout == "planner")
    ]
    assert missing == []


@pytest.mark.parametrize("slug", CODES)
def test_both_office_files_read_alike(site_content, slug):
    """Nothing in one that is not in the other, in the same order."""
    paper = page_of(slug).as_paper()
    odt, docx = (
        [line for line in map(plain, text_of(file_of(paper, format), format).splitlines()) if line]
        for format in ("odt", "docx")
    )
    assert odt == docx


@pytest.mark.parametrize("slug", CODES)
def test_word_documents_have_a_structure(site_content, slug):
    page = page_of(slug)
    content = file_of(page.as_paper(), "docx")
    body = soup(part(content, "word/document.xml")).find("w:body")

    def style(block):
        return found["w:val"] if (found := block.find("w:pstyle")) else ""

    def words(block):
        return " ".join(block.get_text().split())

    styled = [(style(block), words(block)) for block in body.find_all("w:p")]
    assert [(int(name[-1]), text) for name, text in styled if re.fullmatch(r"Heading\d", name)] == headings(page)
    wanted = {plain(text) for what, text in pieces(page.document) if what == "guidance"}
    assert {plain(text) for name, text in styled if name == "Guidance"} == wanted
    found = []
    for table in body.find_all("w:tbl"):
        rows = table.find_all("w:tr")
        assert [bool(row.find("w:tblheader")) for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find("w:cantsplit") for row in rows)
        assert {len(row.find_all("w:tc")) for row in rows} == {len(rows[0].find_all("w:tc"))}
        found.append((table.find("w:tblcaption")["w:val"], len(rows[0].find_all("w:tc")), len(rows)))
    assert found == tables(page)
    # Each box is one that Word ticks.
    assert len(body.find_all("w14:checkbox")) == body.get_text().count("☐") == _boxes(page)
    assert {each["w:val"] for each in soup(part(content, "word/styles.xml")).find_all("w:lang")} == {"en-GB"}
    assert f"<dc:title>{page.heading}</dc:title>" in part(content, "docProps/core.xml")
    footer = part(content, "word/footer1.xml")
    assert f"Template {page.code} from " in footer and "PAGE" in footer
    assert "1970" not in part(content, "docProps/core.xml")


@pytest.mark.parametrize("slug", CODES)
def test_open_documents_have_a_structure(site_content, slug):
    page = page_of(slug)
    content = file_of(page.as_paper(), "odt")
    body = soup(part(content, "content.xml")).find("office:text")
    found = [(int(each["text:outline-level"]), " ".join(each.get_text().split())) for each in body.find_all("text:h")]
    assert found == headings(page)
    wanted = {plain(text) for what, text in pieces(page.document) if what == "guidance"}
    guidance = body.find_all("text:p", attrs={"text:style-name": "Guidance"})
    assert {plain(each.get_text()) for each in guidance} == wanted
    found = []
    for table in body.find_all("table:table"):
        header = table.find("table:table-header-rows").find_all("table:table-row")
        assert len(header) == 1
        caption = table.find_previous_sibling("text:p").get_text()
        found.append((caption, len(header[0].find_all("table:table-cell")), len(table.find_all("table:table-row"))))
    assert found == tables(page)
    assert len(body.find_all("text:list", attrs={"text:style-name": "TickList"})) >= bool(_boxes(page))
    assert body.get_text().count("☐") == _boxes(page)
    styles, meta = part(content, "styles.xml"), part(content, "meta.xml")
    assert 'fo:language="en"' in styles and 'fo:country="GB"' in styles
    assert f"<dc:title>{page.heading}</dc:title>" in meta and "1970" not in meta
    assert f"Template {page.code} from " in styles and "@" not in re.sub(r"<[^>]*>", "", styles)


def _boxes(page):
    return sum(what in ("tick", "option") for what, _text in pieces(page.document))


@pytest.mark.parametrize("slug", CODES)
def test_pdfs_are_tagged(site_content, slug):
    """PDF/UA-1 (ISO 14289-1), as far as reading it tells: Typst refuses to write what breaks it."""
    page = page_of(slug)
    paper = page.as_paper()
    reader = PdfReader(io.BytesIO(file_of(paper, "pdf")), strict=True)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == page.heading
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    tags = Counter(_tags(root["/StructTreeRoot"]))
    assert all("/StructParents" in sheet for sheet in reader.pages)
    if paper.layout == "paper":
        wanted = Counter(f"/H{level}" for level, _text in headings(page))
        assert {tag: tags[tag] for tag in wanted} == wanted
        assert tags["/Table"] == len(tables(page)) and tags["/TH"] == sum(
            columns for _name, columns, _rows in tables(page)
        )
    else:
        assert tags["/H1"] == 1 and tags["/H2"]
    assert plain(f"1/{len(reader.pages)}") in plain(reader.pages[0].extract_text()) or paper.layout != "paper"


def _tags(element):
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        for each in element:
            yield from _tags(each)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
        if "/K" in element:
            yield from _tags(element["/K"])


@pytest.mark.parametrize("language", ["en", "pl", "ro", "uk", "ar"])
def test_files_are_in_the_language_of_their_page(language):
    """A Polish paper that says it is English is read aloud as gibberish, and every word of it is underlined in red."""
    paper = Paper(title="X", language=language, html="<h1>X</h1><p>Y</p>", foot="Z")
    lang = soup(part(file_of(paper, "docx"), "word/styles.xml")).find("w:lang")
    assert lang["w:bidi" if language == "ar" else "w:val"].startswith(f"{language}-")
    styles = part(file_of(paper, "odt"), "styles.xml")
    assert f'fo:language="{language}"' in styles
    assert language != "ar" or 'style:language-complex="ar"' in styles
    assert PdfReader(io.BytesIO(file_of(paper, "pdf"))).trailer["/Root"]["/Lang"] == language


# Filled in ---------------------------------------------------------------------------------------------------------------


def answers_for(document):
    """Something in every place that there is, each unlike the others, as ({name: answer}, [every text in it])."""
    answers, texts = {}, []

    def text(words=""):
        texts.append(f"Answer{len(texts)} {words or ODD[len(texts) % len(ODD)]}")
        return texts[-1]

    for kind, value in named_parts(document):
        if kind == "fact":
            answers[value["name"]] = text()
        elif kind == "field" and value["options"]:
            answers[value["name"]] = value["options"][1]["text"]
            answers[f"{value['name']}_why"] = text()
        elif kind == "field":
            answers[value["name"]] = text(LONG.strip() if value["kind"] == "long" else "")
        elif kind == "table":
            headings = list(value["row_headings"])
            rows = [[name, *(text() for _cell in value["columns"][1:])] for name in headings]
            answers[value["name"]] = rows + [[text() for _column in value["columns"]] for _row in range(3)]
        elif kind == "tick_list":
            answers[value["name"]] = {"ticked": [0], "notes": {0: text()} if value["note_label"] else {}}
    return answers, texts


@pytest.mark.parametrize("slug", ["planner", "terms-of-reference", "scope-card"])
@pytest.mark.parametrize("format", FORMATS)
def test_a_filled_in_file_holds_every_answer(site_content, slug, format):
    """Odd characters, Polish, Arabic and long texts included; and everything that is ticked."""
    page = page_of(slug)
    answers, texts = answers_for(page.document)
    assert len(texts) >= 12
    content = file_of(page.as_paper(answers), format)
    whole = plain(text_of(content, format))
    if format == "pdf":
        # Arabic comes back in the order in which it is drawn, and boxes are drawings.
        letters = Counter(whole)
        texts = [re.sub("[☐\u0600-\u06ff]", "", text) for text in texts]
        assert letters["\u0645"] or letters["\ufee3"] or re.search("[\ufb50-\ufefc]", whole)
        whole = re.sub("[\u0600-\u06ff\ufb50-\ufefc\u200e\u200f\ufffd]", "", whole)
    if format == "pdf" and slug == "planner":
        # On one sheet, with what has no room there on another: word by word.
        found = Counter(text_of(content, format).split())
        texts = [text for text in texts if plain(text) not in whole]
        assert Counter(word for text in texts for word in text.split()) - found == Counter()
    else:
        assert [text for text in texts if plain(text) not in whole] == []
    if format != "pdf":
        ticked = sum(kind == "tick_list" or bool(part.get("options")) for kind, part in named_parts(page.document))
        assert whole.count("☒") == ticked
