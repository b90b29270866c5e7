"""How an address becomes a page: in two queries, where Wagtail asks for each part of the address and what is around it."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail import views
from wagtail.models import Page

from home import sites

# Longer addresses than this are nobody's page: Wagtail looks for them itself, and gives up at the first part.
DEEPEST = 12


@csrf_exempt
def serve(request, path):
    """Wagtail's view for every page of the tree, with what it would ask first already there.

    A form sent to a page needs a token, as anywhere. Only where a page's own route guards itself (home.same_origin) it needs none.
    """
    sites.prepare(request)
    if not hasattr(request, "_wagtail_route_for_request"):
        _find(request, [part for part in path.split("/") if part])
    needs_none = request.method in ("GET", "HEAD") or _guards_itself(request)
    return (views.serve if needs_none else _with_token)(request, path)


_with_token = csrf_protect(views.serve)


def _guards_itself(request):
    """Whether the view found, a route of a routable page, refuses forms of other sites itself.

    Its own mark is asked for and not Django's `csrf_exempt`, which anybody may set without putting another guard in its place.
    """
    found = getattr(request, "_wagtail_route_for_request", None)
    return bool(found and found.args and getattr(found.args[0], "refuses_other_sites", False))


def _find(request, parts):
    """Leaves the page at an address where Wagtail looks for it; leaves it to Wagtail where the first page is not ours."""
    from home.models import HomePage

    home = sites.home_of(request)
    if home is None or home.content_type_id != ContentType.objects.get_for_model(HomePage).pk:
        return
    try:
        if parts and len(parts) <= DEEPEST:
            refuse_other_language(home.language)
            request._wagtail_route_for_request = below(home, request, parts)
        else:
            request._wagtail_route_for_request = HomePage.objects.get(pk=home.pk).route(request, parts)
    except (Http404, HomePage.DoesNotExist):
        request._wagtail_route_for_request = None


def refuse_other_language(language):
    """Raises Http404 where the active language has no home page: English words at its address would help nobody."""
    if translation.get_language() not in (None, settings.LANGUAGE_CODE, language):
        raise Http404


def below(home, request, parts):
    """The RouteResult for an address below `home`, anything with `url_path` and `depth`. Raises Http404. Two queries.

    The page found takes it from there: it may be a draft (404), or have addresses of its own below it.
    """
    addresses = ["/".join([home.url_path.rstrip("/"), *parts[:number], ""]) for number in range(1, len(parts) + 1)]
    # Slugs have an index, whole addresses have none.
    found = Page.objects.filter(slug__in=set(parts), url_path__in=addresses).order_by("-depth").first()
    if found is None:
        raise Http404
    return found.specific.route(request, parts[found.depth - home.depth :])
