"""Links that let somebody in without an account. Nothing secret is kept: a link is made again when it is needed.

A token holds a row's number and its link version under an HMAC of SECRET_KEY, so it cannot be guessed or altered, and
raising the version revokes every link sent before (a stolen database gives no link away).
"""

from django.core import signing


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
