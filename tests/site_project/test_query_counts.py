"""How often a page asks the database when it has to be made anew. Lost if these fail: a site that slows down as it grows.

Counted as in a web process: outside a transaction, where what all pages share is kept from one request to the next.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from home import trial_pages
from home.models import PublicChange
from home.models.base import BasePage

ORDINARY, RICHEST = 10, 15
# Lists, stories and the definitions: pages that show many others, or many snippets.
RICH = re.compile(r"IndexPage$|^(HomePage|StoryPage|DefinitionsPage|SiteMapPage)$")
# Those on which many more pages could leave a mark, beside one of every type.
MORE = ("/trial-pages/", "/trial-pages/trial-section-1/", "/trial-pages/trial-section-1/trial-section-1-page-7/")


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """What is written here is written for good: each test takes away what it made."""
    with django_db_blocker.unblock():
        assert "test" in Path(connection.settings_dict["NAME"]).name, "not a database made for tests"
        assert not connection.in_atomic_block
        yield


@pytest.fixture
def trial_tree(committed):
    """A function that makes so many trial pages more; afterwards they are gone."""
    yield lambda number: call_command("make_pages", number, verbosity=0)
    trial_pages.remove()


def live_pages():
    """Every live public page of our types, as [(address, name of the type)]."""
    pages = Page.objects.live().filter(depth__gt=1, locale__language_code="en").specific(defer=True).order_by("path")
    return [(page.url, type(page).__name__) for page in pages if isinstance(page, BasePage)]


def one_of_each_type():
    return {kind: address for address, kind in reversed(live_pages())}


def asked(address):
    """The queries for somebody who reads a page without a cookie, for the second time, as a list of SQL."""
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200, address
    # Whether anything changed elsewhere is asked once a second, however many pages are made.
    return [query["sql"] for query in queries if PublicChange._meta.db_table not in query["sql"]]


def counted(addresses):
    return {address: len(asked(address)) for address in addresses}


def test_every_page_asks_a_few_times_and_nothing_twice(committed):
    """The same question with another number in it is one for each row of a list."""
    over, twice = {}, {}
    for address, kind in live_pages():
        queries = asked(address)
        if len(queries) > (RICHEST if RICH.search(kind) else ORDINARY):
            over[address] = len(queries)
        alike = Counter(re.sub(r"\d+|'[^']*'", "?", query) for query in queries)
        twice[address] = [query for query, number in alike.items() if number > 1]
    assert over == {}
    assert {address: queries for address, queries in twice.items() if queries} == {}


def test_there_is_a_page_of_every_type(committed):
    """Without it the test above would say nothing about a type that nobody has used yet."""
    types = {model.__name__ for model in BasePage.__subclasses__() for model in _concrete(model)}
    assert types - set(one_of_each_type()) <= {"GroupsPage"}


def _concrete(model):
    return [one for sub in model.__subclasses__() for one in _concrete(sub)] or [model]


def test_the_number_stays_the_same_with_many_pages_more(trial_tree):
    """A few pages more, then some hundreds: a query for each would show."""
    trial_tree(45)
    addresses = [*one_of_each_type().values(), *MORE]
    few = counted(addresses)
    trial_tree(205)
    assert counted(addresses) == few


def test_a_closed_page_costs_no_page_more_than_the_question(committed):
    """A privacy setting anywhere is looked for on every page from then on: where the page stands, and what is closed."""
    addresses = list(one_of_each_type().values())
    before = counted(addresses)
    closed = PageViewRestriction.objects.create(page=Page.objects.get(slug="community-rules"), restriction_type="login")
    try:
        after = counted(address for address in addresses if address != "/community-rules/")
        assert Client().get("/community-rules/").status_code == 302
        assert {
            address: number - before[address] for address, number in after.items() if number > before[address] + 2
        } == {}
    finally:
        closed.delete()
    assert Client().get("/community-rules/").status_code == 200


def test_what_is_kept_for_all_pages_follows_a_change(committed):
    """Lost if this fails: a menu, a footer or a breadcrumb that shows what no longer is."""
    page = Page.objects.get(slug="stories").specific
    try:
        assert _menu() >= {"Stories"}
        type(page).objects.filter(pk=page.pk).update(menu_title="Told here")
        assert "Told here" in _menu()
        trail = BeautifulSoup(Client().get("/stories/maternity/").content, "html.parser").find(
            class_="nhsuk-breadcrumb"
        )
        assert "Told here" in trail.get_text()
        Page.objects.filter(pk=page.pk).update(show_in_menus=False)
        assert not {"Told here", "Stories"} & _menu()
    finally:
        type(page).objects.filter(pk=page.pk).update(menu_title=page.menu_title, show_in_menus=page.show_in_menus)


def _menu():
    links = BeautifulSoup(Client().get("/about/").content, "html.parser").select(".site-nav__link")
    return {link.get_text(strip=True) for link in links}


def test_trial_pages_are_labelled_and_leave_nothing_behind(trial_tree):
    before = Page.objects.count()
    trial_tree(3)
    made = trial_pages.tree().get_descendants().specific()
    assert {page.is_example for page in made} == {True}
    assert len(made) == 4
    assert not Page.find_problems()[0]
    assert "Nothing on this page is real" in Client().get(made.last().url).content.decode()
    trial_pages.remove()
    assert Page.objects.count() == before


def test_no_trial_pages_where_the_public_reads(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="PRODUCTION"):
        call_command("make_pages", 1)
