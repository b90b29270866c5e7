"""Links that let somebody in without an account. Nothing secret is kept: a link is made again when it is needed.

A token holds a row's number and its link version under an HMAC of SECRET_KEY, so it cannot be guessed or altered, and
raising the version revokes every link sent before (a stolen database gives no link away).
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse


class SignedLinks:
    """Tokens of one kind of rows, which have a `link_version`; no token of one `salt` opens what another has locked."""

    def __init__(self, salt):
        self._signer = signing.Signer(sep=".", salt=salt)

    def token(self, instance):
        """The token of a saved row."""
        return self._signer.sign(f"{instance.pk}-{instance.link_version}")

    def read(self, token):
        """What a token says, as (number, link version), both int; None where it is broken, forged or of another kind."""
        try:
            number, version = self._signer.unsign(token).split("-")
            return int(number), int(version)
        except (signing.BadSignature, ValueError):
            return None


class LinkedRows:
    """The rows of an app that have signed pages, with `kinds` of them: {model: (salt, function that gives who may still enter)}."""

    def __init__(self, kinds):
        self._links = {model: SignedLinks(salt) for model, (salt, _) in kinds.items()}
        self._entitled = {model: entitled for model, (_, entitled) in kinds.items()}

    def token(self, instance):
        """The token of a saved row."""
        return self._links[type(instance)].token(instance)

    def find(self, model, value):
        """The row of a token; None where the token is broken, forged or revoked, or the row may not be entered any more."""
        said = self._links[model].read(value)
        if not said:
            return None
        number, version = said
        return self._entitled[model]().filter(pk=number, link_version=version).first()

    def address(self, name, instance, **more):
        """The full address of a row's signed page `name`, for a mail or for sharing, in the language that is active."""
        return settings.SITE_URL + reverse(name, kwargs={"token": self.token(instance), **more})
