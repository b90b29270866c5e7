"""Which pages the public may see: live, and with no privacy setting on them or above them."""

from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction

from home.freshness import kept


def anything_closed():
    """Whether any page at all may have a privacy setting. No query, but for the first after something changed."""
    # A transaction may have set one that others do not see yet: there the database is asked, with each question.
    return connection.in_atomic_block or kept("closed pages", PageViewRestriction.objects.exists)


def is_shown():
    """The condition itself, for a filter on pages that has others beside it. To be used at once, not kept."""
    if not anything_closed():
        return Q(live=True)
    own_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closed = PageViewRestriction.objects.annotate(own_path=own_path).filter(own_path__startswith=F("page__path"))
    return Q(live=True) & ~Exists(closed)


def shown(pages):
    """The pages of a queryset that everybody may see, decided in the same query, unlike `.live().public()`."""
    return pages.filter(is_shown())
