"""Every public page is read once, and what it asks the database for is held against the list of what pages show.

Lost if these fail: a page that is kept although something it shows has changed; or one that could be kept and is not.
"""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from events.models import EventPage
from home import freshness
from site_project.page_cache import shown
from site_project.page_cache.wrapper import ASKED, KEEP
from tests.events.builders import event
from tests.test_whole_site import all_addresses

# Asked for, and nothing that stands on a page: names of models, copies of pictures whose own rows count, and what leads from
# an event to what is said there.
NOT_WORDS = {"django_content_type", "wagtailimages_rendition", "events_eventregister"}
# Public addresses that are made anew each time, and why.
NOT_KEPT = {
    "/search/": "asked for with words",
    "/account/login/": "a form with a token",
    "/learn/my-learning/": "one person's own",
}
_TABLES = re.compile(r'(?:FROM|JOIN) "(\w+)"')


def read(client, address):
    """(what the page cache was told to do, or None; the tables asked for) when a visitor opens `address`."""
    tables = set()

    def note(execute, sql, params, many, context):
        tables.update(_TABLES.findall(sql))
        return execute(sql, params, many, context)

    client.cookies.clear()
    with connection.execute_wrapper(note):
        response = client.get(address, **{ASKED: True})
    keep = response.wsgi_request.META.get(KEEP)
    return (keep.keywords if keep else None), tables


@pytest.fixture
def events_of_all_times(site_content):
    """One event before, one on now, one over: what an event page asks for depends on its day."""
    today = timezone.localdate()
    return [
        event(f"{today.year + 1}-05-06 13:00", f"{today.year + 1}-05-06 16:00", takes_bookings=True, capacity=9),
        event(f"{today} 00:00", f"{today} 23:59", takes_bookings=True, capacity=9),
        event(f"{today.year - 1}-05-06 13:00", f"{today.year - 1}-05-06 16:00"),
    ]


def test_pages_ask_for_nothing_that_does_not_count(client, events_of_all_times):
    places = {freshness._place(subject): subject for subject in freshness.SUBJECTS}
    missed = {}
    for address in [*all_addresses(), *(page.url for page in events_of_all_times), "/learn/did-it-change-anything/"]:
        keep, tables = read(client, address)
        if keep is None:
            continue
        counted = {places[place] for place, _mark in keep["marks"]}
        for table in tables - NOT_WORDS:
            subject = shown.subject_of(table)
            if subject not in counted:
                missed[address, table] = subject or "counts for no page"
    assert missed == {}


def test_every_public_page_is_kept(client, site_content):
    kept, not_kept = [], []
    for address in all_addresses():
        client.cookies.clear()
        response = client.get(address, **{ASKED: True})
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            (kept if KEEP in response.wsgi_request.META else not_kept).append(address)
    assert set(not_kept) <= NOT_KEPT.keys()
    assert len(kept) > 100


def test_reading_pages_do_not_depend_on_a_learners_cookie(client, site_content):
    """Whoever is learning reads the rest of the site as fast as anybody; only a module's pages say how far they are."""
    depend = set()
    for address in all_addresses():
        keep, _tables = read(client, address)
        if keep:
            assert settings.SESSION_COOKIE_NAME in keep["cookies"], address
            assert keep["cookies"] <= {settings.SESSION_COOKIE_NAME, "learning"}, address
            if "learning" in keep["cookies"]:
                depend.add(address)
    assert depend
    assert all(re.match(r"/learn/[^/]+/([^/]+/)?$", address) for address in depend), depend


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "learning"])
def test_a_page_made_for_somebody_is_not_kept(client, site_content, cookie):
    """It could say something of theirs."""
    client.cookies[cookie] = "something"
    response = client.get("/learn/what-co-production-is/", **{ASKED: True})
    assert response.status_code == 200
    assert KEEP not in response.wsgi_request.META


def test_a_page_is_kept_until_an_event_on_any_page_begins(client, site_content):
    keep, _tables = read(client, "/")
    assert keep["until"] <= freshness.next_moment(timezone.now()).timestamp()
    soon = timezone.now() + timezone.timedelta(seconds=30)
    EventPage.objects.filter(pk=event().pk).update(booking_closes_at=soon)
    keep, _tables = read(client, "/")
    assert keep["until"] <= soon.timestamp()
