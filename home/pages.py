"""Pages for one person, found by no search engine and kept by no browser; and pages as rows of a list."""

from django.template.response import TemplateResponse
from wagtail.fields import StreamField

from home.blocks import ContactBlock
from home.publisher import ContactTopic

_CONTACT = ContactBlock()


def personal_page(request, template, context, *, topic=ContactTopic.GENERAL, status=200, referrer=""):
    """A page for one person, with the ways to reach us about `topic` as `contact_block`.

    `referrer` is its Referrer-Policy: "no-referrer" only without a form, or browsers leave out the origin that Django asks for.
    """
    contact = _CONTACT.to_python({"heading": "", "topic": topic})
    more = {"noindex": True, "contact_block": _CONTACT.render(contact, {"request": request})}
    response = TemplateResponse(request, template, {**more, **context}, status=status)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    if referrer:
        response["Referrer-Policy"] = referrer
    return response


def as_rows(pages, *needed):
    """A queryset of pages without their streams, which are most of a page and stand in no list; `needed` are read all the same."""
    streams = [field.name for field in pages.model._meta.fields if isinstance(field, StreamField)]
    return pages.defer(*[name for name in streams if name not in needed])
