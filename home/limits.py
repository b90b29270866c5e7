"""How often something may be tried: counted in the database, so that it holds across web processes and machines."""

import datetime
import hashlib
import ipaddress

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from home.models.limits import TryCount

# What a household or an office has of IPv6: whoever is given one address there may use all of them.
_IPV6_PREFIX = 64


def allowed(name, who, most, seconds, now=None, *, since_last=False):
    """Counts one try at `name` by `who` and says whether it is one of the first `most` in these `seconds`.

    One conditional UPDATE decides, so that of many tries at the same moment no more than `most` are let through.
    `who` is kept as a hash only. The time runs from the first try; with `since_last` from the last one that was let through,
    so that no stretch of `seconds` whatever holds more than `most`.
    """
    now = now or timezone.now()
    key = _key(name, who)
    ends_at = now + datetime.timedelta(seconds=seconds)
    one_more = {"count": F("count") + 1} | ({"ends_at": ends_at} if since_last else {})
    for _attempt in range(3):
        if TryCount.objects.filter(key=key, ends_at__gt=now, count__lt=most).update(**one_more):
            return True
        if TryCount.objects.filter(key=key, ends_at__lte=now).update(count=1, ends_at=ends_at):
            return True
        # Not merely "is there a row": one made since the first UPDATE has room for this try as well.
        if TryCount.objects.filter(key=key, ends_at__gt=now, count__gte=most).exists():
            return False
        try:
            with transaction.atomic():
                TryCount.objects.create(key=key, count=1, ends_at=ends_at)
            return True
        except IntegrityError:
            # Somebody else made it just now: count with them.
            continue
    return False


def give_back(name, who):
    """Takes one try back that was let through and turned out well: a room full of people who all sign in is no attack."""
    TryCount.objects.filter(key=_key(name, who), count__gt=0).update(count=F("count") - 1)


def address_of(request):
    """The internet address a request comes from, as tries are counted by; "" where there is none (a local socket).

    It is the address of whoever connected to us. Only where TRUSTED_PROXY_COUNT says that so many proxies of our own stand
    in front, it is what the outermost of them saw: X-Forwarded-For, that many places from its right. What stands further
    left was written by the visitor, who may write anything. Of an IPv6 address the network counts, not the machine.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXY_COUNT
    seen = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        found = ipaddress.ip_address(_without_port(seen))
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), _IPV6_PREFIX), strict=False).network_address)


def _without_port(text):
    """Some proxies write "192.0.2.1:4711" or "[2001:db8::1]:4711"."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def forget_old(now=None):
    """Deletes the counts whose time is over. Returns how many."""
    return TryCount.objects.filter(ends_at__lte=now or timezone.now()).delete()[0]


def _key(name, who):
    return hashlib.sha256(f"{name}\0{who}".encode()).hexdigest()
