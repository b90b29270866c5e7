"""What screens of things to answer share: who may see them, how pressing each is in words, and what was done when."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.models import ModelLogEntry

from home import worklists
from home.admin.screens import AdminScreen
from home.models.worklists import WorkState
from home.text import date_long, date_plain, time_short

TONES = {WorkState.DONE: "good", WorkState.CANNOT: "over", WorkState.GONE: "over", WorkState.TAKEN: "watch"}
PRESSING = {"overdue": "bad", "today": "bad", "soon": "watch"}
# Why a change was not made.
REFUSALS = {
    "closed": "This has been answered already. Open it again first, if that is not right.",
    "open": "This is open already.",
    "reason": "Write why it could not be done.",
    "deleted": "What the person told us has been deleted, so nothing can be changed here any more.",
}


@method_decorator(sensitive_post_parameters(), name="dispatch")
class WorkMixin(AdminScreen):
    """A screen for people with `permission`. What they type is left out of error reports."""

    styles = ("css/admin-screens.css", "css/worklist.css")


class ToneColumn(Column):
    """Words in a colour. `tone(item)` names it; the words say all of it."""

    cell_template_name = "home/admin/worklist/tone_cell.html"

    def __init__(self, name, *, tone, **kwargs):
        super().__init__(name, **kwargs)
        self.tone = tone

    def get_cell_context_data(self, instance, parent_context):
        return super().get_cell_context_data(instance, parent_context) | {"tone": self.tone(instance)}


def state_tone(item):
    return TONES.get(item.state, "new")


def due_words(item):
    """The day, and why it presses: "1 December 2026: overdue by 2 working days". A dash for what has ended."""
    if not item.is_open:
        return "-"
    _code, words = worklists.urgency(item)
    return f"{date_plain(item.due)}: {words[0].lower()}{words[1:]}" if words else date_plain(item.due)


def due_tone(item):
    return PRESSING.get(worklists.urgency(item)[0], "")


def owner_words(item):
    return get_user_display_name(item.owner) if item.owner else "Nobody yet"


def history(item):
    """What was done, newest first: [{when, what, who}]. Only who looked at it is left out."""
    found = ModelLogEntry.objects.for_instance(item).exclude(action="worklist.view").select_related("user")
    lines = list(found.order_by("-timestamp", "-pk"))
    people = get_user_model().objects.in_bulk({line.data["to"] for line in lines if line.data.get("to")})
    return [
        {
            "when": f"{date_long(line.timestamp)}, {time_short(timezone.localtime(line.timestamp))}",
            "what": _what(line, people),
            "who": get_user_display_name(line.user) if line.user else "",
        }
        for line in lines
    ]


def _what(line, people):
    to = people.get(line.data.get("to"))
    if to and line.action == "worklist.assign":
        return f"Given to {get_user_display_name(to)}"
    return str(line.formatter.format_message(line)) if line.formatter else line.action


def last_change(item):
    """What somebody has to know whose change came second: "Asha answered this ..." as one sentence."""
    lines = history(item)
    if not lines:
        return "Somebody else changed this meanwhile."
    last = lines[0]
    who = f" by {last['who']}" if last["who"] else ""
    what = last["what"][:1].lower() + last["what"][1:]
    return f"This was changed while you had it open: {what}{who}, {last['when']}."


def staff(permission):
    """The members of staff who may see to things with `permission`, by name."""
    users = get_user_model().objects.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")
    return users.filter(is_active=True).order_by("last_name", "first_name", "pk")
