"""The files of a page: made from what is published, kept until that changes, never given out for anything newer.

What a file is made from has a digest (the page's `Paper`, and the programs and layouts that make it). A file is right for a page
while its digest is that of the page as it is now. The worker makes files when a page is published; whoever asks earlier waits the
moment it takes. Each file has an address of its own that no other file ever has, so that it can be kept for ever by browsers.
"""

import contextlib
import datetime
import hashlib
import io
import logging
import secrets
import zipfile
from dataclasses import dataclass, replace

from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home import freshness
from home.visibility import shown
from resources.formats import making
from resources.formats.making import DOCX, ODT, PDF, Busy, Made, MakingFailed
from resources.models.files import DownloadCount, MadeFile

log = logging.getLogger(__name__)

ZIP = "zip"
NAMES = {
    PDF: _("PDF, to print"),
    DOCX: _("Word document, to change"),
    ODT: _("OpenDocument text, to change"),
    ZIP: _("All templates in one ZIP file"),
}
# In the order they are offered.
FORMATS = (DOCX, ODT, PDF)
# After a failure nobody tries again for so long: a robot that asks a thousand times starts one program a minute.
TRY_AGAIN = datetime.timedelta(minutes=1)
# A file that is no longer right is kept for so long, for whoever has its address.
KEEP_OLD = datetime.timedelta(days=30)


class NotMade(Exception):
    """There is no right file now. `last` is the last one that was made, from an earlier state of the page, or None."""

    def __init__(self, message, last=None, soon=False):
        super().__init__(message)
        self.last = last
        # Worth another try in some seconds.
        self.soon = soon


@dataclass(frozen=True)
class Download:
    """What a page says about one of its files before anybody takes it. What is not known yet is None."""

    format: str
    name: str
    size: int | None = None
    pages: int | None = None
    made_at: datetime.datetime | None = None
    is_upload: bool = False
    # For those who look after the page: why there is none, when the last good one was made, how often it was taken this month.
    problem: str = ""
    last: datetime.datetime | None = None
    taken: int = 0


# Offering ----------------------------------------------------------------------------------------------------------------


def downloads(page):
    """The files that `page` offers, as a list of `Download`. Makes none. One query."""
    freshness.shows(freshness.FILES)
    if hasattr(page, "bundled"):
        # Whether it is right is asked when somebody takes it: to know it here, every page in it would have to be read.
        formats = (ZIP,)
        made = {row.format: row for row in _rows(page).order_by("-made_at")[:1]}
    else:
        digests = _digests(page)
        formats = tuple(digests)
        made = {row.format: row for row in _rows(page).filter(digest__in=digests.values())}
    # Paper is counted once: in a word processor the number depends on the program.
    pages = made[PDF].pages if PDF in made else None
    found = []
    for format in formats:
        if upload := uploaded(page, format):
            found.append(Download(format, NAMES[format], upload.get_file_size(), None, upload.created_at, True))
        elif row := made.get(format):
            found.append(Download(format, NAMES[format], row.size, pages, row.made_at))
        else:
            found.append(Download(format, NAMES[format]))
    return found


def told(page):
    """`downloads`, with what those who look after `page` have to know: problems, and how often each was taken this month."""
    month = timezone.localdate().replace(day=1)
    taken = dict(DownloadCount.objects.filter(page_id=page.pk, month=month).values_list("format", "number"))
    digests, found = _digests(page), []
    for file in downloads(page):
        wrong = MadeFile.objects.filter(page_id=page.pk, format=file.format, digest=digests.get(file.format))
        problem = wrong.exclude(problem="").values_list("problem", flat=True).first() or ""
        last = last_good(page, file.format) if problem else None
        found.append(replace(file, problem=problem, last=last and last.made_at, taken=taken.get(file.format, 0)))
    return found


def _rows(page):
    return MadeFile.objects.filter(page_id=page.pk, problem="")


def uploaded(page, format):
    """The document that an editor uploaded in place of the file made in `format`, or None."""
    document = getattr(page, "uploaded_file", None)
    return document if document and document.file_extension.lower() == format else None


def _digests(page):
    """{format: digest} of all that `page` offers, as it is now."""
    if hasattr(page, "bundled"):
        parts = [digest for member in page.bundled() for digest in _digests(member).values()]
        return {ZIP: _digest(ZIP, *parts)} if parts else {}
    return _digests_of(page.as_paper())


def _digests_of(paper):
    return {format: _digest(format, paper.digest, making.made_by()) for format in FORMATS}


def _formats(page):
    """What `page` offers, without reading what it says."""
    if hasattr(page, "bundled"):
        return (ZIP,) if page.bundled() else ()
    return FORMATS


def _digest(*parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


# Making ------------------------------------------------------------------------------------------------------------------


def ready(page, format, now=None):
    """The `MadeFile` that is right for `page` as it is now; makes it if there is none.

    Raises KeyError where the page offers no such format, and NotMade where the file cannot be had now.
    """
    now = now or timezone.now()
    # Read once: what is made is what the digest is of, whatever is published meanwhile.
    paper = None if hasattr(page, "bundled") else page.as_paper()
    digest = (_digests_of(paper) if paper else _digests(page))[format]
    row = _row(page, format, digest)
    if row and _is_there(row):
        return row
    if row and row.problem and row.made_at > now - TRY_AGAIN:
        raise NotMade(row.problem, last_good(page, format))
    try:
        if format == ZIP:
            return _keep(page, format, digest, _bundle(page), now)
        with making.turn():
            # Somebody may have made it while we waited.
            row = _row(page, format, digest)
            if row and _is_there(row):
                return row
            made = making.make_now(paper, format)
        return _keep(page, format, digest, made, now)
    except Busy as error:
        raise NotMade(str(error), last_good(page, format), soon=True) from error
    except (MakingFailed, OSError) as error:
        problem = str(error) if isinstance(error, MakingFailed) else f"It could not be kept ({error.strerror})"
        log.error("A file of page %s (%s) was not made: %s", page.pk, format, problem)
        _note_problem(page, format, digest, problem, now)
        raise NotMade(problem, last_good(page, format)) from error


def _row(page, format, digest):
    return MadeFile.objects.filter(page_id=page.pk, format=format, digest=digest).first()


def _is_there(row):
    return bool(row.file) and row.file.storage.exists(row.file.name)


def last_good(page, format):
    """The newest file that was made from any state of `page` (of the same part of it, where it has parts), or None."""
    rows = _rows(page).filter(format=format, part=page.part).order_by("-made_at")
    return next((row for row in rows[:5] if _is_there(row)), None)


def _keep(page, format, digest, made, now):
    """Puts a file into the store, then its row into the database. Of two who made the same, the first one's stays."""
    row = MadeFile(
        page_id=page.pk,
        revision_id=page.live_revision_id,
        format=format,
        part=page.part,
        digest=digest,
        secret=secrets.token_hex(16),
        size=len(made.content),
        pages=made.pages,
        made_at=now,
    )
    name = f"{page.slug}.{format}"
    row.file.save(name, ContentFile(made.content, name=name), save=False)
    try:
        with transaction.atomic():
            # A failure that was noted, or a file that somebody deleted.
            broken = MadeFile.objects.select_for_update().filter(page_id=page.pk, format=format, digest=digest).first()
            if broken and _is_there(broken):
                raise IntegrityError
            if broken:
                broken.delete()
            row.save()
    except DatabaseError as error:
        row.file.storage.delete(row.file.name)
        other = _rows(page).filter(format=format, digest=digest).first()
        if other is None:
            raise NotMade("The database did not take it", last_good(page, format), soon=True) from error
        return other
    return row


def _note_problem(page, format, digest, problem, now):
    """For the editor's screen, and so that nobody tries again at once. Never in the way of the answer to whoever asked."""
    with contextlib.suppress(DatabaseError), transaction.atomic():
        MadeFile.objects.update_or_create(
            page_id=page.pk,
            format=format,
            digest=digest,
            defaults={
                "part": page.part,
                "problem": problem[:200],
                "made_at": now,
                "file": "",
                "size": 0,
                "secret": "",
            },
        )


def make_files(page):
    """Makes every file of `page` that is missing. Returns the problems, as [(format, words)]."""
    problems = []
    for format in _formats(page):
        if not uploaded(page, format):
            try:
                ready(page, format)
            except NotMade as error:
                problems.append((format, str(error)))
    return problems


def make_missing(pages):
    """Makes every missing file of `pages`, and what is put together from them last. Returns the number of problems."""
    pages = sorted(pages, key=lambda page: hasattr(page, "bundled"))
    return sum(len(make_files(page)) for page in pages)


def _bundle(page):
    """All files of the pages that belong together, in one ZIP: a folder for each format."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as bundle:
        for member in page.bundled():
            for format in _formats(member):
                name = f"{format}/{member.code.lower()}-{member.slug}.{format}"
                if upload := uploaded(member, format):
                    with upload.file.open("rb") as file:
                        bundle.writestr(name, file.read())
                    continue
                try:
                    row = ready(member, format)
                except NotMade as error:
                    raise MakingFailed(f"{member.title} ({format.upper()}): {error}") from error
                with row.file.open("rb") as file:
                    bundle.writestr(name, file.read())
    return Made(whole.getvalue())


# Giving out --------------------------------------------------------------------------------------------------------------


def count(page, format, now=None):
    """Counts one download of `page` in `format` for this month."""
    month = timezone.localtime(now).date().replace(day=1)
    same = DownloadCount.objects.filter(page_id=page.pk, format=format, month=month)
    if same.update(number=F("number") + 1):
        return
    try:
        with transaction.atomic():
            DownloadCount.objects.create(page_id=page.pk, format=format, month=month, number=1)
    except IntegrityError:
        # Somebody took the first one of the month at the same moment.
        same.update(number=F("number") + 1)


# Deleting ----------------------------------------------------------------------------------------------------------------


def forget_old(now=None):
    """Deletes files that have not been right for 30 days, and all files of pages that not everybody may see. Returns how many.

    The newest file of each format stays, so that there is always a last good one.
    """
    now, deleted = now or timezone.now(), 0
    open_pages = set(shown(Page.objects.filter(pk__in=MadeFile.objects.values("page_id"))).values_list("pk", flat=True))
    newer = {}
    for row in MadeFile.objects.order_by("page_id", "format", "part", "-made_at"):
        place = (row.page_id, row.format, row.part)
        replaced_at = newer.get(place)
        if row.page_id not in open_pages or (replaced_at and replaced_at < now - KEEP_OLD):
            if row.file:
                row.file.storage.delete(row.file.name)
            row.delete()
            deleted += 1
        if not row.problem:
            newer[place] = row.made_at
    return deleted
