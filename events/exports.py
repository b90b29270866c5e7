"""Lists of bookings that leave the site as a file: CSV and XLSX. Each export is logged.

What people need, eat and how they travel is only in a file where it was asked for by somebody who may see it.
"""

from dataclasses import dataclass

from django.utils import timezone

from events import audit
from events.models import Booking, BookingSource, BookingState, NeedState
from events.registers import register_of
from home import spreadsheets


class NotAllowed(Exception):
    """Somebody asked for a column that they may not see."""


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading, how a booking fills it, and whether it tells what somebody needs."""

    heading: str
    of: object
    needs: bool = False


def _yes_no(value):
    return "Yes" if value else "No"


def _when(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _answers(name):
    def of(booking):
        answers = getattr(booking, "answers", None)
        return getattr(answers, name) if answers else ""

    return of


def _needs(booking):
    return "; ".join(
        f"{need.get_kind_display()}{': ' if need.detail else ''}{need.detail} ({need.get_state_display().lower()})"
        for need in booking.needs.all()
    )


def _costs(booking):
    answers = getattr(booking, "answers", None)
    return answers.get_costs_display() if answers else ""


COLUMNS = {
    "reference": Column("Reference", lambda booking: booking.reference),
    "name": Column("Name", lambda booking: booking.name),
    "guest_names": Column("Names of the others", lambda booking: booking.guest_names),
    "people": Column("People", lambda booking: booking.people),
    "companions": Column("Companions", lambda booking: booking.companions),
    "room": Column("How they take part", lambda booking: booking.get_room_display()),
    "state": Column("State", lambda booking: booking.get_state_display()),
    "email": Column("Email", lambda booking: booking.email),
    "phone": Column("Phone", lambda booking: booking.phone),
    "photo_consent": Column("Agrees to photographs", lambda booking: _yes_no(booking.photo_consent)),
    "wants_updates": Column("Wants news", lambda booking: _yes_no(booking.wants_updates)),
    "source": Column("Booked by", lambda booking: booking.get_source_display()),
    "made_at": Column("Booked on", lambda booking: _when(booking.made_at)),
    "arrived": Column("Arrived", lambda booking: booking.arrived),
    "arrived_at": Column("Arrived at", lambda booking: _when(booking.arrived_at)),
    "note": Column("Note", lambda booking: booking.note),
    "needs": Column("What they need", _needs, needs=True),
    "food": Column("What they cannot eat", _answers("food"), needs=True),
    "talk": Column(
        "Would like to talk to someone", lambda booking: _yes_no(_answers("wants_to_talk")(booking)), needs=True
    ),
    "costs": Column("Costs", _costs, needs=True),
    "travel": Column("Travel", _answers("travel"), needs=True),
}
# Ticked when the form opens: enough to know who comes.
FIRST = ("reference", "name", "people", "companions", "room", "state")


def allowed(user):
    """The columns somebody may ask for: {key: Column}."""
    sees = user.has_perm("events.see_access_needs")
    return {key: column for key, column in COLUMNS.items() if sees or not column.needs}


def export(event, user, kind="xlsx", columns=FIRST, states=(BookingState.CONFIRMED,), now=None):
    """The bookings of `event` in `states` as a spreadsheets.File of `kind`. Writes to the audit log who took it out.

    Raises NotAllowed where `columns` has one that `user` may not see, KeyError for one that is not there.
    """
    chosen = [COLUMNS[key] for key in COLUMNS if key in set(columns)]
    unknown = set(columns) - set(COLUMNS)
    if unknown:
        raise KeyError(sorted(unknown)[0])
    if set(columns) - set(allowed(user)):
        raise NotAllowed
    with_needs = any(column.needs for column in chosen)
    headings = [column.heading for column in chosen]
    rows = [[column.of(booking) for column in chosen] for booking in bookings_of(event, states, with_needs=with_needs)]
    day = timezone.localtime(now).date().isoformat()
    file = spreadsheets.file(f"event-{event.pk}-bookings-{day}", kind, headings, rows, title="Bookings")
    audit.record("export", register_of(event), user, count=file.count, format=kind, needs=with_needs)
    return file


def bookings_of(event, states, with_needs=False):
    """The bookings an export of `event` holds: no rehearsals, and nobody whose data has been deleted."""
    found = Booking.objects.filter(register__event_key=event.translation_key, state__in=states, purged_at=None).exclude(
        source=BookingSource.REHEARSAL
    )
    return found.select_related("answers").prefetch_related("needs") if with_needs else found


# Counts without names ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FoodLine:
    """The same words about food from so many bookings."""

    text: str
    bookings: int


@dataclass(frozen=True)
class FoodSummary:
    """What a caterer has to know. `people`: everybody who comes into the room, those with no word about food too."""

    people: int
    lines: list


def food_summary(event):
    """What people who have a place in the room cannot eat, the same words once, most often first. No names."""
    bookings = [
        booking
        for booking in bookings_of(event, [BookingState.CONFIRMED], with_needs=True)
        if booking.room == "in_person"
    ]
    groups = {}
    for booking in bookings:
        text = " ".join(_answers("food")(booking).split())
        if text:
            groups.setdefault(text.casefold().rstrip(".!"), []).append(text)
    lines = [FoodLine(texts[0], len(texts)) for texts in groups.values()]
    return FoodSummary(
        people=sum(booking.heads for booking in bookings),
        lines=sorted(lines, key=lambda line: (-line.bookings, line.text.casefold())),
    )


@dataclass(frozen=True)
class NeedLine:
    """How many asked for one kind of access, and how many of these are arranged."""

    label: str
    asked: int
    open: int
    arranged: int
    cannot: int


def access_summary(event):
    """What people who have a place asked for, as counts by kind. No names, no words of theirs: [NeedLine]."""
    found = {}
    for booking in bookings_of(event, [BookingState.CONFIRMED], with_needs=True):
        for need in booking.needs.all():
            counts = found.setdefault(need.get_kind_display(), dict.fromkeys(NeedState.values, 0))
            counts[need.state] += 1
    return [
        NeedLine(
            label, sum(counts.values()), counts[NeedState.OPEN], counts[NeedState.ARRANGED], counts[NeedState.CANNOT]
        )
        for label, counts in sorted(found.items())
    ]
