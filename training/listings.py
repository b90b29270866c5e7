"""Modules for other pages of the site."""

from django.utils import translation

from home.pages import as_rows
from training.models import ModulePage


def latest_module():
    """The newest live public ModulePage in the active language, without its steps, or None. One query."""
    modules = ModulePage.objects.open().filter(is_example=False)
    language = translation.get_language()
    if language:
        modules = modules.filter(locale__language_code=language)
    return as_rows(modules).order_by("-first_published_at", "-pk").first()
