"""The signed links of bookings and of those who want to hear of the next event."""

from django.conf import settings
from django.urls import reverse

from events.models import Booking, NextEventSubscriber
from home.signed_links import SignedLinks

_LINKS = {
    Booking: SignedLinks("events.booking"),
    NextEventSubscriber: SignedLinks("events.subscriber"),
}


def token(instance):
    """The token of a saved booking or subscriber."""
    return _LINKS[type(instance)].token(instance)


def find(model, value):
    """The booking or subscriber of a token, or None where it is broken, forged, revoked, or the person is forgotten."""
    said = _LINKS[model].read(value)
    if not said:
        return None
    number, version = said
    found = model.objects.filter(pk=number, link_version=version)
    if model is Booking:
        found = found.filter(purged_at=None).select_related("register__page__venue")
    return found.first()


def address(name, instance, **more):
    """The full address of a signed page, for a mail."""
    return settings.SITE_URL + reverse(name, kwargs={"token": token(instance), **more})
