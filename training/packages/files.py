"""The files of a package, gathered while its page is drawn and written as a zip at the end."""

import shutil
import tempfile
import zipfile
from pathlib import PurePosixPath
from types import SimpleNamespace

from django.contrib.staticfiles import finders
from django.utils.text import slugify

# Kept in memory up to this size; a package with films goes to the disk.
IN_MEMORY = 8 * 1024 * 1024
PICTURE = "width-800"
# Packed already: to pack them again takes time and saves nothing.
_PACKED = {".mp4", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods"}
# The same files give the same zip, whenever it is made.
_DATE = (2000, 1, 1, 0, 0, 0)


class Files:
    """What goes into one package, by name, in order. Names are plain: letters, digits, hyphens, dots."""

    def __init__(self):
        self._files = {}

    @property
    def names(self):
        return list(self._files)

    def write(self, name, content):
        """Adds `content` (a text or bytes) as `name`. Returns the name."""
        self._files[name] = content.encode() if isinstance(content, str) else content
        return name

    def static(self, path, folder):
        """Adds one of the site's own static files. Returns its name in the package."""
        found = finders.find(path)
        with open(found, "rb") as source:
            return self.write(f"{folder}/{PurePosixPath(path).name}", source.read())

    def picture(self, image):
        """Adds a Wagtail image in the size the page shows: its name, width and height."""
        made = image.get_rendition(PICTURE)
        name = f"media/picture-{image.pk}{PurePosixPath(made.file.name).suffix}"
        self._files[name] = made.file
        return SimpleNamespace(name=name, width=made.width, height=made.height)

    def document(self, document):
        """Adds a Wagtail document: a film, its captions, something to download. Returns its name in the package."""
        path = PurePosixPath(document.file.name)
        name = f"media/{slugify(path.stem) or 'file'}-{document.pk}{path.suffix.lower()}"
        self._files[name] = document.file
        return name

    def zip(self, first):
        """The open zip file, with the file named `first` at its head."""
        target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller reads and closes it)
        with zipfile.ZipFile(target, "w") as packed:
            for name in sorted(self._files, key=lambda name: (name != first, name)):
                self._add(packed, name, self._files[name])
        target.seek(0)
        return target

    @staticmethod
    def _add(packed, name, content):
        entry = zipfile.ZipInfo(name, _DATE)
        entry.external_attr = 0o644 << 16
        done = PurePosixPath(name).suffix in _PACKED
        entry.compress_type = zipfile.ZIP_STORED if done else zipfile.ZIP_DEFLATED
        if isinstance(content, bytes):
            packed.writestr(entry, content)
            return
        with content.storage.open(content.name) as source, packed.open(entry, "w") as target:
            shutil.copyfileobj(source, target)
