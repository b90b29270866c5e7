"""Makes bookings and members of staff for tests, past the rules of events/bookings.py."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from events.models import AccessNeed, Booking, BookingAnswers, BookingState
from events.registers import register_of

# Words that must not reach a list at the door, in whatever form they are written.
CANARY = "CANARY-7411"


def booking(event, name="Ann Other", *, food="", needs=(), travel="", **fields):
    """A booking of `event` that has a place. `needs`: [(kind, detail, state), ...]."""
    fields = {"state": BookingState.CONFIRMED, "people": 1, **fields}
    made = Booking.objects.create(register=register_of(event), name=name, places=fields["people"], **fields)
    if food or travel:
        BookingAnswers.objects.create(booking=made, food=food, travel=travel)
    for kind, detail, state in needs:
        AccessNeed.objects.create(booking=made, kind=kind, detail=detail, state=state)
    return made


def with_secrets(event, name="Ann Other", **fields):
    """A booking in which everything a door list must not show is the canary."""
    return booking(
        event,
        name,
        email=f"{CANARY}@example.org",
        phone=CANARY,
        note=CANARY,
        food=CANARY,
        travel=CANARY,
        needs=[("other", CANARY, "open")],
        **fields,
    )


def staff(*permissions, address="staff@example.org"):
    """Somebody who may use the admin and has these permissions ("events.manage_bookings")."""
    user = get_user_model().objects.create_user(address, address, "a long password here")
    for name in ("wagtailadmin.access_admin", *permissions):
        app, _, codename = name.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def organiser(address="organiser-test@example.org"):
    """Somebody who manages bookings and sees what people need."""
    return staff("events.manage_bookings", "events.see_access_needs", address=address)
