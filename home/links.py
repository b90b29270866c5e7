"""Links to our own pages in running text: all of a page's links are looked up together, not paragraph by paragraph."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.html import escape
from wagtail.models import Page, ReferenceIndex
from wagtail.rich_text.pages import PageLinkHandler as WagtailPageLinkHandler

from home import sites

# {id: page} of the pages that the page being rendered names, and the places where sites begin; None outside a page.
_known = ContextVar("pages that a page names", default=None)


def look_up(page, request):
    """Finds every page that `page` names anywhere, in one query, for the rest of this rendering."""
    root_paths = list(sites.prepare(request).root_paths)
    kind = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    named = ReferenceIndex.get_references_for_object(page).filter(to_content_type=kind)
    ids = named.annotate(page_id=Cast("to_object_id", BigIntegerField())).values("page_id")
    found = {found.pk: found for found in Page.objects.filter(pk__in=ids)}
    _known.set((_ready(found, root_paths), root_paths))


def ids_that_name(page):
    """The ids of the pages that name `page` anywhere, whatever their app, for `pk__in`: part of a query. Drafts do not count."""
    kind = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    naming = ReferenceIndex.objects.filter(base_content_type=kind, to_content_type=kind, to_object_id=str(page.pk))
    return naming.annotate(page_id=Cast("object_id", BigIntegerField())).values("page_id")


def forget():
    """Ends what `look_up` began."""
    _known.set(None)


@contextmanager
def looked_up(page, request):
    """`look_up` for as long as the page is rendered."""
    look_up(page, request)
    try:
        yield
    finally:
        forget()


def pages(ids):
    """The pages with these ids, as {id: page or None}; those not looked up yet are asked for in one query."""
    found, root_paths = _known.get() or ({}, None)
    missing = {number for number in ids if number not in found}
    if missing:
        found.update(dict.fromkeys(missing))
        found.update(_ready(Page.objects.in_bulk(missing), root_paths))
    return found


def _ready(found, root_paths):
    """Leaves with each page of {id: page} what Wagtail would look for to know its address."""
    if root_paths is not None:
        for page in found.values():
            page._wagtail_cached_site_root_paths = root_paths
    return found


def address(page):
    """The address of a page in the active language, where that language has it live; else empty."""
    if page is not None and translation.get_language() not in (None, settings.LANGUAGE_CODE):
        page = page.localized
    return page.get_url() or "" if page is not None else ""


class PageLinkHandler(WagtailPageLinkHandler):
    """Wagtail's links to pages, without a handful of queries for each paragraph."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        ids = [int(attrs["id"]) if str(attrs.get("id", "")).isdecimal() else 0 for attrs in attrs_list]
        found = pages(ids)
        addresses = [address(found.get(number)) for number in ids]
        return [f'<a href="{escape(href)}">' if href else "<a>" for href in addresses]


def register(features):
    """For Wagtail's register_rich_text_features hook."""
    features.register_link_type(PageLinkHandler)
