"""What an organiser decides about booking. The fields of an event page that have to do with places and closing dates."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from events.status import Attendance

OFFER_HOURS = 48


def _smaller(new, old):
    """Whether a number of places is less than it was; None is no limit."""
    return new is not None and (old is None or new < old)


class Bookable(models.Model):
    """The part of an event page that events/bookings.py goes by."""

    takes_bookings = models.BooleanField(
        default=False,
        verbose_name="people can book on this site",
        help_text="Without it the page says how to reach you by phone, email and post.",
    )
    capacity = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        verbose_name="places in the room",
        help_text="Without companions and personal assistants. Leave empty for an event that is only online.",
    )
    online_capacity = models.PositiveIntegerField(
        null=True, blank=True, verbose_name="places online", help_text="Leave empty where there is no limit."
    )
    companions_use_places = models.BooleanField(
        default=False,
        verbose_name="companions use up a place",
        help_text="Only where the room is so small that there is no chair for them beside the places above.",
    )
    largest_booking = models.PositiveSmallIntegerField(
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        verbose_name="most people in one booking",
    )
    booking_closes_at = models.DateTimeField(
        null=True,
        blank=True,
        verbose_name="booking closes",
        help_text="Leave empty to take bookings until the event begins.",
    )
    offer_hours = models.PositiveSmallIntegerField(
        default=OFFER_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
        verbose_name="hours to accept a place",
        help_text="How long a place that comes free is held for the next person on the waiting list.",
    )
    has_food = models.BooleanField(
        default=False, verbose_name="there is food", help_text="The booking then asks what people cannot eat."
    )
    join_link = models.URLField(
        blank=True,
        max_length=500,
        verbose_name="link to join online",
        help_text="Sent 24 hours before to those who join online. It is never on the page.",
    )
    arrival = models.TextField(
        max_length=600,
        blank=True,
        verbose_name="when you arrive",
        help_text='Who meets people, where, and what the room looks like. It is on the "Your day" page of each booking.',
    )

    class Meta:
        abstract = True

    def booking_errors(self):
        """What is missing or contradicts itself in these fields: {field: message}."""
        errors = {}
        if not self.takes_bookings:
            return errors
        if self.attendance != Attendance.ONLINE and not self.capacity:
            errors["capacity"] = "Say how many places there are in the room."
        if self.booking_closes_at and self.ends_at and self.booking_closes_at > self.ends_at:
            errors["booking_closes_at"] = "Booking cannot close after the event is over."
        return errors | self._too_few_places()

    def _too_few_places(self):
        """Nobody's place can be taken away by a smaller number. Rooms that are overfull already may stay as they are."""
        from events.registers import places_now, rooms

        saved = type(self).objects.filter(pk=self.pk).values("capacity", "online_capacity").first() if self.pk else None
        if not saved:
            return {}
        fields = {"in_person": "capacity", "online": "online_capacity"}
        smaller = [name for name in fields.values() if _smaller(getattr(self, name), saved[name])]
        if not smaller:
            return {}
        now = places_now(self)
        return {
            fields[
                room
            ]: f"{now[room].held} places are taken or offered. Cancel bookings first, or leave {now[room].held} or more."
            for room in rooms(self)
            if fields[room] in smaller and now[room].held > getattr(self, fields[room])
        }

    @property
    def closes_at(self):
        """The moment from which nobody can book, or None for an event without a date."""
        return self.booking_closes_at or self.starts_at
