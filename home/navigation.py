"""The header's menu, the footer's links, the breadcrumbs and the languages of a page.

What is the same on many pages is read once and kept until somebody changes something (home/freshness.py), as plain values.
"""

from functools import cache

from django.conf.locale import LANG_INFO
from django.db.models import Q, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext
from wagtail.models import Page

from home import sites
from home.freshness import kept
from home.models.settings import FooterLink, SiteNavigation
from home.visibility import is_shown


def main_menu(request):
    """The pages directly under home that an editor ticked "Show in menus", as {text, href, current}, in tree order."""
    site, home = (sites.site_of(request), sites.home_of(request)) if request else (None, None)
    if not site:
        return []

    def make():
        in_menu = Q(depth=home.depth + 1, path__range=Page._get_children_path_interval(home.path), show_in_menus=True)
        pages = with_menu_text(Page.objects.filter(in_menu & is_shown()).order_by("path"))
        return tuple((page.menu_text, page.get_url(request)) for page in pages)

    return [
        {"text": text, "href": href, "current": request.path == href, "active": request.path.startswith(href)}
        for text, href in kept(("menu", site.pk, home.pk), make)
    ]


def with_menu_text(pages):
    """Adds `menu_text`, the words of menus and breadcrumbs, to plain pages of any type, in the same query."""
    return pages.annotate(menu_text=Coalesce(*_of_any_type("menu_title"), "title", output_field=TextField()))


def cards(pages):
    """A queryset of plain pages of any type as a list, each with `card_text`, the words of its card. Two queries."""
    found = list(pages)
    ids = {}
    for page in found:
        ids.setdefault(page.cached_content_type.model_class(), []).append(page.pk)
    rows = [
        model._base_manager.filter(pk__in=some).order_by().values_list("pk", "listing_text", "summary")
        for model, some in ids.items()
        if model and {"listing_text", "summary"} <= {field.name for field in model._meta.fields}
    ]
    texts = {pk: text or summary for pk, text, summary in (rows[0].union(*rows[1:], all=True) if rows else ())}
    for page in found:
        page.card_text = texts.get(page.pk, "")
    return found


def _of_any_type(name):
    """A field of our page types as it is reached from Page, empty text counting as nothing."""
    return [NullIf(f"{accessor}__{name}", Value(""), output_field=TextField()) for accessor in _types_with(name)]


@cache
def _types_with(name):
    """The names by which Page reaches its types that have a field `name`."""
    return [
        link.get_accessor_name()
        for link in Page._meta.related_objects
        if link.parent_link and any(field.name == name for field in link.related_model._meta.fields)
    ]


def footer_links(request):
    """The footer's groups in order: [{"key", "heading", "links": [{text, href}]}], live public pages only."""
    site = sites.site_of(request) if request else None
    if not site:
        return []

    def make():
        links = FooterLink.objects.filter(navigation__site=site, page__live=True).select_related("page")
        found = [
            (link.group, link.text or link.page.title, link.page.get_url(request))
            for link in links.order_by("sort_order")
        ]
        return tuple(row for row in found if row[2])

    groups = {key: [] for key, _ in SiteNavigation.Group.choices}
    for group, text, href in kept(("footer", site.pk), make):
        groups[group].append({"text": text, "href": href})
    labels = dict(SiteNavigation.Group.choices)
    return [{"key": key, "heading": labels[key], "links": found} for key, found in groups.items() if found]


def breadcrumbs(page, request):
    """The live pages above `page`, from home down, as {text, href}; nothing for home itself."""
    site = sites.site_of(request)
    if not site:
        return []
    top = site.root_page.depth
    above = [page.path[: depth * Page.steplen] for depth in range(top, page.depth)]
    if not above:
        return []

    def steps(pages):
        return {
            step.path: (step.menu_text, step.get_url(request)) if step.live else None for step in with_menu_text(pages)
        }

    parents = Page.objects.filter(numchild__gt=0, depth__gte=top)
    found = kept(("pages with pages below them", site.pk, top), lambda: steps(parents))
    missing = [path for path in above if path not in found]
    if missing:
        # A page that has only just got its first page below it, which is no change that shows.
        found = {**found, **steps(Page.objects.filter(path__in=missing))}
    trail = [(depth, found.get(path)) for depth, path in enumerate(above, start=top)]
    return [{"text": gettext("Home") if depth == top else step[0], "href": step[1]} for depth, step in trail if step]


def languages(page, request):
    """The public translations of `page`, itself among them: [{code, name, href, url}]; empty where there is only one.

    One query, but none on a site all in one language.
    """
    site = sites.prepare(request)
    if site.in_use <= {page.locale_id}:
        return []
    same = Page.objects.filter(is_shown(), translation_key=page.translation_key).exclude(pk=page.pk)
    same = [other for other in same.order_by("locale_id") if other.locale_id in site.locales]
    found = []
    for item in [page, *same] if same else []:
        code = site.locales[item.locale_id]
        found.append(
            {
                "code": code,
                "name": LANG_INFO.get(code, {}).get("name_local", code),
                "href": item.get_url(request),
                "url": item.get_full_url(request),
                "current": item.pk == page.pk,
            }
        )
    return found
