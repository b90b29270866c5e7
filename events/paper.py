"""Everything about an event on paper: one template each, printed from the browser or handed out as an ODT document."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from events import feedback, outline, questions
from events.forms.after import FeedbackForm
from events.models import CostKind
from events.registers import rooms
from home import qr
from home.documents_out import odt
from home.models import PublisherSettings
from home.publisher import ContactTopic

# A poster with more than so many letters, or things on offer, is set smaller so that it stays one sheet.
_MUCH, _MUCH_ACCESS = 400, 12


@dataclass(frozen=True)
class Paper:
    """One paper for the public: its name, and what an organiser reads about it."""

    title: str
    about: str


PAPERS = {
    "poster": Paper(_("Poster"), "For the wall: what, when, where, and how to book by phone, post or with the code."),
    "booking-form": Paper(_("Booking form"), "For people who do not book online. The same questions as on this site."),
    "feedback-form": Paper(_("Feedback form"), "Three questions for the end of the day. Nobody writes their name."),
    "claim-form": Paper(_("Expense claim form"), "For travel and other costs. It does not ask for bank details."),
}


def context(event, request, kind):
    """What every paper about `event` says: who publishes it, how to reach them, and the page's address with its code."""
    publisher = PublisherSettings.for_request(request)
    address = event.get_full_url(request) or ""
    title = translation.gettext("Code that opens the page of this event")
    return {
        "page": event,
        "kind": kind,
        "heading": PAPERS[kind].title if kind in PAPERS else "",
        "publisher_name": publisher.fact("name"),
        "phone": publisher.fact("contact_phone"),
        "hours": publisher.fact("phone_hours"),
        "post": publisher.address_line,
        "route": publisher.route(ContactTopic.EVENTS),
        "claim_route": publisher.route(ContactTopic.EXPENSES),
        "address": address,
        "short_address": address.partition("://")[2].rstrip("/"),
        "code_svg": qr.svg(address, title) if address else "",
        "code_png": qr.png(address) if address else "",
        "access_groups": outline.access_groups(event),
        "cost_kinds": CostKind,
        "printed_at": timezone.localtime(),
    } | _asked(event, kind)


def _asked(event, kind):
    """The questions of a form on paper, out of the forms on this site, so that both ask the same in the same words."""
    if kind == "booking-form":
        # Everything is asked on paper: whoever joins online leaves out what is about the room.
        so_far = {"room": rooms(event)[0], "email": "anybody"}
        return {"asked": {step: questions.form(step, event, so_far) for step in questions.steps(event)}}
    if kind == "poster":
        words = event.title + event.summary + event.who_for + event.place_text
        return {"dense": len(words) > _MUCH or len(event.access) > _MUCH_ACCESS}
    if kind == "feedback-form":
        return {"asked": FeedbackForm().fields, "scale": [label for _value, label in feedback.SCALE]}
    return {}


def render(event, kind, request, more=None, for_odt=False):
    """The HTML of a paper in the event's own language, as a page to print or, with `for_odt`, for a document."""
    with translation.override(event.locale.language_code):
        data = context(event, request, kind) | (more or {}) | {"odt": for_odt}
        return render_to_string(f"events/paper/{kind}.html", data, request, using="jinja2")


def response(request, event, kind, more=None):
    """A paper as a page to print."""
    return HttpResponse(render(event, kind, request, more))


def document(event, kind, request):
    """A paper as the bytes of an ODT document."""
    return odt(render(event, kind, request, for_odt=True), event.locale.language_code)
