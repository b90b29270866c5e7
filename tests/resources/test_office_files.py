"""LibreOffice opens the office files of the ten templates and gives back what is in them. What is lost here: a file that is
right by its letter, and that a word processor shows without its headings, or does not open.
"""

import functools
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from tests.resources.files import file_of, headings, pieces, plain, tables
from tests.resources.papers import CODES, page_of
from tests.resources.test_file_texts import LONG, answers_for

FILLED = ("planner", "terms-of-reference", "scope-card")
_URN = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, STYLE, TEXT, TABLE = (f"{{{_URN.format(name)}}}" for name in ("office", "style", "text", "table"))
FO = f"{{{_URN.format('xsl-fo-compatible')}}}"
DC = "{http://purl.org/dc/elements/1.1/}"
_converted = {}


def office(folder, to, files):
    """What LibreOffice makes of `files` {name: bytes}, all in one call, with a profile of its own: the folder with the results."""
    sources, results = folder / "given", folder / to
    sources.mkdir(exist_ok=True)
    for name, content in files.items():
        (sources / name).write_bytes(content)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            results,
        ]
        + [sources / name for name in files],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return results


@pytest.fixture
def opened(site_content, tmp_path_factory):
    """opened(name) gives what LibreOffice read from a file, as the root of its own XML: "planner-docx", "planner-filled-odt"."""
    assert shutil.which("soffice"), "LibreOffice is missing: sh .ci/needs installs it"
    if not _converted:
        files = {}
        for slug in CODES:
            page = page_of(slug)
            for format in ("odt", "docx"):
                files[f"{slug}-{format}.{format}"] = file_of(page.as_paper(), format)
                if slug in FILLED:
                    paper = page.as_paper(answers_for(page.document)[0])
                    files[f"{slug}-filled-{format}.{format}"] = file_of(paper, format)
        results = office(tmp_path_factory.mktemp("office"), "fodt", files)
        _converted.update({path.stem: path for path in results.glob("*.fodt")})
        assert len(_converted) == len(files)
    return functools.cache(lambda name: ElementTree.parse(_converted[name]).getroot())  # noqa: S314 (written here)


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("format", ["odt", "docx"])
@pytest.mark.parametrize("slug", CODES)
def test_libreoffice_gives_back_everything(opened, slug, format):
    page, root = page_of(slug), opened(f"{slug}-{format}")
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    found = [(int(each.get(f"{TEXT}outline-level")), words(each)) for each in body.iter(f"{TEXT}h")]
    assert found == headings(page)
    found = []
    for table in body.iter(f"{TABLE}table"):
        header = table.findall(f"{TABLE}table-header-rows/{TABLE}table-row")
        assert len(header) == 1, "no header row that is repeated"
        found.append((len(header[0].findall(f"{TABLE}table-cell")), len(list(table.iter(f"{TABLE}table-row")))))
    assert found == [(columns, rows) for _caption, columns, rows in tables(page)]
    whole = plain("".join(body.itertext()))
    assert [(what, text) for what, text in pieces(page.document) if plain(text) not in whole] == []
    boxes = sum(what in ("tick", "option") for what, _text in pieces(page.document))
    assert whole.count("☐") == boxes


@pytest.mark.parametrize("format", ["odt", "docx"])
@pytest.mark.parametrize("slug", CODES)
def test_libreoffice_knows_title_language_and_guidance(opened, slug, format):
    page, root = page_of(slug), opened(f"{slug}-{format}")
    assert root.findtext(f"{OFFICE}meta/{DC}title") == page.heading
    default = root.find(f"{OFFICE}styles/{STYLE}default-style[@{STYLE}family='paragraph']/{STYLE}text-properties")
    assert (default.get(f"{FO}language"), default.get(f"{FO}country")) == ("en", "GB")
    parents = {each.get(f"{STYLE}name"): each.get(f"{STYLE}parent-style-name") for each in root.iter(f"{STYLE}style")}

    def style(block):
        name = block.get(f"{TEXT}style-name")
        return name if name == "Guidance" else parents.get(name)

    wanted = {plain(text) for what, text in pieces(page.document) if what == "guidance"}
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    assert {plain(words(each)) for each in body.iter(f"{TEXT}p") if style(each) == "Guidance"} == wanted


@pytest.mark.parametrize("format", ["odt", "docx"])
@pytest.mark.parametrize("slug", FILLED)
def test_libreoffice_reads_every_answer(opened, slug, format):
    _answers, texts = answers_for(page_of(slug).document)
    whole = plain("".join(opened(f"{slug}-filled-{format}").find(f"{OFFICE}body").itertext()))
    assert [text for text in texts if plain(text) not in whole] == []
    assert any(LONG.strip() in text for text in texts)


def test_no_file_ends_in_an_empty_page(opened, tmp_path):
    """What a word processor puts after the last table can come to stand on a page of its own, and is printed."""
    given = {
        f"{slug}-{format}.{format}": file_of(page_of(slug).as_paper(), format)
        for slug in CODES
        for format in ("odt", "docx")
    }
    results = office(tmp_path, "pdf", given)
    for path in sorted(results.glob("*.pdf")):
        last = PdfReader(path).pages[-1].extract_text()
        # The foot is there on every page.
        assert len(last.split("Template T")[0]) > 20, path.name
