"""Whether what was made a moment ago still holds: the public pages that web processes keep, and what they are made from.

What can change on a public page has a *subject*: "site" is everything an editor writes, "places" who has booked. Each has a mark
of 8 bytes in a file that all processes of this machine look at in memory. Whoever makes something reads the marks first and
keeps them with it; where one is another now, it is made anew. A mark is never counted up but drawn at random, so that two
who change something at the same moment need no lock.

A change writes a row in its own transaction and renews the mark right after it. The row is for whoever was not told: other
machines, and everybody where a process died in between. Each process looks for such rows once a second, so on the machine
where a change is made it shows at once, and elsewhere a second later.
"""

import datetime
import fcntl
import logging
import mmap
import os
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Count, Max
from django.utils import timezone

from home.models.freshness import PublicChange

log = logging.getLogger(__name__)

SITE, PLACES, LEARNING, FILES = "site", "places", "learning", "files"
# In the order of their marks. A new one goes to the end.
SUBJECTS = (SITE, PLACES, LEARNING, FILES)
_MARK = 8
_ROOM = 4096
# Behind the marks stands, for each subject, which rows they know of.
_KNOWN = _ROOM // 2
LOOK_EVERY_SECONDS = 1.0

_shown = ContextVar("what the page being made shows", default=None)
_looked = {"at": 0.0, "table": False}
_looking = threading.Lock()
_kept = {}
_moments = []


# The marks ---------------------------------------------------------------------------------------------------------------


@cache
def _marks():
    """The file of marks in memory, shared by every process that works on this data folder."""
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            if os.fstat(file.fileno()).st_size < _ROOM:
                os.ftruncate(file.fileno(), _ROOM)
            return mmap.mmap(file.fileno(), _ROOM)
    except (OSError, ValueError) as error:
        log.error("%s cannot be used: processes learn of changes a second late (%s)", path, type(error).__name__)
        return mmap.mmap(-1, _ROOM)


def marks(subjects=SUBJECTS):
    """The marks of `subjects` as they are now, to be kept with what is made from now on and given to `still`."""
    file = _marks()
    return tuple((place, file[place : place + _MARK]) for place in (_place(subject) for subject in subjects))


def still(kept):
    """Whether `kept`, from `marks`, holds."""
    file = _marks()
    # Asked for every page that is given out: a loop takes half as long as all() with a generator.
    for place, mark in kept:  # noqa: SIM110
        if file[place : place + _MARK] != mark:
            return False
    return True


def _place(subject):
    return SUBJECTS.index(subject) * _MARK


def _renew(subject):
    place = _place(subject)
    _marks()[place : place + _MARK] = os.urandom(_MARK)


# Changes -----------------------------------------------------------------------------------------------------------------


def changed(subject=SITE):
    """Says that something public changed, in the caller's transaction: pages that show `subject` are made anew after it."""
    if not _has_table():
        return
    waiting = {function for _savepoints, function, *_rest in connection.run_on_commit}
    if _AFTER[subject] in waiting:
        return
    PublicChange.objects.create(subject=subject)
    transaction.on_commit(_AFTER[subject])


def _has_table():
    """Whether the rows can be written. While a database is made its first tables are filled before ours is there."""
    if not _looked["table"]:
        _looked["table"] = PublicChange._meta.db_table in connection.introspection.table_names()
    return _looked["table"]


def _after_commit(subject):
    def renew():
        # First noting which rows are known: a row that comes in between is then found by the next look.
        try:
            look()
        except DatabaseError:
            log.exception("Pages are made anew, though the database does not say what changed")
            _renew(subject)

    return renew


_AFTER = {subject: _after_commit(subject) for subject in SUBJECTS}


def look():
    """Renews the marks of every subject that has rows which this machine does not know of."""
    file = _marks()
    with _one_at_a_time():
        for subject, number, last in PublicChange.objects.values_list("subject").annotate(Count("pk"), Max("pk")):
            if subject not in SUBJECTS:
                # Of a newer version of the site that runs elsewhere.
                continue
            state = blake2b(f"{number} {last}".encode(), digest_size=_MARK).digest()
            place = _KNOWN + _place(subject)
            if file[place : place + _MARK] != state:
                file[place : place + _MARK] = state
                _renew(subject)


@contextmanager
def _one_at_a_time():
    """Or a process that read the rows before another, and notes them after it, would have pages made anew for nothing."""
    with ExitStack() as held:
        # Where there is no such file each process is alone with its marks.
        with suppress(OSError):
            line = held.enter_context(_file().open("rb"))
            fcntl.flock(line, fcntl.LOCK_EX)
        yield


def _file():
    """The file of marks of this database: another one in the same folder has its own."""
    name = blake2b(str(connection.settings_dict["NAME"]).encode(), digest_size=4).hexdigest()
    return Path(settings.DATA_DIR) / f"freshness-{name}"


def look_now_and_then():
    """`look`, at most once a second for each process. Where the database does not answer, what is kept goes on being served.

    In a transaction it does nothing: that sees what was there when it began.
    """
    is_early = time.monotonic() - _looked["at"] < LOOK_EVERY_SECONDS
    if is_early or connection.in_atomic_block or not _looking.acquire(blocking=False):
        return
    try:
        _looked["at"] = time.monotonic()
        connection.close_if_unusable_or_obsolete()
        look()
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        log.warning("Nobody can say whether pages changed elsewhere: %s", type(error).__name__)
    finally:
        _looking.release()


def drop_everything():
    """Has every page made anew, on every machine: for changes that no program of ours has made."""
    for subject in SUBJECTS:
        changed(subject)


def forget_old(now=None):
    """Deletes rows that everybody has seen, but never a subject's last one. Returns how many.

    An hour is longer than any transaction: a row that comes late is still there when the others look.
    """
    old = PublicChange.objects.filter(made_at__lt=(now or timezone.now()) - datetime.timedelta(hours=1))
    last = PublicChange.objects.values("subject").annotate(last=Max("pk")).values("last")
    return old.exclude(pk__in=list(last.values_list("last", flat=True))).delete()[0]


# What is being made ------------------------------------------------------------------------------------------------------


@contextmanager
def watching():
    """While a page is made: gives the set of subjects it shows. Every page shows the site."""
    subjects = {SITE}
    before = _shown.set(subjects)
    try:
        yield subjects
    finally:
        _shown.reset(before)


def shows(subject):
    """Says that what is being made shows `subject`. Called by the function that reads it, and by nobody else."""
    subjects = _shown.get()
    if subjects is not None:
        subjects.add(subject)


def kept(name, make, subject=SITE):
    """What `make()` gave for `name`, as long as nothing of `subject` changes and no moment passes at which pages change.

    In a transaction, which may see what nobody else sees yet, it is made each time and not kept. It is shared by all
    threads: nobody may change it.
    """
    if connection.in_atomic_block:
        return make()
    found = _kept.get(name)
    if found and found[1] > timezone.now() and still(found[0]):
        return found[2]
    seen, now = marks((subject,)), timezone.now()
    made = make()
    _kept[name] = (seen, next_moment(now), made)
    return made


# Time --------------------------------------------------------------------------------------------------------------------


def at_moments(find):
    """Registers `find(now)`, which gives the next moment after `now` at which some public page reads differently, or None."""
    if find not in _moments:
        _moments.append(find)
    return find


def next_moment(now):
    """The next moment after `now` at which a page can read differently though nobody changes anything: midnight at the latest."""
    found = _kept.get("next_moment")
    if found and found[1] > now and still(found[0]) and not connection.in_atomic_block:
        return found[1]
    seen = marks((SITE,))
    moment = min([_midnight(now), *filter(None, (find(now) for find in _moments))])
    if not connection.in_atomic_block:
        _kept["next_moment"] = (seen, moment, None)
    return moment


def _midnight(now):
    day = timezone.localtime(now).date() + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
