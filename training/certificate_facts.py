"""What a certificate says: once, for its page, its PDF and the page that checks it."""

import datetime
import unicodedata
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from home.models import PublisherSettings
from home.publisher import is_placeholder
from home.text import date_plain, minutes
from training import certificates, versions

# Letters, and for each statement a part of a line, that fit the sheet in letters of the usual size.
_MUCH = 520


@dataclass(frozen=True)
class Facts:
    """A certificate in one language. `words` are the sentences around its facts, in that language."""

    language: str
    direction: str
    name: str
    name_direction: str
    # Title, outcome and statements are in the language of the module, which the reader of the page need not share.
    module_language: str
    module_direction: str
    title: str
    outcome: str
    statements: list
    version: int
    minutes: str
    finished: str
    finished_on: datetime.date
    code: str
    address: str
    short_address: str
    # "" where nobody has said yet who publishes the site.
    publisher: str
    withdrawn: str
    withdrawn_why: str
    # True, False, or None where the module is no longer there.
    changed: bool | None
    changed_words: str
    # The module as it is now, for whoever wants to read it; "" where it is no longer there.
    module_url: str
    issued_at: datetime.datetime
    words: dict = field(default_factory=dict)

    @property
    def is_valid(self):
        return not self.withdrawn

    @property
    def is_long(self):
        """Whether there is so much to say that it fits one sheet only in smaller letters."""
        return len(self.title) + len(self.outcome) + sum(len(text) + 40 for text in self.statements) > _MUCH


def facts(certificate, language=None):
    """The Facts of a certificate, in `language` or else in that of its module. Four queries at most."""
    version = certificate.version
    language = language or version.language
    publisher = PublisherSettings.current().name
    page = versions.live_page(version.module_key, version.language)
    changed = versions.has_changed(version, page) if page else None
    code = certificates.shown_code(certificate.code)
    with translation.override(language):
        address = f"{settings.SITE_URL}{reverse('certificate_check', args=[code])}"
        return Facts(
            language=language,
            direction=_direction_of_language(language),
            name=certificate.name,
            name_direction=direction(certificate.name),
            module_language=version.language,
            module_direction=_direction_of_language(version.language),
            title=version.title,
            outcome=version.outcome,
            statements=list(version.statements),
            version=version.number,
            minutes=minutes(version.minutes),
            finished=date_plain(certificate.finished_on),
            finished_on=certificate.finished_on,
            code=code,
            address=address,
            short_address=address.partition("://")[2].rstrip("/"),
            publisher="" if is_placeholder(publisher) else publisher,
            withdrawn=date_plain(timezone.localtime(certificate.withdrawn_at)) if certificate.withdrawn_at else "",
            withdrawn_why=certificate.withdrawn_why,
            changed=changed,
            changed_words=_changed_words(changed),
            module_url=page.get_url() or "" if page else "",
            issued_at=certificate.issued_at,
            words=_words(),
        )


def _words():
    return {
        "site": _("Co-production in Cumbria"),
        "heading": _("Certificate"),
        "for": _("This certificate is for"),
        "finished": _("for finishing the bitesize module"),
        "outcome": _("After this module you can"),
        "statements": _("I can now"),
        "date": _("Finished on"),
        "minutes": _("Learning time"),
        "version": _("Version of the module"),
        "cpd": _(
            "The learning time is what the module states. It can count as continuing professional development (CPD)."
        ),
        "check": _("Check this certificate"),
        "check_how": _(
            "Anybody can scan the code or type the address to see that this certificate is real and still valid."
        ),
        "qr": _("QR code that opens the page where this certificate can be checked"),
        "code": _("Code"),
        "publisher": _("Published by"),
    }


def _changed_words(changed):
    if changed is None:
        return _("The module is no longer on this site.")
    if changed:
        return _("Yes. The module has been changed since then.")
    return _("No. The module is the same today.")


def _direction_of_language(code):
    return "rtl" if translation.get_language_info(code)["bidi"] else "ltr"


def direction(text):
    """Which way a text runs: "rtl" or "ltr", as its first letter says (Unicode Bidirectional Algorithm, rule P2)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
