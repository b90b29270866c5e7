"""How a mail is written: words that are lost between its text and its HTML are missed by whoever reads the other one."""

import jinja2
import pytest
from django.template import engines
from django.utils import translation

from home import letters
from home.models import PublisherSettings

TEMPLATE = """
Subject: Your place at {{ title }}

Hello. You have a place at {{ title }}.
See your booking: https://example.org/b?a=1&b=2

## What to bring

- A cup
- A map: https://example.org/map

https://example.org/alone
"""


@pytest.fixture
def letter(monkeypatch):
    """The Letter of TEMPLATE, about an event whose title has signs that mean something in HTML."""
    plain = engines["jinja2"].env.overlay(autoescape=False)
    plain.loader = jinja2.DictLoader({"try/mails/place.txt": TEMPLATE})
    monkeypatch.setattr(letters, "_plain", lambda: plain)
    return letters.write("try/mails/place", title="Fish & <chips>")


def test_the_first_line_is_the_subject(letter):
    assert letter.subject == "Your place at Fish & <chips>"
    assert "Subject:" not in letter.text


def test_the_text_is_plain_and_each_address_has_its_line(letter):
    """A mail program makes a link of an address only where it stands whole; "&amp;" in plain text leads nowhere."""
    assert letter.text.splitlines() == [
        "Hello. You have a place at Fish & <chips>.",
        "See your booking:",
        "https://example.org/b?a=1&b=2",
        "",
        "What to bring",
        "",
        "- A cup",
        "- A map:",
        "https://example.org/map",
        "",
        "https://example.org/alone",
    ]


def test_the_html_has_the_same_words_as_headings_lists_and_links(letter):
    for part in (
        "<h1>Your place at Fish &amp; &lt;chips&gt;</h1>",
        '<a href="https://example.org/b?a=1&amp;b=2">See your booking</a>',
        "<h2>What to bring</h2>",
        "<li>A cup</li>",
        '<li><a href="https://example.org/map">A map</a>',
        '<a href="https://example.org/alone">https://example.org/alone</a>',
    ):
        assert part in "".join(letter.html.split("\n"))
    assert "<chips>" not in letter.html


def test_a_template_that_is_not_there_is_said(letter):
    with pytest.raises(jinja2.TemplateNotFound):
        letters.write("try/mails/nothing")


@pytest.mark.parametrize(("asked", "used"), [("en", "en"), ("xx", "en"), ("", "en")])
def test_a_language_the_site_does_not_have_becomes_its_own(asked, used):
    """A row kept from before a language was taken away must not stop a mail."""
    with letters.in_language(asked):
        assert translation.get_language() == used


def test_a_mail_ends_with_how_to_reach_us():
    """Somebody who got a mail about them must be able to ask about it, also without the web."""
    given = PublisherSettings(
        name="The Trust",
        contact_phone="01228 123456",
        phone_hours="9am to 5pm",
        contact_email="talk@trust.nhs.uk",
        postal_address="1 Road,\r\n\r\n Carlisle ",
    )
    words = letters.publisher_words(given)
    assert words["contact"] == [
        "Phone: 01228 123456",
        "When we answer the phone: 9am to 5pm",
        "Email: talk@trust.nhs.uk",
        "Post: 1 Road, Carlisle",
    ]
    assert letters.reply_to(given) == {"Reply-To": "talk@trust.nhs.uk"}
    assert words["publisher_name"] == "The Trust"


def test_a_mail_never_shows_a_placeholder():
    """Hours without a phone, "TBC" and [your name] would send people nowhere."""
    empty = PublisherSettings(
        name="[Name]", phone_hours="9am to 5pm", contact_email="a@example.org", postal_address="TBC"
    )
    assert letters.publisher_words(empty) == {"publisher_name": "", "reads_replies": False, "contact": []}
    assert letters.reply_to(empty) == {}
