"""What the page editor says about jargon."""

from django import template

from resources import jargon_on_pages

register = template.Library()


@register.simple_tag
def jargon_of(page):
    """What was found on the page as it was last saved; nothing for one that was never saved or cannot be read."""
    if not page.pk:
        return None
    try:
        return jargon_on_pages.look_at(page)
    except jargon_on_pages.NotRendered:
        return None
