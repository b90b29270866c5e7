"""Files to download on real web servers of several processes, while another process publishes one change after the other.

Lost if these fail: a group signs the terms of reference of last week.
"""

import http.client
import io
import re
import threading
import zipfile
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from resources.models import MadeFile, TemplateIndexPage, TemplatePage
from tests.parallel.site import Site, database_url, together

pytestmark = pytest.mark.parallel
VERSIONS = 6
READERS = 4


@pytest.mark.django_db
def test_the_database_of_this_run_is_made():
    """(pytest makes it for the first test that says it needs one.)"""
    assert TemplatePage.objects.exists()


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), Site(database_url(), workers=3, reuse_port=True) as found:
        yield found


@pytest.fixture
def page(committed):
    """A template of its own, published as version 0. Gone afterwards."""
    page = TemplateIndexPage.objects.get().add_child(
        instance=TemplatePage(
            title="Trial", slug="trial", summary="A trial.", code="T99", who_for="All", when_to_use="Now",
            how_long="A minute", how_to_use="<p>Read it.</p>", stages=["do"], audiences=["person"],
            document_title="Version 0 of the paper",
            document=[("text", "<p>Words that stay.</p>"), ("field", {"label": "Your name", "kind": "short"})],
        )
    )  # fmt: skip
    yield page
    for row in MadeFile.objects.filter(page_id=page.pk):
        if row.file:
            row.file.storage.delete(row.file.name)
    page.delete()


def take(server, address):
    """(status, where it leads, bytes) of one request on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        line.request("GET", address, headers={"Host": f"127.0.0.1:{server.port}"})
        answer = line.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read()
    finally:
        line.close()


def no_worker(monkeypatch):
    """Publishing tells nobody: each file is made in a web process, for the first who asks."""
    monkeypatch.setattr("resources.tasks.make_files", SimpleNamespace(enqueue=lambda _page: None))


def version_in(content, format):
    """The number of the version that a file holds."""
    if format == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            text = packed.read("content.xml" if format == "odt" else "word/document.xml").decode()
    return int(re.search(r"Version (\d+) of", re.sub(r"<[^>]+>|\s+", " ", text))[1])


@pytest.mark.parametrize("by_worker", [True, False], ids=["made by the worker", "made for whoever asks"])
def test_at_no_moment_is_an_old_file_given_for_a_newer_page(server, page, monkeypatch, by_worker):
    """Readers take files in all formats without a pause while versions are published. Each file is at least as new as what was
    published when it was asked for, and an address never gives another file than it did."""
    if not by_worker:
        no_worker(monkeypatch)
    published, over, taken, wrong, busy = [0], threading.Event(), {}, [], []

    def read(number):
        format = ("odt", "docx", "pdf")[number % 3]
        while not over.is_set() or not taken.get((number, VERSIONS)):
            least = published[0]
            status, address, _body = take(server, f"/tools/trial/download/{format}/")
            if status == 503:
                busy.append(format)
                continue
            assert status == 302, status
            status, _nowhere, content = take(server, address)
            assert status == 200, (address, status)
            version = version_in(content, format)
            if version < least:
                wrong.append((format, version, least))
            if taken.setdefault(address, content) != content:
                wrong.append((address, "gave another file"))
            taken[number, version] = True

    def publish():
        try:
            for version in range(1, VERSIONS + 1):
                page.document_title = f"Version {version} of the paper"
                page.save_revision().publish()
                published[0] = version
        finally:
            over.set()

    together(READERS + 1, lambda number: read(number) if number < READERS else publish())
    assert wrong == []
    assert all(taken.get((number, VERSIONS)) for number in range(READERS))
    # Waiting is allowed, being sent away each time is not.
    assert len(busy) < len([key for key in taken if isinstance(key, str)]) * 10


def test_many_who_ask_for_a_new_file_at_once_all_have_the_same_one(server, page, monkeypatch):
    """Fifty people open the link in the newsletter: nobody gets an error, and a few programs are started, not fifty."""
    no_worker(monkeypatch)
    page.document_title = "Version 7 of the paper"
    page.save_revision().publish()
    found = together(50, lambda _number: take(server, "/tools/trial/download/odt/")[:2])
    assert {status for status, _address in found} <= {302, 503}
    assert len({address for status, address in found if status == 302}) == 1
    assert MadeFile.objects.filter(page_id=page.pk, format="odt", problem="").count() == 1
