"""What a web process has when it begins, and what it must not have: pages that were true when the first of them started.

Lost if these fail: a slow first visit after each start, an old page from a process that was made anew, or a site that does
not start because its database is late.
"""

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from events.models import EventPage
from tests.journeys.server import ROOT, free_port
from tests.parallel.site import Site, database_url

pytestmark = pytest.mark.parallel

WARM, WARNING = "site; hit", "The site starts without pages made beforehand."


@pytest.mark.django_db
def test_the_database_of_this_run_is_made():
    """(pytest makes it for the first test that says it needs one.)"""
    assert Page.objects.exists()


@pytest.fixture
def site(committed, tmp_path):
    """Two processes with a data folder of their own: what other tests change meanwhile makes nothing old here."""
    with Site(database_url(), data_dir=tmp_path) as found:
        wait_for(lambda: len(processes(found)) == 2)
        yield found


@pytest.fixture
def new_event(site):
    """A function that publishes the next event in another process, and gives its title. Afterwards the event is gone."""
    titles = []

    def publish():
        titles.append(f"Open talk {uuid.uuid4().hex[:8]}")
        day = timezone.localdate() + datetime.timedelta(days=1)
        made = (
            "import django; django.setup(); from tests.events.builders import event; "
            f"event('{day} 13:00', '{day} 16:00', title={titles[-1]!r})"
        )
        subprocess.run([sys.executable, "-c", made], cwd=ROOT, env=site.environment, check=True, timeout=120)
        return titles[-1]

    yield publish
    for page in EventPage.objects.filter(title__in=titles):
        PageLogEntry.objects.filter(page=page.pk).delete()
        page.delete()


def visit(site, path):
    """(status, Cache-Status, text) for a visitor who came by the address in SITE_URL."""
    status, headers, text = site.fetch(path, Host=urlsplit(settings.SITE_URL).netloc)
    return status, headers.get("Cache-Status", ""), text


def processes(site):
    """The numbers of the web processes there are."""
    found = subprocess.run(["pgrep", "-P", str(site.process.pid)], capture_output=True, text=True)
    return {int(pid) for pid in found.stdout.split()}


@contextmanager
def only(site, chosen):
    """Meanwhile the process `chosen` answers alone: the others stand still."""
    others = processes(site) - {chosen}
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def made_anew(site, pid, how):
    """Ends the process `pid` with the signal `how`, and gives the number of the one that comes in its place."""
    before = processes(site)
    os.kill(pid, how)
    wait_for(lambda: pid not in processes(site) and processes(site) - before)
    return (processes(site) - before).pop()


def wait_for(what):
    """Waits, a minute at most, until `what()` is true."""
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.05)


def test_no_visitor_is_the_first(site):
    """Each process begins with a kept front page (and on a machine in no hurry one page of every kind), as visitors ask for it."""
    for pid in processes(site):
        with only(site, pid):
            status, kept, text = visit(site, "/")
            assert (status, kept) == (200, WARM)
            assert "</html>" in text
    assert WARNING not in site.log.read_text()


def test_a_process_made_anew_does_not_give_out_what_was_true_at_the_start(site, new_event):
    """It is forked from a process that has kept the front page since before this event stood on it."""
    for pid in processes(site):
        with only(site, pid):
            assert visit(site, "/")[1] == WARM
    title = new_event()
    for pid in processes(site):
        with only(site, pid):
            assert title in visit(site, "/")[2]
    # Killed; and ended as one is that has answered its share.
    for how in (signal.SIGKILL, signal.SIGTERM):
        pid = made_anew(site, min(processes(site)), how)
        with only(site, pid):
            status, kept, text = visit(site, "/")
            assert (status, kept) == (200, "site; fwd=miss; stored"), "the page of the start was given out"
            assert title in text
            # What has not changed is still there.
            assert visit(site, "/")[1] == WARM


def test_processes_share_no_connection_to_the_database(site):
    """On one connection, one process would read what another has asked for."""
    for pid in processes(site):
        with only(site, pid):
            assert site.get("/search/?q=people")[0] == 200
    if connection.vendor == "sqlite":
        open_files = {
            os.readlink(f"/proc/{site.process.pid}/fd/{name}") for name in os.listdir(f"/proc/{site.process.pid}/fd")
        }
        assert str(connection.settings_dict["NAME"]) not in open_files
        return
    port = int(connection.settings_dict["PORT"])
    with socket.create_connection((connection.settings_dict["HOST"], port)) as ours:
        assert port in ports_reached(os.getpid()), ours
    assert port not in ports_reached(site.process.pid)


def ports_reached(pid):
    """The ports on this machine to which the process `pid` has connections."""
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        with suppress(OSError):
            inodes.add(os.readlink(f"/proc/{pid}/fd/{name}"))
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return {int(row[2].split(":")[1], 16) for row in rows if f"socket:[{row[9]}]" in inodes}


@pytest.mark.parametrize(
    "url",
    ["sqlite:///{folder}/not/there.sqlite3", "sqlite:///{folder}/empty.sqlite3", "postgres://x:y@127.0.0.1:{port}/x"],
    ids=["no folder", "no tables", "no server"],
)
def test_the_site_starts_without_its_database(tmp_path, url):
    """It says so in one line, is alive, and says that it is not ready; the database may come later."""
    with Site(url.format(folder=tmp_path, port=free_port()), data_dir=tmp_path) as site:
        assert site.fetch("/health/live")[0] == 200
        said = site.log.read_text().splitlines()
        assert site.fetch("/health/ready")[0] == 503
    assert [line for line in said if WARNING in line] == said
    assert len(said) == 1
