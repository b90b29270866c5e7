"""What an organiser has on the screen: bookings whose words must not turn up where they do not belong."""

from events import bookings, needs
from events.bookings import Person

NAME, EMAIL, DETAIL = "Canary Finch", "canary@solway.test", "a canary in a cage"


def book(event, name=NAME, email=EMAIL, kinds=None, **more):
    """Books by the rules, on the waiting list where `event` is full. `kinds`: {AccessKind: detail}."""
    person = {name_: more.pop(name_) for name_ in ("people", "phone", "companions") if name_ in more}
    answers = needs.Answers(kinds=kinds, consent=True) if kinds else None
    return bookings.book(event, Person(name=name, email=email, **person), answers, may_wait=True, **more)


def full(event):
    """Three with a place, and one who waits."""
    return [book(event, f"Person {number}", f"p{number}@solway.test") for number in range(4)]
