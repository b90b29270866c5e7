"""Three questions after an event, asked of everybody and signed by nobody."""

import base64
import binascii
import datetime
import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import EventPage, Feedback
from events.registers import deciding, register_of
from events.status import TookPlace

# Open for so long after the event: the mail goes out the next morning, a paper form may come by post.
OPEN_DAYS = 60
# Below this many answers an average could point at somebody.
ENOUGH = 5
# No event has so many guests; it bounds what somebody with a script can fill the database with.
MOST = 1000

SCALE = (
    (5, _("Fully")),
    (4, _("Mostly")),
    (3, _("Partly")),
    (2, _("Hardly")),
    (1, _("Not at all")),
)

_signer = signing.Signer(sep=".", salt="events.feedback")


def token(event):
    """The token of an event's feedback page: the same for everybody and in every language, so that it names nobody."""
    return _signer.sign(base64.urlsafe_b64encode(event.translation_key.bytes).decode().rstrip("="))


def find(value):
    """The public event of a token, in the language of the page where there is one; None for a broken or forged token."""
    try:
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(_signer.unsign(value) + "=="))
    except (signing.BadSignature, ValueError, binascii.Error):
        return None
    pages = EventPage.objects.live().filter(translation_key=key).select_related("locale")
    by_language = {page.locale.language_code: page for page in pages}
    return by_language.get(get_language()) or by_language.get(settings.LANGUAGE_CODE)


def state(event, now=None):
    """Where an event's feedback stands: "early", "open", "closed", or "off" for one that did not take place."""
    now = now or timezone.now()
    if event.is_off or (event.is_past(now) and event.took_place == TookPlace.NO):
        return "off"
    if not event.is_past(now):
        return "early"
    return "open" if now < event.ends_at + datetime.timedelta(days=OPEN_DAYS) else "closed"


def is_open(event, now=None):
    return state(event, now) == "open"


def give(event, key, *, heard=None, could_take_part=None, better=""):
    """Keeps one person's answers. `key`: the form's UUID; the same form sent twice counts once. Returns the Feedback.

    None where the event has more answers than it can have guests.
    """
    register = register_of(event)
    with deciding(register):
        before = Feedback.objects.filter(key=key).first()
        if before:
            return before
        if register.feedback.count() >= MOST:
            return None
        return Feedback.objects.create(
            register=register, key=key, heard=heard, could_take_part=could_take_part, better=better
        )


@dataclass(frozen=True)
class Result:
    """The answers to one of the questions with a scale. `average` None: too few to show."""

    question: str
    counts: list = field(default_factory=list)  # [(label, number), ...] from best to worst
    answers: int = 0
    average: float | None = None


def results(event):
    """What staff see: {"answers": number, "scales": [Result, ...], "texts": [text, ...]}. Texts without their dates."""
    given = list(Feedback.objects.filter(register__event_key=event.translation_key))
    return {
        "answers": len(given),
        "scales": [
            _result("I was listened to.", [one.heard for one in given]),
            _result("I could take part in the way I wanted to.", [one.could_take_part for one in given]),
        ],
        "texts": sorted((one.better for one in given if one.better), key=str.casefold),
    }


def _result(question, values):
    values = [value for value in values if value]
    average = round(sum(values) / len(values), 1) if len(values) >= ENOUGH else None
    return Result(question, [(label, values.count(number)) for number, label in SCALE], len(values), average)
