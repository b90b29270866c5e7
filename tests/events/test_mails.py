"""Without these, a mail could carry a stranger's words to anybody, say the wrong thing, or come twice or never."""

import datetime
import re

import pytest
from django.urls import resolve
from django.utils import timezone
from html5lib import HTMLParser

from events import bookings, links, mails, needs, waiting_list
from events.access import AccessKind
from events.bookings import Person
from events.models import Booking, BookingState, Expense, ExpensePlan, NeedState, NextEventSubscriber, Outcome
from events.models.expenses import CostKind
from home import outbox
from home.models import MailState, OutgoingMail, PublisherSettings
from tests.events import builders

pytestmark = pytest.mark.django_db

CANARY = "Zyxcanary"
EMAIL = "Some.Body@example.com"
VISITOR = Person(
    name=f"{CANARY} name",
    email=EMAIL,
    phone=f"{CANARY} 0123",
    guest_names=f"{CANARY} guest",
    topic=f"{CANARY} topic",
    people=2,
    companions=1,
)
ANSWERS = needs.Answers(
    kinds={AccessKind.BSL: f"{CANARY} need"},
    food=f"{CANARY} food",
    costs=ExpensePlan.BOOK,
    travel=f"{CANARY} travel",
    consent=True,
)


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def event(**fields):
    """An event with places; far enough away, and with all a mail may speak of."""
    return builders.event(
        **{
            "start": "2031-06-10 13:00",
            "end": "2031-06-10 16:00",
            "title": "A talk & a walk",
            "takes_bookings": True,
            "capacity": 10,
            "online_capacity": 10,
            "venue": builders.venue(address="1 High Street", postcode="CA1 1AA"),
            "attendance": "both",
            "join_link": "https://meet.example.org/abc",
            **fields,
        }
    )


def book(page=None, **fields):
    person = Person(**{**VISITOR.__dict__, **fields})
    return bookings.book(page or event(), person, ANSWERS, may_wait=True)


def book_with_a_queue():
    """A booking with a place at an event where somebody else waits."""
    page = event(capacity=2, attendance="in_person")
    booking = book(page)
    book(page, email="waits@example.com")
    return booking


def all_mails():
    return list(OutgoingMail.objects.order_by("pk"))


def last():
    return OutgoingMail.objects.order_by("-pk").first()


def _need(booking):
    need = booking.needs.get()
    needs.answer(need, NeedState.ARRANGED, "Your interpreter is booked.")


def _expense(booking):
    expense = booking.expenses.get()
    expense.detail, expense.kind, expense.amount = f"{CANARY} detail", CostKind.BUS, "4.50"
    expense.save()
    mails.expense_news(Expense.objects.get(pk=expense.pk))


def _outcome(booking):
    page = booking.register.page
    outcome = Outcome.objects.create(
        event=page, said="More buses.", did="A bus at 5.", state="done", owner="A team", date="2031-07-01"
    )
    mails.outcome_news(booking, outcome)


def _subscriber(_booking=None):
    return NextEventSubscriber.objects.create(email=EMAIL, email_key=EMAIL.casefold())


def _offer(booking):
    booking.state, booking.offered_until = BookingState.OFFERED, timezone.now() + datetime.timedelta(days=1)
    booking.save()
    mails.offered(booking)


# Every function of the contract, with what makes it write its mail.
EVERY = {
    "confirmed": mails.confirmed,
    "on_waiting_list": mails.on_waiting_list,
    "offered": _offer,
    "offer_lapsed": mails.offer_lapsed,
    "changed": mails.changed,
    "cancelled": mails.cancelled,
    "duplicate": lambda booking: mails.duplicate(Booking(email=EMAIL), booking),
    "need_answered": _need,
    "lost_link": lambda booking: mails.lost_link(EMAIL),
    "reminder 7": lambda booking: mails.reminder(booking, 7),
    "reminder 1": lambda booking: mails.reminder(booking, 1),
    "join_link": mails.join_link,
    "event_changed": lambda booking: mails.event_changed(booking, booking.register, ["Where: here. Before: there."]),
    "event_cancelled": mails.event_cancelled,
    "feedback_wanted": mails.feedback_wanted,
    "outcome_news": _outcome,
    "expense_news": _expense,
    "confirm_subscription": lambda booking: mails.confirm_subscription(_subscriber()),
    "next_event": lambda booking: mails.next_event(_subscriber(), booking.register.page),
    "resend": mails.resend,
}


@pytest.mark.parametrize("name", EVERY)
def test_every_mail(client, name):
    booking = book()
    booking.refresh_from_db()
    OutgoingMail.objects.all().delete()
    EVERY[name](booking)
    [mail] = all_mails()
    # Nobody confirmed the address: whoever typed it must not be able to write to it through us.
    everything = f"{mail.subject} {mail.text} {mail.html} {mail.calendar} {mail.headers} {mail.kind} {mail.about}"
    assert CANARY not in everything
    # What it says in text it says in HTML.
    parser = HTMLParser(strict=True)
    document = parser.parse(mail.html)
    assert not parser.errors
    seen = re.sub(r"\W+", " ", "".join(document.itertext()))
    for line in mail.text.splitlines():
        if not line.startswith("http"):
            assert re.sub(r"\W+", " ", line).strip() in seen
    assert 'lang="en" dir="ltr"' in mail.html
    assert "<img" not in mail.html
    assert "{{" not in everything and "None" not in mail.text
    # Every address in it leads somewhere.
    addresses = re.findall(r"https?://\S+", mail.text)
    assert addresses
    for address in addresses:
        assert f'href="{address}"'.replace("&", "&amp;") in mail.html
        path = address.removeprefix("http://127.0.0.1:8000")
        assert path.startswith(("/", "https://meet.example.org"))
        if path.startswith("/"):
            resolve(path)
    for word in ("BSL", "interpreter", "need", "health"):
        assert word not in mail.subject
    if mail.about.startswith("booking:"):
        assert booking.reference in mail.text
        assert "A talk & a walk" in mail.text
        assert "10 June 2031" in mail.text
    assert "has not yet given a way to contact it" in mail.text


def test_somebody_without_email_gets_no_mail_and_nothing_breaks():
    booking = book(email="")
    for name in EVERY:
        if name not in ("lost_link", "duplicate", "confirm_subscription", "next_event"):
            EVERY[name](booking)
    assert not all_mails()


def test_the_contact_of_the_publisher_is_in_where_it_is_given():
    publisher = PublisherSettings.objects.first() or PublisherSettings.for_site(builders.index_page().get_site())
    publisher.name, publisher.contact_phone, publisher.phone_hours = "A trust", "01228 123456", "Mondays, 9am to midday"
    publisher.contact_email, publisher.postal_address = "events@trust.nhs.uk", "1 Road\nCarlisle"
    publisher.save()
    book()
    text = last().text
    for words in ("A trust", "01228 123456", "Mondays, 9am to midday", "events@trust.nhs.uk", "1 Road, Carlisle"):
        assert words in text
    assert last().headers == {"Reply-To": "events@trust.nhs.uk"}
    assert "has not yet given" not in text


def test_an_example_says_that_it_does_not_take_place():
    book(event(is_example=True))
    assert last().subject.startswith("Example: ")
    assert "It does not take place." in last().text
    assert "SUMMARY:Example: A talk & a walk" in last().calendar


def test_the_links_in_a_mail_are_those_of_the_booking():
    booking = book()
    assert links.address("booking", booking) in last().text


def test_words_of_an_organiser_cannot_become_html():
    book(event(title="<script>alert(1)</script>"))
    assert "<script>" not in last().html
    assert "<script>alert(1)</script>" in last().text


# Which mail carries what ----------------------------------------------------------------------------------------------


def test_only_those_with_a_place_get_a_calendar_entry():
    page = event(capacity=2, attendance="in_person")
    book(page)
    assert last().calendar_method == "REQUEST"
    waits = book(page, email="other@example.com")
    assert waits.state == BookingState.WAITING
    assert (last().calendar, last().calendar_method) == ("", "")
    bookings.cancel(waits)
    assert (last().kind, last().calendar_method) == (mails.CANCELLED, "")


def test_who_goes_from_a_place_to_the_waiting_list_loses_the_entry(editor):
    booking = book_with_a_queue()
    bookings.put_on_waiting_list(booking, user=editor)
    mail = OutgoingMail.objects.get(about=mails.about(booking), kind=mails.WAITING)
    assert mail.calendar_method == "CANCEL"


def test_changed_twice_is_two_mails():
    booking = book()
    for people in (3, 4):
        booking = bookings.amend(booking, Person(**{**VISITOR.__dict__, "people": people}))
    assert [mail.kind for mail in all_mails()] == [mails.CONFIRMED, mails.CHANGED, mails.CHANGED]


def test_a_second_place_after_a_first_is_told_again(editor):
    booking = book_with_a_queue()
    bookings.put_on_waiting_list(booking, user=editor)
    bookings.give_place(booking, user=editor, beyond_capacity=True)
    found = OutgoingMail.objects.filter(about=mails.about(booking)).order_by("pk")
    assert [mail.kind for mail in found] == [mails.CONFIRMED, mails.WAITING, mails.CONFIRMED]


def test_what_is_no_longer_true_is_not_sent(mailoutbox):
    booking = book()
    assert all_mails()[0].state == MailState.WAITING
    bookings.cancel(booking)
    outbox.send_due()
    assert [message.subject for message in mailoutbox] == ["Your booking is cancelled: A talk & a walk"]


def test_an_offer_is_not_sent_after_it_has_lapsed():
    page = event(capacity=2, attendance="in_person")
    first = book(page)
    book(page, email="other@example.com")
    bookings.cancel(first)
    offer = last()
    assert offer.kind == mails.OFFERED
    offered = Booking.objects.get(state=BookingState.OFFERED)
    assert offer.not_after == offered.offered_until
    waiting_list.lapse_all(offered.offered_until)
    offer.refresh_from_db()
    assert offer.state == MailState.DROPPED
    assert last().kind == mails.LAPSED


def test_the_same_answer_to_a_need_goes_once_and_a_new_one_again():
    booking = book()
    need = booking.needs.get()
    before = len(all_mails())
    for reply in ("It is booked.", "It is booked.", "It is booked for 9am."):
        needs.answer(need, NeedState.ARRANGED, reply)
    assert len(all_mails()) == before + 2


def test_sent_again_is_one_mail_more_even_when_pressed_twice(monkeypatch):
    booking = book()
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    mails.resend(booking)
    mails.resend(booking)
    assert [mail.kind for mail in all_mails()] == [mails.CONFIRMED, mails.CONFIRMED]


def test_nobody_can_fill_somebodys_mailbox():
    page = event()
    booking = book(page)
    before = len(all_mails())
    for _ in range(5):
        mails.lost_link(EMAIL)
        mails.duplicate(Booking(email=EMAIL), booking)
    assert len(all_mails()) <= before + 4


def test_a_lost_link_goes_to_the_address_that_booked_and_to_no_other():
    booking = book()
    OutgoingMail.objects.all().delete()
    mails.lost_link("stranger@example.com")
    mails.lost_link("")
    assert not all_mails()
    mails.lost_link("  some.BODY@EXAMPLE.com ")
    assert last().to == EMAIL
    assert links.address("booking", booking) in last().text


def test_a_second_booking_sends_the_link_of_the_first():
    page = event()
    first, second = book(page), book(page)
    assert second.state == BookingState.DUPLICATE
    assert last().kind == mails.DUPLICATE
    assert links.address("booking", first) in last().text
    assert links.token(second) not in last().text


def test_mails_about_a_forgotten_booking_are_found():
    booking = book()
    assert outbox.forget(mails.about(booking)) == 1


def test_a_language_we_do_not_have_is_english():
    booking = book(language="tlh")
    assert booking.state == BookingState.CONFIRMED
    assert 'lang="en"' in last().html


def test_an_event_without_a_date_has_mails_without_one():
    booking = book()
    page = booking.register.page
    page.sessions.all().delete()
    page.save()
    booking = Booking.objects.get(pk=booking.pk)
    mails.changed(booking)
    assert "When: Date not known yet" in last().text
    assert last().calendar == ""
    before = len(all_mails())
    mails.reminder(booking, 1)
    mails.join_link(booking)
    assert len(all_mails()) == before
