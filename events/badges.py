"""Badges for everybody expected in the room, ten on an A4 sheet of labels of 99 by 57 mm."""

import re
from dataclasses import dataclass

from events.models import Room

ON_A_SHEET = 10
# Names longer than this are set smaller.
_LONG, _VERY_LONG = 16, 30


@dataclass(frozen=True)
class Badge:
    """One label. Without a name it has a line to write on. `ask`: this person has not said yes to photographs."""

    name: str = ""
    ask: bool = True

    @property
    def size(self):
        """How large the name is set: "large", "medium" or "small"."""
        longest_word = max((len(word) for word in self.name.split()), default=0)
        if len(self.name) > _VERY_LONG or longest_word > _LONG:
            return "small"
        return "medium" if len(self.name) > _LONG or longest_word > 11 else "large"


def names(text):
    """The names in what somebody wrote under "names of the others": one each line, or between commas, "and" and "&"."""
    found = re.split(r"[\n\r;,&]|\band\b", text)
    return [name for name in (" ".join(part.split()) for part in found) if name]


def of(booking):
    """The badges of one booking: who booked, the others by name, and empty ones for whoever was not named.

    Nobody agrees to photographs for somebody else, so all but the one who booked are marked "please ask".
    """
    others = names(booking.guest_names)[: max(0, booking.people - 1)]
    unnamed = booking.people - 1 - len(others) + booking.companions
    return [
        Badge(" ".join(booking.name.split()), ask=not booking.photo_consent),
        *(Badge(name) for name in others),
        *(Badge() for _number in range(unnamed)),
    ]


def sheets(bookings):
    """The badges of a door list as sheets of ten, in its order. Who joins online gets none."""
    all_badges = [badge for booking in bookings if booking.room == Room.IN_PERSON for badge in of(booking)]
    return [all_badges[first : first + ON_A_SHEET] for first in range(0, len(all_badges), ON_A_SHEET)]
