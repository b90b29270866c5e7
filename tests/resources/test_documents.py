"""The files of a page. What is lost here: a reader takes yesterday's terms of reference, or none, or waits for ever."""

import contextlib
import datetime
import errno
import threading
import zipfile
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from home import freshness
from resources import documents
from resources.formats import making
from resources.models import DownloadCount, MadeFile, TemplateIndexPage, TemplatePage, TipsPage
from tests.resources.papers import page_of, soup_of, words

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime.datetime(2026, 11, 22, 12))


@pytest.fixture(autouse=True)
def nothing_made(site_content, settings, tmp_path):
    """The tests' database has files in a folder that others share."""
    settings.MEDIA_ROOT = tmp_path / "media"
    MadeFile.objects.all().delete()
    connection.run_on_commit.clear()


@pytest.fixture
def page(site_content):
    return page_of("scope-card")


def odt_text(row):
    with row.file.open("rb") as file, zipfile.ZipFile(BytesIO(file.read())) as packed:
        return packed.read("content.xml").decode()


def soup_of_response(response):
    return BeautifulSoup(response.content, "html5lib")


def publish(page, title):
    page.document_title = title
    page.save_revision().publish()
    return TemplatePage.objects.get(pk=page.pk)


def broken(monkeypatch, error):
    """Every maker fails from now on. Returns how often one was asked."""
    asked = count()

    def fail(paper, format):
        next(asked)
        raise error

    monkeypatch.setattr(making, "make_now", fail)
    return lambda: asked.__reduce__()[1][0]


# Right for the page as it is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", documents.FORMATS)
def test_a_file_is_made_once_and_kept(page, format):
    first, second = documents.ready(page, format), documents.ready(page, format)
    assert first.pk == second.pk
    assert first.file.size == first.size > 1000
    assert first.revision_id == page.live_revision_id
    assert first.pages == (3 if format == "pdf" else None)


def test_a_changed_page_never_gives_the_old_file(page):
    old = documents.ready(page, "odt")
    newer = documents.ready(publish(page, "Goalposts of the library"), "odt")
    assert newer.file.name != old.file.name
    assert "Goalposts of the library" in odt_text(newer)
    # Whoever has the old address still gets the old file, and nothing else ever stands there.
    assert "Goalposts of the library" not in odt_text(MadeFile.objects.get(pk=old.pk))


def test_a_page_that_goes_back_has_its_first_file_again(page):
    title = page.document_title
    first = documents.ready(page, "odt")
    page = publish(page, "Another")
    documents.ready(page, "odt")
    assert documents.ready(publish(page, title), "odt").pk == first.pk


def test_a_new_version_of_the_layout_makes_files_anew(page, monkeypatch):
    first = documents.ready(page, "odt")
    monkeypatch.setattr(making, "made_by", lambda: "a newer layout")
    assert documents.ready(page, "odt").pk != first.pk


def test_a_file_that_somebody_deleted_from_the_disk_is_made_again(page):
    first = documents.ready(page, "odt")
    first.file.storage.delete(first.file.name)
    second = documents.ready(page, "odt")
    assert second.file.storage.exists(second.file.name)
    assert MadeFile.objects.filter(page_id=page.pk, format="odt").count() == 1


def test_a_draft_changes_no_file(page):
    first = documents.ready(page, "odt")
    page.document_title = "Only a draft"
    page.save_revision()
    assert documents.ready(TemplatePage.objects.get(pk=page.pk), "odt").pk == first.pk


# What the page says --------------------------------------------------------------------------------------------------


def test_each_download_states_format_size_pages_and_date(page, client):
    documents.make_files(page)
    told = words(soup_of(client, page.url).select_one(".downloads"))
    for format in ("DOCX", "ODT", "PDF"):
        assert f"{format}, " in told
    assert told.count("kB") + told.count("KB") == 3
    assert told.count("3 pages") == 3
    assert told.count(f"made on {timezone.localdate():%-d %B %Y}") == 3


def test_before_a_file_is_made_the_page_has_its_link_and_says_nothing_untrue(page, client):
    links = [link["href"] for link in soup_of(client, page.url).select(".downloads a")]
    assert links == [f"{page.url}download/{format}/" for format in documents.FORMATS]
    assert "kB" not in words(soup_of(client, page.url).select_one(".downloads"))


def test_a_file_that_is_made_later_shows_on_a_page_that_was_kept(page, django_capture_on_commit_callbacks):
    """Lost if this fails: the page says nothing of size and date until somebody publishes again."""
    kept = freshness.marks((freshness.FILES,))
    with django_capture_on_commit_callbacks(execute=True):
        documents.ready(page, "odt")
    assert not freshness.still(kept)


def test_taking_a_file_counts_it_and_leads_to_it(page, client):
    for _time in range(3):
        response = client.get(f"{page.url}download/odt/")
        assert response.status_code == 302
        assert response["Cache-Control"] == "no-store"
    row = MadeFile.objects.get(page_id=page.pk, format="odt")
    assert response.url == f"/media/made/{row.secret}/scope-card.odt"
    counted = DownloadCount.objects.get(page_id=page.pk)
    assert (counted.format, counted.number, counted.month) == ("odt", 3, timezone.localdate().replace(day=1))
    assert not client.cookies


def test_asking_what_there_is_counts_nothing(page, client):
    assert client.head(f"{page.url}download/pdf/").status_code == 302
    assert not DownloadCount.objects.exists()


def test_the_count_starts_anew_each_month(page):
    documents.count(page, "odt", NOW)
    documents.count(page, "odt", NOW + datetime.timedelta(days=30))
    documents.count(page, "odt", NOW + datetime.timedelta(days=31))
    assert list(DownloadCount.objects.order_by("month").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("format", ["exe", "zip", "ODT", "odt%00", "..", "%2e%2e", "docx "])
def test_an_unknown_format_is_not_found(page, client, format):
    assert client.get(f"{page.url}download/{format}/").status_code == 404


def test_all_templates_come_in_one_file(site_content, client):
    index = TemplateIndexPage.objects.get()
    documents.make_missing([index, *index.bundled()])
    response = client.get("/tools/download/zip/")
    row = MadeFile.objects.get(page_id=index.pk, format="zip")
    assert response.url == row.file.url
    with zipfile.ZipFile(row.file.open("rb")) as bundle:
        names = bundle.namelist()
        assert len(names) == 30 and bundle.testzip() is None
        assert {"docx/t1-terms-of-reference.docx", "odt/t10-impact-check.odt", "pdf/t2-planner.pdf"} <= set(names)
    assert "ZIP, " in words(soup_of(client, "/tools/").select_one(".downloads"))
    changed = publish(page_of("scope-card"), "Another card")
    newer = documents.ready(index, "zip")
    with zipfile.ZipFile(newer.file.open("rb")) as bundle:
        assert bundle.read("odt/t3-scope-card.odt") == documents.ready(changed, "odt").file.open("rb").read()


# Files of an editor's own --------------------------------------------------------------------------------------------


def own_file(page, name):
    return get_document_model().objects.create(title="Ours", file=ContentFile(b"x" * 2048, name=name))


def test_an_uploaded_file_takes_the_place_of_the_made_one(page, client):
    page.uploaded_file = own_file(page, "ours.odt")
    page.save_revision().publish()
    page = TemplatePage.objects.get(pk=page.pk)
    assert client.get(f"{page.url}download/odt/").url == page.uploaded_file.url
    assert "/media/made/" in client.get(f"{page.url}download/docx/").url
    assert documents.make_files(page) == []
    assert not MadeFile.objects.filter(page_id=page.pk, format="odt").exists()
    assert "ODT, 2.0 kB" in soup_of(client, page.url).select_one(".downloads").get_text()


def test_only_a_file_in_one_of_the_formats_can_take_the_place(page):
    page.uploaded_file = own_file(page, "ours.xlsx")
    with pytest.raises(Exception, match="Word document"):
        page.full_clean()


# Faults --------------------------------------------------------------------------------------------------------------


def test_when_no_file_can_be_made_the_page_says_so_and_offers_what_there_is(page, client, monkeypatch):
    documents.make_files(page)
    page = publish(page, "Newer")
    broken(monkeypatch, making.MakingFailed("pandoc stopped with 97"))
    response = client.get(f"{page.url}download/odt/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    soup = soup_of_response(response)
    told = words(soup.select_one("main"))
    assert (
        "This file is not there yet" in told and "An older version of this file" in told and "has changed since" in told
    )
    assert "pandoc" not in told
    assert soup.select_one(f'main a[href="{page.url}"]')


def test_a_thousand_who_ask_for_a_file_that_fails_start_one_program(page, client, monkeypatch):
    asked = broken(monkeypatch, making.MakingFailed("typesetter took longer than 10 seconds"))
    for _time in range(1000):
        with pytest.raises(documents.NotMade):
            documents.ready(page, "pdf", NOW)
    assert asked() == 1
    with pytest.raises(documents.NotMade):
        documents.ready(page, "pdf", NOW + documents.TRY_AGAIN)
    assert asked() == 2


def test_after_a_failure_the_file_is_made_as_soon_as_it_can_be(page, monkeypatch):
    with monkeypatch.context() as while_broken:
        broken(while_broken, making.MakingFailed("typesetter stopped with -9"))
        assert documents.make_files(page) == [(format, "typesetter stopped with -9") for format in documents.FORMATS]
    later = timezone.now() + documents.TRY_AGAIN
    assert documents.ready(page, "pdf", later).size
    assert not MadeFile.objects.exclude(problem="").filter(format="pdf").exists()


def test_a_full_disk_breaks_nothing_and_is_told(page, monkeypatch):
    good = documents.ready(page, "odt")
    page = publish(page, "Newer")

    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(documents.NotMade, match="No space left") as problem:
        documents.ready(page, "odt")
    assert problem.value.last == good
    assert MadeFile.objects.get(problem__contains="No space left").file.name == ""


def test_where_many_are_being_made_somebody_is_asked_to_wait(page, client, monkeypatch):
    broken(monkeypatch, making.Busy("Too many files are being made"))
    response = client.get(f"{page.url}download/odt/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "Wait 10 seconds" in words(soup_of_response(response))
    # It is nobody's fault, so that it stands nowhere.
    assert not MadeFile.objects.exists()


def test_the_editor_reads_why_a_file_is_missing(page, editor_client, monkeypatch):
    documents.make_files(page)
    page = publish(page, "Newer")
    broken(monkeypatch, making.MakingFailed("pandoc stopped with 97"))
    documents.make_files(page)
    told = words(soup_of(editor_client, f"/admin/pages/{page.pk}/edit/"))
    assert "Not made: pandoc stopped with 97" in told
    assert "marked as older" in told


# Who may have it, and for how long -----------------------------------------------------------------------------------


def test_a_page_that_is_not_for_everybody_gives_away_no_address(page, client):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="open sesame")
    assert b"password" in client.get(f"{page.url}download/odt/").content
    session = client.session
    session["passed_page_view_restrictions"] = list(PageViewRestriction.objects.values_list("pk", flat=True))
    session.save()
    response = client.get(f"{page.url}download/odt/")
    assert response.status_code == 200
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert b"".join(response.streaming_content).startswith(b"PK")


def test_a_draft_has_no_download(page, client):
    page.unpublish()
    assert client.get(f"{page.url}download/odt/").status_code == 404


def test_old_files_go_after_30_days_and_the_newest_stays(page):
    old = documents.ready(page, "odt")
    new = documents.ready(publish(page, "Newer"), "odt")
    assert documents.forget_old(new.made_at + documents.KEEP_OLD) == 0
    assert documents.forget_old(new.made_at + documents.KEEP_OLD + datetime.timedelta(minutes=1)) == 1
    assert not old.file.storage.exists(old.file.name)
    assert documents.last_good(page, "odt") == new


@pytest.mark.parametrize("how", ["unpublished", "closed"])
def test_files_of_a_page_that_is_taken_back_are_deleted(page, how):
    row = documents.ready(page, "odt")
    if how == "unpublished":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert documents.forget_old() == 1
    assert not row.file.storage.exists(row.file.name)


# Publishing ----------------------------------------------------------------------------------------------------------


def test_publishing_has_the_files_made_and_a_second_time_in_a_second_does_no_harm(
    page, django_capture_on_commit_callbacks
):
    """The worker is told once the change can be seen; of two publications the files are those of the last."""
    with django_capture_on_commit_callbacks(execute=True):
        page = publish(page, "First")
        page = publish(page, "Second")
    row = MadeFile.objects.get(page_id=page.pk, format="odt", digest=documents._digests(page)["odt"])
    assert "Second" in odt_text(row)


def test_of_two_who_make_the_same_file_one_stays(page):
    """The second one finds the first one's row; its own file does not stay behind on the disk."""
    made = making.make(page.as_paper(), "odt")
    digest = documents._digests(page)["odt"]
    first = documents._keep(page, "odt", digest, made, NOW)
    second = documents._keep(page, "odt", digest, made, NOW)
    assert first.pk == second.pk
    assert [path.name for path in Path(first.file.storage.path("made")).rglob("*.odt")] == ["scope-card.odt"]


def test_who_waited_while_another_made_the_file_makes_none(page, monkeypatch):
    """Lost if this fails: fifty who open a new file at once start fifty programs."""
    made = making.make(page.as_paper(), "odt")

    @contextlib.contextmanager
    def another_was_first():
        documents._keep(page, "odt", documents._digests(page)["odt"], made, NOW)
        yield

    monkeypatch.setattr(making, "turn", another_was_first)
    asked = broken(monkeypatch, making.MakingFailed("made twice"))
    assert documents.ready(page, "odt").made_at == NOW
    assert asked() == 0


def test_the_report_of_downloads(page, editor_client):
    documents.count(page, "odt")
    documents.count(page, "odt")
    told = words(soup_of(editor_client, "/admin/reports/downloads/"))
    assert f"{page.title} ODT" in told and " 2 " in told
    assert editor_client.get("/admin/reports/downloads/?export=csv").status_code == 200


def test_files_are_made_by_many_at_once(page):
    """Two at once in one process: both have a file, and it is the same paper."""
    found = []
    paper = page.as_paper()
    threads = [threading.Thread(target=lambda: found.append(making.make(paper, "pdf"))) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and {made.pages for made in found} == {3}


def test_the_last_good_sheet_is_one_of_the_same_tips(site_content, monkeypatch):
    """Lost if this fails: somebody who wants the cards for staff is offered those for chairs as an older version."""

    def sheet(**asked):
        page = TipsPage.objects.get()
        page.asked = asked
        return page

    whole, part = documents.ready(sheet(), "odt"), documents.ready(sheet(who="staff"), "odt")
    assert (whole.part, part.part) == ("", "?who=staff")
    assert documents.last_good(sheet(), "odt") == whole
    assert documents.last_good(sheet(who="staff"), "odt") == part
    assert documents.last_good(sheet(who="chair"), "odt") is None
    assert documents.forget_old(part.made_at + documents.KEEP_OLD * 2) == 0
