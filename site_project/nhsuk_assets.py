"""The NHS.UK frontend's CSS and JavaScript, as the wagtail-nhsuk-frontend package ships them, made fit for this site.

Three things are changed on the way, into files under DATA_DIR that `collectstatic` and `runserver` find:
the rules that load the Frutiger font from another host are taken out of the CSS (we have no licence for the font, and
pages ask no other host for anything), so are the rules whose classes nothing of ours writes (`used_css.py`: they are half
of the file, and every visitor would carry them), and the JavaScript starts itself, so that pages need no inline script.
"""

import hashlib
import re
from importlib import metadata, resources
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from site_project import used_css

RELEASE = "10.4.2"
# Where classes of the frontend are written; what it is called there.
FOLDERS = ("templates", "static", "home", "events", "training", "resources", "site_project")
_NAME = "nhsuk"
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


def shipped():
    """The CSS and the JavaScript of the package, as texts."""
    source = resources.files("wagtailnhsukfrontend") / "static" / "wagtailnhsukfrontend"
    css = (source / "css" / f"nhsuk-frontend-{RELEASE}.min.css").read_text("utf-8")
    return css, (source / "js" / f"nhsuk-frontend-{RELEASE}.min.js").read_text("utf-8")


def build(folder):
    """Writes nhsuk/nhsuk.css and nhsuk/nhsuk.js under `folder`, where the package or what we write has changed.

    Returns `folder`.
    """
    folder = Path(folder)
    stamp = folder / "made-from.txt"
    texts = used_css.texts_of([Path(settings.BASE_DIR) / name for name in FOLDERS], about=_NAME)
    made_from = _digest(texts)
    if stamp.exists() and stamp.read_text() == made_from:
        return folder
    css, js = shipped()
    names = used_css.names_of(texts, script=js)
    target = folder / "nhsuk"
    target.mkdir(parents=True, exist_ok=True)
    (target / "nhsuk.css").write_text(used_css.trimmed(stylesheet(css), names), "utf-8")
    (target / "nhsuk.js").write_text(script(js), "utf-8")
    stamp.write_text(made_from)
    return folder


def _digest(texts):
    """What the two files depend on: the packages' versions, and every text of ours that can write a class."""
    packages = ("wagtail-nhsuk-frontend", "nhsuk-frontend-jinja", "tinycss2")
    digest = hashlib.sha256(" ".join([RELEASE, *map(metadata.version, packages)]).encode())
    for text in texts:
        digest.update(text.encode())
    return digest.hexdigest()


class NHSUKFinder(BaseFinder):
    """Finds the two files made by `build`: looked at once a process, and each time where DEBUG is on."""

    names = ("nhsuk/nhsuk.css", "nhsuk/nhsuk.js")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.DATA_DIR) / "nhsuk-assets"
        self._built = False

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path not in self.names:
            return []
        found = str(self._build() / path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=self._build())
        for name in self.names:
            yield name, storage

    def _build(self):
        if settings.DEBUG or not self._built:
            build(self.folder)
            self._built = True
        return self.folder
