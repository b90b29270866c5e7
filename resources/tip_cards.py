"""Hints and tips on paper: a sheet of cards to cut out, and the same words as a document to change."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from resources.formats.blocks_html import whole_addresses
from resources.formats.paper import Paper


def sheet(title, language, groups, address, principles=""):
    """The `Paper` of a sheet of cards.

    `groups` are {"stage", "drawing", "tips"} in the order of the work, `address` is where the tips are on the site, and
    `principles` the address of the principles. The PDF is made from the data (typst/cards.typ), the office documents from the HTML.
    """
    with translation.override(language):
        context = {"title": title, "groups": groups, "address": address, "principles": principles}
        return Paper(
            title=title,
            language=language,
            html=whole_addresses(render_to_string("resources/document/tips.html", context, using="jinja2")),
            layout="cards",
            data={"cards": [_card(group, tip) for group in groups for tip in group["tips"]]},
            foot=_("More at %(address)s") % {"address": address},
        )


def _card(group, tip):
    return {
        "stage": tip.stage,
        "label": str(group["stage"].label),
        "drawing": group["drawing"],
        "text": tip.text,
        "detail": tip.detail,
        "who": " \u00b7 ".join(map(str, tip.audience_labels)),
        "principle": _("Principle %(number)s") % {"number": tip.principle.number} if tip.principle else "",
    }
