"""Jargon help on the pages of the site: which words a page explains, how the explanation is drawn, and what editors learn of it."""

import logging
import re
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http.request import validate_host
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from home.freshness import kept
from home.visibility import shown
from resources import abbreviations, jargon
from resources.models.glossary import GlossaryPage, GlossaryTerm

log = logging.getLogger(__name__)

BEFORE = '<span class="jargon">'
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
_as_written = ContextVar("pages are rendered without explanations", default=False)


# What readers get --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """The glossary of one language, with the terms by their slug and what is put behind each word on a page.

    Explanations have the slug as their key, and those for another word of the A to Z the slug and that word.
    """

    glossary: jargon.Glossary
    terms: dict
    explanations: dict

    def explanation(self, use):
        return self.explanations.get((use.key, use.form)) or self.explanations[use.key]


def explained(html, page):
    """The main part of a page with jargon explained at its first use; as it was where the page is switched off.

    `page` is None, or no page of ours, for what stands outside the page tree.
    """
    if not explains(page) or _as_written.get():
        return html
    language = translation.get_language() or ""
    now = known(language)
    text, _keys = jargon.explain(str(html), now.glossary, lambda use: (BEFORE, now.explanation(use)), language)
    return mark_safe(text)  # noqa: S308 (what came in was safe, and what is put in comes from a template)


def explains(page):
    """Whether this page explains jargon at all."""
    return bool(getattr(page, "has_jargon_help", False) and page.explain_jargon)


def known(language):
    """The glossary of `language` (a code). Terms that nobody has translated are not looked for in other languages.

    No query, but for the first after something changed.
    """
    return kept(f"jargon {language}", lambda: _read(language))


def _read(language):
    terms = {term.slug: term for term in GlossaryTerm.objects.filter(locale__language_code=language)}
    page = shown(GlossaryPage.objects.filter(locale__language_code=language)).first() if terms else None
    address = page.url if page else ""
    words = [jargon.Word(term.slug, tuple(term.forms), term.on_pages) for term in terms.values()]
    with translation.override(language):
        explanations = {
            key: _explanation(term, name, address)
            for term in terms.values()
            if term.on_pages
            for key, name in [(term.slug, term.term), *(((term.slug, alias), alias) for alias in term.aliases)]
        }
    return Known(jargon.Glossary(words), terms, explanations)


def _explanation(term, name, address):
    """What stands behind a word that is explained: a button, and the meaning that it shows under the name `name`."""
    context = {"term": term, "name": name, "address": address}
    return render_to_string("resources/jargon.html", context, using="jinja2").strip()


# What editors learn ------------------------------------------------------------------------------------------------------


class NotRendered(Exception):
    """The page cannot be looked at as it stands, like a draft with something missing."""


@dataclass(frozen=True)
class TermUse:
    """A term that a page uses. `state` says what becomes of it there: one of the four below."""

    term: GlossaryTerm
    state: str


EXPLAINED = "explained"
# Nowhere in running text: only in headings, links, forms or somebody else's words.
NOT_IN_TEXT = "not in running text"
TERM_OFF = "term switched off"
PAGE_OFF = "page switched off"


@dataclass(frozen=True)
class Jargon:
    """What was found on a page: [TermUse] in the order of the text, and abbreviations that nobody explains."""

    terms: list
    unexplained: list


def look_at(page):
    """Reads a page as it stands, a draft with its changes, and returns its Jargon. Raises NotRendered.

    `page` is one of ours, with an id.
    """
    html = main_part(page)
    language = page.locale.language_code
    now = known(language)
    in_text = {use.key for use in now.glossary.uses(html, language)}
    everywhere = now.glossary.uses(escape(abbreviations.read_text(html), quote=False))
    keys = dict.fromkeys([*(use.key for use in everywhere), *in_text])
    uses = [TermUse(now.terms[key], _state(page, now, key, key in in_text)) for key in keys]
    return Jargon(uses, abbreviations.unexplained(html, now.glossary))


def terms_in(page):
    """The terms of the glossary that a page uses, as [TermUse]. Raises NotRendered."""
    return look_at(page).terms


def unexplained_in(page):
    """The abbreviations on a page that nobody explains. Raises NotRendered."""
    return look_at(page).unexplained


def _state(page, now, key, in_text):
    if not explains(page):
        return PAGE_OFF
    if key not in now.glossary.explained:
        return TERM_OFF
    return EXPLAINED if in_text else NOT_IN_TEXT


def main_part(page):
    """The main part of a page as readers will get it, without explanations, as HTML. Raises NotRendered."""
    try:
        with _without_explanations(), _savepoint(), translation.override(page.locale.language_code):
            response = page.serve_preview(_a_reader_of(page), page.default_preview_mode)
            if hasattr(response, "render"):
                response.render()
    except Exception as error:
        # A draft may lack anything, and an editor's screen has to open all the same.
        log.warning("Page %s could not be read for jargon: %s", page.pk, type(error).__name__)
        raise NotRendered from error
    found = _MAIN.search(response.content.decode()) if response.status_code == 200 else None
    if not found:
        raise NotRendered
    return found[1]


def _a_reader_of(page):
    """The request of somebody without a cookie. Without middleware: an unfinished draft is no error of the site to be logged."""
    request = RequestFactory().get(urlsplit(page.full_url or "/").path, headers={"host": _host_of(page)})
    request.user, request.is_preview, request.preview_mode = AnonymousUser(), True, page.default_preview_mode
    return request


def _host_of(page):
    """Where the page is read: an address of this installation, whatever the site is called."""
    host = urlsplit(page.full_url or "").hostname or ""
    return host if validate_host(host, settings.ALLOWED_HOSTS) else next(iter(settings.ALLOWED_HOSTS), "localhost")


def _savepoint():
    """In a transaction what goes wrong undoes only itself. Where there is none, none is begun: reading locks nobody out."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@contextmanager
def _without_explanations():
    before = _as_written.set(True)
    try:
        yield
    finally:
        _as_written.reset(before)
