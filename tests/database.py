"""The database of the tests: made once, kept, and copied for each test process.

Making one (every migration, then the whole starting content) takes a minute of a processor; copying it takes a moment. The first
process that needs it makes it, under a lock, and the others wait. It is used again by later runs as long as nothing that goes
into it has changed: `made_from` tells, and the database carries that among its applied migrations, as its mark.
"""

import contextlib
import datetime
import fcntl
import hashlib
import importlib.metadata
import shutil
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from home import freshness

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("home", "training", "resources", "events", "site_project")
FILES = ("requirements.txt", "tests/settings.py", "tests/database.py")
# Made from other files, by whoever runs them.
LEFT_OUT = {".pyc", ".mo"}
MARK = "made from"


def made_from(root=ROOT):
    """A digest, as text, of all that a new test database depends on; `root` is the folder of the project.

    All files of the apps count (models, migrations, content, and any code that loading may come through), the packages that are
    installed with their versions, and the day: pages that are loaded bear it, so tomorrow's database is another.
    """
    digest = hashlib.sha256(f"{datetime.date.today()} {sys.version}".encode())
    digest.update(repr(sorted(f"{each.name} {each.version}" for each in importlib.metadata.distributions())).encode())
    files = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.suffix not in LEFT_OUT]
    for path in sorted([*files, *(root / name for name in FILES)]):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root)} {len(content)} ".encode() + content)
    return digest.hexdigest()


def take(process, anew=False, reuse=False):
    """Makes the default connection one to a copy of its own for the test process named `process` ("gw0").

    With `anew` the kept database is made again in any case. With `reuse` a copy that an earlier run left is brought up to date
    instead of replaced: after a change to the code that takes seconds. Returns the name that the connection had, for `give_back`.
    """
    before, digest = connection.settings_dict["NAME"], made_from()
    kept = connection.creation._get_test_db_name()
    _use(kept)
    copy = connection.creation.get_test_db_clone_settings(process)["NAME"]
    if reuse and not anew:
        _use(copy)
        if marks := _marks():
            if marks != {digest}:
                call_command("migrate", verbosity=0)
                _fill(digest)
            return before
    with _alone():
        _use(kept)
        if anew or _marks() != {digest}:
            _use(before)
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            _fill(digest)
        # Neither a copy nor PostgreSQL's CREATE DATABASE … TEMPLATE may meet an open connection.
        connection.close()
        if connection.vendor == "sqlite":
            # What a killed process left of its own copy would be read into the new one.
            for end in ("-wal", "-shm"):
                Path(f"{copy}{end}").unlink(missing_ok=True)
        connection.creation.clone_test_db(process, verbosity=0, autoclobber=True)
    _use(copy)
    return before


def give_back(before):
    """Deletes the copy and makes the default connection what it was."""
    connection.creation.destroy_test_db(before, verbosity=0)


def lend(path):
    """Puts a copy of the kept database at `path`, for a site that is started beside the tests: its first start is a second one.

    Does nothing on PostgreSQL, or where the kept one is not up to date.
    """
    if connection.vendor != "sqlite":
        return
    own, kept = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    with _alone():
        _use(kept)
        is_current = _marks() == {made_from()}
        _use(own)
        if is_current:
            shutil.copyfile(kept, path)


@contextlib.contextmanager
def _alone():
    """One process at a time; a lock that goes with the process that holds it."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with (Path(settings.DATA_DIR) / "test-database.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _use(name):
    connection.close()
    # The file that says what changed is another for another database.
    freshness._marks.cache_clear()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _fill(digest):
    """Loads what is new, and says what the database is made from now."""
    call_command("load_content", verbosity=0)
    call_command("create_groups", verbosity=0)
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app=MARK).delete()
    # Last of all: a database without a mark is one that somebody began and did not finish.
    recorder.record_applied(MARK, digest)


def _marks():
    """What the database that the connection names was made from: a set of one digest; empty where there is none, or half of one."""
    try:
        return {name for app, name in MigrationRecorder(connection).applied_migrations() if app == MARK}
    except OperationalError:
        # PostgreSQL has no such database.
        return set()
