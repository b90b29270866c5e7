"""Search over the public pages and documents: from what somebody typed to a page of results.

The same words find the same things on SQLite and on PostgreSQL. SQLite's full-text index knows no word stems, so each
word is asked for in the singular and the plural; where nothing has all the words, the search widens in two steps and
says so.
"""

import difflib
import itertools
import re
import unicodedata
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, get_page_models
from wagtail.search.query import Or, PlainText

from home import sites
from home.models.base import BasePage
from home.navigation import with_menu_text
from resources import finding
from resources.models import Tip
from resources.tips import address_of

MAX_LENGTH = 200
MAX_WORDS = 12
PER_PAGE = 10
# Nobody pages further than this, and it bounds what one search can cost.
MAX_RESULTS = 200
# Each word in two or three forms: this many combinations are asked for, and longer questions are taken as they are.
MAX_COMBINATIONS = 16

# One word for some, two for others. The site writes "co-production", the index keeps "co" and "production".
_JOINED = re.compile(r"^co(production|produce|produced|producing|produces|design|designed|design|creation)$")
# Words that say nothing about what somebody looks for. Only left out when any one word is enough.
_SMALL_WORDS = frozenset(
    word
    for line in (
        "a an and are at be by can do for from how i in is it my of on or",
        "the to we what when where who why with you your",
    )
    for word in line.split()
)

# Shown when there is nothing else to show, by their place below the home page.
MAIN_PAGES = ("what-it-is/", "get-involved/", "learn/", "tools/")
USEFUL_PAGES = (
    "what-it-is/principles/",
    "events/",
    "get-involved/expenses/",
    "tools/hints-and-tips/",
    "jargon/",
    "contact/",
)


# The words ------------------------------------------------------------------------------------------------------------


def tidy(raw):
    """What somebody typed, fit to be shown again: no control characters, no quotation marks, at most 200 characters.

    NFKC first, so that full-width and combined forms become the letters people see. Input from nobody's keyboard (NUL,
    surrogates, right-to-left overrides) goes. Cut before as well, because NFKC can make text many times longer.
    """
    text = unicodedata.normalize("NFKC", (raw or "")[: MAX_LENGTH * 4])
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "Z" or category == "Cc":
            kept.append(" ")
        elif category[0] != "C" and character not in '"\u201c\u201d\u201e\u00ab\u00bb':
            kept.append(character)
    return " ".join("".join(kept)[:MAX_LENGTH].split())


def clean_query(raw):
    """The words to search for, as one string; empty when there is no letter and no digit in it."""
    return " ".join(words(tidy(raw)))


def words(text):
    """The words of a tidy text in lower case: runs of letters, digits and the marks that belong to them; at most 12."""
    found = "".join(
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        for character in text.lower()
    )
    return [word for word in found.split() if any(character.isalnum() for character in word)][:MAX_WORDS]


def forms(word):
    """A word with its singular or plural beside it: "principles" gives also "principle", "story" also "stories"."""
    joined = _JOINED.match(word)
    if joined:
        return [word, f"co {joined.group(1)}"]
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return [word]
    if word.endswith("ies") and len(word) > 4:
        return [word, f"{word[:-3]}y"]
    if re.search(r"(ss|sh|ch|x|z)es$", word):
        return [word, word[:-2]]
    if word.endswith("ses"):
        return [word, word[:-1], word[:-2]]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return [word, word[:-1]]
    if re.search(r"[^aeiou]y$", word):
        return [word, f"{word[:-1]}ies"]
    return [word, f"{word}es" if re.search(r"(s|sh|ch|x|z)$", word) else f"{word}s"]


def all_words_query(query):
    """A query for all the words, each in any of its forms. An Or of plain texts, which both databases rank rightly."""
    options = [forms(word) for word in query.split()]
    texts, total = [], 1
    for option in options:
        # From the word on that would make too many combinations, words are taken as they are typed.
        total *= len(option)
        texts.append(option if total <= MAX_COMBINATIONS else option[:1])
    combinations = [PlainText(" ".join(choice)) for choice in itertools.product(*texts)]
    return combinations[0] if len(combinations) == 1 else Or(combinations)


def any_word_query(query):
    """A query for any of the words that matter, or None where there is only one word."""
    typed = query.split()
    matter = [word for word in typed if word not in _SMALL_WORDS] or typed
    found = list(dict.fromkeys(form for word in matter for form in forms(word)))
    return PlainText(" ".join(found), operator="or") if len(typed) > 1 else None


# What may be found ----------------------------------------------------------------------------------------------------


def public_pages():
    """The live pages of the active language that anybody may read."""
    return Page.objects.live().public().filter(locale=Locale.get_active(), depth__gt=1)


def public_documents():
    """The documents in collections without a privacy setting on them or above them."""
    own_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closed = CollectionViewRestriction.objects.annotate(own_path=own_path).filter(
        own_path__startswith=F("collection__path")
    )
    # A list and no subquery: the search backend reads the filters, and knows lists of ids only.
    collections = list(Collection.objects.exclude(Exists(closed)).values_list("pk", flat=True))
    return get_document_model().objects.filter(collection__in=collections)


@dataclass
class Found:
    """Pages with tips among them, then documents, best first, and how they were found: "all", "start" or "any"."""

    pages: list
    documents: list
    how: str = "all"

    def __len__(self):
        return len(self.pages) + len(self.documents)

    def __getitem__(self, place):
        return [*self.pages, *self.documents][place]


def find(query, pages, documents):
    """What the cleaned `query` finds: all its words; else titles that begin like it; else any of its words."""
    if not query:
        return Found([], [])
    wanted = all_words_query(query)
    options = [forms(word) for word in query.split()]
    found = _ranked(query, [*_first(pages.search(wanted)), *finding.tips(options)], _first(documents.search(wanted)))
    if found:
        return found
    found = _ranked(query, _first(pages.autocomplete(query)), [], "start")
    wider = None if found else any_word_query(query)
    if not wider:
        return found
    matter = [forms(word) for word in query.split() if word not in _SMALL_WORDS]
    everything = [*_first(pages.search(wider)), *finding.tips(matter, any_word=True)]
    return _ranked(query, everything, _first(documents.search(wider)), "any")


def _first(results):
    return list(results[:MAX_RESULTS])


def _ranked(query, pages, documents, how="all"):
    """Titles with every word come first, or with most of them where any will do; otherwise the order of the index stays."""
    typed = [forms(word) for word in query.split()]

    coded = finding.template_with_code(query)

    def misses(item):
        if coded and isinstance(item, Page) and item.pk == coded:
            return -1
        title = f" {' '.join(words(item.text if isinstance(item, Tip) else item.title))} "
        missing = sum(not any(f" {form} " in title for form in options) for options in typed)
        return missing if how == "any" else missing > 0

    return Found(sorted(pages, key=misses), sorted(documents, key=misses), how)


# What is shown --------------------------------------------------------------------------------------------------------


@dataclass
class Card:
    """One result."""

    title: str
    href: str
    section: str
    text: str = ""
    is_example: bool = False
    details: str = ""
    facts: tuple = ()


def cards(items, request):
    """The results of one page as cards. Three queries for all the pages, none for each of them."""
    pages = [item for item in items if isinstance(item, Page)]
    tops = _tops(pages, request)
    told = _told(pages)
    facts = finding.template_facts(pages)
    return [
        _page_card(item, request, told, tops, facts)
        if isinstance(item, Page)
        else _tip_card(item)
        if isinstance(item, Tip)
        else _document_card(item)
        for item in items
    ]


def _tip_card(tip):
    return Card(tip.text, address_of(tip), gettext("Hints and tips"), tip.detail, facts=(tip.get_stage_display(),))


def _page_card(page, request, told, tops, facts):
    summary, listing_text, is_example = told.get(page.pk, (page.search_description, "", False))
    section = tops.get(page.path, "")
    return Card(
        page.title,
        page.get_url(request) or "",
        section,
        listing_text or summary,
        bool(is_example),
        facts=facts.get(page.pk, ()),
    )


def _document_card(document):
    size = document.file_size or 0
    parts = [document.file_extension.upper()] if document.file_extension else []
    if size:
        parts.append(gettext("%(size)s KB") % {"size": max(1, round(size / 1024))})
    return Card(document.title, document.url, gettext("Document"), details=", ".join(parts))


def _told(pages):
    """What each page says about itself, by id: (summary, listing text, is example). One query."""
    types = {page.content_type_id for page in pages}
    models = [
        model
        for model in get_page_models()
        if issubclass(model, BasePage) and ContentType.objects.get_for_model(model).pk in types
    ]
    ids = {page.pk for page in pages}
    rows = [
        model.objects.filter(pk__in=ids).order_by().values_list("pk", "summary", "listing_text", "is_example")
        for model in models
    ]
    found = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else [row for some in rows for row in some]
    return {pk: tuple(rest) for pk, *rest in found}


def _tops(pages, request):
    """The name of the part of the site each page is in, by the page's path: the page just below home. One query."""
    site = sites.site_of(request)
    cut = (site.root_page.depth + 1) * Page.steplen if site else 0
    paths = {page.path: page.path[:cut] for page in pages if cut and len(page.path) > cut}
    tops = Page.objects.filter(path__in=set(paths.values()))
    names = dict(with_menu_text(tops).values_list("path", "menu_text")) if paths else {}
    return {path: names.get(top, "") for path, top in paths.items()}


def suggestion(query, titles):
    """The query with its misspelt words put right from the titles of public pages; empty where nothing is close."""
    known = {word for title in titles for word in words(title) if len(word) > 3}
    better, changed = [], False
    for word in query.split():
        close = [] if word in known or not 3 < len(word) < 30 else difflib.get_close_matches(word, known, 1, 0.8)
        better.append(close[0] if close else word)
        changed = changed or bool(close)
    return " ".join(better) if changed else ""


def help_links(pages, request):
    """The main parts of the site and its most used pages: {"main": [{"title", "href"}], "useful": [...]}."""
    home = min(pages, key=lambda page: page.depth, default=None)
    if home is None:
        return {"main": [], "useful": []}
    by_place = {page.url_path.removeprefix(home.url_path): page for page in pages}

    def links(places):
        chosen = [by_place[place] for place in places if place in by_place]
        return [{"title": page.menu_text, "href": page.get_url(request)} for page in chosen]

    return {"main": links(MAIN_PAGES), "useful": links(USEFUL_PAGES)}


@require_safe
@cache_control(no_store=True)
def search(request):
    """The search page. Any query is answered: with results, or with help. It sets no cookie and is never kept."""
    shown = tidy(request.GET.get("q"))
    query = clean_query(shown)
    pages, documents = public_pages(), public_documents()
    found = find(query, pages, documents)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "noindex": True,
        "query": shown,
        "searched": bool(query),
        "how": found.how,
        "total": len(found),
        "at_least": MAX_RESULTS if len(found) >= MAX_RESULTS else 0,
        "meanings": finding.meanings(query, [forms(word) for word in query.split()]),
        "results": page,
        "cards": cards(page.object_list, request),
        "page_numbers": [
            None if number == Paginator.ELLIPSIS else number
            for number in page.paginator.get_elided_page_range(page.number)
        ],
    }
    if not found:
        every = list(with_menu_text(pages))
        context["help"] = help_links(every, request)
        context["suggestion"] = suggestion(query, [page.title for page in every]) if query else ""
    response = TemplateResponse(request, "search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
