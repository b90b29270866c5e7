"""What goes with what: templates, modules, stories and tips that serve the same principle, or that lead to each other.

An editor says it once, on either side: that a template goes with a module is known from the module as well. All of it is
read at once for a language and kept until somebody changes something, so that no page asks for it.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.apps import apps
from django.conf import settings
from django.utils import translation
from wagtail.models import Page

from home import sites
from home.freshness import kept
from home.visibility import shown
from resources.models import StoryPage, TemplatePage
from resources.tips import page_address, tips_in_use

# In the order in which they are offered: first to learn, then to use, then to read.
KINDS = ("module", "template", "story", "tip")
# A module or a story that serves more principles than these is about all of them, and says nothing about one.
MOST_PRINCIPLES = 6


@dataclass(frozen=True)
class Piece:
    """Something to read or to use, as a link. `principles` are their numbers."""

    kind: str
    pk: int
    title: str
    href: str
    principles: frozenset = frozenset()


@dataclass(frozen=True)
class _Web:
    """All pieces of a language: pages by id, tips, and which pages lead to each other as {id: (ids)}."""

    pages: dict
    tips: tuple
    links: dict


def with_principles():
    """A function that gives for a principle [(kind, [Piece])] of all that serves it, but for the pages it leads to itself."""
    web = _web()

    def with_principle(principle):
        own, number = {principle.module_id, principle.template_id, principle.story_id}, principle.number
        found = [piece for piece in web.pages.values() if piece.pk not in own and number in piece.principles]
        few = [piece for piece in found if len(piece.principles) <= MOST_PRINCIPLES]
        return _by_kind([*few, *(tip for tip in web.tips if number in tip.principles)])

    return with_principle


def with_page(page, known=(), tips=3):
    """[(kind, [Piece])] of the pages that lead to `page` or that it leads to, and so many tips for the same principles.

    `known` are (kind, page) that are shown already: they are left out.
    """
    web = _web()
    without = {other.pk for _kind, other in known}
    pages = [web.pages[pk] for pk in web.links.get(page.pk, ()) if pk not in without and pk in web.pages]
    here = web.pages.get(page.pk)
    principles = here.principles if here and len(here.principles) <= MOST_PRINCIPLES else frozenset()
    fitting = [tip for tip in web.tips if tip.principles & principles]
    return _by_kind(pages + fitting[:tips])


def _by_kind(pieces):
    groups = [(kind, [piece for piece in pieces if piece.kind == kind]) for kind in KINDS]
    return [(kind, found) for kind, found in groups if found]


def _web():
    code = translation.get_language() or settings.LANGUAGE_CODE
    return kept(f"related {code}", lambda: _read(code))


def _read(code):
    """One query for each kind, however many pages there are."""
    module = apps.get_model("training.ModulePage")
    pages, links, roots = {}, defaultdict(dict), list(sites.facts().root_paths)

    def join(one, other):
        if one and other:
            links[one][other] = links[other][one] = True

    for kind, model, *named in (
        ("module", module, "related_pages__page_id"),
        ("template", TemplatePage, "module_id", "story_id"),
        ("story", StoryPage),
    ):
        for piece, others in _pieces(kind, model, named, code, roots):
            known = pages.get(piece.pk, piece)
            pages[piece.pk] = replace(known, principles=known.principles | piece.principles)
            for other in others:
                join(piece.pk, other)
    place = page_address()
    tips = tuple(
        Piece("tip", tip.pk, tip.text, f"{place}#{tip.anchor}", frozenset({tip.principle.number}))
        for tip in tips_in_use()
        if place and tip.principle
    )
    return _Web(pages, tips, {pk: tuple(others) for pk, others in links.items()})


def _pieces(kind, model, named, code, roots):
    """(Piece, ids of pages it names) for each row: a page comes once for each principle and each page it names."""
    rows = shown(model.objects.filter(locale__language_code=code)).order_by("path")
    for pk, title, url_path, number, *others in rows.values_list(
        "pk", "title", "url_path", "principles__number", *named
    ):
        page = Page(pk=pk, url_path=url_path)
        page._wagtail_cached_site_root_paths = roots
        yield Piece(kind, pk, title, page.get_url() or "", frozenset({number} if number else ())), others
