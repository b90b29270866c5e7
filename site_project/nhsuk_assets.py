"""The NHS.UK frontend's CSS and JavaScript, as the wagtail-nhsuk-frontend package ships them, made fit for this site.

Two things are changed on the way, into files under DATA_DIR that `collectstatic` and `runserver` find:
the rules that load the Frutiger font from another host are taken out of the CSS (we have no licence for the font, and
pages ask no other host for anything), and the JavaScript starts itself, so that pages need no inline script.
"""

import re
from importlib import metadata, resources
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

RELEASE = "10.4.2"
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_EXPORTS = re.compile(r"export\s*\{[^}]*\};?\s*(//# sourceMappingURL=.*)?\s*\Z")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


def stylesheet(css):
    """The package's CSS without its font faces, its Frutiger names and its missing source map."""
    css = _SOURCE_MAP.sub("", _FONT_FACE.sub("", css))
    return css.replace("Frutiger W01,", "")


def script(js):
    """The package's module without its exports, started at once. Raises ValueError if the module has another shape."""
    js, found = _EXPORTS.subn("", js)
    if not found:
        raise ValueError("The NHS.UK frontend script does not end with its exports: see site_project/nhsuk_assets.py.")
    return f'document.body.classList.add("js-enabled","nhsuk-frontend-supported");{js}initAll();\n'


def build(folder):
    """Writes nhsuk/nhsuk.css and nhsuk/nhsuk.js under `folder`, once for each version of the package. Returns `folder`."""
    folder = Path(folder)
    stamp = folder / "made-from.txt"
    version = f"{metadata.version('wagtail-nhsuk-frontend')} {RELEASE} 1"
    if stamp.exists() and stamp.read_text() == version:
        return folder
    source = resources.files("wagtailnhsukfrontend") / "static" / "wagtailnhsukfrontend"
    target = folder / "nhsuk"
    target.mkdir(parents=True, exist_ok=True)
    css = (source / "css" / f"nhsuk-frontend-{RELEASE}.min.css").read_text("utf-8")
    js = (source / "js" / f"nhsuk-frontend-{RELEASE}.min.js").read_text("utf-8")
    (target / "nhsuk.css").write_text(stylesheet(css), "utf-8")
    (target / "nhsuk.js").write_text(script(js), "utf-8")
    stamp.write_text(version)
    return folder


class NHSUKFinder(BaseFinder):
    """Finds the two files made by `build`."""

    names = ("nhsuk/nhsuk.css", "nhsuk/nhsuk.js")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.DATA_DIR) / "nhsuk-assets"

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path not in self.names:
            return []
        found = str(build(self.folder) / path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=build(self.folder))
        for name in self.names:
            yield name, storage
