"""Blocks that only events use: who is there, the programme of the day, and what is offered so that people can come."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from events.access import AccessKind


class EventPersonBlock(blocks.StructBlock):
    """One person or group, and why they are there (principle 3)."""

    name = blocks.CharBlock(max_length=150, help_text="A person or a group. Ask before you put a name here.")
    role = blocks.CharBlock(max_length=200, required=False, help_text="What they do, in plain words.")
    why = blocks.TextBlock(max_length=300, rows=2, help_text="Why they are there, and what they can decide.")

    class Meta:
        icon = "group"
        label = "Person or group"
        template = "events/blocks/person.html"
        description = "Who is there and why."
        preview_value = {
            "name": "A ward manager (example)",
            "role": "Runs a ward",
            "why": "Can change how staff are welcomed.",
        }


class AgendaItemBlock(blocks.StructBlock):
    """One row of the programme."""

    start = blocks.TimeBlock(required=False, help_text="When it begins. Leave empty where the time is not known.")
    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(max_length=400, required=False, rows=2)

    class Meta:
        icon = "time"
        label = "Row"
        template = "events/blocks/agenda_item.html"
        description = "One part of the day, with the time it begins."
        preview_value = {
            "start": "13:00",
            "title": "Welcome and names",
            "text": "Who is here, and what can change.",
        }


class Offered(models.TextChoices):
    """Whether it is simply there, or has to be asked for."""

    THERE = "there", _("There for everybody")
    ON_REQUEST = "on_request", _("Ask us before the event")
    NOT_AVAILABLE = "not_available", _("Not available")
    NOT_RECORDED = "not_recorded", _("Not recorded")


class AccessOfferBlock(blocks.StructBlock):
    """One thing that makes it possible to come, and how to get it."""

    kind = blocks.ChoiceBlock(choices=AccessKind.choices)
    offered = blocks.ChoiceBlock(choices=Offered.choices, default=Offered.THERE)
    detail = blocks.CharBlock(
        max_length=250, required=False, help_text="For example: by 8 April, so that we can book one."
    )

    class Meta:
        icon = "circle-check"
        label = "Access or format"
        template = "events/blocks/access_offer.html"
        description = "A kind of access or a format, and whether people have to ask for it."
        preview_value = {
            "kind": AccessKind.HEARING_LOOP,
            "offered": Offered.THERE,
            "detail": "In the main room.",
        }

    def clean(self, value):
        value = super().clean(value)
        if value.get("kind") == AccessKind.OTHER and not value.get("detail"):
            raise StructBlockValidationError({"detail": ValidationError("Say what it is.")})
        return value
