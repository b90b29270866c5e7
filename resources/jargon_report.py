"""Which published pages use which jargon: read by the worker page by page, and kept for the report."""

import datetime
import json
from hashlib import blake2b

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Page

from home.models.base import BasePage
from resources import abbreviations
from resources.jargon_on_pages import EXPLAINED, NotRendered, look_at
from resources.models.glossary import GlossaryTerm
from resources.models.jargon import PageJargon

# What a page shows of others can change without the page: each is read again after this long.
AGAIN_AFTER = datetime.timedelta(days=1)
# Pages in one go of the job: about 100 ms of a core each.
AT_ONCE = 300


def stamp():
    """A digest of all that decides what is found on a page, beside the page: the words, and the everyday abbreviations."""
    terms = GlossaryTerm.objects.order_by("pk")
    rows = terms.values_list("pk", "term", "stands_for", "also_called", "other_forms", "on_pages", "locale_id")
    state = json.dumps([list(rows), sorted(abbreviations.EVERYDAY)])
    return blake2b(state.encode(), digest_size=8).hexdigest()


def pages_of_ours():
    """The published pages of the site, as a queryset of Page."""
    types = ContentType.objects.get_for_models(*(model for model in apps.get_models() if issubclass(model, BasePage)))
    return Page.objects.live().filter(content_type__in=types.values())


def to_be_read(now=None):
    """The pages that were never read, or not since they or the glossary changed, or not today: those first read first."""
    old = Q(jargon__looked_at__lt=(now or timezone.now()) - AGAIN_AFTER)
    changed = Q(jargon__looked_at__lt=F("last_published_at")) | ~Q(jargon__stamp=stamp())
    waiting = pages_of_ours().filter(Q(jargon__isnull=True) | changed | old)
    return waiting.order_by(F("jargon__looked_at").asc(nulls_first=True), "pk")


def read_pages(limit=AT_ONCE, now=None):
    """Reads pages that have to be read, at most `limit`. Returns how many."""
    now, mark = now or timezone.now(), stamp()
    # Not page by page out of one query: SQLite lets nobody write who is still reading what another has changed meanwhile.
    waiting = list(to_be_read(now).values_list("pk", flat=True)[:limit])
    for number in waiting:
        page = Page.objects.filter(pk=number, live=True).specific().first()
        if page:
            _read(page, mark, now)
    return len(waiting)


def _read(page, mark, now):
    try:
        found = look_at(page)
        uses, unexplained = found.terms, found.unexplained
    except NotRendered:
        # Nothing is known of it until its next time. What was found before may be wrong now.
        uses, unexplained = [], []
    with transaction.atomic():
        row, _made = PageJargon.objects.update_or_create(
            page_id=page.pk, defaults={"unexplained": "\n".join(unexplained), "stamp": mark, "looked_at": now}
        )
        row.terms.set([use.term.pk for use in uses])
        row.explained.set([use.term.pk for use in uses if use.state == EXPLAINED])
