"""Without these, people would forget the day, stand without a link, or hear "tomorrow" about an event that is off."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events import bookings, jobs, mails
from events.bookings import Person
from events.models import Booking, BookingState
from home.models import OutgoingMail
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def event(start="2031-06-10 13:00", end="2031-06-10 16:00", **fields):
    fields = {
        "takes_bookings": True,
        "capacity": 10,
        "online_capacity": 10,
        "attendance": "both",
        "venue": builders.venue(),
        "join_link": "https://meet.example.org/abc",
        **fields,
    }
    return builders.event(start, end, **fields)


def book(page, made="2031-01-01 12:00", **fields):
    booking = bookings.book(page, Person(**{"name": "Zyxcanary", "email": "a@example.com", **fields}), may_wait=True)
    Booking.objects.filter(pk=booking.pk).update(made_at=uk(made))
    return booking


def kinds(booking=None):
    """What the mails since the booking were about."""
    found = OutgoingMail.objects.order_by("pk")
    if booking:
        found = found.filter(about=mails.about(booking))
    return [mail.kind for mail in found if mail.kind not in (mails.CONFIRMED, mails.WAITING)]


def run(*times):
    for time in times:
        assert jobs.run(uk(time)) == []


def test_a_reminder_a_week_before_and_one_on_the_day_before():
    booking = book(event())
    run("2031-06-03 08:55")
    assert kinds() == []
    run("2031-06-03 09:00", "2031-06-03 09:05", "2031-06-04 12:00")
    assert kinds() == [mails.REMINDER]
    run("2031-06-09 08:55")
    assert len(kinds()) == 1
    run("2031-06-09 09:00", "2031-06-09 09:05", "2031-06-09 23:00")
    assert kinds() == [mails.REMINDER, mails.REMINDER]
    week, tomorrow = OutgoingMail.objects.filter(kind=mails.REMINDER).order_by("pk")
    assert week.subject.startswith("In a week: ")
    assert tomorrow.subject.startswith("Tomorrow: ")
    for mail in (week, tomorrow):
        assert mail.not_after == booking.register.page.starts_at
        assert "See, change or cancel your booking" in mail.text
        assert "To talk to somebody" in mail.text


def test_who_has_just_booked_is_not_reminded():
    page = event()
    week = book(page, made="2031-06-02 15:00")
    run("2031-06-03 09:00", "2031-06-03 20:00")
    assert kinds(week) == []
    day = book(page, made="2031-06-09 10:00", email="b@example.com")
    run("2031-06-09 10:05")
    assert kinds(week) == [mails.REMINDER]
    assert kinds(day) == []


def test_a_clock_that_stood_still_sends_no_reminder_that_is_wrong():
    book(event())
    run("2031-06-06 12:00", "2031-06-10 12:00")
    assert kinds() == []


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        ("2031-03-31 00:30", "2031-03-31 02:00", "2031-03-30 09:00"),
        ("2031-10-26 23:30", "2031-10-26 23:50", "2031-10-25 09:00"),
        ("2031-10-27 00:30", "2031-10-27 02:00", "2031-10-26 09:00"),
    ],
)
def test_the_day_before_is_the_day_before_at_a_clock_change(start, end, due):
    book(event(start, end))
    before = uk(due) - datetime.timedelta(minutes=5)
    assert jobs.run(before) == []
    assert kinds() == []
    run(due)
    assert kinds()[0] == mails.REMINDER


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"status": "postponed"}, {"is_example": True}])
def test_an_event_that_does_not_take_place_has_no_mail_by_the_clock(fields):
    page = event()
    book(page, room="online")
    for name, value in fields.items():
        setattr(page, name, value)
    page.status_reason = "Snow."
    page.save()
    run("2031-06-03 09:00", "2031-06-09 09:00", "2031-06-10 12:30", "2031-06-11 09:00")
    assert kinds() == []


def test_only_those_with_a_place_are_reminded():
    page = event()
    for number, state in enumerate(BookingState):
        booking = book(page, email=f"{number}@example.com")
        Booking.objects.filter(pk=booking.pk).update(
            state=state, offered_until=uk("2031-06-20 12:00") if state == BookingState.OFFERED else None
        )
    rehearsal = book(page, email="rehearsal@example.com")
    Booking.objects.filter(pk=rehearsal.pk).update(source="rehearsal")
    run("2031-06-09 09:00")
    assert kinds() == [mails.REMINDER]


def test_a_moved_event_gets_its_own_reminders():
    page = event()
    book(page)
    run("2031-06-09 09:00")
    page.sessions.all().delete()
    page.sessions = [builders.EventSession(start=uk("2031-07-10 13:00"), end=uk("2031-07-10 16:00"))]
    page.save()
    run("2031-07-09 09:00")
    assert kinds() == [mails.REMINDER, mails.REMINDER]


def test_the_link_to_join_goes_to_those_online_and_once():
    page = event()
    online = book(page, room="online")
    room = book(page, email="b@example.com")
    run("2031-06-09 12:55")
    assert mails.JOIN_LINK not in kinds(online)
    run("2031-06-09 13:00", "2031-06-09 13:05", "2031-06-10 13:30")
    assert kinds(online).count(mails.JOIN_LINK) == 1
    assert mails.JOIN_LINK not in kinds(room)
    assert "https://meet.example.org/abc" in OutgoingMail.objects.get(kind=mails.JOIN_LINK).text
    late = book(page, email="c@example.com", room="online", made="2031-06-10 12:00")
    run("2031-06-10 12:05")
    assert mails.JOIN_LINK in kinds(late)


def test_a_new_link_is_sent_again():
    page = event()
    online = book(page, room="online")
    run("2031-06-09 13:00")
    page.join_link = "https://meet.example.org/new"
    page.save()
    run("2031-06-09 13:05")
    assert kinds(online).count(mails.JOIN_LINK) == 2


def test_the_question_how_it_was_comes_on_the_next_morning():
    page = event()
    booking, cancelled = book(page), book(page, email="b@example.com")
    bookings.cancel(cancelled)
    run("2031-06-10 16:05", "2031-06-11 08:55")
    assert mails.FEEDBACK not in kinds()
    run("2031-06-11 09:00", "2031-06-11 09:05", "2031-06-12 09:00")
    assert kinds(booking).count(mails.FEEDBACK) == 1
    assert mails.FEEDBACK not in kinds(cancelled)
    mail = OutgoingMail.objects.get(kind=mails.FEEDBACK)
    assert "/bookings/feedback/" in mail.text


def test_offers_lapse_and_the_next_is_asked():
    page = event(capacity=1, attendance="in_person", online_capacity=None)
    first, second = book(page), book(page, email="b@example.com")
    third = book(page, email="c@example.com")
    bookings.cancel(first)
    until = Booking.objects.get(pk=second.pk).offered_until
    assert jobs.run(until) == []
    assert Booking.objects.get(pk=second.pk).state == BookingState.LAPSED
    assert Booking.objects.get(pk=third.pk).state == BookingState.OFFERED


def test_one_job_that_fails_stops_no_other_and_logs_nothing_personal(monkeypatch, caplog):
    book(event())

    def broken(now):
        raise ValueError("a@example.com")

    monkeypatch.setattr("events.waiting_list.lapse_all", broken)
    assert jobs.run(uk("2031-06-09 09:00")) == ["lapse_offers"]
    assert kinds() == [mails.REMINDER]
    assert "ValueError" in caplog.text
    assert "a@example.com" not in caplog.text


def test_one_mail_that_cannot_be_written_stops_no_other(monkeypatch):
    page = event()
    broken, fine = book(page), book(page, email="b@example.com")
    write = mails.reminder

    def reminder(booking, days):
        if booking.pk == broken.pk:
            raise ValueError
        write(booking, days)

    monkeypatch.setattr(mails, "reminder", reminder)
    run("2031-06-09 09:00")
    assert kinds(fine) == [mails.REMINDER]


def test_the_command(monkeypatch):
    call_command("run_event_jobs", stdout=StringIO())
    monkeypatch.setattr("events.jobs.run", lambda: ["remind"])
    with pytest.raises(CommandError, match="remind"):
        call_command("run_event_jobs")


def test_jobs_ask_the_database_little_when_nothing_is_due(django_assert_max_num_queries):
    book(event())
    with django_assert_max_num_queries(6):
        jobs.run(timezone.now())
