"""Resume codes: what one device holds, carried to another by a short code that works once.

Ten characters of Crockford's base 32 (https://www.crockford.com/base32.html): 50 random bits, and no letter that is taken
for a digit. The database holds a keyed hash, so that a copy of it opens nothing. Only a device needs one: an account signs in.
"""

import datetime
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from home import limits, outbox
from home.letters import in_language, publisher_words, reply_to, write
from home.models.settings import PublisherSettings
from home.text import date_long, email_key
from training import learners
from training.mails import about
from training.models import Learner, ResumeCode

LENGTH, LIFETIME = 10, datetime.timedelta(days=30)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
# How many codes may be tried from one place, and in all. At a thousand an hour a guess finds one of ten thousand codes
# once in more than ten thousand years.
_TRIES = (20, 10 * 60)
_TRIES_IN_ALL = (1000, 60 * 60)
# How many codes one learner can make, how many mails they can set off, and how many one address can get.
_CODES = (20, 60 * 60)
_MAILS = (5, 60 * 60)
_MAILS_TO_ONE = (3, 24 * 60 * 60)

MAIL = "Code to carry on"


class NotUsable(Exception):
    """The code is wrong, was used, or is too old. Nobody is told which."""


class SameDevice(Exception):
    """The code was made on this device: there is nothing to carry anywhere."""


class TooMany(Exception):
    """Tried too often. It is possible again later."""


def make(learner, now=None):
    """A new code for a device's learner: (code as it is shown, ResumeCode). The one before stops working.

    Raises TooMany, and ValueError for the learner of an account, who signs in instead.
    """
    if learner.device_hash is None:
        raise ValueError("An account needs no code.")
    now = now or timezone.now()
    if not limits.allowed("resume.make", learner.pk, *_CODES, now=now):
        raise TooMany
    code = "".join(secrets.choice(_ALPHABET) for _place in range(LENGTH))
    with transaction.atomic():
        Learner.objects.select_for_update().filter(pk=learner.pk).first()
        ResumeCode.objects.filter(learner=learner).delete()
        row = ResumeCode.objects.create(learner=learner, code_hash=_hash(code), made_at=now, expires_at=now + LIFETIME)
    return f"{code[:5]}-{code[5:]}", row


def mail(learner, address, now=None):
    """Makes a code and mails it. The address stands in that mail only, and goes with it.

    Raises TooMany for a learner who asks too often, and ValueError as `make` does. An address that has had as many as it may
    get in a day gets no other: nobody is told, because that would say that somebody else has asked.
    """
    now = now or timezone.now()
    if not limits.allowed("resume.mail", learner.pk, *_MAILS, now=now):
        raise TooMany
    if not limits.allowed("resume.mail-to", email_key(address), *_MAILS_TO_ONE, now=now):
        return
    with transaction.atomic():
        code, row = make(learner, now)
        publisher = PublisherSettings.current()
        with in_language(learner.language):
            letter = write(
                "training/mails/resume_code",
                code=code,
                address=settings.SITE_URL + reverse("carry_on"),
                until=date_long(row.expires_at),
                **publisher_words(publisher),
            )
        outbox.post(
            key=f"resume-code:{row.pk}",
            kind=MAIL,
            about=about(learner),
            to=address,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            not_after=row.expires_at,
            headers=reply_to(publisher),
            secret=True,
        )


def use(code, learner, key, place, now=None):
    """Takes what is behind a code to `learner`, or to the new device that holds `key` where that is None: the Learner.

    `place` is where it was typed (home.limits.address_of). The same form sent twice is one use. Raises TooMany, NotUsable or
    SameDevice.
    """
    now = now or timezone.now()
    from_here = limits.allowed("resume.try", place, *_TRIES, now=now)
    if not from_here or not limits.allowed("resume.try-anywhere", "", *_TRIES_IN_ALL, now=now):
        raise TooMany
    found = _use(code, learner, key, now)
    # A room full of people who all carry on is no attack.
    limits.give_back("resume.try", place)
    limits.give_back("resume.try-anywhere", "")
    return found


@transaction.atomic
def _use(code, learner, key, now):
    row = ResumeCode.objects.select_related("learner").filter(code_hash=_hash(tidy(code))).first()
    if row is None or row.expires_at <= now:
        raise NotUsable
    source = row.learner
    if row.used_at:
        if source == learner or (learner is None and learners.is_device(source, key)):
            return source
        raise NotUsable
    if source == learner:
        raise SameDevice
    if not ResumeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise NotUsable
    if learner is None:
        learners.move_device(source, key)
        learner = source
    else:
        # The code is kept beside what it has carried: the same form sent again is then no mistake.
        ResumeCode.objects.filter(pk=row.pk).update(learner=learner)
        learners.merge(source, learner)
    learners.saw(learner)
    return learner


def tidy(code):
    """A code as it was meant: in any case, with any spaces and hyphens, with letters for the digits they look like."""
    return "".join(letter for letter in code.upper() if letter.isalnum()).translate(_READ_AS)


def _hash(code):
    return salted_hmac("training.resume", code, algorithm="sha256").hexdigest()
