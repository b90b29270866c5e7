"""Kept pages on real web servers of several processes, while another process changes the site.

Lost if these fail: somebody reads what is no longer true, or what is not theirs to read.
"""

import datetime
import re
import threading
import time

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction
from wagtail.models import Site as WagtailSite

from events import bookings
from events.models import EventPage
from home.models import InformationPage, Principle, PublisherSettings, SectionPage
from tests.events.builders import person
from tests.parallel.site import Site, database_url, together

pytestmark = pytest.mark.parallel

# On so many new connections every one of three processes is met: one in 200,000 runs would miss one.
ENOUGH = 30


@pytest.mark.django_db
def test_the_database_of_this_run_is_made():
    """(pytest makes it for the first test that says it needs one.)"""
    assert Page.objects.exists()


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    """A web server of three processes for all that follows: what one test leaves kept is no trouble for the next."""
    with django_db_blocker.unblock(), Site(database_url(), workers=3, reuse_port=True) as found:
        yield found


@pytest.fixture
def pages(committed):
    """A section in the menu with two pages below it: (section, page, its sibling). Gone afterwards."""
    home = WagtailSite.objects.get().root_page.specific
    section = home.add_child(
        instance=SectionPage(title="Old section", slug="trial", show_in_menus=True, summary="A trial.")
    )
    one = section.add_child(instance=InformationPage(title="Old page", slug="one", summary="The old words."))
    two = section.add_child(instance=InformationPage(title="Other page", slug="two", summary="Beside it."))
    yield section, one, two
    Page.objects.filter(path__startswith=section.path).first().delete()


@pytest.fixture
def editor_cookie(committed):
    """The cookie of an editor who is signed in."""
    user = get_user_model().objects.create_superuser("live@solway.test", "live@solway.test", "a long password here")
    client = Client()
    client.force_login(user)
    yield {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    user.delete()


def publish(page, **fields):
    """Changes a page as an editor does, in this process."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def everywhere(server, path, **headers):
    """What `ENOUGH` visitors at once get, each on a new connection: the set of (status, text)."""
    answers = together(ENOUGH, lambda _index: server.fetch(path, **headers))
    return {(status, text) for status, _headers, text in answers}


def is_kept(server, path):
    """Whether all processes give the page out without making it."""
    found = together(ENOUGH, lambda _index: server.fetch(path)[1].get("Cache-Status", ""))
    return set(found) == {"site; hit"}


def warm(server, *paths):
    """Has all processes keep these pages. One that has just started looks once more at what changed before it."""
    for path in paths:
        assert any(is_kept(server, path) for _try in range(9)), path


def texts(server, path):
    return [text for status, text in everywhere(server, path) if status == 200]


# What is the same everywhere --------------------------------------------------------------------------------------------


def test_all_processes_give_out_the_same_bytes_under_the_same_name(server, pages):
    _section, one, _two = pages
    warm(server, one.url)
    answers = together(ENOUGH, lambda _index: server.fetch(one.url, **{"Accept-Encoding": "br"}))
    assert {headers["Content-Encoding"] for _status, headers, _text in answers} == {"br"}
    tags = {headers["ETag"] for _status, headers, _text in answers}
    assert len(tags) == 1
    tag = tags.pop()
    again = together(ENOUGH, lambda _index: server.fetch(one.url, **{"Accept-Encoding": "br", "If-None-Match": tag}))
    assert {(status, text) for status, _headers, text in again} == {(304, "")}
    publish(one, summary="The new words.")
    again = together(ENOUGH, lambda _index: server.fetch(one.url, **{"Accept-Encoding": "br", "If-None-Match": tag}))
    assert {status for status, _headers, _text in again} == {200}


def test_a_page_that_many_ask_for_at_once_is_made_once_in_each_process(server, pages):
    _section, one, _two = pages
    server.fetch("/")
    publish(one, summary="Read by many.")
    answers = together(ENOUGH, lambda _index: server.fetch(one.url)[1]["Cache-Status"])
    assert 1 <= answers.count("site; fwd=miss; stored") <= 3
    assert set(answers) == {"site; fwd=miss; stored", "site; hit"}


# What an editor does shows at once ---------------------------------------------------------------------------------------


def test_what_is_published_shows_at_once_on_every_page(server, pages):
    """The page, its neighbours' menus, and the list above it, in every process."""
    section, one, two = pages
    warm(server, one.url, two.url, section.url, "/")
    publish(one, title="New page", summary="The new words.")
    assert all("The new words." in text for text in texts(server, one.url))
    assert all("New page" in text and "Old page" not in text for text in texts(server, section.url))
    publish(section, title="New section")
    for path in (one.url, two.url, "/"):
        assert all("New section" in text and "Old section" not in text for text in texts(server, path)), path


def test_drafts_drop_nothing(server, pages):
    section, one, two = pages
    warm(server, one.url, two.url)
    draft = InformationPage.objects.get(pk=one.pk)
    draft.title = "Half a thought"
    for _autosave in range(3):
        draft.save_revision()
    assert is_kept(server, one.url)
    section.add_child(instance=InformationPage(title="Not yet", slug="not-yet", summary="A draft.", live=False))
    assert is_kept(server, two.url)
    assert not any("Half a thought" in text or "Not yet" in text for text in texts(server, section.url))


@pytest.mark.parametrize("act", ["unpublish", "move", "slug", "delete", "restrict"])
def test_a_page_that_goes_is_gone_everywhere(server, pages, act):
    section, one, two = pages
    warm(server, one.url, section.url)
    page = InformationPage.objects.get(pk=one.pk)
    if act == "unpublish":
        page.unpublish()
    elif act == "move":
        page.move(InformationPage.objects.get(pk=two.pk), pos="last-child")
    elif act == "slug":
        publish(page, slug="another")
    elif act == "delete":
        page.delete()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    gone = {"restrict": 302, "move": 301, "slug": 301}.get(act, 404)
    assert {status for status, _text in everywhere(server, one.url)} == {gone}
    if act in ("unpublish", "delete", "restrict"):
        assert not any("Old page" in text for text in texts(server, section.url))


def test_snippets_settings_redirects_and_files_count(server, pages):
    _section, one, _two = pages
    principle = Principle.objects.filter(locale__language_code="en").first()
    settings = PublisherSettings.objects.first()
    document = Document.objects.create(title="Trial", file=ContentFile(b"%PDF-1.4 trial", "trial.pdf"))
    moved = Redirect.objects.create(old_path="/trial-nowhere", redirect_page=one)
    try:
        for change in (
            lambda: Principle.objects.filter(pk=principle.pk).update(plain=principle.plain),
            settings.save,
            lambda: Document.objects.filter(pk=document.pk).update(title="Trial 2"),
            moved.save,
        ):
            warm(server, one.url)
            change()
            assert server.fetch(one.url)[1]["Cache-Status"] == "site; fwd=miss; stored"
    finally:
        moved.delete()
        document.delete()


# What is one person's is given to nobody else ----------------------------------------------------------------------------


def test_an_editor_always_reads_the_live_page_and_nobody_reads_the_editors(server, pages, editor_cookie):
    _section, one, _two = pages
    warm(server, one.url)
    status, headers, text = server.fetch(one.url, **editor_cookie)
    assert (status, headers.get("Cache-Status")) == (200, None)
    assert "userbar" in text
    assert not any("userbar" in found for found in texts(server, one.url))
    PageViewRestriction.objects.create(page=one, restriction_type=PageViewRestriction.LOGIN)
    assert server.fetch(one.url, **editor_cookie)[0] == 200
    assert {status for status, _text in everywhere(server, one.url)} == {302}


def test_a_draft_is_shown_to_its_editor_alone(server, pages, editor_cookie):
    _section, one, _two = pages
    draft = InformationPage.objects.get(pk=one.pk)
    draft.title = "Half a thought"
    draft.save_revision()
    status, headers, text = server.fetch(f"/admin/pages/{one.pk}/view_draft/", **editor_cookie)
    assert status == 200
    assert "Half a thought" in text
    assert "no-store" in headers["Cache-Control"]
    assert server.fetch(f"/admin/pages/{one.pk}/view_draft/")[0] == 302
    assert not any("Half a thought" in found for found in texts(server, one.url))


def test_tokens_are_fresh_and_forms_work(server, open_event):
    page = open_event(capacity=3)
    address = page.get_url() + "book/name/"
    tokens = set()
    for _visitor in range(6):
        status, headers, text = server.fetch(address)
        assert (status, headers.get("Cache-Status")) == (200, None)
        tokens.add(re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1])
    assert len(tokens) == 6
    assert server.post(address, {"name": "Ada Example"})[0] == 302


def test_questions_in_the_address_are_answered_each_time(server, pages):
    _section, one, _two = pages
    warm(server, one.url)
    assert "Cache-Status" not in server.fetch(one.url + "?page=2")[1]
    assert server.fetch(one.url + "?utm_source=letter&utm_medium=paper")[1]["Cache-Status"] == "site; hit"
    status, headers, _text = server.fetch("/nowhere/")
    assert (status, "Cache-Status" in headers) == (404, False)


def test_head_is_answered_like_get(server, pages):
    _section, one, _two = pages
    warm(server, one.url)
    status, headers, text = server.fetch(one.url, method="HEAD")
    assert (status, text) == (200, "")
    assert headers["Content-Length"] == server.fetch(one.url)[1]["Content-Length"]


# What changes by itself, or by visitors ----------------------------------------------------------------------------------


def test_places_left_are_right_after_each_booking(server, open_event):
    page = open_event(capacity=2)
    other = "/about/"
    warm(server, page.get_url(), other)
    made = [bookings.book(page, person(number)) for number in range(2)]
    full = {text for text in texts(server, page.get_url()) if "waiting list" in text.lower()}
    assert full
    assert full == set(texts(server, page.get_url()))
    assert is_kept(server, other), "a booking drops the pages that show places, and no others"
    bookings.cancel(made[0])
    assert full.isdisjoint(texts(server, page.get_url()))


def test_a_page_changes_at_the_moment_booking_closes_and_the_event_begins(server, open_event):
    """Nobody changes anything: the clock does."""
    page = open_event(capacity=5)
    moment = timezone.now() + datetime.timedelta(seconds=10)
    EventPage.objects.filter(pk=page.pk).update(
        starts_at=moment, ends_at=moment + datetime.timedelta(hours=1), booking_closes_at=None
    )
    warm(server, page.get_url())
    before = set(texts(server, page.get_url()))
    kept = is_kept(server, page.get_url())
    assert timezone.now() < moment, "the machine is too slow to tell before from after"
    assert kept
    while timezone.now() < moment:
        time.sleep(0.05)
    after = set(texts(server, page.get_url()))
    assert before.isdisjoint(after)
    assert all("on now" in text.lower() for text in after)


# Many machines, and much at once -----------------------------------------------------------------------------------------


def test_another_machine_knows_within_seconds(committed, pages, tmp_path):
    """It shares the database and nothing else. A second is promised; a machine under load is given ten."""
    _section, one, _two = pages
    with Site(database_url(), data_dir=tmp_path, reuse_port=True) as elsewhere:
        warm(elsewhere, one.url)
        publish(one, summary="The new words.")
        until = time.monotonic() + 10
        while time.monotonic() < until and not all("The new words." in text for text in texts(elsewhere, one.url)):
            time.sleep(0.1)
        assert all("The new words." in text for text in texts(elsewhere, one.url))


def test_a_storm_of_publishing_under_load_shows_nothing_old(server, pages):
    """Ten publishes while many read: of 240 readers who ask after one of them, none gets the words before."""
    _section, one, two = pages
    stopped = threading.Event()
    read = []

    def reader(_index):
        while not stopped.is_set():
            read.append(server.fetch(one.url)[0])
            read.append(server.fetch(two.url)[0])

    crowd = [threading.Thread(target=reader, args=(index,)) for index in range(6)]
    for thread in crowd:
        thread.start()
    old = []
    try:
        for number in range(10):
            publish(one, summary=f"Words number {number}.")
            answers = together(24, lambda _index: server.fetch(one.url)[2])
            old += [number for text in answers if f"Words number {number}." not in text]
    finally:
        stopped.set()
        for thread in crowd:
            thread.join()
    assert old == []
    assert set(read) == {200}
