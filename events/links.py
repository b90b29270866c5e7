"""Signed links for people without an account. Nothing secret is kept: a link is made again when it is needed.

A token holds a row's number and its link version under an HMAC of SECRET_KEY, so it cannot be guessed or altered, and
raising the version revokes every link sent before (a stolen database gives no link away).
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from events.models import Booking, NextEventSubscriber

_SIGNER = {
    Booking: signing.Signer(sep=".", salt="events.booking"),
    NextEventSubscriber: signing.Signer(sep=".", salt="events.subscriber"),
}


def token(instance):
    """The token of a saved booking or subscriber."""
    return _SIGNER[type(instance)].sign(f"{instance.pk}-{instance.link_version}")


def find(model, value):
    """The booking or subscriber of a token, or None where it is broken, forged, revoked, or the person is forgotten."""
    try:
        number, version = _SIGNER[model].unsign(value).split("-")
    except (signing.BadSignature, ValueError):
        return None
    found = model.objects.filter(pk=number, link_version=version)
    if model is Booking:
        found = found.filter(purged_at=None).select_related("register__page__venue")
    return found.first()


def address(name, instance, **more):
    """The full address of a signed page, for a mail."""
    return settings.SITE_URL + reverse(name, kwargs={"token": token(instance), **more})
