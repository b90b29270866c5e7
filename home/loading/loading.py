"""Puts the content files into the database: one transaction, idempotent, and never over an editor's work."""

import hashlib
import json
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.forms.models import model_to_dict
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Locale, Page, Site

from home.loading.reading import ContentError, Mapping, Sequence, read
from home.loading.references import References
from home.loading.translations import load_drafts
from home.loading.values import Converter
from home.models.loaded_content import LoadedContent

APPS = ("home", "training", "resources", "events")
# Raise it when the way files are turned into pages changes: everything nobody has edited is then loaded again.
VERSION = "1"
_ABOUT_PLACE = {"type", "order", "in_menu", "key"}


@dataclass
class Report:
    """What a run did, as lists of keys."""

    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    unchanged: int = 0


@dataclass
class Item:
    """One page, snippet or setting to load."""

    key: str
    model: type
    source: Mapping
    address: str = ""
    instance: models.Model = None
    record: LoadedContent = None
    write: bool = True

    @property
    def digest(self):
        text = json.dumps(self.source, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(f"{VERSION} {text}".encode()).hexdigest()


def load(only=None, lenient=False):
    """Loads the content of all apps, or of the apps named in `only`. Returns a Report.

    Everything happens in one transaction: a mistake raises ContentError and nothing is changed.
    """
    # Blocks that let an editor choose a snippet know it by its screens, which are registered with the addresses.
    import_module(settings.ROOT_URLCONF)
    with transaction.atomic():
        run = _Run(lenient)
        run.read_files(only or APPS)
        run.load()
        return run.report


class _Run:
    def __init__(self, lenient):
        self.references = References(lenient)
        self.report = Report()
        self.pages = []
        self.snippets = []
        self.site = None

    # Reading --------------------------------------------------------------------------------------------------------

    def read_files(self, app_names):
        base = Path(settings.BASE_DIR)
        for name in app_names:
            folder = base / name / "content"
            for path in sorted((folder / "snippets").glob("*.yaml")):
                self._read_snippets(path, base, name)
            for path in sorted((folder / "pages").rglob("*.yaml")):
                self._read_page(path, base, folder / "pages")
        self.pages.sort(key=lambda item: (item.address.count("/"), item.source.get("order", 1000), item.address))
        seen = {}
        for item in self.pages + self.snippets:
            if item.key in seen:
                raise item.source.error(f"{item.key} stands in {seen[item.key]} already.")
            seen[item.key] = item.source.path

    def _read_page(self, path, base, folder):
        source = read(path, base)
        if not isinstance(source, Mapping):
            raise source.error("a page is a list of names and values.")
        parts = path.relative_to(folder).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "index" else parts
        address = "/" + "".join(f"{part}/" for part in parts)
        model = self._model(source, source.get("type"), "type")
        if not issubclass(model, Page):
            raise source.error(f"{source['type']} is no page type.", "type")
        self.pages.append(Item(f"page:{address}", model, source, address))

    def _read_snippets(self, path, base, app_name):
        model = self._model(None, f"{app_name}.{path.stem}", path.relative_to(base))
        source = read(path, base)
        if issubclass(model, BaseSiteSetting):
            self.snippets.append(Item(model._meta.label, model, source))
            return
        if not isinstance(source, Sequence):
            raise source.error("a file of snippets is a list.")
        for number, entry in enumerate(source):
            if not isinstance(entry, Mapping) or not entry.get("key"):
                raise source.error('each entry needs a "key".', number)
            self.snippets.append(Item(f"{model._meta.label}:{entry['key']}", model, entry))

    def _model(self, source, name, key):
        try:
            return apps.get_model(name or "")
        except (LookupError, ValueError) as error:
            if source is None:
                raise ContentError(key, 1, f"there is no model called {name}.") from error
            raise source.error(f'"{key}": there is no model called {name!r}.', key) from error

    # Loading --------------------------------------------------------------------------------------------------------

    def load(self):
        for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES:
            Locale.objects.get_or_create(language_code=code)
        self.site = _site()
        self._know_pages()
        for item in self.snippets:
            self._prepare(item, self._find_snippet)
            self._first(item, self._save_new_snippet)
        for item in self.pages:
            self._prepare(item, self._find_page)
            self._first(item, self._save_new_page)
        for item in self.snippets + self.pages:
            if item.write:
                self._second(item)
        for model in apps.get_models():
            # A visit finds them, and never has to write them.
            if issubclass(model, BaseSiteSetting) and not model._meta.abstract:
                model.for_site(self.site)
        self.report.created += load_drafts(self.references.pages)

    def _know_pages(self):
        root = self.site.root_page
        cut = len(root.url_path) - 1
        for page in root.get_descendants(inclusive=True):
            self.references.add_page(page.url_path[cut:], page)

    def _prepare(self, item, find):
        """Finds what is there already, and decides whether the file may be written over it."""
        item.record = LoadedContent.objects.filter(key=item.key).first()
        item.instance = find(item)
        if item.instance is None:
            # An editor deleted it: it does not come back.
            item.write = item.record is None
        elif item.record is None:
            item.write = isinstance(item.instance, BaseSiteSetting) and item.instance._state.adding
            if not item.write:
                self.report.kept.append(item.key)
        elif item.record.digest == item.digest:
            item.write = False
            self.report.unchanged += 1
        elif item.record.state != _state(item.instance):
            item.write = False
            self.report.kept.append(item.key)

    def _find_page(self, item):
        if item.record:
            return Page.objects.filter(pk=item.record.object_pk).specific().first()
        known = self.references.pages.get(item.address)
        return known.specific if known and item.address != "/" else None

    def _find_snippet(self, item):
        if issubclass(item.model, BaseSiteSetting):
            return item.model.objects.filter(site=self.site).first() or item.model(site=self.site)
        return item.model.objects.filter(pk=item.record.object_pk).first() if item.record else None

    def _first(self, item, save_new):
        """Gives a new object its plain fields and a place, so that others can name it."""
        if item.write and item.instance is None:
            item.instance = item.model()
            self._set(item, self._plain_fields(item.model))
            save_new(item)
            self.report.created.append(item.key)
        elif item.write and item.instance._state.adding:
            item.instance.save()
            self.report.created.append(item.key)
        elif item.write:
            self.report.updated.append(item.key)
        if item.instance is not None:
            if item.address:
                self.references.add_page(item.address, item.instance)
            else:
                self.references.add_snippet(item.source.get("key", ""), item.instance)

    def _plain_fields(self, model):
        return {
            name
            for name, found in _fields(model).items()
            if not isinstance(found, (models.ForeignKey, models.ManyToManyField))
        } - {
            name
            for name, found in _fields(model).items()
            if hasattr(found, "stream_block") or hasattr(found, "features")
        }

    def _second(self, item):
        """Sets everything that may name other pages and snippets, checks the object and saves it."""
        item.instance.refresh_from_db()
        if item.address:
            item.instance = item.instance.specific
        self._set(item, None)
        try:
            if isinstance(item.instance, Page):
                item.instance.show_in_menus = bool(item.source.get("in_menu", False))
                item.instance.save_revision(clean=True).publish()
            else:
                item.instance.full_clean()
                item.instance.save()
        except ValidationError as error:
            messages = getattr(error, "message_dict", {"": error.messages})
            name = next(iter(messages))
            raise item.source.error(f"{name}: {' '.join(messages[name])}", name) from error
        saved = type(item.instance).objects.get(pk=item.instance.pk)
        LoadedContent.objects.update_or_create(
            key=item.key, defaults={"digest": item.digest, "object_pk": str(saved.pk), "state": _state(saved)}
        )

    def _set(self, item, only):
        converter = Converter(self.references, item.key)
        self._set_fields(item.instance, item.source, converter, only)

    def _set_fields(self, instance, source, converter, only=None):
        fields = _fields(type(instance))
        children = {relation.get_accessor_name(): relation for relation in _child_relations(type(instance))}
        for key in source:
            if key in _ABOUT_PLACE and key not in fields:
                continue
            if key in children:
                if only is None:
                    self._set_children(instance, children[key], source, key, converter)
            elif key not in fields:
                known = sorted({*fields, *children} - {"id"})
                raise source.error(f'{type(instance).__name__} has no "{key}". It has: {", ".join(known)}.', key)
            elif only is not None and key not in only:
                continue
            elif isinstance(fields[key], models.ManyToManyField):
                self._set_many(instance, fields[key], source, key)
            else:
                setattr(instance, key, converter.field_value(fields[key], source, key))
        if "slug" in fields and isinstance(instance, Page):
            instance.slug = converter.name.removeprefix("page:").strip("/").rsplit("/", 1)[-1] or "home"

    def _set_many(self, instance, found, source, key):
        values = source[key] or []
        if not isinstance(values, list):
            raise source.error(f'"{key}" has to be a list.', key)
        chosen = [self.references.find(found.related_model, value, source, key) for value in values]
        chosen = [value for value in chosen if value is not None]
        if isinstance(found, ParentalManyToManyField):
            setattr(instance, key, chosen)
        else:
            getattr(instance, key).set(chosen)

    def _set_children(self, instance, relation, source, key, converter):
        rows = source[key] or []
        if not isinstance(rows, list):
            raise source.error(f'"{key}" has to be a list.', key)
        found = []
        for number, row in enumerate(rows):
            child = relation.related_model()
            self._set_fields(child, row, Converter(self.references, f"{converter.name}/{key}/{number}"))
            if hasattr(child, "sort_order"):
                child.sort_order = number
            if not (self.references.lenient and _lacks_what_it_names(child)):
                found.append(child)
        if isinstance(instance, ClusterableModel):
            getattr(instance, key).set(found)
        else:
            raise source.error(f'"{key}" cannot be set here.', key)

    # New objects ----------------------------------------------------------------------------------------------------

    def _save_new_snippet(self, item):
        for name, found in _fields(item.model).items():
            if isinstance(found, models.ForeignKey) and not found.null and name in item.source:
                setattr(
                    item.instance, name, self.references.find(found.related_model, item.source[name], item.source, name)
                )
        item.instance.save()

    def _save_new_page(self, item):
        item.instance.live = False
        for name, found in _fields(item.model).items():
            if isinstance(found, models.ForeignKey) and not found.null and name in item.source:
                setattr(
                    item.instance, name, self.references.find(found.related_model, item.source[name], item.source, name)
                )
        if item.address == "/":
            _replace_welcome_page(self.site, item.instance)
            return
        parent_address = item.address[: item.address.rstrip("/").rindex("/") + 1]
        parent = self.references.pages.get(parent_address)
        if parent is None:
            if self.references.lenient:
                parent = self.references.pages["/"]
            else:
                raise item.source.error(f"there is no page at {parent_address} to put this one under.")
        if not self.references.lenient and not item.model.can_create_at(parent.specific):
            raise item.source.error(f"a {item.model.__name__} cannot stand under {parent_address}.", "type")
        self._insert(item, parent)

    def _insert(self, item, parent):
        """Adds the page before the first sibling of a higher order, or last."""
        order = item.source.get("order", 1000)
        later = {
            sibling.instance.pk
            for sibling in self.pages
            if sibling.instance is not None and sibling.instance.pk and sibling.source.get("order", 1000) > order
        }
        parent = Page.objects.get(pk=parent.pk)
        for sibling in parent.get_children():
            if sibling.pk in later:
                sibling.add_sibling(pos="left", instance=item.instance)
                return
        parent.add_child(instance=item.instance)


def _fields(model):
    """The model's own editable fields by name (and those of its parents, without the page tree's)."""
    hidden = {"path", "depth", "numchild", "url_path", "content_type", "live", "latest_revision", "live_revision"}
    return {
        found.name: found
        for found in [*model._meta.fields, *model._meta.many_to_many]
        if found.name not in hidden and not found.name.endswith("_ptr")
    }


def _lacks_what_it_names(child):
    """Whether a row has lost, in a lenient run, a page or snippet that it cannot do without."""
    return any(
        isinstance(found, models.ForeignKey)
        and not isinstance(found, ParentalKey)
        # The page the row belongs to gives it its language when it is saved.
        and found.related_model is not Locale
        and not found.null
        and getattr(child, found.attname) is None
        for found in child._meta.fields
    )


def _child_relations(model):
    return get_all_child_relations(model) if issubclass(model, ClusterableModel) else []


def _state(instance):
    """A digest of what an editor can change in an object."""
    if isinstance(instance, Page):
        data = {"revision": instance.latest_revision_id, "live": instance.live, "slug": instance.slug}
    elif isinstance(instance, ClusterableModel):
        data = instance.serializable_data()
    else:
        data = {key: str(value) for key, value in model_to_dict(instance).items()}
    return hashlib.sha256(json.dumps(data, cls=DjangoJSONEncoder, sort_keys=True, default=str).encode()).hexdigest()


def _site():
    """The default site, at the address the settings give."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    if (site.hostname, site.port, site.site_name) != (address.hostname, port, settings.WAGTAIL_SITE_NAME):
        site.hostname, site.port, site.site_name = address.hostname, port, settings.WAGTAIL_SITE_NAME
        site.save()
    return site


def _replace_welcome_page(site, home):
    """Puts our home page in the place of the welcome page that a new Wagtail database comes with."""
    welcome = site.root_page
    root = Page.objects.get(depth=1)
    home.slug = "home-page"
    root.add_child(instance=home)
    site.root_page = Page.objects.get(pk=home.pk)
    site.save()
    if type(welcome.specific) is Page:
        Page.objects.get(pk=welcome.pk).delete()
    Page.objects.filter(pk=home.pk).update(slug="home")
    home.refresh_from_db()
