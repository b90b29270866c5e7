"""Bookings: who comes, who waits, and what each of them needs. The rules are in events/bookings.py and events/needs.py."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.access import AccessKind
from events.references import new_reference


class EventRegister(models.Model):
    """One event's bookings, shared by the page and its translations. The row that bookings take turns on.

    Every transaction that gives, moves or frees a place writes to this row first (events.registers.turn), so both
    databases let one after the other decide.
    """

    event_key = models.UUIDField(unique=True, editable=False)
    page = models.ForeignKey("events.EventPage", on_delete=models.CASCADE, related_name="+")
    turns = models.PositiveBigIntegerField(default=0, editable=False)
    # What people who booked were last told about the event: events.changes compares it with the page.
    told = models.JSONField(default=dict, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="How often they were told of a change.")

    class Meta:
        verbose_name = "register of bookings"
        verbose_name_plural = "registers of bookings"
        permissions = [("see_access_needs", "Can see what people need"), ("manage_bookings", "Can manage bookings")]

    def __str__(self):
        return f"Register {self.pk}"


class BookingState(models.TextChoices):
    """Where a booking stands."""

    CONFIRMED = "confirmed", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Offered a place")
    CANCELLED = "cancelled", _("Cancelled")
    DECLINED = "declined", _("Said no to a place")
    LAPSED = "lapsed", _("Did not answer an offer in time")
    # Never had a place: a second booking with the same address, and one that has to be looked at by a person first.
    DUPLICATE = "duplicate", _("Booked before")
    HELD = "held", _("To be checked")


LIVE = (BookingState.CONFIRMED, BookingState.WAITING, BookingState.OFFERED)
# Those that take up places: an offer holds its place until it is answered or lapses.
HOLDING = (BookingState.CONFIRMED, BookingState.OFFERED)


class Room(models.TextChoices):
    """How somebody takes part."""

    IN_PERSON = "in_person", _("In the room")
    ONLINE = "online", _("Online")


class BookingSource(models.TextChoices):
    WEB = "web", _("This site")
    PHONE = "phone", _("Phone")
    PAPER = "paper", _("Paper form or letter")
    EMAIL = "email", _("Email")
    REHEARSAL = "rehearsal", _("Rehearsal")


class Booking(models.Model):
    """One booking: a person, those who come along, and their place.

    It is named by its reference everywhere, so that no list, log or audit entry holds a name.
    """

    register = models.ForeignKey(EventRegister, on_delete=models.PROTECT, related_name="bookings")
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(unique=True, null=True, editable=False, help_text="One for each form that was filled in.")
    link_version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(max_length=10, choices=BookingState.choices, db_index=True)
    room = models.CharField(max_length=10, choices=Room.choices, default=Room.IN_PERSON)
    source = models.CharField(max_length=10, choices=BookingSource.choices, default=BookingSource.WEB)
    language = models.CharField(max_length=10, default="en")

    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    guest_names = models.TextField(max_length=400, blank=True, verbose_name="names of the others")

    people = models.PositiveSmallIntegerField(default=1)
    companions = models.PositiveSmallIntegerField(default=0, verbose_name="companions and personal assistants")
    places = models.PositiveSmallIntegerField(default=1, editable=False, help_text="How many places it takes up.")
    photo_consent = models.BooleanField(default=False)
    wants_updates = models.BooleanField(default=False, help_text="Wants to hear what changes because of the event.")

    queued_at = models.DateTimeField(null=True, blank=True, editable=False)
    offered_until = models.DateTimeField(null=True, blank=True, editable=False)
    arrived = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="SEQUENCE of the calendar file.")
    note = models.TextField(max_length=1000, blank=True, help_text="Only organisers see it. Nothing about health.")
    doubt = models.CharField(max_length=40, blank=True, editable=False, help_text="Why it has to be checked.")

    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["register", "state", "room", "queued_at"], name="booking_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "email_key"],
                condition=Q(state__in=["confirmed", "waiting", "offered"]) & ~Q(email_key=""),
                name="one_live_booking_for_an_address",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="booking_of_one_or_more"),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def holds_places(self):
        return self.state in HOLDING

    @property
    def heads(self):
        """How many people come: those who booked and their companions."""
        return self.people + self.companions


class NeedState(models.TextChoices):
    OPEN = "open", _("To be arranged")
    ARRANGED = "arranged", _("Arranged")
    CANNOT = "cannot", _("Cannot be arranged")


class ExpensePlan(models.TextChoices):
    """What somebody said about travel when they booked."""

    NONE = "none", _("I do not need help with costs")
    CLAIM = "claim", _("I want to claim my costs")
    BOOK = "book", _("Please book and pay my travel, so that I do not pay first")
    UNSURE = "unsure", _("I do not know yet")


class BookingAnswers(models.Model):
    """What somebody told us so that they can take part. Apart from the booking: sooner deleted, seen by fewer people."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="answers")
    wants_to_talk = models.BooleanField(default=False, verbose_name="would like to talk to someone")
    food = models.TextField(max_length=300, blank=True, verbose_name="what they cannot eat")
    costs = models.CharField(max_length=10, choices=ExpensePlan.choices, default=ExpensePlan.NONE)
    travel = models.TextField(max_length=300, blank=True, verbose_name="where they come from, and how")
    consent_version = models.CharField(max_length=20, blank=True, editable=False)
    consented_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "answers about needs"
        verbose_name_plural = "answers about needs"

    def __str__(self):
        return self.booking.reference


class AccessNeed(models.Model):
    """One thing somebody needs: a task with an owner and a date, and the answer that goes back to the person."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=20, choices=AccessKind.choices)
    detail = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=NeedState.choices, default=NeedState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    reply = models.CharField(
        max_length=300,
        blank=True,
        verbose_name="what the person is told",
        help_text='For example: "Your BSL interpreter is booked: Asha, 9:45am." It is sent when you press Save.',
    )
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], name="a_need_once_in_a_booking"),
        ]

    def __str__(self):
        return f"Need {self.pk} of {self.booking.reference}"


class BookingStep(models.Model):
    """How often a step of the booking was finished or somebody was refused: counts by day, nothing about anybody."""

    register = models.ForeignKey(EventRegister, on_delete=models.CASCADE, related_name="steps")
    day = models.DateField()
    step = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "day", "step"], name="a_step_once_a_day")]

    def __str__(self):
        return f"{self.step} on {self.day}"
