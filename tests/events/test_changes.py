"""Without these, people would come to a hall where nothing is on, or read the same news twice."""

import pytest
from wagtail.models import PageLogEntry

from events import bookings, changes, mails
from events.bookings import Person
from events.models import Booking, BookingState, EventRegister
from home.models import OutgoingMail
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


@pytest.fixture
def page():
    return builders.event(
        "2031-06-10 13:00",
        "2031-06-10 16:00",
        title="A talk",
        takes_bookings=True,
        capacity=1,
        venue=builders.venue(),
        attendance="in_person",
    )


def book(page, email="a@example.com", source="web"):
    return bookings.book(page, Person(name="Zyxcanary", email=email), may_wait=True, source=source)


def register(page):
    return EventRegister.objects.get(event_key=page.translation_key)


def untold(page):
    return changes.untold(register(page), page)


def change(page, **fields):
    """Publishes the page with other facts. `start` and `end` move its one session."""
    times = {name: uk(fields.pop(name)) for name in ("start", "end") if name in fields}
    if times:
        page.sessions.all().delete()
        page.sessions = [builders.EventSession(**times)]
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    return page


def told_mails():
    return OutgoingMail.objects.filter(kind__in=[mails.EVENT_CHANGED, mails.EVENT_CANCELLED]).order_by("pk")


def test_the_first_booking_settles_what_people_were_told(page):
    book(page)
    assert register(page).told == changes.facts(page)
    assert untold(page) == []


def test_somebody_without_email_was_told_too(page):
    book(page, email="")
    assert register(page).told


def test_a_rehearsal_tells_nobody(page):
    book(page, source="rehearsal")
    assert not register(page).told


def test_a_later_booking_does_not_hide_a_change_from_the_earlier_ones(page):
    book(page)
    change(page, start="2031-06-17 13:00", end="2031-06-17 16:00")
    book(page, email="b@example.com")
    assert len(untold(page)) == 1


def test_what_is_different_in_words(page):
    book(page)
    change(page, start="2031-06-17 14:00", end="2031-06-17 16:00", venue=builders.venue(name="Other hall"))
    change(page, attendance="both")
    assert untold(page) == [
        "When: Tuesday 17 June 2031, 2pm to 4pm. Before: Tuesday 10 June 2031, 1pm to 4pm.",
        "Where: Other hall, A town. Before: A hall, A town.",
        "How people take part: In person and online. Before: In person.",
    ]


@pytest.mark.parametrize(
    ("status", "words"),
    [("cancelled", "The event is cancelled."), ("postponed", "The event is postponed. There is no new date yet.")],
)
def test_an_event_that_is_off(page, status, words):
    book(page)
    change(page, status=status, status_reason="Snow.")
    assert untold(page) == [words]


def test_an_event_that_takes_place_after_all(page, editor):
    book(page)
    change(page, status="postponed", status_reason="Snow.")
    changes.tell(page, editor)
    change(
        page, status="moved", start="2031-07-01 13:00", end="2031-07-01 16:00", previous_start=uk("2031-06-10 13:00")
    )
    assert untold(page) == ["The event takes place after all: Tuesday 1 July 2031, 1pm to 4pm."]
    changes.tell(page, editor)
    assert told_mails().last().calendar_method == "REQUEST"


def test_words_that_nobody_plans_by_are_no_change(page):
    book(page)
    change(page, title="A better title", summary="More about it.", agenda=[])
    assert untold(page) == []


def test_everybody_is_told_once(page, editor):
    has_place, waits = book(page), book(page, email="b@example.com")
    gone = book(page, email="c@example.com")
    bookings.cancel(gone)
    old = {"status": "moved", "status_reason": "The hall is taken.", "previous_start": page.starts_at}
    change(page, start="2031-06-17 13:00", end="2031-06-17 16:00", **old)
    assert changes.tell(page, editor) == 2
    assert changes.tell(page, editor) == 0
    found = list(told_mails())
    assert [(mail.to, mail.calendar_method) for mail in found] == [("a@example.com", "REQUEST"), ("b@example.com", "")]
    for mail in found:
        assert "When: Tuesday 17 June 2031, 1pm to 4pm. Before: Tuesday 10 June 2031, 1pm to 4pm." in mail.text
        assert "Why: The hall is taken." in mail.text
    assert waits.state == BookingState.WAITING
    assert "You stay on the waiting list." in found[1].text
    assert has_place.reference in found[0].text
    assert register(page).sequence == 1


def test_a_second_change_is_told_again(page, editor):
    book(page)
    for day in (17, 18):
        change(page, start=f"2031-06-{day} 13:00", end=f"2031-06-{day} 16:00")
        changes.tell(page, editor)
    assert told_mails().count() == 2
    assert register(page).sequence == 2


def test_a_cancelled_event_is_told_with_its_reason(page, editor):
    book(page)
    book(page, email="b@example.com")
    change(page, status="cancelled", status_reason="Snow on all roads.")
    changes.tell(page, editor)
    assert [mail.calendar_method for mail in told_mails()] == ["CANCEL", ""]
    for mail in told_mails():
        assert mail.subject == "The event is cancelled: A talk"
        assert "Snow on all roads." in mail.text


def test_telling_is_written_down_without_names(page, editor):
    book(page)
    change(page, status="cancelled", status_reason="Snow.")
    changes.tell(page, editor)
    entry = PageLogEntry.objects.get(action="events.tell", page=page.pk)
    assert entry.user == editor
    assert entry.data == {"bookings": 1, "sequence": 1}


def test_all_or_nobody_is_told(page, editor, monkeypatch):
    book(page)
    change(page, status="cancelled", status_reason="Snow.")
    monkeypatch.setattr("events.audit.record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        changes.tell(page, editor)
    assert not told_mails().exists()
    assert untold(page)


def test_rehearsals_are_not_told(page, editor):
    book(page)
    Booking.objects.update(source="rehearsal")
    change(page, status="cancelled", status_reason="Snow.")
    changes.tell(page, editor)
    assert not told_mails().exists()


def test_a_preview_shows_the_mail_and_sends_nothing(page):
    book(page)
    book(page, email="")
    book(page, email="b@example.com")
    change(page, start="2031-06-17 13:00", end="2031-06-17 16:00")
    before = OutgoingMail.objects.count()
    seen = changes.preview(page)
    assert (seen.bookings, seen.waiting, seen.without_email) == (1, 2, 1)
    assert "When: Tuesday 17 June 2031" in seen.letter.text
    assert "Zyxcanary" not in seen.letter.text
    assert OutgoingMail.objects.count() == before
    assert untold(page)


def test_a_preview_of_nothing(page):
    assert changes.preview(page) == changes.Preview()
    book(page)
    assert changes.preview(page).letter is None
    assert changes.tell(page) == 0
