"""Which pages somebody has to look at: facts to be checked, and reviews that are due."""

import datetime

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from home.models.base import BasePage

# A review is on the list this many days before it is due, so that there is time for it.
NOTICE = datetime.timedelta(days=30)


def pages_to_review(today=None):
    """The pages with a note to be checked, or with a review due within 30 days or never planned, soonest first.

    `today` is for tests. Returns a queryset of Page.
    """
    today = today or timezone.localdate()
    wanted = []
    for model in apps.get_models():
        if issubclass(model, BasePage):
            due = Q(next_review__isnull=True) | Q(next_review__lte=today + NOTICE)
            wanted += model.objects.filter(due | ~Q(to_check="")).values_list("pk", flat=True)
    return Page.objects.filter(pk__in=wanted).order_by("path")
