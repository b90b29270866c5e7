"""Puts the launch bar into Wagtail's admin pages."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from home.admin.launch import launch_bar

register = template.Library()

# Where the page's own part begins in wagtailadmin/base.html (a test watches it).
_PLACE = '<div class="content">'


@register.simple_tag(takes_context=True)
def with_launch_bar(context, furniture):
    """`furniture`, the inside of an admin page, with the bar, where there is one, at the top of its main part."""
    request = context.get("request")
    bar = launch_bar(request) if request else None
    if not bar:
        return furniture
    html = render_to_string("home/admin/launch_bar.html", bar, request=request)
    before, place, after = str(furniture).partition(_PLACE)
    # Both parts were rendered by Django's own engine, which escaped what had to be.
    return mark_safe(f"{before}{place}{html}{after}" if place else f"{html}{before}")  # noqa: S308
