"""What our pages are measured against, as WSGI applications: hello world, the same answer from three lines, WhiteNoise, Django.

What they give out they read from the folder that BENCH_FOLDER names: `bench_pages.py` puts our own page's bytes there.
"""

import json
import os
from pathlib import Path

# What Django asks of the module with the addresses: there are none.
urlpatterns = []


def hello(environ, start_response):
    """gunicorn's own hello world (examples/test.py): 14 bytes, two headers."""
    data = b"Hello, World!\n"
    start_response("200 OK", [("Content-type", "text/plain"), ("Content-Length", str(len(data)))])
    return iter([data])


def alike():
    """An application that knows one answer: our page's headers and bytes, plain or in Brotli."""
    folder = Path(os.environ["BENCH_FOLDER"])
    plain, brotli = (
        (
            [tuple(header) for header in json.loads((folder / f"{name}.json").read_text())],
            [(folder / name).read_bytes()],
        )
        for name in ("page.html", "page.html.br")
    )

    def application(environ, start_response):
        headers, body = brotli if "br" in environ.get("HTTP_ACCEPT_ENCODING", "") else plain
        start_response("200 OK", headers)
        return body

    return application


def whitenoise_alone():
    """WhiteNoise around an application that knows nothing, without Django."""
    from whitenoise import WhiteNoise

    def nothing(environ, start_response):
        start_response("404 Not Found", [("Content-Length", "0")])
        return []

    return WhiteNoise(nothing, root=str(Path(os.environ["BENCH_FOLDER"]) / "static"), prefix="static/")


def django():
    """Django as DJANGO_SETTINGS_MODULE says, without our page cache in front."""
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()
