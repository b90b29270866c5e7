"""Gives out the files that were made from pages, as fast as a static file: Django is not asked."""

from pathlib import Path

from django.conf import settings
from whitenoise import WhiteNoise

FOLDER = "made"


def with_made_files(application):
    """A WSGI application that gives out MEDIA_ROOT/made, and asks `application` for everything else.

    A file has an address of its own that nobody can guess and no other file ever has: a browser may keep it for ever.
    """
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return WhiteNoise(
        application,
        root=str(folder),
        prefix=f"{settings.MEDIA_URL}{FOLDER}/",
        # Files come and go while the site runs, so that each is looked for when it is asked for.
        autorefresh=True,
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_headers,
    )


def _headers(headers, path, _url):
    headers["Content-Disposition"] = f'attachment; filename="{Path(path).name}"'
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex"
