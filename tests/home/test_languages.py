"""Other languages: drafts until a speaker publishes them, then found, marked with their language, and right to left where it is."""

import polib
import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page

from home.loading.translations import UNCHECKED, files

OTHERS = ["pl", "ro", "uk", "ar"]


def draft(slug, code):
    return (
        Page.objects.get(slug=slug, locale__language_code="en", depth__lte=3)
        .get_translations()
        .get(locale__language_code=code)
    )


@pytest.mark.parametrize("code", OTHERS)
def test_get_involved_is_a_draft_that_says_it_is_unchecked(site_content, code):
    page = draft("get-involved", code)
    assert not page.live
    latest = page.specific.get_latest_revision_as_object()
    assert latest.to_check == UNCHECKED
    assert latest.title != "Get involved"


@pytest.mark.parametrize("code", OTHERS)
def test_nobody_reads_english_at_another_languages_address(client, site_content, code):
    assert client.get(f"/{code}/").status_code == 404
    assert client.get(f"/{code}/get-involved/").status_code == 404


def test_no_language_is_offered_that_is_not_there(client, site_content):
    soup = BeautifulSoup(client.get("/get-involved/").content, "html.parser")
    assert not soup.select("link[rel=alternate][hreflang]")
    assert not soup.select("[hreflang]")


def test_a_published_translation_is_offered_and_marked(client, site_content):
    for slug in ("home", "get-involved"):
        draft(slug, "ar").specific.get_latest_revision().publish()
    english = BeautifulSoup(client.get("/get-involved/").content, "html.parser")
    link = english.select_one("header [lang=ar] a, nav [lang=ar] a")
    assert link["href"] == "/ar/get-involved/"
    assert link["hreflang"] == "ar"
    alternates = {link["hreflang"]: link["href"] for link in english.select("link[rel=alternate][hreflang]")}
    assert set(alternates) >= {"en", "ar"}
    answer = client.get("/ar/get-involved/")
    assert answer.status_code == 200
    arabic = BeautifulSoup(answer.content, "html.parser")
    assert arabic.html["lang"] == "ar"
    assert arabic.html["dir"] == "rtl"
    assert arabic.find("link", rel="canonical")["href"].endswith("/ar/get-involved/")
    assert "/pl/" not in str(arabic)


@pytest.mark.parametrize(
    "path", [path for _code, _address, path in files()], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_translation_keeps_every_link(path):
    """Lost if this fails: a link in another language, or its page in the editor."""
    for entry in polib.pofile(str(path)):
        for mark in ("<a id=", "</a>", "<b>", "</b>"):
            assert entry.msgstr.count(mark) == entry.msgid.count(mark), entry.msgid
