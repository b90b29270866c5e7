"""What happened to bookings, kept in Wagtail's audit log. Labels are references; nothing personal goes in."""

from wagtail.log_actions import log

_ACTIONS = {
    "book": "Booked",
    "amend": "Changed",
    "cancel": "Cancelled",
    "offer": "Offered a place",
    "accept": "Accepted a place",
    "decline": "Said no to a place",
    "lapse": "Offer lapsed",
    "confirm": "Given a place",
    "wait": "Put on the waiting list",
    "resend": "Mail sent again",
    "note": "Note written",
    "check_in": "Arrived",
    "need": "Need answered",
    "expense": "Expense changed",
    "purge": "Personal data deleted",
    "view": "List of bookings seen",
    "export": "List of bookings taken out",
    "tell": "People told",
}


def record(action, instance, user=None, **data):
    """Writes one line to the audit log. `data` holds codes and numbers only: never a name, an address or a need."""
    log(instance, f"events.{action}", user=user, data=data or None)


def register_actions(actions):
    """Names the actions for Wagtail's log: hooked up in events/wagtail_hooks.py."""
    for code, label in _ACTIONS.items():
        actions.register_action(f"events.{code}", label, label)
