"""How a mail is written: one plain text template gives its subject, its text and its HTML, so words are written once.

A template's first line is "Subject: ...". Blank lines part paragraphs; "## " begins a heading; "- " begins a line of a
list; and a line that ends in an address ("See your booking: https://...") is a link.
"""

import functools
import re
from dataclasses import dataclass

from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from home.publisher import is_placeholder

_ADDRESS = re.compile(r"^(?:(?P<words>.*\S):\s+)?(?P<address>https?://\S+)$")


@dataclass(frozen=True)
class Letter:
    """A mail as it goes out."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Line:
    """One line of a paragraph; with an address it is a link."""

    words: str
    address: str = ""

    @property
    def text(self):
        return f"{self.words}:\n{self.address}" if self.address and self.words != self.address else self.words


@dataclass(frozen=True)
class Part:
    """A paragraph, a heading or a list: `kind` "p", "h2" or "ul"."""

    kind: str
    lines: list

    @property
    def text(self):
        before = "- " if self.kind == "ul" else ""
        return "\n".join(f"{before}{line.text}" for line in self.lines)


def in_language(code):
    """Everything inside is written in the language `code`; one we do not have becomes the site's own."""
    return translation.override(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def write(template_name, **context):
    """The Letter of the template `<template_name>.txt` ("events/mails/confirmed"), in the language that is active.

    Raises Jinja2's TemplateNotFound where there is no such template.
    """
    written = _plain().get_template(f"{template_name}.txt").render(context)
    first, _, rest = written.strip().partition("\n")
    subject = " ".join(first.removeprefix("Subject:").split())[:200]
    parts = [_part(block) for block in re.split(r"\n\s*\n", rest.strip())]
    html = render_to_string("home/mails/mail.html", {"subject": subject, "parts": parts})
    return Letter(subject, "\n\n".join(part.text for part in parts) + "\n", html)


def publisher_words(publisher):
    """What `home/mails/contact.txt`, the end of each mail, says as context for `write`: who writes, and how to reach them.

    What is not given is left out.
    """
    given = [
        (gettext("Phone"), publisher.contact_phone),
        (gettext("When we answer the phone"), publisher.phone_hours if publisher.contact_phone else ""),
        (gettext("Email"), publisher.contact_email),
        (gettext("Post"), publisher.address_line),
    ]
    return {
        "publisher_name": "" if is_placeholder(publisher.name) else publisher.name,
        "reads_replies": not is_placeholder(publisher.contact_email),
        "contact": [f"{label}: {' '.join(value.split())}" for label, value in given if not is_placeholder(value)],
    }


def reply_to(publisher):
    """The headers with which answers go to somebody who reads them; none where the publisher has no address."""
    email = publisher.contact_email
    return {} if is_placeholder(email) else {"Reply-To": email}


def way_out(address):
    """The headers with which a mail program stops a list for its owner, in one click at `address` (RFC 8058)."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


@functools.cache
def _plain():
    """The public templates' environment without escaping: plain text has nothing to escape, and HTML is made from it."""
    return engines["jinja2"].env.overlay(autoescape=False)


def _part(block):
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    if lines[0].startswith("## "):
        return Part("h2", [Line(lines[0][3:])])
    if all(line.startswith("- ") for line in lines):
        return Part("ul", [_line(line[2:]) for line in lines])
    return Part("p", [_line(line) for line in lines])


def _line(line):
    found = _ADDRESS.match(line)
    return Line(found["words"] or found["address"], found["address"]) if found else Line(line)
