"""A person with one rare word in every field, and a search for that word in the whole database."""

from django.apps import apps
from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast

from events import bookings, needs
from tests.events.builders import NOW

# In every field that somebody can fill in. The address has it too, in any case.
CANARY = "Zebrafinch"
ADDRESS = f"{CANARY}@example.net"


def full_booking(page, email=ADDRESS, **fields):
    """A booking with the canary in every field there is."""
    person = bookings.Person(
        name=f"{CANARY} name",
        email=email,
        phone=f"{CANARY} 01228",
        guest_names=f"{CANARY} guest",
        people=2,
        wants_updates=True,
        topic=f"{CANARY} topic",
    )
    answers = needs.Answers(
        kinds={"bsl": f"{CANARY} need", "other": f"{CANARY} other"},
        wants_to_talk=True,
        food=f"{CANARY} food",
        costs="book",
        travel=f"{CANARY} travel",
        consent=True,
    )
    booking = bookings.book(page, person, answers, may_wait=True, now=NOW, **fields)
    booking.note = f"{CANARY} note"
    booking.save()
    return booking


def places_with(word):
    """Every column of every table that holds `word`, read from the database itself: ["table.column", ...]."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.AutoField | models.BooleanField | models.ForeignKey | models.DateField):
                continue
            rows = model._base_manager.annotate(_as_text=Cast(field.attname, TextField()))
            if rows.filter(_as_text__icontains=word).exists():
                found.append(f"{model._meta.db_table}.{field.column}")
    return found
