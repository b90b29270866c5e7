"""What every page asks of the site it is on: which site, its home pages, their addresses, its languages.

All of it is read once and kept until somebody changes something (home/freshness.py); a page itself asks for none of it.
"""

from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http.request import split_domain_port
from django.utils import translation
from wagtail.models import Locale, Page, Site
from wagtail.models.sites import SiteRootPath

from home.freshness import kept, look_now_and_then


@dataclass(frozen=True)
class Home:
    """One home page of a site: the root page or a translation of it."""

    pk: int
    path: str
    depth: int
    url_path: str
    language: str
    live: bool
    content_type_id: int


@dataclass(frozen=True)
class _SiteRow:
    """A row of Wagtail's table of sites with its root page, as values to make both from, and its home pages by language."""

    hostname: str
    port: int
    is_default: bool
    values: tuple
    root: tuple
    homes: MappingProxyType
    top: Home


@dataclass(frozen=True)
class Facts:
    """All sites; `root_paths` as Wagtail's own; `locales` with a home page as {id: code}; `in_use`: those with live pages."""

    sites: tuple
    root_paths: tuple
    locales: MappingProxyType
    in_use: frozenset


def facts():
    """The Facts as they are now. Two queries after something changed, else none."""
    return kept("sites", _read)


def _read():
    found = list(
        Site.objects.select_related("root_page").order_by("-root_page__url_path", "-is_default_site", "hostname")
    )
    live = Page.objects.filter(locale=OuterRef("locale"), live=True, depth__gt=1).order_by()
    pages = Page.objects.filter(translation_key__in={site.root_page.translation_key for site in found})
    homes = {}
    for page in pages.select_related("locale").annotate(in_use=Exists(live)).order_by("path"):
        homes.setdefault(page.translation_key, []).append(page)
    sites, root_paths, codes, in_use = [], [], {}, set()
    for site in found:
        here = homes[site.root_page.translation_key]
        codes.update((page.locale_id, page.locale.language_code) for page in here)
        in_use.update(page.locale_id for page in here if page.in_use)
        sites.append(_row(site, [_home(page, codes) for page in here]))
        root_paths += [SiteRootPath(site.pk, page.url_path, site.root_url, codes[page.locale_id]) for page in here]
    return Facts(tuple(sites), tuple(root_paths), MappingProxyType(codes), frozenset(in_use))


def _home(page, codes):
    language = codes[page.locale_id]
    return Home(page.pk, page.path, page.depth, page.url_path, language, page.live, page.content_type_id)


def _row(site, homes):
    return _SiteRow(
        hostname=site.hostname,
        port=site.port,
        is_default=site.is_default_site,
        values=values(site),
        root=values(site.root_page),
        homes=MappingProxyType({home.language: home for home in homes}),
        top=next(home for home in homes if home.pk == site.root_page_id),
    )


def values(row):
    """What a row of the database says, as plain values for `made`."""
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields)


def made(model, values):
    """An object of `model` as the database would give it: one for each request, so that no two share one."""
    return model.from_db(None, [field.attname for field in model._meta.concrete_fields], values)


def prepare(request):
    """Leaves what Wagtail would ask the database for where it looks first, on `request`. Returns the Facts."""
    found = getattr(request, "_site_facts", None)
    if found is None:
        # The page cache asks only for pages that it has: what is kept here is to be as new as they are.
        look_now_and_then()
        found = request._site_facts = facts()
        request._site_row = row = _row_for(found, request)
        if not hasattr(request, "_wagtail_site"):
            request._wagtail_site = row and made(Site, row.values)
            if row:
                request._wagtail_site.root_page = made(Page, row.root)
        request._wagtail_cached_site_root_paths = list(found.root_paths)
    return found


def _row_for(found, request):
    """The site a request is for, by Wagtail's rules (wagtail.models.sites.get_site_for_hostname), or None."""
    hostname, port = split_domain_port(request._get_raw_host())[0], str(request.get_port())
    ranked = sorted(
        (
            (_rank(site, hostname, port), number, site)
            for number, site in enumerate(found.sites)
            if site.hostname == hostname or site.is_default
        ),
        key=lambda ranked: ranked[:2],
    )
    if ranked and (len(ranked) == 1 or ranked[0][0] < 2):
        return ranked[0][2]
    if ranked and ranked[0][0] == 2:
        # The default site, but where exactly one other has this name: that one.
        return ranked[len(ranked) == 2][2]
    return None


def _rank(site, hostname, port):
    """0: the name and the port, 1: the name, and the default site, 2: the default site, 3: the name alone."""
    if site.hostname == hostname:
        return 0 if str(site.port) == port else 1 if site.is_default else 3
    return 2


def site_of(request):
    """The wagtail Site of a request, or None."""
    prepare(request)
    return request._wagtail_site


def home_of(request):
    """The Home of the active language, or the site's own where that language has none that is live. None without a site."""
    prepare(request)
    row = request._site_row
    language = translation.get_language()
    if row is None or language in (None, settings.LANGUAGE_CODE):
        return row and row.top
    local = row.homes.get(language)
    return local if local and local.live else row.top


def give_locale(page, request):
    """Spares `page` the query for its language."""
    code = prepare(request).locales.get(page.locale_id)
    if code:
        page.locale = made(Locale, (page.locale_id, code))
