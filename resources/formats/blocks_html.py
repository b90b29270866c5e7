"""From the blocks of a template to plain HTML: what every file of it is made from, empty or filled in."""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from resources.blocks.templates import walk

# What templates/resources/document/blocks.html draws.
DRAWN = {
    "section", "subheading", "guidance", "text", "facts", "field", "table", "tick_list", "signatures", "page_break",
}  # fmt: skip
_OWN_ADDRESS = re.compile(r'(href=")/(?!/)')


def template_html(page, answers=None):
    """The words of a template page as plain HTML (`Paper.html`).

    `answers` are what was filled in, by fixed name: text for a field or a fact, a list of rows for a table, for a tick list
    {"ticked": [numbers], "notes": {number: text}}, and under "<name>_why" what was written below a choice. A copy that is filled in
    leaves out guidance, hints and examples, and keeps the room of what is still empty.
    """
    context = {"heading": page.heading, "document": page.document, "answers": answers or {}}
    with translation.override(page.locale.language_code):
        return whole_addresses(render_to_string("resources/document/blocks.html", context, using="jinja2"))


def undrawn(document):
    """The kinds of blocks in `document` that template_html has no words for: a new kind, until somebody gives it some."""
    return tuple(sorted({kind for kind, _value in walk(document)} - DRAWN))


def whole_addresses(html):
    """`html` with every address of this site written out: in a file there is no site to start from."""
    return _OWN_ADDRESS.sub(rf"\1{settings.SITE_URL}/", html)
