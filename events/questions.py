"""Which questions a booking asks, in which order, and what the answers become: a Person and needs.Answers."""

import difflib

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import bookings, needs, retention
from events.forms.booking import NEEDS, QUESTIONS
from events.models import ExpensePlan, Room
from events.status import Attendance

# Domains that many addresses here have: a letter beside them is nearly always a slip.
_DOMAINS = (
    "gmail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "yahoo.com", "yahoo.co.uk", "icloud.com",
    "btinternet.com", "nhs.net", "live.co.uk", "sky.com", "aol.com", "talktalk.net",
)  # fmt: skip


def steps(event):
    """The questions of `event` in order, the last page ("check") left out."""
    asked = ["name", "contact", "places", "needs", "food", "travel", "topic"]
    return [step for step in asked if step != "food" or event.has_food]


def form(step, event, so_far, typed=None, initial=None):
    """The form of a step, with what was typed or with `initial`."""
    return QUESTIONS[step](
        typed, event=event, so_far=so_far, dates=retention.delete_dates(event), initial=initial or {}
    )


class Typed(dict):
    """Answers as they are kept, {field: [value, ...]}, in the way that forms read them."""

    def get(self, name, default=None):
        values = super().get(name)
        return values[-1] if values else default

    def getlist(self, name):
        return list(super().get(name) or [])


def kept(form):
    """The cleaned answers of a form as they are kept: {field: [value, ...]}."""
    found = {}
    for name in form.fields:
        value = form.cleaned_data.get(name)
        if isinstance(value, bool):
            value = ["on"] if value else []
        elif not isinstance(value, list):
            value = [] if value is None else [str(value)]
        found[name] = [str(one) for one in value]
    return found


def read(event, answers):
    """Reads kept answers in the order of the questions: (all that is cleaned, the first step to be answered or None).

    A step counts as answered while its answers still fit the event: an organiser may have changed it since.
    """
    so_far = {}
    for step in steps(event):
        if step not in answers:
            return so_far, step
        found = form(step, event, so_far, Typed(answers[step]))
        if not found.is_valid():
            return so_far, step
        so_far |= found.cleaned_data
    return so_far, None


def person(found, language):
    """The bookings.Person that cleaned answers make."""
    names = (
        "name", "email", "phone", "guest_names", "people", "companions", "room", "photo_consent", "wants_updates", "topic",
    )  # fmt: skip
    return bookings.Person(language=language, **{name: found[name] for name in names if name in found})


def answers(found):
    """The needs.Answers that cleaned answers make."""
    words = {"interpreter": found.get("language", ""), "other": found.get("other", "")}
    return needs.Answers(
        kinds={kind: words.get(kind, "") for kind in found.get("kinds", [])},
        wants_to_talk=found.get("wants_to_talk", False),
        food=found.get("food", ""),
        costs=found.get("costs", ExpensePlan.NONE),
        travel=found.get("travel", ""),
        consent=bool(found.get("consent") or found.get("food_consent")),
    )


def of_booking(booking):
    """What a booking holds, in the shape of cleaned answers."""
    kept = needs.read(booking)
    names = (
        "name", "email", "phone", "guest_names", "people", "companions", "room", "photo_consent", "wants_updates",
    )  # fmt: skip
    found = {name: getattr(booking, name) for name in names}
    return found | {
        "kinds": list(kept.kinds),
        "language": kept.kinds.get("interpreter", ""),
        "other": kept.kinds.get("other", ""),
        "wants_to_talk": kept.wants_to_talk,
        "consent": kept.consent and bool(kept.kinds),
        "food_consent": kept.consent,
        "food": kept.food,
        "costs": kept.costs,
        "travel": kept.travel,
    }


# In words --------------------------------------------------------------------------------------------------------------


def _lines(texts):
    return format_html_join(mark_safe("<br>"), "{}", ((text,) for text in texts if text))


def _yes(value):
    return _("Yes") if value else _("No")


def people_text(found):
    """ "2 people and 1 companion"."""
    people = ngettext("%(count)s person", "%(count)s people", found["people"]) % {"count": found["people"]}
    if not found.get("companions"):
        return people
    companions = ngettext("%(count)s companion", "%(count)s companions", found["companions"])
    return _("%(people)s and %(companions)s") % {
        "people": people,
        "companions": companions % {"count": found["companions"]},
    }


def needs_lines(found):
    """What somebody asked for, a line each."""
    words = {"interpreter": found.get("language"), "other": found.get("other")}
    labels = {kind.value: str(label) for kind, label in NEEDS.items()}
    lines = []
    for kind in found.get("kinds", []):
        label = labels.get(kind, kind)
        lines.append(f"{label}: {words[kind]}" if words.get(kind) else label)
    if found.get("wants_to_talk"):
        lines.append(_("I would like to talk to someone"))
    return lines


def rows(event, found, address, finished=False):
    """The rows of the summary list. `address(step)` is where a step is changed. `finished`: an existing booking."""
    plans = dict(ExpensePlan.choices)
    in_room = found.get("room") != Room.ONLINE
    listed = [
        ("name", _("Your name"), found.get("name")),
        ("name", _("People who come with you"), _lines(found.get("guest_names", "").splitlines())),
        ("contact", _("Email address"), found.get("email")),
        ("contact", _("Phone number"), found.get("phone")),
        ("places", _("How many"), people_text(found)),
    ]
    if event.attendance == Attendance.BOTH:
        listed.append(("places", _("How you take part"), Room(found["room"]).label))
    listed.append(("needs", _("What you need"), _lines(needs_lines(found))))
    if event.has_food or found.get("food"):
        listed.append(("food", _("What you cannot eat"), _lines(found.get("food", "").splitlines())))
    listed.append(("travel", _("Help with costs"), plans.get(found.get("costs"))))
    if in_room:
        listed.append(("travel", _("Where you come from"), _lines(found.get("travel", "").splitlines())))
    choices = "choices" if finished else "topic"
    if not finished:
        listed.append((choices, _("Your question or topic"), _lines(found.get("topic", "").splitlines())))
    if in_room:
        listed.append((choices, _("Photographs with you in them"), _yes(found.get("photo_consent"))))
    if found.get("email"):
        listed.append((choices, _("News about what changed"), _yes(found.get("wants_updates"))))
        if not finished:
            listed.append((choices, _("News about the next event"), _yes(found.get("next_event"))))
    return [_row(step, label, value, address(step)) for step, label, value in listed]


def _row(step, label, value, href):
    return {
        "key": {"text": label},
        "value": {"html": value} if hasattr(value, "__html__") and value else {"text": str(value or _("Not provided"))},
        "actions": {"items": [{"href": href, "text": _("Change"), "visuallyHiddenText": _visible(label)}]},
    }


def _visible(label):
    """A label inside a sentence: "Change your name"."""
    return label[:1].lower() + label[1:]


def likely_address(email):
    """What an address was probably meant to be, or "" where nothing looks like a slip."""
    name, _at, domain = email.rpartition("@")
    domain = domain.lower()
    if not name or domain in _DOMAINS:
        return ""
    close = difflib.get_close_matches(domain, _DOMAINS, 1, 0.85)
    return f"{name}@{close[0]}" if close else ""
