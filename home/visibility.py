"""Which pages the public may see: live, and with no privacy setting on them or above them."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction


def is_shown():
    """The condition itself, for a filter on pages that has others beside it."""
    own_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closed = PageViewRestriction.objects.annotate(own_path=own_path).filter(own_path__startswith=F("page__path"))
    return Q(live=True) & ~Exists(closed)


def shown(pages):
    """The pages of a queryset that everybody may see, decided in the same query, unlike `.live().public()`."""
    return pages.filter(is_shown())
