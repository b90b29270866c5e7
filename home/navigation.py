"""The header's menu, the footer's links, the breadcrumbs and the languages of a page."""

from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page, Site

from home.models.settings import FooterLink, SiteNavigation
from home.visibility import shown


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


def main_menu(request):
    """The pages directly under home that an editor ticked "Show in menus", as {text, href, current}, in tree order."""
    if not request:
        return []
    items = []
    for page in with_menu_text(shown(home_page(request).get_children().in_menu())):
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
    """The pages above `page`, from home down, as {text, href}; nothing for home itself."""
    site = Site.find_for_request(request)
    if not site or page.depth <= site.root_page.depth:
        return []
    above = with_menu_text(page.get_ancestors().filter(depth__gte=site.root_page.depth, live=True))
    return [
        {
            "text": gettext("Home") if step.depth == site.root_page.depth else step.menu_text,
            "href": step.get_url(request),
        }
        for step in above
    ]


def languages(page, request):
    """The live public translations of `page`, itself first: [{code, name, href, url}]; empty where there is only one."""
    translations = list(shown(Page.objects.translation_of(page)).select_related("locale").order_by("locale__pk"))
    if not translations:
        return []
    found = []
    for item in [page, *translations]:
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
