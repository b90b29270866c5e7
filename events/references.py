"""References of bookings: those that the whole site gives out."""

from home.references import new_reference, tidy  # noqa: F401
