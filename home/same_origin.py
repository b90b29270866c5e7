"""Forms on pages that everybody shares: no token can stand there, because a token needs a cookie and reading sets none.

The browser itself says where a form was sent from. Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/) cannot be set by a
page; where an older browser does not send it, Origin and Referer say the same. A form that says nothing is refused.
"""

import functools
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

_READS = ("GET", "HEAD", "OPTIONS", "TRACE")


def same_origin_post(view):
    """Lets a form in that was sent from a page of this site; refuses another as Django refuses one without its token.

    The view bears the mark `refuses_other_sites`: home/serving.py goes by it for the routes of pages.
    """

    @csrf_exempt
    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method not in _READS and not is_same_origin(request):
            return import_string(settings.CSRF_FAILURE_VIEW)(request, reason="The form came from another site.")
        return view(request, *args, **kwargs)

    guarded.refuses_other_sites = True
    return guarded


def is_same_origin(request):
    """Whether the browser says that this request was sent from a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == f"{request.scheme}://{request.get_host()}"
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        # "http://[" and the like: no browser says that.
        return False
    return bool(referer.netloc) and (referer.scheme, referer.netloc) == (request.scheme, request.get_host())
