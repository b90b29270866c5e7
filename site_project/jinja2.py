"""The Jinja2 environment of the public pages: where templates come from, and what every template can call."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from wagtail.templatetags.wagtailcore_tags import richtext

from events import last_bus
from events.listings import next_event
from home import qr, text
from home.drawings import drawing
from home.forms.parameters import macro_and_parameters
from home.models.settings import PublisherSettings
from home.navigation import footer_links, main_menu
from resources import jargon_on_pages, related
from resources.tips import tips_for
from training import answers, ways_back
from training.listings import latest_module


class _Environment(Environment):
    """Jinja2's, with the globals of a template as one dictionary.

    Jinja2 lays two over each other, and copies them by hand for each of the hundred templates that a page includes.
    """

    def make_globals(self, d):
        return {**self.globals, **d} if d else self.globals


def environment(**options):
    """Jinja2 as the NHS macros need it, with our globals and filters."""
    options["undefined"] = ChainableUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    env = _Environment(**options)
    env.install_gettext_callables(
        gettext=translation.gettext, ngettext=translation.ngettext, pgettext=translation.pgettext, newstyle=True
    )
    env.globals.update(
        drawing=drawing,
        field_parameters=macro_and_parameters,
        footer_links=footer_links,
        given_answers=answers.given,
        goes_with=related.with_page,
        goes_with_principles=related.with_principles,
        language=_language,
        last_bus=last_bus.sentence,
        latest_module=latest_module,
        main_menu=main_menu,
        next_event=next_event,
        now=timezone.localtime,
        publisher=_publisher,
        qr_svg=qr.svg,
        static=staticfiles_storage.url,
        tips_for=tips_for,
        url=_url,
        way_back=ways_back.way_back,
    )
    env.filters.update(
        anchor=text.anchor,
        date_long=text.date_long,
        date_plain=text.date_plain,
        minutes=text.minutes,
        richtext=_richtext,
        time_short=text.time_short,
        with_jargon_explained=jargon_on_pages.explained,
    )
    return env


def _url(name, *args, **kwargs):
    return reverse(name, args=args, kwargs=kwargs)


def _richtext(value):
    """Wagtail's filter, whose words are as safe from a template of Jinja2 as from one of Django."""
    return mark_safe(richtext(value))  # noqa: S308 (Wagtail has made it from what an editor's fields allow)


def _language():
    """The code and the direction of the language this page is rendered in."""
    code = translation.get_language() or "en"
    return {"code": code, "direction": "rtl" if translation.get_language_bidi() else "ltr"}


def _publisher(request=None):
    """Who publishes the site."""
    return PublisherSettings.for_request(request) if request else PublisherSettings.current()
