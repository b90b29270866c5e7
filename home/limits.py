"""How often something may be tried: counted in the database, so that it holds across web processes and machines."""

import datetime
import hashlib

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from home.models.limits import TryCount


def allowed(name, who, most, seconds, now=None):
    """Counts one try at `name` by `who` and says whether it is one of the first `most` in these `seconds`.

    One conditional UPDATE decides, so that of many tries at the same moment no more than `most` are let through.
    `who` is kept as a hash only.
    """
    now = now or timezone.now()
    key = hashlib.sha256(f"{name}\0{who}".encode()).hexdigest()
    ends_at = now + datetime.timedelta(seconds=seconds)
    for _attempt in range(2):
        if TryCount.objects.filter(key=key, ends_at__gt=now, count__lt=most).update(count=F("count") + 1):
            return True
        if TryCount.objects.filter(key=key, ends_at__lte=now).update(count=1, ends_at=ends_at):
            return True
        if TryCount.objects.filter(key=key).exists():
            return False
        try:
            with transaction.atomic():
                TryCount.objects.create(key=key, count=1, ends_at=ends_at)
            return True
        except IntegrityError:
            # Somebody else made it just now: count with them.
            continue
    return False


def forget_old(now=None):
    """Deletes the counts whose time is over. Returns how many."""
    return TryCount.objects.filter(ends_at__lte=now or timezone.now()).delete()[0]
