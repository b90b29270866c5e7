"""The pages for what went wrong, in three layers: a page of the site, a page without the database, plain words."""

import logging
import re
import sys

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

from home.same_origin import is_same_origin

log = logging.getLogger(__name__)

_PLAIN = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="/">Go to the home page</a></p></main></body></html>"""


def not_found(request, exception=None):
    """404: says so, and offers ways on."""
    return _page(request, "404.html", 404, "Page not found", "The page you asked for is not here.")


def server_error(request):
    """500; or 503 with Retry-After where the database is missing, locked or full. Neither asks the database anything."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = _page(
            None,
            "503.html",
            503,
            "The site is busy",
            "Nothing was saved. Wait a minute, go back and try again.",
            typed=_typed(request),
        )
        response["Retry-After"] = "60"
        return response
    return _page(
        None, "500.html", 500, "Something went wrong", "This is our fault, not yours. Try again in a few minutes."
    )


def permission_denied(request, exception=None):
    return _page(request, "403.html", 403, "You cannot see this page", "You may have to sign in with another account.")


def bad_request(request, exception=None):
    return _page(None, "400.html", 400, "We could not read that", "Check the address and try again.")


@requires_csrf_token
def csrf_failure(request, reason=""):
    """A form whose token is too old or missing: the person can go back and send it again; nothing was changed."""
    return _page(
        None,
        "403_csrf.html",
        403,
        "Please send that again",
        "For your safety this form had timed out. Nothing was saved.",
        typed=_typed(request),
    )


def _typed(request):
    """What somebody had typed into the form that was refused, as a list of texts, so that nothing is lost.

    Nothing where another site sent the form: our page would show that site's words. Never a password.
    """
    says_where = any(name in request.headers for name in ("Sec-Fetch-Site", "Origin", "Referer"))
    if says_where and not is_same_origin(request):
        return []
    try:
        sent = list(request.POST.lists()) if request.method == "POST" else []
    except (SuspiciousOperation, OSError):
        return []
    secret = ("csrfmiddlewaretoken", "password", "oldpassword")
    texts = [text.strip() for name, values in sent if not name.startswith(secret) for text in values]
    # Ticks and choices are codes of one small word, which mean nothing to anybody.
    return [text for text in texts if not re.fullmatch(r"[a-z0-9_-]{0,40}", text)]


def _page(request, template, status, title, text, **context):
    """The template, or plain words where even that fails."""
    try:
        content = loader.render_to_string(template, context, request, using="jinja2")
    except Exception:
        log.exception("The page for error %s could not be made", status)
        content = _PLAIN.format(title=title, text=text)
    return HttpResponse(content, status=status)
