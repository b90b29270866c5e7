"""Travel and other costs of coming to an event. The rules are in events/expenses.py. No bank details are kept here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.bookings import Booking


class CostKind(models.TextChoices):
    BUS = "bus", _("Bus")
    TRAIN = "train", _("Train")
    TAXI = "taxi", _("Taxi")
    CAR = "car", _("Car, by the mile")
    PARKING = "parking", _("Parking")
    CARE = "care", _("Care for somebody while I am away")
    COMPANION = "companion", _("Companion or personal assistant")
    DATA = "data", _("Phone or internet")
    OTHER = "other", _("Something else")


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    WANTED = "wanted", _("Wants us to book and pay")
    BOOKED = "booked", _("We have booked it")
    CLAIMED = "claimed", _("Claimed")
    APPROVED = "approved", _("Agreed")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Not agreed")


class Expense(models.Model):
    """One cost of one booking, from the wish to the payment."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="expenses")
    kind = models.CharField(max_length=10, choices=CostKind.choices)
    detail = models.CharField(max_length=300, blank=True, help_text="For example: Workington to Carlisle and back.")
    miles = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    amount = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True, help_text="Pounds.")
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.CLAIMED)
    how = models.CharField(max_length=200, blank=True, help_text="How it is paid: cash on the day, bank, tickets sent.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was not agreed. The person sees it.")
    claimed_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Expense {self.pk} of {self.booking.reference}"
