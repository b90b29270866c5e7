"""The facts a publisher has to give before the site is for the public, and the topics people write about.

Each fact has the plain words that stand in its place while it is missing: a page never shows a placeholder or a dead
contact.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from django.db import models
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

BREAK = mark_safe("<br>")
EMPTY = mark_safe("")

# Bodies that closed: their addresses are in old papers and nobody reads them.
CLOSED_DOMAINS = ("northcumbriaccg.nhs.uk", "cumbriaccg.nhs.uk")

_PLACEHOLDER = re.compile(
    r"^\W*$|^n/?a$|\b(tbc|tba|todo|fixme|xxx+|lorem ipsum|placeholder|to be (confirmed|added|announced))\b"
    r"|example\.(com|org|net)\b|\[[^\]]*\]|\b0{5,}\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PHONE = re.compile(r"^\+?[\d\s()-]{8,}$")


class Licence(models.TextChoices):
    OPEN_GOVERNMENT = "ogl-3", _("Open Government Licence v3.0")
    ATTRIBUTION = "cc-by-4", _("Creative Commons Attribution 4.0")
    RESERVED = "reserved", _("All rights reserved")


LICENCE_ADDRESSES = {
    Licence.OPEN_GOVERNMENT: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    Licence.ATTRIBUTION: "https://creativecommons.org/licenses/by/4.0/",
}


# How a value is written on a page -----------------------------------------------------------------------------


def is_placeholder(value):
    """Whether `value` only holds the place of a fact: empty, "TBC", "[name]", an example.org address."""
    return value is None or (isinstance(value, str) and bool(_PLACEHOLDER.search(value)))


def is_closed_address(value):
    """Whether an email address belongs to a body that has closed."""
    host = str(value).rpartition("@")[2].lower()
    return any(host == domain or host.endswith(f".{domain}") for domain in CLOSED_DOMAINS)


def email_link(value, subject=""):
    """A link that starts an email, with a subject where one helps to sort the post."""
    address = f"mailto:{value}" + (f"?subject={quote(subject)}" if subject else "")
    return format_html('<a class="publisher-email" href="{}">{}</a>', address, value)


def phone_link(value):
    """A link that dials."""
    return format_html('<a class="publisher-phone" href="tel:{}">{}</a>', re.sub(r"[^\d+]", "", value), value)


def lines(value):
    """Text of several lines. A line that is an email address or a phone number becomes a link."""
    parts = ((_line(line.strip()),) for line in value.splitlines() if line.strip())
    return format_html_join(BREAK, "{}", parts)


def _line(value):
    if _EMAIL.match(value):
        return email_link(value)
    return phone_link(value) if _PHONE.match(value) else value


def _working_days(value):
    return ngettext("%(count)s working day", "%(count)s working days", value) % {"count": value}


def _days(value):
    return ngettext("%(count)s day", "%(count)s days", value) % {"count": value}


def _months(value):
    return ngettext("%(count)s month", "%(count)s months", value) % {"count": value}


def _yes_no(value):
    return gettext("Yes") if value else gettext("No")


def _licence(value):
    label = Licence(value).label
    address = LICENCE_ADDRESSES.get(value)
    return format_html('<a href="{}">{}</a>', address, label) if address else label


# The facts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """One field of the publisher's settings, as pages use it."""

    label: str | Promise
    # What is missing, in words that finish "has not yet given …" or, where `said` is true, "has not yet said …".
    words: str | Promise
    said: bool = False
    # The same in a list of what is missing, where "its" would have nothing to stand for.
    listed: str | Promise = ""
    write: object = conditional_escape

    @property
    def sentence(self):
        """What a page says while the fact is missing."""
        if self.said:
            return gettext("The publisher of this site has not yet said %(what)s.") % {"what": self.words}
        return gettext("The publisher of this site has not yet given %(what)s.") % {"what": self.words}


FACTS = {
    "name": Fact(_("Name"), _("its name"), listed=_("the publisher's name")),
    "is_nhs_body": Fact(_("NHS body"), _("whether it is an NHS body"), said=True, write=_yes_no),
    "is_public_authority": Fact(_("Public authority"), _("whether it is a public authority"), said=True, write=_yes_no),
    "funder": Fact(_("Paid for by"), _("who pays for this site"), said=True),
    "contact_email": Fact(_("Email"), _("an email address"), write=email_link),
    "contact_phone": Fact(_("Phone"), _("a phone number"), write=phone_link),
    "phone_hours": Fact(_("Phone hours"), _("when it answers the phone"), said=True),
    "postal_address": Fact(_("Post"), _("a postal address"), write=lines),
    "contact_reply_days": Fact(
        _("Answer to a message"), _("how soon it answers messages"), said=True, write=_working_days
    ),
    "formats_reply_days": Fact(
        _("Another format"), _("how soon it can send another format"), said=True, write=_working_days
    ),
    "complaints_acknowledge_days": Fact(
        _("We have your complaint"), _("how soon it confirms that a complaint has arrived"), said=True, write=_days
    ),
    "complaints_answer_days": Fact(
        _("Answer to a complaint"), _("how soon it answers a complaint"), said=True, write=_working_days
    ),
    "dpo_name": Fact(_("Data protection officer"), _("the name of its data protection officer")),
    "dpo_contact": Fact(
        _("Contact for data protection"), _("a way to contact its data protection officer"), write=lines
    ),
    "messages_kept_months": Fact(_("Messages are kept for"), _("how long it keeps messages"), said=True, write=_months),
    "logs_kept_days": Fact(_("Server logs are kept for"), _("how long it keeps server logs"), said=True, write=_days),
    "hosting_country": Fact(_("Site hosted in"), _("in which country this site is hosted"), said=True),
    "expenses_lead_name": Fact(_("Person for expenses"), _("the name of the person who deals with expenses")),
    "expenses_lead_contact": Fact(
        _("Contact for expenses"), _("a way to contact the person who deals with expenses"), write=lines
    ),
    "expenses_paid": Fact(_("What is paid"), _("which expenses it pays"), said=True, write=lines),
    "expenses_when": Fact(_("When it is paid"), _("when it pays expenses"), said=True),
    "moderators": Fact(_("Read first by"), _("who reads comments before they are published"), said=True),
    "moderation_days": Fact(
        _("Comments are read within"), _("how soon comments are read"), said=True, write=_working_days
    ),
    "safeguarding_contact": Fact(
        _("Keeping people safe"), _("a contact for worries about somebody's safety"), write=lines
    ),
    "copyright_owner": Fact(_("Owner of the copyright"), _("who owns the copyright"), said=True),
    "licence": Fact(_("Licence"), _("how its words may be used again"), said=True, write=_licence),
}

FACT_CHOICES = [(key, fact.label) for key, fact in FACTS.items()]
QUESTION_CHOICES = [
    ("is_public_authority", _("Is the publisher a public authority?")),
    ("is_nhs_body", _("Is the publisher an NHS body?")),
]


@dataclass(frozen=True)
class FactValue:
    """A fact as a page shows it: `html` where it is given, and always the sentence for where it is not."""

    label: str
    given: bool = False
    html: SafeString = EMPTY
    sentence: str = ""


def fact_value(settings, key):
    """The fact `key` of the publisher's settings. An unknown key gives a fact that is not given."""
    fact = FACTS.get(key)
    if fact is None:
        return FactValue(key, sentence=gettext("The publisher of this site has not yet given this."))
    value = getattr(settings, key)
    if is_placeholder(value):
        return FactValue(fact.label, sentence=fact.sentence)
    return FactValue(fact.label, True, conditional_escape(fact.write(value)), fact.sentence)


# Who to ask about what ----------------------------------------------------------------------------------------


class ContactTopic(models.TextChoices):
    GENERAL = "general", _("Anything about this site")
    PAGE = "page", _("Something wrong on a page")
    FORMATS = "formats", _("Other formats and languages")
    DEFINITION = "definition", _("The definitions of co-production")
    EVENTS = "events", _("Events")
    EXPENSES = "expenses", _("Expenses")
    DATA = "data", _("Your personal data")
    SAFETY = "safety", _("A worry about somebody's safety")
    PRESS = "press", _("Press and other media")
    COMPLAINT = "complaint", _("A complaint about this site")
    PUBLISHER = "publisher", _("Who publishes this site")


@dataclass(frozen=True)
class _Desk:
    """What is special about the post on one topic: its subject line, the person who reads it, the time to an answer."""

    subject: str = ""
    name: str = ""
    contact: str = ""
    reply: str = "contact_reply_days"
    # Further facts that people ask about under this topic.
    more: tuple = ()


_DESKS = {
    ContactTopic.PAGE: _Desk("Something wrong on a page"),
    ContactTopic.FORMATS: _Desk("Another format", reply="formats_reply_days"),
    # The subject line that the definition paper asked for.
    ContactTopic.DEFINITION: _Desk("Cumbrian Co-production"),
    ContactTopic.EVENTS: _Desk("Events"),
    ContactTopic.EXPENSES: _Desk(
        "Expenses",
        name="expenses_lead_name",
        contact="expenses_lead_contact",
        more=("expenses_paid", "expenses_when"),
    ),
    ContactTopic.DATA: _Desk(
        "Personal data", name="dpo_name", contact="dpo_contact", reply="complaints_acknowledge_days"
    ),
    ContactTopic.SAFETY: _Desk("Safety", contact="safeguarding_contact"),
    ContactTopic.PRESS: _Desk("Press"),
    ContactTopic.COMPLAINT: _Desk("Complaint", reply="complaints_acknowledge_days"),
}


_BRIEF = {"contact_email"} | {key for desk in _DESKS.values() for key in (desk.name, desk.contact, desk.reply) if key}


@dataclass(frozen=True)
class Row:
    """One line of a route."""

    key: str
    label: str
    html: SafeString


@dataclass(frozen=True)
class Route:
    """How to reach the right person about a topic: `rows` of key, label and value, or else a sentence."""

    topic: str
    rows: list = field(default_factory=list)
    sentence: str = ""

    @property
    def given(self):
        return bool(self.rows)

    @property
    def brief(self):
        """The person, the email address and the time to an answer, for a page that has the rest already."""
        return [row for row in self.rows if row.key in _BRIEF]


# Who the publisher is: on a page about that, what is missing has its line too.
_WHO = ("name", "funder", "is_nhs_body", "is_public_authority")


def route(settings, topic):
    """The route for `topic`; an unknown topic gets the general one. What is not given is left out.

    A name or a time to an answer alone is no route: they only stand beside a way to write or call.
    """
    topic = topic if topic in ContactTopic.values else ContactTopic.GENERAL.value
    desk = _DESKS.get(topic, _Desk())
    ways = [_row(settings, desk.contact, gettext("Contact"))] if desk.contact else []
    if not any(ways):
        ways = [_email_row(settings, desk.subject), _phone_row(settings)]
    ways = [way for way in [*ways, _row(settings, "postal_address")] if way]
    if topic == ContactTopic.PUBLISHER:
        who = [_row(settings, key) or Row(key, FACTS[key].label, gettext("Not given yet")) for key in _WHO]
        return Route(topic, [*who, *ways])
    if not ways:
        return Route(topic, [], gettext("The publisher of this site has not yet given a way to contact it."))
    if desk.name:
        person = _row(settings, desk.name, gettext("Ask for"))
    else:
        person = _row(settings, "name", gettext("Publisher")) if topic == ContactTopic.GENERAL else None
    reply = _row(settings, desk.reply, _reply_label(desk.reply))
    more = [_row(settings, key) for key in desk.more]
    return Route(topic, [row for row in [person, *ways, reply, *more] if row])


def _reply_label(key):
    if key == "complaints_acknowledge_days":
        return gettext("You hear that we have it within")
    return gettext("You get an answer within")


def _row(settings, key, label=""):
    found = fact_value(settings, key)
    return Row(key, label or found.label, found.html) if found.given else None


def _email_row(settings, subject):
    if is_placeholder(settings.contact_email):
        return None
    return Row("contact_email", FACTS["contact_email"].label, email_link(settings.contact_email, subject))


def _phone_row(settings):
    phone, hours = fact_value(settings, "contact_phone"), fact_value(settings, "phone_hours")
    if not phone.given:
        return None
    html = format_html("{}<br>{}", phone.html, hours.html) if hours.given else phone.html
    return Row("contact_phone", phone.label, html)
