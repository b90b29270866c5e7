"""The printed cards and their documents. What is lost here: tips on a table in a room where nobody has a screen."""

import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from wagtail.models import Locale

from resources.formats import making
from resources.models import MadeFile, Tip, TipsPage

ADDRESS = "/tools/hints-and-tips/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def tips_page(site_content, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # Those that loading the content had made.
    MadeFile.objects.all().delete()
    return TipsPage.objects.get(locale__language_code="en")


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def asked(page, **query):
    page.asked = query
    return page


def test_every_tip_is_on_the_sheet_eight_to_a_page(tips_page):
    made = making.make(tips_page.as_paper(), "pdf")
    text = text_of(made.content)
    assert made.pages == 3
    for tip in Tip.objects.all():
        assert " ".join(tip.text.split()) in text
        assert " ".join(tip.detail.split()) in text
        assert f"Principle {tip.principle.number}" in text
    assert text.count("In the room") == Tip.objects.filter(stage="room").count()


def test_the_sheet_says_what_it_is_to_a_screen_reader(tips_page):
    reader = PdfReader(io.BytesIO(making.make(tips_page.as_paper(), "pdf").content))
    assert reader.metadata.title == "Hints and tips"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_filter_decides_what_is_on_the_sheet(tips_page):
    paper = asked(tips_page, stage="few", who="leader").as_paper()
    assert [card["text"] for card in paper.data["cards"]] == ["Count views, not chairs"]
    assert paper.title == "Hints and tips: When few come, Leader"
    made = making.make(paper, "pdf")
    assert made.pages == 1 and "Let clinicians" not in text_of(made.content)


@pytest.mark.parametrize(("format", "part"), [("odt", "content.xml"), ("docx", "word/document.xml")])
def test_the_documents_hold_the_same_words(tips_page, format, part):
    content = making.make(tips_page.as_paper(), format).content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        words = BeautifulSoup(file.read(part), "xml").get_text(" ")
    words = " ".join(words.split())
    for tip in Tip.objects.all():
        assert " ".join(tip.text.split()) in words and " ".join(tip.detail.split()) in words


def test_the_longest_tip_fits_its_card(tips_page):
    """Nothing is cut off: 120 and 300 characters, and everybody it can be for."""
    tip = Tip.objects.first()
    tip.text = ("Ask everybody who comes what they would need " * 4)[:119] + "?"
    tip.detail = ("Write it down and read it out at the next meeting. " * 7)[:299] + "."
    tip.audiences = ["person", "member", "chair", "staff", "leader"]
    tip.full_clean()
    tip.save()
    made = making.make(tips_page.as_paper(), "pdf")
    assert made.pages == 3
    text = text_of(made.content)
    assert " ".join(tip.text.split()) in text and " ".join(tip.detail.split()) in text
    assert "Chair or organiser · Staff · Leader" in text


def test_cards_in_arabic_run_from_the_right(tips_page):
    arabic = Locale.objects.get(language_code="ar")
    for tip in Tip.objects.all():
        copy = tip.copy_for_translation(arabic)
        copy.text, copy.detail = "اسأل الناس عما يسهّل عليهم الحضور", "اطرح على الجميع السؤال المفتوح نفسه."
        copy.save()
    tips_page.locale = arabic
    paper = tips_page.as_paper()
    assert paper.language == "ar" and "اسأل" in paper.data["cards"][0]["text"]
    assert making.make(paper, "pdf").pages == 3


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=120), detail=st.text(max_size=300))
def test_no_words_break_the_sheet(tips_page, text, detail):
    """Neither Typst's own signs, nor letters without a drawing, nor words without an end."""
    paper = asked(tips_page, stage="few").as_paper()
    paper.data["cards"][0].update(text=text, detail=detail)
    assert making.make(paper, "pdf").pages == 1


@pytest.mark.parametrize(
    "text", ["#panic()", "W" * 120, "= $x$ *b* `c` <a> @d \\ //", "\u202eabc", "A" * 60 + " " + "м" * 59]
)
def test_hard_words_stay_words(tips_page, text):
    paper = asked(tips_page, stage="few").as_paper()
    paper.data["cards"][0].update(text=text, detail="")
    assert making.make(paper, "pdf").pages == 1


def test_a_visitor_takes_the_cards_of_a_stage(tips_page, client):
    soup = BeautifulSoup(client.get(f"{ADDRESS}?stage=few").content, "html5lib")
    links = [link["href"] for link in soup.select(".downloads__link")]
    assert f"{ADDRESS}download/pdf/?stage=few" in links and len(links) == 3
    response = client.get(f"{ADDRESS}download/pdf/?stage=few")
    assert response.status_code == 302
    made = MadeFile.objects.get()
    assert response["Location"] == made.file.url and made.pages == 1
    facts = BeautifulSoup(client.get(f"{ADDRESS}?stage=few").content, "html5lib").select_one(".tip-take").get_text(" ")
    assert "1 page" in facts
    assert "page," not in BeautifulSoup(client.get(ADDRESS).content, "html5lib").select_one(".downloads").get_text(" ")


def test_a_changed_tip_makes_a_new_file(tips_page, client):
    """Lost if this fails: a sheet that says what the site no longer says."""
    first = client.get(f"{ADDRESS}download/pdf/?stage=few")["Location"]
    assert client.get(f"{ADDRESS}download/pdf/?stage=few")["Location"] == first
    tip = Tip.objects.filter(stage="few").first()
    tip.text = "Go where people are"
    tip.save()
    assert client.get(f"{ADDRESS}download/pdf/?stage=few")["Location"] != first


def test_an_address_with_anything_else_makes_no_file_of_its_own(tips_page, client):
    """Lost if this fails: a disk that a robot fills, one question mark at a time."""
    for query, right in (
        ("stage=x", ""),
        ("x=1", ""),
        ("who=staff&stage=few", "?stage=few&who=staff"),
        ("stage=&x", ""),
    ):
        response = client.get(f"{ADDRESS}download/pdf/?{query}", follow=False)
        assert response.status_code == 302
        while "/download/" not in response["Location"].partition("?")[0]:
            response = client.get(response["Location"])
        assert response["Location"].startswith(f"{ADDRESS}download/pdf/{right}")
    assert not MadeFile.objects.exists()
    assert client.get(f"{ADDRESS}download/pdf/?stage=staff&who=person").status_code == 404
    assert client.get(f"{ADDRESS}download/exe/").status_code == 404
