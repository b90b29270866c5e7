"""What stands on the page of an event, in which order, under which heading. The list of contents agrees with it."""

from django.utils.translation import gettext

from events.blocks import Offered
from events.status import TookPlace
from home.text import anchor


def outline(event):
    """The sections of an event's page as an ordered {key: heading}. The words are right before and after the day.

    What somebody only needs in order to come (programme, access, the way there, expenses) is left out once nobody can.
    """
    sections = _after(event) if event.is_over else _before(event)
    return {key: heading for key, heading in sections.items() if heading}


def contents(event):
    """The list of contents: [{"href", "text"}], the editor's own sections where the body stands."""
    found = []
    for key, heading in outline(event).items():
        if key == "body":
            for block in event.body:
                if block.block_type == "section":
                    text = block.value["heading"]
                    found.append({"href": f"#{anchor(text)}", "text": text})
        else:
            found.append({"href": f"#{key}", "text": heading})
    return found


def conversation(event):
    """What people asked and what came of it: {"themes", "outcomes", "feedback"}. Asked of the database once for a page."""
    kept = event.__dict__.get("_conversation")
    if kept is None:
        from events import feedback, outcomes, topics

        kept = event.__dict__["_conversation"] = {
            "themes": topics.themes_of(event),
            "outcomes": outcomes.of(event) if event.is_over else [],
            "feedback": feedback.token(event) if event.takes_bookings and feedback.is_open(event) else "",
        }
    return kept


def access_groups(event):
    """What is offered, grouped by whether it has to be asked for: [(label, [{"kind", "detail"}, ...]), ...]."""
    groups = {value: [] for value in Offered.values}
    for block in event.access:
        kind = block.block.child_blocks["kind"].field.choices
        groups[block.value["offered"]].append(
            {"kind": dict(kind).get(block.value["kind"], ""), "detail": block.value["detail"] or ""}
        )
    return [(Offered(value).label, rows) for value, rows in groups.items() if rows]


def _before(event):
    coming = event.can_be_attended
    return {
        "body": event.body and gettext("What this is about"),
        "scope": gettext("What can and cannot change"),
        "people": event.people and gettext("Who will be there, and why"),
        "agenda": coming and event.agenda and gettext("What happens on the day"),
        "topics": coming and (event.topics or event.questions_in_advance) and gettext("What we will ask"),
        "themes": coming and conversation(event)["themes"] and gettext("What people want to ask"),
        "access": coming and event.access and gettext("Access and formats"),
        "getting-there": coming and event.venue and gettext("Getting there and home"),
        "joining-online": coming and event.joining_online and gettext("Joining online"),
        "expenses": coming and event.expenses and gettext("Expenses"),
        "taking-part": gettext("How to take part") if coming else gettext("Questions about this event"),
        "afterwards": coming and gettext("What happens afterwards"),
    }


def _after(event):
    known = event.took_place == TookPlace.YES and not event.is_off
    return {
        "what-happened": gettext("What happened") if known else gettext("What we know"),
        "outcomes": conversation(event)["outcomes"] and gettext("You said, we did"),
        "feedback": conversation(event)["feedback"] and gettext("Were you there? Tell us how it was"),
        "body": event.body and gettext("What this was about"),
        "scope": gettext("What could and could not change"),
        "people": event.people
        and (gettext("Who was there, and why") if known else gettext("Who was to be there, and why")),
        "agenda": event.agenda
        and (gettext("What happened on the day") if known else gettext("What was planned for the day")),
        "topics": event.topics and gettext("What was asked"),
        "themes": conversation(event)["themes"] and gettext("What people asked before"),
        "access": event.access and gettext("Access and formats"),
        "getting-there": event.venue and gettext("The venue"),
    }
