"""From a story to plain HTML: what its files are made from. All its facts, and where they come from."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from resources.formats.blocks_html import whole_addresses
from resources.formats.page_html import lead, plain_html


def story_html(page):
    """The whole of a StoryPage as plain HTML (`Paper.html`), in its own language."""
    with translation.override(page.locale.language_code):
        # Drawn by the blocks' own templates, which escape what editors wrote.
        told = mark_safe(plain_html(page.body.render_as_block()))  # noqa: S308
        quotes = mark_safe(plain_html(page.quotes.render_as_block()))  # noqa: S308
        context = {"page": page, "told": told, "quotes": quotes, "point": _point}
        return whole_addresses(render_to_string("resources/document/story.html", context, using="jinja2"))


def _point(value):
    """One point, its few words first."""
    return mark_safe(lead(value["heading"], str(value["text"] or "")))  # noqa: S308 (escaped on the way)
