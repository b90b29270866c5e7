"""The header's menu, the footer's links, the breadcrumbs and the languages of a page."""

from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page, Site

from home.models.settings import SiteNavigation


def home_page(request):
    """The home page of the active language, or the default one where that language has none."""
    kept = getattr(request, "_home_page", None)
    if kept is None:
        root = Site.find_for_request(request).root_page
        kept = root
        if translation.get_language() not in (None, root.locale.language_code):
            local = root.get_translations().live().filter(locale__language_code=translation.get_language()).first()
            kept = local or root
        request._home_page = kept
    return kept


def main_menu(request):
    """The pages directly under home that an editor ticked "Show in menus", as {text, href, current}, in tree order."""
    if request is None:
        return []
    home = home_page(request)
    pages = home.get_children().live().public().in_menu().specific()
    items = []
    for page in pages:
        href = page.get_url(request)
        items.append(
            {
                "text": getattr(page, "menu_title", "") or page.title,
                "href": href,
                "current": request.path == href,
                "active": request.path.startswith(href),
            }
        )
    return items


def footer_links(request):
    """The footer's groups in order: [{"heading", "links": [{text, href}]}], live public pages only."""
    if request is None:
        return []
    navigation = SiteNavigation.for_request(request)
    groups = {key: [] for key, _ in SiteNavigation.Group.choices}
    links = navigation.links.select_related("page").filter(page__live=True) if navigation.pk else []
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
    above = page.get_ancestors().filter(depth__gte=site.root_page.depth).live().specific()
    return [
        {
            "text": gettext("Home") if step.depth == site.root_page.depth else getattr(step, "menu_title", "") or step.title,
            "href": step.get_url(request),
        }
        for step in above
    ]


def languages(page, request):
    """The live public translations of `page`, itself first: [{code, name, href, url}]; empty where there is only one."""
    translations = list(
        Page.objects.translation_of(page).live().public().select_related("locale").order_by("locale__pk")
    )
    if not translations:
        return []
    from django.conf.locale import LANG_INFO

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
