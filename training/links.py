"""The signed links in the mails to learners, and the link of a team. The token is the proof: nobody has to sign in."""

from django.conf import settings
from django.urls import reverse

from home.signed_links import SignedLinks
from training.models import CheckIn, FollowUp, Team

_LINKS = {
    CheckIn: SignedLinks("training.check_in"),
    FollowUp: SignedLinks("training.follow_up"),
    Team: SignedLinks("training.team"),
}


def token(instance):
    """The token of a saved check-in, follow-up or team."""
    return _LINKS[type(instance)].token(instance)


def find(model, value):
    """The check-in, follow-up or team of a token; None where it is broken, forged or revoked, or nobody's any more."""
    said = _LINKS[model].read(value)
    if not said:
        return None
    number, version = said
    found = model.objects.filter(pk=number, link_version=version)
    if model is Team:
        return found.first()
    return found.filter(learner__isnull=False).select_related("learner__user", "version").first()


def address(name, instance, **more):
    """The full address of a signed page, for a mail or for sharing, in the language that is active."""
    return settings.SITE_URL + reverse(name, kwargs={"token": token(instance), **more})
