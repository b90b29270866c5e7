"""Inside Django: watches a page being made and says whether, and for how long, its finished bytes may be kept."""

from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_from_path

from home import freshness
from site_project.page_cache.kept import Page
from site_project.page_cache.wrapper import ASKED, KEEP

# Never kept, whatever their views say of themselves.
NEVER = ("/admin/", "/account/", "/bookings/", "/search/", "/documents/", "/media/", "/health/", "/_util/")
# Cookies that are read on every page and change none: a form's token sets a cookie, which keeps its page out anyway; the
# language stands in the address.
_CHANGE_NOTHING = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
KEEPABLE = "public, max-age=0, must-revalidate"


class WatchedCookies(dict):
    """A request's cookies, which note the names that somebody asks for."""

    def __init__(self, cookies):
        super().__init__(cookies)
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.asked.add(name)
        return super().__contains__(name)

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)


class PageCacheMiddleware:
    """Stands outside everything that sets headers and inside what compresses: it sees the page as it is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKED not in request.META:
            return self.get_response(request)
        request.COOKIES = cookies = WatchedCookies(request.COOKIES)
        started, marks = timezone.now(), dict(zip(freshness.SUBJECTS, freshness.marks(), strict=True))
        with freshness.watching() as subjects:
            response = self.get_response(request)
        read = cookies.asked - _CHANGE_NOTHING
        if _may_be_kept(request, response) and read.isdisjoint(cookies.keys()):
            request.META[KEEP] = partial(
                Page,
                marks=tuple(marks[subject] for subject in freshness.SUBJECTS if subject in subjects),
                until=freshness.next_moment(started).timestamp(),
                cookies=read,
            )
        return response


def _may_be_kept(request, response):
    """Whether a response is a public page that is the same for everybody. HeadersMiddleware has marked those it may be."""
    path = request.path_info
    language = get_language_from_path(path)
    plain = path.removeprefix(f"/{language}") if language else path
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Content-Type", "").startswith("text/html")
        and response.get("Cache-Control") == KEEPABLE
        and not response.has_header("Content-Encoding")
        and not getattr(request, "is_preview", False)
        and not plain.startswith(NEVER)
    )
