"""Tells an editor after saving or publishing that people may not get home from an event: events/last_bus.py."""

from django.contrib import messages
from wagtail import hooks

from events import last_bus
from events.models import EventPage


def _warn(request, page):
    page = page.specific
    if isinstance(page, EventPage):
        words = last_bus.warning(page)
        if words:
            messages.warning(request, words)


@hooks.register("after_publish_page")
def after_publish(request, page):
    _warn(request, page)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def after_saving(request, page):
    """Publishing has its own hook, which has warned already."""
    if "action-publish" not in request.POST:
        _warn(request, page)
