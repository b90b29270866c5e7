"""Gives out the files that were made from pages, as fast as a static file: Django is not asked."""

import os
from pathlib import Path

from django.conf import settings
from django.utils.http import content_disposition_header
from whitenoise import WhiteNoise
from whitenoise.responders import NotARegularFileError
from whitenoise.string_utils import decode_path_info

FOLDER = "made"
# What is known of so many files is kept in memory: their headers, not their bytes.
_MOST_KNOWN = 5_000


def with_made_files(application):
    """A WSGI application that gives out MEDIA_ROOT/made, and asks `application` for everything else.

    A file has an address of its own that nobody can guess and no other file ever has: a browser may keep it for ever.
    """
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return MadeFiles(application, folder, f"{settings.MEDIA_URL}{FOLDER}/")


class MadeFiles(WhiteNoise):
    """WhiteNoise for files that come and go while the site runs: each is looked for when it is asked for.

    Its headers are put together the first time. From then on one look at the disk tells that it is there still, and the same.
    """

    def __init__(self, application, folder, prefix):
        super().__init__(
            application,
            root=str(folder),
            prefix=prefix,
            autorefresh=True,
            allow_all_origins=False,
            immutable_file_test=lambda _path, _url: True,
            add_headers_function=_headers,
        )
        self.prefix = prefix
        self.folder = os.path.realpath(folder)
        self._known = {}

    def __call__(self, environ, start_response):
        path = decode_path_info(environ.get("PATH_INFO", ""))
        if path.startswith(self.prefix) and (found := self.find_file(path)):
            try:
                return self.serve(found, environ, start_response)
            except FileNotFoundError:
                # It was deleted at this moment.
                self._known.pop(path, None)
        return self.application(environ, start_response)

    def find_file(self, url):
        """What answers for the file at `url`; None where there is no such file in the folder, or only a link that leads out."""
        where, state, found = self._known.get(url, (None, None, None))
        if found is not None and _state(where) == state:
            return found
        self._known.pop(url, None)
        try:
            found = super().find_file(url)
        except (NotARegularFileError, OSError):
            return None
        if found is None:
            return None
        where = found.alternatives[-1][1]
        if not os.path.realpath(where).startswith(self.folder + os.sep):
            return None
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[url] = (where, _state(where), found)
        return found


def _state(path):
    """What changes with a file at `path`; None where none is."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _headers(headers, path, _url):
    headers["Content-Disposition"] = content_disposition_header(True, Path(path).name)
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex"
