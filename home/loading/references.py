"""Finds the pages and snippets that content files name by address or key."""

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import Page

from home.models.loaded_content import LoadedContent


class References:
    """What the files may name. `lenient` leaves a reference empty where what it names is not there (yet)."""

    def __init__(self, lenient=False):
        self.lenient = lenient
        self.pages = {}
        self.snippets = {}

    def add_page(self, address, page):
        self.pages[address] = page

    def add_snippet(self, key, instance):
        self.snippets[(type(instance)._meta.label, key)] = instance

    def page_id(self, address):
        page = self.pages.get(address)
        return page.pk if page else None

    def find(self, model, raw, source, key):
        """The page at an address, or the snippet with a key; None for nothing. Raises ContentError when it is not there."""
        if raw in (None, ""):
            return None
        if issubclass(model, Page):
            found = self.pages.get(raw)
            if found is not None and model is not Page:
                found = found.specific if isinstance(found.specific, model) else None
        else:
            found = self.snippets.get((model._meta.label, raw)) or self._loaded_before(model, raw)
        if found is None and not self.lenient:
            what = "page at the address" if issubclass(model, Page) else f"{model._meta.verbose_name} with the key"
            raise source.error(f'"{key}": there is no {what} {raw!r}. (--lenient leaves it empty.)', key)
        return found

    def _loaded_before(self, model, key):
        record = LoadedContent.objects.filter(key=f"{model._meta.label}:{key}").first()
        try:
            return model.objects.get(pk=record.object_pk) if record else None
        except ObjectDoesNotExist:
            return None
