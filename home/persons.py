"""One person's data over the whole site: found, handed over in one file, deleted in one go (UK GDPR, Articles 15, 17 and 20).

Each app that keeps something about people registers its part in AppConfig.ready(); the mails we wrote are home's own.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify

from home import outbox
from home.models.outbox import OutgoingMail


@dataclass(frozen=True)
class Part:
    """What one app holds about people. See `register`."""

    name: str
    find: Callable
    export: Callable
    forget: Callable
    summary: Callable
    afterwards: Callable
    taken_out: Callable
    permission: str

    @property
    def key(self):
        """Its name in the file that is handed over: "next_events"."""
        return slugify(self.name).replace("-", "_")


@dataclass(frozen=True)
class Held:
    """What one part holds about somebody. `summary` and `afterwards` are plain sentences for whoever asked."""

    part: Part
    found: Any
    summary: list
    afterwards: list


_parts = {}


def register(name, find, export, forget, *, summary=None, afterwards=None, taken_out=None, permission=""):
    """Adds what an app holds about people, under `name`: a heading like "Events". The same name again replaces it.

    `find(who)` gets an email address or a reference and returns what is held, or something falsy; `export(found)` returns it
    as plain data; `forget(found, user=None)` deletes it, in transactions of its own, and can be run again after a fault.
    `summary(found)` and `afterwards(found)` return sentences: what is held, and what somebody has to keep in mind once it
    is deleted. `taken_out(found, user=None)` writes to the audit log that it was handed over. `permission` is what somebody
    needs to do all this on a screen.
    """
    _parts[name] = Part(
        name=name,
        find=find,
        export=export,
        forget=forget,
        summary=summary or (lambda found: ["Something is held."]),
        afterwards=afterwards or (lambda found: []),
        taken_out=taken_out or (lambda found, user=None: None),
        permission=permission,
    )


def _in_order():
    """The parts, with the mails last: forgetting the others may take back mails that have not been sent."""
    return [*_parts.values(), MAILS]


def permissions():
    """What somebody needs to look at a person's data: the permissions of all parts, because it is done for all at once."""
    return {part.permission for part in _in_order() if part.permission}


def find_person(who):
    """What is held about somebody, by email address or, for those who have none, by a reference: [Held], empty for nothing."""
    who = who.strip()
    found = ((part, part.find(who)) for part in _in_order())
    return [Held(part, what, list(part.summary(what)), list(part.afterwards(what))) for part, what in found if what]


def export(held):
    """All of it as plain data: {part: data}."""
    return {each.part.key: each.part.export(each.found) for each in held}


def as_json(held):
    """All of it as text that a computer can read (Article 20)."""
    return json.dumps(export(held), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def record_export(held, user=None):
    """Writes into the audit log that somebody's data was taken out, and by whom."""
    for each in held:
        each.part.taken_out(each.found, user=user)


def forget_person(who, user=None):
    """Deletes all that find_person finds. Returns the [Held] of before, so that references can be named.

    Each part in transactions of its own; after a fault it can simply be run again.
    """
    held = find_person(who)
    for part in _in_order():
        # Looked up once more, because a part may have written something while another was deleted.
        found = part.find(who.strip())
        if found:
            part.forget(found, user=user)
    return held


# Mails -----------------------------------------------------------------------------------------------------------------

_MAIL = ("kind", "to", "subject", "text", "state", "made_at", "sent_at")


def mails_as_data(mails):
    """Mails as plain data, without words that open a door."""
    return [{name: getattr(mail, name) for name in _MAIL} | _without_secrets(mail) for mail in mails]


def _without_secrets(mail):
    return {"text": ""} if mail.is_secret else {}


def _find_mails(who):
    return list(OutgoingMail.objects.filter(to__iexact=who)) if "@" in who else []


def _forget_mails(mails, user=None):
    for address in {mail.to for mail in mails}:
        outbox.forget_address(address)


MAILS = Part(
    name="Mails",
    find=_find_mails,
    export=mails_as_data,
    forget=_forget_mails,
    summary=lambda mails: [f"{len(mails)} {'mail' if len(mails) == 1 else 'mails'} to this address in the outbox."],
    afterwards=lambda mails: [],
    taken_out=lambda mails, user=None: None,
    permission="home.view_outgoingmail",
)
