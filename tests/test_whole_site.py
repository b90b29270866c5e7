"""The whole site as it starts: every page for a visitor, in the explorer, in the editor and in preview."""

import json
import subprocess
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from home.models.base import BasePage

ROOT = Path(__file__).resolve().parent.parent
# Addresses of the design that the site fills, beside the pages of the tree.
ADDRESSES = [
    "/", "/what-it-is/", "/what-it-is/definitions/", "/what-it-is/principles/", "/what-it-is/five-values-seven-steps/",
    "/what-it-is/why-it-matters/", "/what-it-is/sceptical/", "/what-it-is/levels/", "/get-involved/",
    "/get-involved/groups/", "/get-involved/expenses/", "/get-involved/access-support/", "/get-involved/young-people/",
    "/for-staff/", "/learn/", "/tools/", "/tools/hints-and-tips/", "/tools/planner/", "/stories/", "/progress/",
    "/progress/timeline/", "/events/", "/jargon/", "/about/", "/about/strategy/", "/about/steering-group/",
    "/about/who-does-what/", "/about/documents/", "/easy-read/", "/search/", "/contact/", "/site-map/",
    "/accessibility-statement/", "/privacy/", "/cookies/", "/terms/", "/community-rules/", "/complaints/", "/formats/",
    "/account/login/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/health/live", "/health/ready",
]  # fmt: skip


def live_pages():
    return list(
        Page.objects.live().public().filter(depth__gt=1, locale__language_code="en").specific().order_by("path")
    )


def one_page_of_each_type():
    found = {}
    for page in live_pages():
        found.setdefault(type(page), page)
    return list(found.values())


def all_addresses():
    """The address of every page and of every page below it that is not in the tree (steps, print views)."""
    found = list(ADDRESSES)
    for page in live_pages():
        found.append(page.url)
        found += [urlsplit(entry["location"]).path for entry in page.get_sitemap_urls()]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_design_answers(client, site_content, address):
    assert client.get(address).status_code == 200


def test_a_visitor_sees_every_page(client, site_content):
    """Each page answers, has one h1, a title, a summary, a language, and no placeholder, no missing value, no dead address."""
    pages = live_pages()
    assert len(pages) > 60
    for page in pages:
        answer = client.get(page.url)
        assert answer.status_code == 200, page.url
        text = answer.content.decode()
        soup = BeautifulSoup(text, "html.parser")
        assert len(soup.find_all("h1")) == 1, page.url
        assert soup.title.get_text(strip=True), page.url
        assert soup.html["lang"] == "en", page.url
        assert soup.find("meta", attrs={"name": "description"})["content"], page.url
        assert soup.find("link", rel="canonical")["href"].endswith(page.url), page.url
        words = soup.get_text(" ").lower()
        for bad in ("lorem ipsum", "todo", "tbc", "placeholder", "coming soon", "undefined", "{{", "}}", "none none"):
            assert bad not in words, f"{bad!r} on {page.url}"
        assert "northcumbriaccg.nhs.uk" not in text.replace("www.northcumbriaccg.nhs.uk", ""), page.url
        assert "bowness" not in words, page.url
        assert "overall apathy" not in words, page.url


def test_headings_go_down_one_level_at_a_time(client, site_content):
    for page in live_pages():
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        before = 0
        for heading in soup.select("main h1, main h2, main h3, main h4, main h5"):
            level = int(heading.name[1])
            assert level <= before + 1, f"{page.url}: {heading.get_text(strip=True)!r} jumps from h{before} to h{level}"
            before = level


def test_titles_are_short_and_no_questions(site_content):
    for page in live_pages():
        assert len(page.title) <= 65, page.url
        assert not page.title.endswith("?"), page.url


def test_every_page_is_in_the_explorer_the_editor_and_in_preview(editor_client, site_content):
    for page in live_pages():
        assert editor_client.get(reverse("wagtailadmin_explore", args=[page.pk])).status_code == 200, page.url
        assert editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200, page.url
        for mode, _label in page.preview_modes:
            assert page.make_preview_request(preview_mode=mode).status_code == 200, f"{page.url} {mode}"


def test_every_link_of_ours_leads_somewhere(client, site_content):
    """Lost if this fails: a reader's way on. Fragments have to be on the page they name."""
    soups, broken = {}, []

    def soup_of(address):
        if address not in soups:
            answer = client.get(address, follow=True)
            made = [target for target, _status in getattr(answer, "redirect_chain", ()) if "/media/made/" in target]
            if made:
                # Given out before Django is asked (site_project/made_files.py): the file has to be there.
                there = (settings.MEDIA_ROOT / "made" / made[-1].partition("/media/made/")[2]).is_file()
                soups[address] = 200 if there else 404, None
                return soups[address]
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            soups[address] = answer.status_code, BeautifulSoup(answer.content, "html.parser") if html else None
        return soups[address]

    for address in all_addresses():
        _status, soup = soup_of(address)
        if soup is None:
            continue
        for link in soup.select("a[href]"):
            target, fragment = urldefrag(urljoin(f"http://127.0.0.1:8000{address}", link["href"]))
            parts = urlsplit(target)
            if parts.scheme not in ("http", "https") or parts.netloc != "127.0.0.1:8000":
                continue
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            status, found = soup_of(there)
            if status != 200 or (fragment and found is not None and not found.find(id=fragment)):
                broken.append(f"{address} → {link['href']} ({status})")
    assert broken == []


def test_json_ld_can_be_read(client, site_content):
    for page in one_page_of_each_type():
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        for script in soup.find_all("script", type="application/ld+json"):
            assert json.loads(script.string)["@context"] == "https://schema.org"


def test_nothing_inline_that_the_policy_forbids(client, site_content):
    for page in live_pages():
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        assert not soup.select("[style], style, [onclick], [onload], [onchange]"), page.url
        inline = [
            script
            for script in soup.find_all("script")
            if not script.get("src") and script.get("type") != "application/ld+json"
        ]
        assert not inline, page.url


def test_examples_are_marked_and_kept_from_search_engines(client, site_content):
    examples = [page for page in live_pages() if getattr(page, "is_example", False)]
    assert len(examples) >= 2
    listed = client.get("/sitemap.xml").content.decode()
    for page in examples:
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        assert "noindex" in soup.find("meta", attrs={"name": "robots"})["content"]
        assert "Example" in soup.find("main").get_text()
        assert page.url not in listed


def test_a_private_page_is_nowhere(client, site_content):
    """R24: not in the menu, the site map, the sitemap, or search."""
    page = Page.objects.get(slug="five-values-seven-steps").specific
    page.view_restrictions.create(restriction_type="login")
    assert client.get(page.url).status_code == 302
    for address in ("/what-it-is/", "/site-map/", "/sitemap.xml", "/search/?q=values"):
        assert page.url not in client.get(address).content.decode(), address


def test_the_html_of_every_page_type_is_valid(client, site_content, tmp_path):
    checker = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    assert checker.exists(), "run .ci/needs first"
    for number, page in enumerate(one_page_of_each_type()):
        (tmp_path / f"{number:02}-{type(page).__name__}.html").write_bytes(client.get(page.url).content)
    extra = ["/search/", "/search/?q=principle", "/account/login/", "/account/password/reset/", "/nowhere/"]
    extra += [
        urlsplit(entry["location"]).path for page in one_page_of_each_type() for entry in page.get_sitemap_urls()[1:3]
    ]
    for number, address in enumerate(extra):
        (tmp_path / f"x{number:02}.html").write_bytes(client.get(address).content)
    config = tmp_path / "config.json"
    rules = {"require-sri": ["error", {"target": "crossorigin"}]}
    config.write_text(
        json.dumps({"root": True, "extends": ["html-validate:standard", "html-validate:document"], "rules": rules})
    )
    files = [path.name for path in sorted(tmp_path.glob("*.html"))]
    done = subprocess.run(
        ["node", str(checker), "--config", str(config), "--formatter", "text", *files],
        capture_output=True, text=True, cwd=tmp_path, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[:6000] + done.stderr[:1000]


def test_every_page_of_ours_is_a_base_page(site_content):
    assert [page.url for page in live_pages() if not isinstance(page, BasePage)] == []
