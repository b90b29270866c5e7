"""The list of templates: by what readers narrow it down."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resources.choices import Audience, Stage
from resources.filters import Facet, Filters

STAGE, FORMAT, WHO, PRINCIPLE = FILTERS = ("stage", "format", "who", "principle")

FORMATS = {
    "online": gettext_lazy("Fill in online"),
    "a4": gettext_lazy("A4 paper"),
    "a3": gettext_lazy("A3 poster"),
}


def formats(page):
    """The ways in which one template differs from the others: every template can be read, printed and downloaded."""
    found = ["a3" if page.is_a3 else "a4"]
    return ["online", *found] if getattr(page, "online", "") else found


def template_filters(pages, asked, address, principles):
    """The Filters of a list of templates, whose principles are at hand, for what an address `asked`.

    `principles` is {number: plain words}, in the language of the list.
    """
    return Filters(
        pages,
        (
            Facet(STAGE, _("Stage"), _("Every stage"), Stage.choices, lambda page: page.stages),
            Facet(
                FORMAT,
                _("Format"),
                _("Every format"),
                FORMATS.items(),
                formats,
            ),
            Facet(WHO, _("Who I am"), _("Everybody"), Audience.choices, lambda page: page.audiences),
            Facet(
                PRINCIPLE,
                _("Principle"),
                _("Every principle"),
                [(str(number), f"{number}. {words}") for number, words in principles.items()],
                lambda page: [str(principle.number) for principle in page.principles.all()],
            ),
        ),
        asked,
        address,
    )
