"""The header's menu, the footer's links, the breadcrumbs and the languages of a page."""

from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import Q, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page, Site

from home.models.settings import FooterLink, SiteNavigation
from home.visibility import is_shown


def home_page(request):
    """The home page of the active language, or the default one where that language has none."""
    kept = getattr(request, "_home_page", None)
    if kept is None:
        root = Site.find_for_request(request).root_page
        kept = root
        if translation.get_language() not in (None, settings.LANGUAGE_CODE):
            local = root.get_translations().live().filter(locale__language_code=translation.get_language()).first()
            kept = local or root
        request._home_page = kept
    return kept


def look_around(page, request):
    """Finds what stands around `page` in one query: the pages above it, the menu's pages and its translations.

    They are kept on the request for `main_menu`, `breadcrumbs` and `languages`.
    """
    steps = range(Page.steplen, len(page.path), Page.steplen)
    around = (
        Q(path__in=[page.path[:step] for step in steps])
        | _in_menu(request)
        | Q(translation_key=page.translation_key) & ~Q(pk=page.pk) & is_shown()
    )
    request._around = list(with_menu_text(Page.objects.filter(around)).select_related("locale").order_by("path"))
    # The page's own language is among those just read: nobody has to ask for it again.
    for other in request._around:
        if other.locale_id == page.locale_id:
            page.locale = other.locale
            break


def _in_menu(request):
    home = home_page(request)
    return (
        Q(depth=home.depth + 1, path__range=Page._get_children_path_interval(home.path), show_in_menus=True)
        & is_shown()
    )


def main_menu(request):
    """The pages directly under home that an editor ticked "Show in menus", as {text, href, current}, in tree order."""
    if not request:
        return []
    if hasattr(request, "_around"):
        home = home_page(request)
        pages = [
            page
            for page in request._around
            if page.show_in_menus and page.live and page.depth == home.depth + 1 and page.path.startswith(home.path)
        ]
    else:
        pages = with_menu_text(Page.objects.filter(_in_menu(request)).order_by("path"))
    items = []
    for page in pages:
        href = page.get_url(request)
        items.append(
            {
                "text": page.menu_text,
                "href": href,
                "current": request.path == href,
                "active": request.path.startswith(href),
            }
        )
    return items


def with_menu_text(pages):
    """Adds `menu_text`, the words of menus and breadcrumbs, to plain pages of any type, in the same query."""
    return pages.annotate(menu_text=Coalesce(*_of_any_type("menu_title"), "title", output_field=TextField()))


def with_card_text(pages):
    """Adds `card_text`, the words of a card, to plain pages of any type, in the same query."""
    texts = [*_of_any_type("listing_text"), *_of_any_type("summary"), Value("")]
    return pages.annotate(card_text=Coalesce(*texts, output_field=TextField()))


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
    """The footer's groups in order: [{"heading", "links": [{text, href}]}], live public pages only."""
    if not request:
        return []
    site = Site.find_for_request(request)
    groups = {key: [] for key, _ in SiteNavigation.Group.choices}
    links = (
        FooterLink.objects.filter(navigation__site=site, page__live=True).select_related("page").order_by("sort_order")
    )
    for link in links:
        href = link.page.get_url(request)
        if href:
            groups[link.group].append({"text": link.text or link.page.title, "href": href})
    labels = dict(SiteNavigation.Group.choices)
    return [{"key": key, "heading": labels[key], "links": found} for key, found in groups.items() if found]


def breadcrumbs(page, request):
    """The live pages above `page`, from home down, as {text, href}; nothing for home itself. After `look_around`."""
    site = Site.find_for_request(request)
    if not site:
        return []
    top = site.root_page.depth
    return [
        {"text": gettext("Home") if step.depth == top else step.menu_text, "href": step.get_url(request)}
        for step in request._around
        if top <= step.depth < page.depth and step.live and page.path.startswith(step.path)
    ]


def languages(page, request):
    """The public translations of `page`, itself among them: [{code, name, href, url}]; empty where there is only one.

    After `look_around`.
    """
    same = [other for other in request._around if other.translation_key == page.translation_key and other.pk != page.pk]
    found = []
    for item in [page, *sorted(same, key=lambda other: other.locale_id)] if same else []:
        code = item.locale.language_code
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
