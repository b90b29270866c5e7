"""A booking that is not finished yet: the answers so far, kept in the person's own browser and nowhere else.

A signed cookie, sent back to the event's booking pages only, gone with the browser's window and useless after two hours.
Once the place is booked it holds the reference and nothing the person typed.
"""

import time
import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing

NAMES = ("booking", "booking_more")
VALID_SECONDS = 2 * 60 * 60
# Browsers keep 4096 bytes of a cookie with its name and attributes; web servers take 8190 for all cookies of a request.
ROOM = 3500


class DoesNotFit(Exception):
    """The answers are longer than the cookies can hold."""


@dataclass
class Draft:
    """The answers so far, or the receipt of a finished booking.

    `answers` is {step: {field: [what was typed, ...]}}. `key` makes one form one booking. `started` is the second it was
    begun. `facts` are the event's date and place when it was begun. `trapped`: a field that people cannot see was filled in.
    """

    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.time)
    answers: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    trapped: bool = False
    receipt: dict = field(default_factory=dict)


def _salt(event):
    return f"events.draft.{event.translation_key}"


def read(request, event):
    """The Draft of this browser for `event`, or None where there is none, or it is too old, or somebody altered it."""
    text = "".join(request.COOKIES.get(name, "") for name in NAMES)
    if not text:
        return None
    try:
        kept = signing.loads(text, salt=_salt(event), max_age=VALID_SECONDS)
        return Draft(**kept)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def pack(draft, event):
    """The text of the cookies. Raises DoesNotFit."""
    text = signing.dumps(vars(draft), salt=_salt(event), compress=True)
    if len(text) > ROOM * len(NAMES):
        raise DoesNotFit
    return text


def keep(response, draft, event, path):
    """Puts `draft` into `response`'s cookies, for the addresses below `path`. Raises DoesNotFit."""
    text = pack(draft, event)
    for number, name in enumerate(NAMES):
        part = text[number * ROOM : (number + 1) * ROOM]
        if part:
            # No max_age: gone when the browser is closed.
            response.set_cookie(
                name, part, path=path, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        else:
            response.delete_cookie(name, path=path, samesite="Lax")
    return response


def drop(response, path):
    """Takes the draft or the receipt out of the browser."""
    for name in NAMES:
        response.delete_cookie(name, path=path, samesite="Lax")
    return response
