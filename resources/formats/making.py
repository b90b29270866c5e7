"""Makes one file from a `Paper`: ODT and DOCX by pandoc, PDF by Typst, each in a process of its own with a time limit.

One road: the HTML of the paper goes through pandoc to an office document, or to Typst's own language and from there to PDF/UA-1. A
layout of its own (like the planner's) goes from its data to the PDF at once. Nothing of what people wrote can be a command: pandoc
escapes it, Typst gets it as data, and neither reads a file or an address that is not ours.
"""

import contextlib
import fcntl
import functools
import hashlib
import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pypandoc
from django.conf import settings
from django.utils import translation
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from home import typeset
from resources.formats import office, typesetter

log = logging.getLogger(__name__)

ODT, DOCX, PDF = "odt", "docx", "pdf"
TYPES = {
    ODT: "application/vnd.oasis.opendocument.text",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
}
# Each of the two programs has this long. They need about a tenth of a second.
TIME_LIMIT_SECONDS = 10
# So many files are made at the same time on one machine, and whoever comes then waits so long.
AT_ONCE = 2
WAIT_SECONDS = 8
_MEMORY = "700m"

_TEMPLATES = Path(settings.BASE_DIR) / "templates" / "resources"
_OFFICE, _TYPST = office.PARTS, _TEMPLATES / "typst"
_COLOURS = "resources/typst/drawings.css"
# In millimetres, across and down.
SIZES = {"a4": (210, 297), "a4-wide": (297, 210), "a3-wide": (420, 297)}


class MakingFailed(Exception):
    """No file came of it. The message is for staff and holds nothing of what people wrote."""


class Busy(MakingFailed):
    """Too many others are being made. Worth another try in a moment."""


@dataclass(frozen=True)
class Made:
    """A finished file: its bytes, and its pages where they can be counted (PDF)."""

    content: bytes
    pages: int | None = None


def make(paper, format):
    """The `Made` file of a `Paper` in "odt", "docx" or "pdf".

    Raises Busy where too many are being made, MakingFailed where the programs fail, crash or take too long. Leaves nothing behind.
    """
    with turn():
        return make_now(paper, format)


def make_now(paper, format):
    """`make` for whoever has a `turn` already."""
    if paper.undrawn:
        raise MakingFailed(f"No file can show this block: {', '.join(paper.undrawn)}")
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="paper-") as folder:
            made = _pdf(paper, Path(folder)) if format == PDF else Made(_office(paper, format, Path(folder)))
    except OSError as error:
        raise MakingFailed(f"The machine could not make it ({error.strerror or type(error).__name__})") from error
    except (zipfile.BadZipFile, PyPdfError) as error:
        raise MakingFailed(f"What came of it is no {format.upper()}") from error
    log.info("A file (%s, %s) was made in %.2f s", paper.layout, format, time.monotonic() - started)
    return made


def made_by():
    """A digest of everything that decides how a file looks, beside the paper: files made by an older version are made anew."""
    return _made_by(settings.DEBUG and time.monotonic())


@functools.cache
def _made_by(_moment):
    digest = hashlib.sha256(pypandoc.get_pandoc_version().encode() + typesetter.typst.__version__.encode())
    for path in sorted(
        [*_OFFICE.iterdir(), *_TYPST.iterdir(), *map(Path, (__file__, office.__file__, typesetter.__file__))]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()


# Office documents --------------------------------------------------------------------------------------------------------


def _office(paper, format, folder):
    reference = folder / f"reference.{format}"
    reference.write_bytes(_reference(format, paper.size, direction(paper.language)))
    width, height = SIZES[paper.size]
    options = [
        f"--reference-doc={reference}",
        f"--template={_OFFICE / f'{format}-template.xml'}",
        f"--lua-filter={_OFFICE / 'filter.lua'}",
        # Word measures in twentieths of a point.
        *(f"--variable={name}:{round(size / 25.4 * 1440)}" for name, size in (("width", width), ("height", height))),
        *(["--variable=wide:true"] if width > height else []),
        *(["--variable=rtl:true", "--metadata=dir:rtl"] if direction(paper.language) == "rtl" else []),
        f"--metadata=pagetitle:{paper.title}",
        "--standalone",
        # Never to a file: what people wrote would lie on the disk, and stay there if this process were killed.
        "--output=-",
    ]
    content = _pandoc(_whole(paper, office.dictionary(paper.language)), format, options, folder)
    return office.finished(content, format, paper.foot, direction(paper.language))


@functools.cache
def _reference(format, size, direction):
    given = _run([pypandoc.get_pandoc_path(), f"--print-default-data-file=reference.{format}"], b"")
    return office.reference(given, format, SIZES[size], direction)


def _whole(paper, language):
    return (
        f'<html lang="{office.escaped(language)}"><head><title>{office.escaped(paper.title)}</title></head>'
        f"<body>{paper.html}</body></html>"
    )


def direction(language):
    """Which way `language` is written: "ltr" or "rtl"."""
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


# PDF ---------------------------------------------------------------------------------------------------------------------


def _pdf(paper, folder):
    source = (_TYPST / f"{paper.layout}.typ").read_text("utf-8")
    inputs = {
        "paper": json.dumps(
            typeset.drawable(
                {
                    "title": paper.title,
                    "language": paper.language.partition("-")[0],
                    "direction": direction(paper.language),
                    "size": paper.size,
                    "foot": paper.foot,
                    "site": translation.gettext("Co-production in Cumbria"),
                    "data": paper.data,
                }
            )
        )
    }
    if paper.layout == "paper":
        html = _whole(paper, paper.language)
        words = _pandoc(
            typeset.drawable(html.replace("☐", _BOX).replace("☒", _TICKED)), "typst", [_FILTER, "--wrap=none"], folder
        )
        source += "\n" + words.decode()
    names = {"mark", *re.findall(r'#paper-picture\("([a-z0-9/-]+)"\)', source), *_named(paper.data)}
    inputs["pictures"] = json.dumps({name: typeset.coloured(name, _COLOURS) for name in sorted(names)})
    job = {"source": source, "root": str(_TYPST), "fonts": str(typeset.FONTS), "inputs": inputs}
    content = _run([sys.executable, typesetter.__file__], json.dumps(job).encode())
    return Made(content, len(PdfReader(io.BytesIO(content)).pages))


_FILTER = f"--lua-filter={_OFFICE / 'filter.lua'}"
# Boxes to tick are drawn: stand-ins that the layout looks for, from what the fonts have.
_BOX, _TICKED = "‹·›", "‹×›"  # noqa: RUF001


def _named(data):
    """Every drawing that `data` names under the key "drawing", however deep."""
    if isinstance(data, dict):
        own = {data["drawing"]} if isinstance(data.get("drawing"), str) and data["drawing"] else set()
        return own.union(*map(_named, data.values()))
    return set().union(*map(_named, data)) if isinstance(data, list) else set()


# The programs ------------------------------------------------------------------------------------------------------------


def _pandoc(html, to, options, folder):
    """What pandoc gives for `html`. It reads nothing but that (--sandbox) and the files that `options` name."""
    limits = ["+RTS", f"-M{_MEMORY}", "-RTS", "--sandbox"]
    command = [pypandoc.get_pandoc_path(), *limits, "--from=html-auto_identifiers", f"--to={to}", *options]
    return _run(command, html.encode(), folder)


def _run(command, given, folder=None):
    """Runs a program on `given` and returns what it wrote. It is killed, with all it began, when its time is over."""
    program = Path(command[0] if "pandoc" in command[0] else command[1]).stem
    process = subprocess.Popen(  # noqa: S603 (a program of ours, and no word of a visitor's in the command)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TMPDIR": str(folder or tempfile.gettempdir())},
    )
    try:
        output, problem = process.communicate(given, timeout=TIME_LIMIT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise MakingFailed(f"{program} took longer than {TIME_LIMIT_SECONDS} seconds") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode:
        # Its own words may quote the document.
        log.debug("%s said: %s", program, problem.decode(errors="replace")[-2000:])
        raise MakingFailed(f"{program} stopped with {process.returncode}")
    return output


@contextlib.contextmanager
def turn():
    """One of the few turns there are on this machine. A turn goes with the process that holds it. Raises Busy."""
    end = time.monotonic() + WAIT_SECONDS
    with contextlib.ExitStack() as held:
        turns = []
        with contextlib.suppress(OSError):
            Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
            for number in range(AT_ONCE):
                turns.append(held.enter_context((Path(settings.DATA_DIR) / f"making-{number}.lock").open("w")))
        while turns and not any(map(_taken, turns)):
            if time.monotonic() > end:
                raise Busy("Too many files are being made")
            time.sleep(0.05)
        yield


def _taken(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
