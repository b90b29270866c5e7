"""Requests for other formats, for the tests of their rules, their form and their screens."""

import uuid

from django.utils import timezone
from wagtail.models import Page

from home import format_requests
from home.format_requests import Wish
from home.models import PublisherSettings

ADDRESS = "/formats/ask/"
BROWSER = {"Sec-Fetch-Site": "same-origin"}
# What somebody types; each word of it is found nowhere else.
ANN = {
    "name": "Ann Otherwise",
    "email": "Ann.Otherwise@example.net",
    "detail": "24 point, please",
    "more": "Only the second part, zebrawords",
}


def publisher(**fields):
    """The publisher of the site, with a promise of 5 working days unless `fields` say otherwise."""
    settings = PublisherSettings.current()
    given = {"formats_reply_days": 5, "contact_email": "team@solway.test", "contact_phone": "01228 123456", **fields}
    for name, value in given.items():
        setattr(settings, name, value)
    if settings.pk:
        settings.save()
    return settings


def about(path="/what-it-is/"):
    """A public page."""
    return Page.objects.get(url_path__endswith=path, locale__language_code="en", live=True, depth=3)


def ask(key=None, now=None, publisher_=None, language="en", **fields):
    """One request, kept."""
    wish = {"kind": "large_print", "answer_by": "email", **ANN, **fields}
    return format_requests.ask(
        Wish(**wish), key or uuid.uuid4(), language, publisher_ or publisher(), now or timezone.now()
    )


def typed(**more):
    """What the form sends for a good request."""
    return {
        "key": str(uuid.uuid4()),
        "page_words": "The planner",
        "kind": "large_print",
        "size": "24 point, please",
        "answer_by": "email",
        "email": ANN["email"],
        "name": ANN["name"],
        "more": ANN["more"],
        "consent": "on",
        **more,
    }
