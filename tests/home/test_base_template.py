"""The frame of every page: what a browser, a screen reader and a search engine get, and what must never be there."""

import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.template import loader
from django.test import override_settings
from django.utils import translation

from home.drawings import names
from home.models import HomePage, InformationPage
from home.models.settings import PublisherSettings

PAGES = ["/", "/what-it-is/", "/what-it-is/why-it-matters/", "/contact/", "/events/", "/learn/", "/tools/", "/stories/"]
# Pages for trouble, made without a request: they may not need the database.
TROUBLE = ["400.html", "403_csrf.html", "500.html", "503.html"]


def soup(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def home(site_content):
    return HomePage.objects.get(locale__language_code="en")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline(site_content, client, path):
    """The strict Content-Security-Policy would block a script, a style or a handler inside the page, and break it."""
    page = soup(client, path)
    for script in page.find_all("script"):
        assert script.get("src") or script.get("type") == "application/ld+json"
    assert not page.find_all("style")
    for element in page.find_all(True):
        assert not element.has_attr("style"), element.name
        assert not [name for name in element.attrs if name.startswith("on")], element.name


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_reader_finds_its_way(site_content, client, path):
    """Language, direction, one h1, a skip link that leads somewhere, one main, and headings that skip no level."""
    page = soup(client, path)
    assert page.html["lang"] == "en"
    assert page.html["dir"] == "ltr"
    assert len(page.find_all("h1")) == 1
    assert len(page.find_all("main")) == 1
    skip = page.find(class_="nhsuk-skip-link")
    assert page.find(id=skip["href"].lstrip("#")).name == "main"
    assert page.body.find(True) is skip
    levels = [int(heading.name[1]) for heading in page.main.find_all(re.compile(r"^h[1-6]$"))]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    ids = [element["id"] for element in page.find_all(id=True)]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_the_menu_and_the_search_work_without_scripts(site_content, client, path):
    """Six parts and a search field in every header, as plain links and a plain form."""
    header = soup(client, path).header
    assert [link.get_text() for link in header.find(class_="site-nav").find_all("a")] == [
        "What it is",
        "Get involved",
        "Learn",
        "Tools",
        "Stories",
        "Progress",
    ]
    form = header.find("form")
    assert (form["action"], form["method"], form.find("input")["name"]) == ("/search/", "get", "q")
    assert header.find("label", attrs={"for": form.find("input")["id"]}).get_text()


def test_the_menu_says_where_you_are(site_content, client):
    """Without aria-current a screen reader cannot tell which part of the site it is in."""
    assert soup(client, "/what-it-is/").header.find(attrs={"aria-current": "page"}).get_text() == "What it is"
    assert soup(client, "/what-it-is/levels/").header.find(attrs={"aria-current": "true"}).get_text() == "What it is"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_pretends_to_be_the_nhs(site_content, client, path):
    """We have no right to the NHS logo, its typeface or its copyright line, and its macros would print them."""
    html = client.get(path).content.decode()
    assert "NHS England" not in BeautifulSoup(html, "html.parser").footer.get_text()
    assert "nhsuk-header__logo" not in html
    assert "nhsuk-logo" not in html
    assert "Frutiger" not in html
    for picture in BeautifulSoup(html, "html.parser").find_all(["svg", "img"]):
        assert (picture.get("aria-label") or picture.get("alt") or "") != "NHS"


@pytest.mark.parametrize("path", PAGES)
def test_the_page_asks_no_other_host(site_content, client, path):
    """A picture, style, script or form of another host would tell it who reads what."""
    page = soup(client, path)
    addresses = [element["src"] for element in page.find_all(src=True)]
    addresses += [element["action"] for element in page.find_all("form", action=True)]
    addresses += [
        link["href"]
        for link in page.find_all("link")
        if link["rel"] != ["canonical"] and "alternate" not in link["rel"]
    ]
    assert addresses
    assert [address for address in addresses if urlsplit(address).netloc] == []


def test_the_style_sheets_ask_no_other_host():
    """The CSS of the design system once loaded a typeface from another host."""
    for sheet in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css"):
        text = sheet.read_text("utf-8")
        assert "http:" not in text and "https:" not in text and "@import" not in text, sheet.name
        assert "@font-face" not in text, sheet.name


def test_search_engines_and_other_sites_get_what_they_need(site_content, client):
    """Description, canonical address, Open Graph and schema.org data on an ordinary page."""
    page = soup(client, "/what-it-is/why-it-matters/")
    assert page.find("meta", attrs={"name": "description"})["content"]
    assert urlsplit(page.find("link", rel="canonical")["href"]).path == "/what-it-is/why-it-matters/"
    assert page.find("meta", property="og:title")["content"] == page.h1.get_text()
    assert page.find("meta", attrs={"name": "theme-color"})["content"].startswith("#")
    assert json.loads(page.find("script", type="application/ld+json").string)["name"] == page.h1.get_text()
    assert not page.find("meta", attrs={"name": "robots"})
    assert page.title.get_text() == f"{page.h1.get_text()} - Co-production in Cumbria"


def test_an_example_says_so_and_stays_out_of_search_engines(home, client):
    """An example that could pass for real would break the promise on which the site's trust rests."""
    home.add_child(instance=InformationPage(title="Made up", slug="made-up", summary="Words.", is_example=True))
    page = soup(client, "/made-up/")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert page.main.find(class_="nhsuk-tag").get_text(strip=True) == "Example"


def test_the_foot_says_when_it_was_checked_and_by_whom(home, client):
    """Readers see how old a page is, who made it, and where to report a mistake."""
    home.add_child(
        instance=InformationPage(
            title="Checked",
            slug="checked",
            summary="Words.",
            last_reviewed="2026-11-22",
            next_review="2027-05-22",
            made_with="People from the example group",
        )
    )
    foot = soup(client, "/checked/").find(class_="page-foot")
    assert "Page last reviewed: 22 November 2026. Next review due: 22 May 2027." in foot.get_text()
    assert "Who helped to make this page: People from the example group" in foot.get_text()
    assert foot.select_one(".page-foot__wrong a")["href"] == "/contact/"


def test_the_footer_names_the_publisher_or_says_that_nobody_has(site_content, client):
    """No empty "Published by", no invented owner."""
    assert "has not yet given its name" in soup(client, "/contact/").footer.get_text()
    site = HomePage.objects.first().get_site()
    kept = PublisherSettings.for_site(site)
    kept.name, kept.copyright_owner = "The Example & Co Trust", "The Example & Co Trust"
    kept.save()
    footer = soup(client, "/contact/").footer.get_text()
    assert "Published by The Example & Co Trust." in footer
    assert "© The Example & Co Trust" in footer


def test_the_legal_pages_are_in_every_footer(site_content, client):
    """The law asks for the accessibility statement and the privacy notice within reach of every page."""
    links = {link["href"] for link in soup(client, "/learn/").footer.find_all("a")}
    assert {"/accessibility-statement/", "/privacy/", "/cookies/", "/terms/", "/contact/"} <= links


def test_one_language_needs_no_chooser(site_content, client):
    """A chooser with one language would be noise for a screen reader."""
    assert not soup(client, "/what-it-is/").find(class_="languages")


def test_the_chooser_names_each_language_in_itself(rf, site_content):
    """A Polish reader looks for "polski"; a screen reader needs the language of each name to say it right."""
    request = rf.get("/")
    languages = [
        {"code": "en", "name": "English", "href": "/get-involved/", "url": "http://x/get-involved/", "current": True},
        {
            "code": "ar",
            "name": "العربيّة",
            "href": "/ar/get-involved/",
            "url": "http://x/ar/get-involved/",
            "current": False,
        },
    ]
    html = loader.render_to_string("components/header.html", {"languages": languages}, request, using="jinja2")
    items = BeautifulSoup(html, "html.parser").find(class_="languages").find_all("li")
    assert [(item["lang"], item["dir"]) for item in items] == [("en", "ltr"), ("ar", "rtl")]
    assert items[1].a["hreflang"] == "ar"
    assert items[0].find(attrs={"aria-current": "true"})


def test_a_page_in_arabic_reads_from_right_to_left(rf, site_content):
    """Without the direction on the html element the whole page is laid out the wrong way round."""
    with translation.override("ar"):
        html = loader.render_to_string("404.html", {}, rf.get("/ar/nothing/"), using="jinja2")
    root = BeautifulSoup(html, "html.parser").html
    assert (root["lang"], root["dir"]) == ("ar", "rtl")


@override_settings(DEBUG=False)
def test_a_page_that_is_not_there_offers_ways_on(site_content, client):
    """Somebody with an old link gets the menu, a search and four good places to start."""
    page = soup(client, "/nothing-here/", 404)
    assert page.header.find(class_="site-nav")
    assert len(page.main.find("ul").find_all("a")) == 4
    assert page.main.find("form", role="search")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


@pytest.mark.parametrize("template", TROUBLE)
def test_trouble_needs_no_database(template):
    """This test has no database: a page that asked for one would fail here, as it would on the day it is needed."""
    page = BeautifulSoup(loader.render_to_string(template, {}, None, using="jinja2"), "html.parser")
    assert len(page.find_all("h1")) == 1
    assert [link["href"] for link in page.main.find("ul").find_all("a")] == [
        "/what-it-is/",
        "/get-involved/",
        "/learn/",
        "/tools/",
    ]


def test_the_home_page_says_what_it_is_for(home, client):
    """In the first screen: what co-production means, and three doors that lead somewhere."""
    page = soup(client, "/")
    assert "working as equals" in page.find(class_="hero__meaning").get_text()
    doors = page.find(class_="doors").find_all("a")
    assert [door.get_text() for door in doors] == ["I want a say", "I work in health or care", "I run a group"]
    for door in doors:
        assert client.get(door["href"]).status_code == 200
    assert (
        page.find(class_="own-words")
        .find("blockquote")
        .get_text()
        .strip()
        .startswith("Co-production essentially describes")
    )


def test_every_drawing_follows_the_page():
    """A drawing with colours or styles of its own would ignore dark text on paper, forced colours and the policy."""
    for name in names():
        source = (Path(settings.BASE_DIR) / "templates" / "drawings" / f"{name}.svg").read_text("utf-8")
        assert source.startswith("<svg viewBox="), name
        assert not re.search(r'style=|<style|<script|href=|fill="#|stroke="#', source), name
