"""Easy Read: short sentences and clear pictures, for people who cannot use the other pages."""

import itertools
import re
import xml.etree.ElementTree as ElementTree  # our own files

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils import WagtailPageTestCase

from home import drawings
from home.blocks.easy_read import (
    FOLDER,
    MAX_WORDS,
    EasyReadBlock,
    HardWordBlock,
    PairBlock,
    drawing_choices,
    long_sentences,
    sentences,
)
from home.models import EasyReadPage, HomePage, InformationPage

PAGES = [
    "/easy-read/",
    "/easy-read/what-it-is/",
    "/easy-read/principles/",
    "/easy-read/get-involved/",
    "/easy-read/expenses/",
]
DRAFT = "People with learning disabilities have not checked it yet."
SVG = "{http://www.w3.org/2000/svg}"


def soup(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def value(block, **fields):
    """A block's value from its fields, as the editor's form would give it."""
    return block.to_python({"text": "<p>You can say no.</p>", "drawing": "cross", "image": None, **fields})


# The rule of short sentences ----------------------------------------------------------------------------------------


def test_sentences_are_found_across_lines_and_full_stops():
    """Two ideas in one line would slip through if only lines were counted."""
    html = '<p>Ask: <b>who</b> pays? Ask again.</p><p>Tell <a href="/contact/">us</a>.</p>'
    assert sentences(html) == ["Ask: who pays?", "Ask again.", "Tell us."]


def test_a_sentence_of_twelve_words_passes_and_one_of_thirteen_does_not():
    twelve = "<p>" + "word " * 11 + "word.</p>"
    thirteen = "<p>" + "word " * 12 + "word.</p>"
    assert long_sentences(twelve) == []
    assert len(long_sentences(thirteen)) == 1


def test_the_editor_is_told_which_sentence_is_too_long():
    block = PairBlock()
    long = "This sentence goes on and on and on until nobody can follow it."
    with pytest.raises(ValidationError) as error:
        block.clean(value(block, text=f"<p>{long}</p>"))
    assert long in str(error.value.block_errors["text"].messages)
    assert f"{MAX_WORDS} words or fewer" in str(error.value.block_errors["text"].messages)


def test_an_idea_without_a_picture_is_refused():
    block = PairBlock()
    with pytest.raises(ValidationError) as error:
        block.clean(value(block, drawing=None))
    assert "drawing" in error.value.block_errors


def test_a_hard_word_is_explained_in_short_sentences_too():
    block = HardWordBlock()
    data = {"word": "Expenses", "meaning": "<p>" + "word " * 20 + "</p>", "drawing": "money", "image": None}
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(data))
    assert "meaning" in error.value.block_errors


def test_every_published_sentence_is_short(site_content):
    """Long sentences shut out the people these pages are for."""
    found = []
    for page in EasyReadPage.objects.live():
        found += long_sentences(f"<p>{page.summary}</p>")
        for block in page.body:
            for name in ("text", "meaning"):
                if hasattr(block.value, "get") and name in block.value:
                    found += long_sentences(block.value[name])
    assert EasyReadPage.objects.live().count() >= len(PAGES)
    assert found == []


# The pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_that_it_is_a_draft(client, site_content, address):
    """Nobody with a learning disability has checked the words: readers have a right to know."""
    assert DRAFT in soup(client, address).get_text(" ", strip=True)
    assert EasyReadPage.objects.get(url_path__endswith=address).to_check


def test_the_draft_sentence_goes_once_people_have_checked_the_page(client, site_content):
    page = EasyReadPage.objects.get(slug="expenses", depth=4)
    page.checked_by_people = True
    page.save_revision().publish()
    assert DRAFT not in soup(client, page.url).get_text(" ", strip=True)


@pytest.mark.parametrize("address", PAGES)
def test_each_idea_has_its_picture_beside_it_and_screen_readers_hear_it_once(client, site_content, address):
    pairs = soup(client, address).select(".easy-read-pair")
    assert pairs
    for pair in pairs:
        picture = pair.select_one(".easy-read-picture svg")
        assert picture is not None, pair.get_text()
        assert picture["aria-hidden"] == "true"
        assert pair.select_one(".easy-read-pair__words").get_text(strip=True)


@pytest.mark.parametrize("address", PAGES)
def test_headings_go_down_one_step_at_a_time(client, site_content, address):
    levels = [int(heading.name[1]) for heading in soup(client, address).main.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_first_page_leads_to_the_others_with_pictures(client, site_content):
    links = soup(client, "/easy-read/").select(".easy-read-next a")
    assert [link["href"] for link in links] == PAGES[1:]
    assert all(link.svg for link in links)


def test_every_other_page_leads_on_and_back(client, site_content):
    links = [link["href"] for link in soup(client, "/easy-read/expenses/").select(".easy-read-next a")]
    assert links == [*PAGES[1:4], PAGES[0]]


def test_the_13_principles_are_all_there_in_order(client, site_content):
    numbers = [b.get_text(strip=True) for b in soup(client, "/easy-read/principles/").select(".easy-read-pair b")]
    assert [number for number in numbers if number[0].isdigit()] == [f"{number}." for number in range(1, 14)]


def test_a_picture_of_your_own_takes_the_place_of_the_drawing(client, site_content):
    """Photos of people and places somebody knows are often better than drawings."""
    image = get_image_model().objects.create(title="Our bus", file=get_test_image_file())
    page = EasyReadPage.objects.get(slug="expenses", depth=4)
    page.body = [{"type": "pair", "value": {"text": "<p>Take the bus.</p>", "drawing": "bus", "image": image.pk}}]
    page.save_revision().publish()
    pair = soup(client, page.url).select_one(".easy-read-pair")
    assert pair.img["alt"] == ""
    assert pair.svg is None


# The drawings -------------------------------------------------------------------------------------------------------


def test_there_are_enough_drawings_to_choose_from():
    assert len(drawing_choices()) >= 25


@pytest.mark.parametrize("name", [name for name, _ in drawing_choices()])
def test_a_drawing_is_safe_to_put_into_any_page(name):
    """An id would clash when a picture stands twice on a page; a style would be refused by the security policy."""
    svg = ElementTree.fromstring((drawings.FOLDER / FOLDER / f"{name}.svg").read_text("utf-8"))  # noqa: S314
    css = (settings.BASE_DIR / "static" / "css" / "easy-read.css").read_text("utf-8")
    assert svg.tag == f"{SVG}svg"
    assert svg.get("viewBox") == "0 0 200 200"
    for element in svg.iter():
        assert element.tag in {f"{SVG}{tag}" for tag in ("svg", "g", "path", "circle", "rect", "ellipse")}
        assert not {"id", "style", "onclick", "onload"} & set(element.attrib)
        for each in (element.get("class") or "").split():
            assert f".{each} " in css, f"{name}: nothing gives {each} its colour"


def test_every_drawing_that_a_page_names_is_there(site_content):
    known = {name for name, _ in drawing_choices()}
    for page in EasyReadPage.objects.live():
        named = {block.value.get("drawing") for block in page.body if hasattr(block.value, "get")} - {None, ""}
        assert named <= known
        assert page.picture in known


# The editor ---------------------------------------------------------------------------------------------------------


def test_the_editor_sees_all_pictures_with_their_names(editor_client, site_content):
    """A list of 49 words says nothing about how the pictures look."""
    page = EasyReadPage.objects.get(slug="expenses", depth=4)
    html = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    sheet = BeautifulSoup(html, "html.parser").select(".easy-read-sheet li")
    assert [item.span.get_text() for item in sheet] == [label for _, label in drawing_choices()]
    assert all(item.svg for item in sheet)


@pytest.mark.parametrize("name", [name for name in EasyReadBlock().child_blocks if name != "contact"])
def test_each_block_shows_the_editor_what_it_looks_like(name):
    block = EasyReadBlock().child_blocks[name]
    value = block.get_preview_value()
    html = render_to_string(block.get_template(value), {"value": value, "self": value})
    assert BeautifulSoup(html, "html.parser").get_text(strip=True)
    assert block.get_description()


class PlaceTests(WagtailPageTestCase):
    """Where an Easy Read page may stand."""

    def test_places(self):
        self.assertCanCreateAt(HomePage, EasyReadPage)
        self.assertCanCreateAt(EasyReadPage, EasyReadPage)
        self.assertCanNotCreateAt(InformationPage, EasyReadPage)
        self.assertAllowedSubpageTypes(EasyReadPage, {EasyReadPage})
