"""What search knows of resources beside their pages: tips, the meaning of jargon, and what to say of a template.

Tips and terms are few: they are read once, kept until somebody changes one, and compared word by word. So the same words find the
same ones on every database.
"""

import re
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from home.freshness import kept
from home.models.snippets import in_language
from home.visibility import shown
from resources.models import GlossaryPage, GlossaryTerm, TemplatePage
from resources.template_list import FORMATS, formats
from resources.tips import active_locale, tips_in_use

MAX_MEANINGS = 3


@dataclass(frozen=True)
class Meaning:
    """A jargon term that somebody asked for: its name, what it stands for, what it means, and where there is more."""

    name: str
    stands_for: str
    meaning: str
    href: str


def tips(options, any_word=False):
    """The tips with all of these words, or any of them. `options` has for each word of a question the forms it may have."""
    if not options:
        return []
    enough = any if any_word else all
    return [
        tip
        for tip, said in _kept("words of tips", _read_tips)
        if enough(any(f" {form} " in said for form in forms) for forms in options)
    ]


def meanings(query, options):
    """The jargon terms that a question names, as [Meaning]: the one that it is, or else those among its words; at most three."""
    if not options:
        return []
    known = _kept("words of jargon", _read_terms)
    exact = [meaning for meaning, names in known if query in names]
    # A word that every question holds tells nothing: what is not the whole question has to be a word of some length.
    asked = f" {query} "
    among = [meaning for meaning, names in known if any(len(name) > 2 and f" {name} " in asked for name in names)]
    return (exact or among)[:MAX_MEANINGS]


def template_with_code(query):
    """The id of the template that people ask for by this code, "t3", or None."""
    if not re.fullmatch(r"t[1-9][0-9]?", query):
        return None
    return shown(TemplatePage.objects.filter(code__iexact=query)).values_list("pk", flat=True).first()


def template_facts(pages):
    """{id: what to say of it} of the templates among `pages`: code, stages and formats. One query where there are any."""
    kind = ContentType.objects.get_for_model(TemplatePage).pk
    ids = [page.pk for page in pages if page.content_type_id == kind]
    rows = TemplatePage.objects.filter(pk__in=ids).defer("document") if ids else []
    return {
        page.pk: [
            page.code,
            page.stage_words,
            ", ".join(str(FORMATS[name]) for name in formats(page)),
            _("Word, OpenDocument and PDF"),
        ]
        for page in rows
    }


def _kept(name, read):
    locale = active_locale()
    return kept(f"{name} {locale.language_code}", lambda: read(locale))


def _read_tips(_locale):
    return [(tip, _said(tip.text, tip.detail)) for tip in tips_in_use()]


def _read_terms(locale):
    page = shown(GlossaryPage.objects.filter(locale_id=locale.pk)).first()
    place = (page.get_url() or "") if page else ""
    return [
        (
            Meaning(term.term, term.stands_for, term.meaning, f"{place}#{term.slug}" if place else ""),
            [_said(form).strip() for form in term.forms],
        )
        for term in in_language(GlossaryTerm.objects.all(), locale)
    ]


def _said(*texts):
    """The words of texts as search sees them: in lower case, between single blanks."""
    letters = "".join(letter if letter.isalnum() else " " for letter in " ".join(texts).lower())
    return f" {' '.join(letters.split())} "
