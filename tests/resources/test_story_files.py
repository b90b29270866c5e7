"""A story as a file says what its page says. Lost otherwise: what somebody takes to a meeting tells less than the site does."""

import html
import io
import re
import zipfile

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from resources.formats import making
from resources.formats.page_html import lead, plain_html
from resources.models import StoryPage
from tests.resources.reading import STORIES, words
from tests.resources.test_stories import FACTS, MEMBERS

ALLOWED = {
    "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "b", "strong", "em", "i", "br", "blockquote",
    "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.fixture
def paper(site_content):
    return lambda slug: StoryPage.objects.get(slug=slug).as_paper()


def told(paper):
    return words(BeautifulSoup(paper.html, "html.parser"))


def flat(text):
    """Text without any spaces: a PDF breaks lines where it likes."""
    return "".join(text.split()).translate(str.maketrans("\u2019\u2018\u201c\u201d", "''\"\""))


# What is in it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", STORIES)
def test_every_fact_of_the_page_is_in_its_files(paper, slug):
    text = told(paper(slug)).casefold()
    assert [fact for fact in FACTS[slug] if fact.casefold() not in text] == []
    assert [member for member in MEMBERS.get(slug, []) if member.casefold() not in text] == []


@pytest.mark.parametrize("slug", STORIES)
def test_every_part_that_an_editor_wrote_is_in_its_files(paper, slug):
    """Also each point, date, number and source, whatever the story."""
    page, text = StoryPage.objects.get(slug=slug), told(paper(slug))
    for stream, name in [("what_helped", "heading"), ("what_was_hard", "heading"), ("what_happened", "heading"),
                         ("not_known", "heading"), ("members", "name"), ("key_dates", "title"), ("sources", "text"),
                         ("turnouts", "event"), ("turnouts", "words"), ("quotes", "who")]:  # fmt: skip
        for block in getattr(page, stream):
            assert words(BeautifulSoup(str(block.value[name]), "html.parser")) in text, (stream, block.value[name])
    assert "Not known" in text or all(block.value.is_known for block in page.turnouts)


@pytest.mark.parametrize("slug", STORIES)
def test_the_html_is_of_the_kind_that_every_format_can_draw(paper, slug):
    soup = BeautifulSoup(paper(slug).html, "html.parser")
    assert {element.name for element in soup.find_all(True)} <= ALLOWED
    assert len(soup.find_all("h1")) == 1
    assert all(link["href"].startswith(("http://", "https://", "mailto:", "tel:")) for link in soup.find_all("a"))
    for table in soup.find_all("table"):
        assert table.caption and table.thead and len(table.find_all("col")) == len(table.tr.find_all(["td", "th"]))


def test_quotations_keep_their_marks_and_names(paper):
    """On the page the marks come from the style sheet: a file without them would make the words ours."""
    assert (
        '"It will only mean something if it brings together medical and care beds under the care of nurses and GPs."'
        in told(paper("alston"))
    )
    assert "Jane Mayes, Alston hospital campaigner, March 2017" in told(paper("alston"))


def test_the_foot_says_where_the_newest_is(paper):
    assert "/stories/alston/" in paper("alston").foot and "Checked on 22 November 2026" in paper("alston").foot


def test_a_changed_word_makes_other_files(paper, alston):
    before = paper("alston").digest
    alston.members_note = "As the report has them."
    alston.save_revision().publish()
    assert paper("alston").digest != before


# The files ------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_titled_and_whole(paper):
    made = making.make(paper("wigton"), making.PDF)
    reader = PdfReader(io.BytesIO(made.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 (pypdf's own kind of boolean)
    assert reader.metadata.title == "Wigton: fewer people took part, and here is why"
    text = flat("".join(page.extract_text() for page in reader.pages))
    for fact in FACTS["wigton"]:
        assert flat(fact) in text, fact


@pytest.mark.parametrize(("format", "part"), [(making.ODT, "content.xml"), (making.DOCX, "word/document.xml")])
def test_office_documents_are_whole(paper, format, part):
    made = making.make(paper("maryport"), format)
    content = zipfile.ZipFile(io.BytesIO(made.content)).read(part).decode()
    text = flat(html.unescape(re.sub(r"<[^>]+>", "", content)))
    for fact in FACTS["maryport"] + ["Ewanrigg Local Trust", "News and Star, March 2017"]:
        assert flat(fact) in text, fact


@pytest.mark.parametrize("format", ["odt", "docx", "pdf"])
def test_the_page_offers_each_format(client, read, format):
    page = read("/stories/millom/")
    assert page.select_one(f'.story-take a[href="/stories/millom/download/{format}/"]')
    response = client.get(f"/stories/millom/download/{format}/")
    assert response.status_code == 302 and response.url.endswith(f".{format}")


# Any block ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [
        ('<section class="x"><h2 id="y">A</h2><div><p data-k="1">B <a href="/c/" class="z">C</a></p></div></section>',
         '<h2>A</h2><p>B <a href="/c/">C</a></p>'),
        ("<details><summary><span>A</span></summary><div><p>B</p></div></details>", "<p><strong>A</strong></p><p>B</p>"),
        ('<figure><img src="x" alt="A bridge"><figcaption>B</figcaption></figure>', "<p>A bridge</p><p>B</p>"),
        ('<img src="x" alt="">', ""),
        ("<p>A<svg><text>B</text></svg><span aria-hidden='true'>C</span></p>", "<p>A</p>"),
        ("<blockquote><p>A</p><p>B</p></blockquote>", "<blockquote><p>“A</p><p>B”</p></blockquote>"),
        ("<script>alert(1)</script><p onclick='x()' style='y'>A</p>", "<p>A</p>"),
    ],
)  # fmt: skip
def test_blocks_lose_their_look_and_keep_their_words(drawn, plain):
    assert plain_html(drawn) == plain


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("", "<p><strong>A few words</strong></p>"),
        ("<p>More.</p>", "<p><strong>A few words.</strong> More.</p>"),
        ("<ul><li>B</li></ul>", "<p><strong>A few words</strong></p><ul><li>B</li></ul>"),
    ],
)
def test_a_point_begins_with_its_few_words(text, point):
    assert lead("A few words", text) == point


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_nothing_that_is_written_becomes_markup(text):
    soup = BeautifulSoup(lead(text, ""), "html.parser")
    assert {element.name for element in soup.find_all(True)} == {"p", "strong"}
    assert soup.get_text().removesuffix(".") == text.removesuffix(".")
