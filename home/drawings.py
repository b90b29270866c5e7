"""Our own SVG drawings: files in templates/drawings, put inline so that they follow the page's colours."""

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import mark_safe

FOLDER = Path(settings.BASE_DIR) / "templates" / "drawings"


@cache
def names(folder=""):
    """The names of the drawings in one folder of templates/drawings, sorted. Read once: a block asks for each picture."""
    return tuple(sorted(path.stem for path in (FOLDER / folder).glob("*.svg")))


def choices(folder=""):
    """The drawings of one folder for an editor to choose from, as (name, words)."""
    return [(name, name.replace("-", " ").capitalize()) for name in names(folder)]


def choices_for_any_page():
    """The general drawings and those of Easy Read, as (name, words)."""
    return choices() + [(f"easy-read/{name}", words) for name, words in choices("easy-read")]


@lru_cache(maxsize=256)
def _source(name):
    path = (FOLDER / f"{name}.svg").resolve()
    if not path.is_relative_to(FOLDER) or not path.is_file():
        return ""
    return path.read_text("utf-8").strip()


def drawing(name, title="", classes=""):
    """The inline SVG `name` ("doors/say"), hidden from screen readers unless it has a `title`.

    An unknown name gives nothing: a missing picture never breaks a page.
    """
    svg = _source(name)
    if not svg:
        return ""
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true" focusable="false"'
    # The file is ours; what callers add is escaped.
    return mark_safe(svg.replace("<svg", f'<svg class="{escape(f"drawing {classes}".strip())}" {label}', 1))  # noqa: S308
