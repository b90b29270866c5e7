"""Which tips stand where: all of a language, those a block asks for, and the address of each.

Tips are few and many pages show some of them: they are read once, and kept until somebody changes something.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils import translation
from wagtail.models import Locale

from home.freshness import kept
from home.models.snippets import in_language
from home.visibility import shown
from resources.models.tips import Tip, TipsPage


@dataclass(frozen=True)
class TipCards:
    """The tips of one block, and the address at which there are more like them ("" where there is none)."""

    cards: tuple
    more: str = ""


def all_tips(locale):
    """Every tip in the language `locale`, in the order editors gave them, principles at hand. For reading only: it is kept."""
    rows = Tip.objects.select_related("principle")
    return kept(f"tips {locale.language_code}", lambda: tuple(in_language(rows, locale)))


def page_address():
    """The address of the page of tips in the active language, or of the site's own language; "" where there is none."""
    code = _language()
    return kept(f"tips page {code}", lambda: _page_address(code))


def _page_address(code):
    pages = {page.locale.language_code: page for page in shown(TipsPage.objects.select_related("locale"))}
    page = pages.get(code) or pages.get(settings.LANGUAGE_CODE)
    return (page.get_url() or "") if page else ""


def _language():
    return translation.get_language() or settings.LANGUAGE_CODE


def active_locale():
    """The Locale of the active language, or of the site's own language."""
    code = _language()
    return kept(f"locale {code}", lambda: _find_locale(code))


def _find_locale(code):
    found = {locale.language_code: locale for locale in Locale.objects.all()}
    return found.get(code) or found[settings.LANGUAGE_CODE]


def tips_in_use():
    """`all_tips` in the active language."""
    return all_tips(active_locale())


def address_of(tip):
    """Where a tip stands on the page of all tips: "/tools/hints-and-tips/#tip-small-tables"; "" where there is no such page."""
    page = page_address()
    return f"{page}#{tip.anchor}" if page else ""


def tips_for(value):
    """The TipCards of a tips block with this value: the chosen ones, or the first that fit its stage and people.

    A tip that was deleted is left out, and one that is translated is given in the language of the page.
    """
    everything = tips_in_use()
    chosen = [tip for tip in value.get("chosen") or [] if tip]
    stage, who = value.get("stage") or "", value.get("who") or ""
    most = value.get("most") or len(everything)
    if chosen:
        here = {tip.translation_key: tip for tip in everything}
        found = [here[tip.translation_key] for tip in chosen if tip.translation_key in here]
    else:
        found = [tip for tip in everything if tip.fits(stage, who)]
    asked = {} if chosen else {name: value for name, value in (("stage", stage), ("who", who)) if value}
    page = page_address()
    more = f"{page}?{urlencode(asked)}" if page and asked else page
    return TipCards(tuple(found[:most]), more)
