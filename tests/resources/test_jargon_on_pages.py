"""Jargon help on the real pages: what readers get, and what editors learn."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from home.models import EasyReadPage, InformationPage
from home.models.base import BasePage
from resources import jargon_on_pages, jargon_report
from resources.jargon_on_pages import NotRendered, look_at, terms_in, unexplained_in
from resources.models import GlossaryPage, GlossaryTerm, PageJargon
from tests.site_project.test_query_counts import committed  # noqa: F401

OURS = re.compile(
    r'<span class="jargon">(.*?)</span><button type="button" class="jargon-button".*?</button>'
    r'<span popover id="jargon--.*?<span class="jargon-bracket">\)</span></span>',
    re.DOTALL,
)


def main_of(response):
    return jargon_on_pages._MAIN.search(response.content.decode())[1]


@pytest.fixture
def page(site_content):
    """A page with words of its own."""
    return InformationPage.objects.get(slug="who-does-what")


def write(page, html):
    """Gives the page a text of one paragraph and publishes it."""
    page.body = [("text", html)]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def explained_on(client, page):
    main = BeautifulSoup(client.get(page.url).content, "html.parser").main
    return [word.get_text() for word in main.select(".jargon")]


def our_pages():
    pages = Page.objects.live().filter(depth__gt=1, locale__language_code="en").specific().order_by("path")
    return [page for page in pages if isinstance(page, BasePage)]


def test_every_page_says_what_it_said_before(client, site_content, monkeypatch):
    """Every page of the starting content, of every type: no word is another, no id stands twice, no element is torn."""
    faults = []
    for page in our_pages():
        text = main_of(client.get(page.url))
        with monkeypatch.context() as patch:
            patch.setattr(jargon_on_pages, "explained", lambda html, page: html)
            token = jargon_on_pages._as_written.set(True)
            plain = main_of(client.get(page.url))
            jargon_on_pages._as_written.reset(token)
        if OURS.sub(r"\1", text) != plain:
            faults.append(f"{page.url} says something else")
        soup = BeautifulSoup(text, "html5lib")
        ids = [item["id"] for item in soup.select("[id]")]
        faults += [
            f"{page.url} has {name} twice" for name in ids if ids.count(name) > 1 and name.startswith("jargon--")
        ]
        for button in soup.select(".jargon-button"):
            meaning = button.find_next_sibling()
            if meaning is None or meaning.get("id") != button["popovertarget"]:
                faults.append(f"{page.url}: {button['aria-label']} is torn from its meaning")
            if button.find_parent(
                ["a", "button", "h1", "h2", "h3", "h4", "label", "summary", "th", "blockquote", "form"]
            ):
                faults.append(f"{page.url}: {button['aria-label']} stands where it may not")
    assert faults == []


@pytest.mark.parametrize("model", [GlossaryPage, EasyReadPage])
def test_pages_that_explain_words_themselves_have_no_help(client, site_content, model):
    for page in model.objects.live().filter(locale__language_code="en"):
        assert explained_on(client, page) == [], page


def test_paper_and_questions_have_no_help(client, site_content):
    """A template that is filled in, and a question whose answer the meaning would give away."""
    tool = BeautifulSoup(client.get("/tools/terms-of-reference/").content, "html.parser")
    assert not tool.select(".paper .jargon")
    assert not BeautifulSoup(client.get("/learn/goalposts/question/1/").content, "html.parser").select(
        ".asking .jargon"
    )


def test_a_word_is_explained_once_with_the_words_of_its_editor(client, page):
    write(page, "<p>The CCG met. A CCG met again, with a governor.</p>")
    assert explained_on(client, page)[:1] == ["CCG"]
    main = BeautifulSoup(client.get(page.url).content, "html.parser").main
    assert len(main.select("#jargon--ccg")) == 1
    assert "planned and paid for local services until July 2022" in main.select_one("#jargon--ccg").get_text()
    term = BeautifulSoup(client.get("/jargon/").content, "html.parser").find(id="ccg")
    assert main.select_one("#jargon--ccg a")["href"] == f"/jargon/#{term['id']}"


def test_another_word_for_a_term_is_explained_under_its_own_name(client, page):
    """Lost if this fails: somebody asks about goalposts and is told about something called scope."""
    write(page, "<p>Clear goalposts. The Goalposts were moved.</p><p>goalposts</p>")
    meaning = BeautifulSoup(client.get(page.url).content, "html.parser").select_one("#jargon--scope")
    assert meaning.b.get_text() == "Scope" or meaning.b.get_text() == "Goalposts"


def test_a_page_can_be_switched_off(client, page):
    write(page, "<p>The CCG met.</p>")
    page.explain_jargon = False
    page.save_revision().publish()
    assert explained_on(client, page) == []
    assert {use.state for use in terms_in(page)} == {jargon_on_pages.PAGE_OFF}


def test_a_word_can_be_switched_off(client, page):
    write(page, "<p>The CCG met a sponsor.</p>")
    GlossaryTerm.objects.filter(slug="ccg").update(on_pages=False)
    assert "CCG" not in explained_on(client, page) and "sponsor" in explained_on(client, page)
    states = {use.term.slug: use.state for use in terms_in(page)}
    assert states["ccg"] == jargon_on_pages.TERM_OFF and states["sponsor"] == jargon_on_pages.EXPLAINED


def test_a_page_that_is_not_live_is_not_linked(client, page):
    write(page, "<p>The CCG met.</p>")
    for found in GlossaryPage.objects.all():
        found.unpublish()
    main = BeautifulSoup(client.get(page.url).content, "html.parser").main
    assert main.select_one("#jargon--ccg") and not main.select_one("#jargon--ccg a")


def test_a_changed_meaning_shows_on_the_next_page(committed):  # noqa: F811
    """Lost if this fails: kept pages that explain a word as somebody explained it yesterday."""
    term = GlossaryTerm.objects.get(slug="ccg", locale__language_code="en")
    before = term.meaning
    try:
        for _time in range(2):
            assert before in Client().get("/about/who-does-what/").content.decode()
        term.meaning = "Something new."
        term.save()
        assert "Something new." in Client().get("/about/who-does-what/").content.decode()
    finally:
        term.meaning = before
        term.save()
    assert before in Client().get("/about/who-does-what/").content.decode()


def test_kept_words_cost_a_page_no_query(committed):  # noqa: F811
    Client().get("/about/who-does-what/")
    with CaptureQueriesContext(connection) as queries:
        Client().get("/about/who-does-what/")
    assert not [query for query in queries if GlossaryTerm._meta.db_table in query["sql"]]


# What editors learn ------------------------------------------------------------------------------------------------------


def test_the_editor_is_told_what_the_draft_uses(editor_client, page):
    """A draft that nobody has published: as it was last saved, not as readers see it now."""
    page.body = [("text", "<p>The MVP asked the XQZ and the National Lottery Fund (NLF).</p><h3>ICS</h3>")]
    page.save_revision()
    html = editor_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    panel = BeautifulSoup(html, "html.parser").select_one("section[aria-labelledby=jargon-on-this-page]")
    rows = {row.td.get_text(strip=True): row.find_all("td")[2].get_text() for row in panel.select("tbody tr")}
    assert rows["MVP"] == "Explained"
    assert rows["ICS"].startswith("Not explained: it stands only in headings")
    link = panel.find("a", string=re.compile("add XQZ"))
    assert link["href"] == "/admin/snippets/resources/glossaryterm/add/?term=XQZ"
    assert "NLF" not in panel.get_text()
    form = BeautifulSoup(editor_client.get(link["href"]).content, "html.parser")
    assert form.select_one("input[name=term]")["value"] == "XQZ"


def test_the_editor_opens_whatever_the_page_cannot_do(editor_client, page, monkeypatch):
    """Lost if this fails: a draft with a fault that nobody can open to mend it."""

    def fail(*_args, **_kwargs):
        raise RuntimeError("no template")

    monkeypatch.setattr(InformationPage, "get_context", fail)
    with pytest.raises(NotRendered):
        look_at(page)
    html = editor_client.get(f"/admin/pages/{page.pk}/edit/")
    assert html.status_code == 200 and "something that it needs is missing" in html.content.decode()


@pytest.mark.parametrize("kind", ["home/informationpage", "resources/templatepage", "home/easyreadpage"])
def test_new_pages_can_be_begun(editor_client, site_content, kind):
    parents = {"home/informationpage": "about", "resources/templatepage": "tools", "home/easyreadpage": "easy-read"}
    parent = Page.objects.get(slug=parents[kind], locale__language_code="en")
    answer = editor_client.get(f"/admin/pages/add/{kind}/{parent.pk}/")
    assert answer.status_code == 200 and "Save the page to see here" in answer.content.decode()


def test_our_own_pages_explain_their_abbreviations(site_content):
    """Lost if this fails: a page of ours that shuts somebody out."""
    left = {page.url: set(unexplained_in(page)) for page in our_pages()}
    # Exact words of a paper of 2020, in which NC stands for north Cumbria.
    quoted = {"/progress/promises/": {"NC"}, "/about/strategy/": {"NC"}}
    assert {address: words for address, words in left.items() if words} == quoted


# The report --------------------------------------------------------------------------------------------------------------


def test_the_worker_reads_each_page_once_and_again_when_it_changed(page):
    write(page, "<p>The CCG met the XQZ.</p>")
    now = timezone.now()
    assert jargon_report.read_pages(limit=10_000, now=now) == jargon_report.pages_of_ours().count()
    assert jargon_report.read_pages(now=now) == 0
    found = PageJargon.objects.get(page=page)
    assert found.abbreviations == ["XQZ"]
    assert "ccg" in {term.slug for term in found.explained.all()}
    write(page, "<p>Nobody met.</p>")
    assert jargon_report.read_pages() == 1
    assert PageJargon.objects.get(page=page).abbreviations == []
    GlossaryTerm.objects.filter(slug="ccg").update(other_forms="CCGs")
    assert jargon_report.to_be_read().count() == jargon_report.pages_of_ours().count()


def test_a_page_is_read_again_after_a_day(page):
    call_command("read_jargon", verbosity=0)
    assert jargon_report.to_be_read().count() == 0
    assert jargon_report.to_be_read(timezone.now() + jargon_report.AGAIN_AFTER).count() > 100 // 2


def test_the_report_names_pages_words_and_abbreviations(editor_client, page):
    write(page, "<p>The CCG met the XQZ.</p>")
    call_command("read_jargon", verbosity=0)
    everything = editor_client.get("/admin/reports/jargon/?unexplained=yes").content.decode()
    row = BeautifulSoup(everything, "html.parser").find("td", string=re.compile("XQZ")).find_parent("tr")
    assert page.title in row.get_text() and "CCG" in row.get_text()
    term = GlossaryTerm.objects.get(slug="mvp", locale__language_code="en")
    some = BeautifulSoup(editor_client.get(f"/admin/reports/jargon/?term={term.pk}").content, "html.parser")
    assert (
        page.title not in some.select_one("table.listing").get_text()
        and "maternity" in some.select_one("table.listing").get_text().lower()
    )
    export = editor_client.get("/admin/reports/jargon/?export=csv")
    assert "XQZ" in b"".join(export.streaming_content).decode()
    assert "/admin/reports/jargon/" in editor_client.get("/admin/").content.decode()
