"""What the booking and the manage pages answer with."""

from django.template.response import TemplateResponse

from home.blocks import ContactBlock
from home.publisher import ContactTopic

_CONTACT = ContactBlock()


def page(request, template, context, status=200, referrer=""):
    """A page for one person: found by no search engine and kept by no browser. `referrer`: its Referrer-Policy."""
    contact = _CONTACT.to_python({"heading": "", "topic": ContactTopic.EVENTS})
    more = {"noindex": True, "contact_block": _CONTACT.render(contact, {"request": request})}
    response = TemplateResponse(request, template, {**more, **context}, status=status)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    if referrer:
        response["Referrer-Policy"] = referrer
    return response
