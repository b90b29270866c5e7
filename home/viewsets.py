"""Registers the admin screens of an app, so that each subject has a file of its own under admin/."""

import importlib
import pkgutil

from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup


def register(package_name):
    """Registers every viewset in a `viewsets` list of the modules of `package_name` ("events.admin"). Returns them.

    Snippet viewsets and groups of them go to Wagtail's snippets; other viewsets (classes or instances) to its admin.
    """
    package = importlib.import_module(package_name)
    found = []
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        found += getattr(importlib.import_module(f"{package_name}.{module.name}"), "viewsets", [])
    others = []
    for viewset in found:
        if isinstance(viewset, type) and issubclass(viewset, (SnippetViewSet, SnippetViewSetGroup)):
            register_snippet(viewset)
        else:
            others.append(viewset() if isinstance(viewset, type) else viewset)
    if others:
        hooks.register("register_admin_viewset", lambda: others)
    return found
