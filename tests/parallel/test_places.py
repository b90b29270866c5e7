"""A hundred people press the last button at the same moment, on a running server, on the database of this test run."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from events import bookings, links, waiting_list
from events.models import Booking, BookingState, Room
from events.registers import places, register_of
from home.models import OutgoingMail
from tests.events.builders import person
from tests.parallel.conftest import finished_draft, last_button
from tests.parallel.site import Site, database_url, together, until_answered

pytestmark = pytest.mark.parallel


def press(site, page):
    """A function that presses the last button with somebody's cookies. It asks no database: it runs in many threads."""
    address, data = page.get_url() + "book/check/", last_button(page)
    return lambda cookies: site.post(address, data, cookies)


def mails_about(page):
    references = Booking.objects.filter(register__page=page).values_list("reference", flat=True)
    return OutgoingMail.objects.filter(about__in=[f"booking:{reference}" for reference in references]).count()


def states(page):
    return Counter(Booking.objects.filter(register__page=page).values_list("state", flat=True))


@pytest.mark.django_db
def test_the_database_is_one_that_processes_can_share():
    """A database in memory would pass everything below and prove nothing. (It also has pytest make the test database.)"""
    name = connection.settings_dict["NAME"]
    assert connection.vendor != "sqlite" or (Path(name).is_file() and Path(name).name.startswith("test"))


def test_a_hundred_people_for_twenty_places(site, open_event):
    """Lost if this fails: two people with the same chair, or a queue that is not one."""
    page = open_event(capacity=20)
    book = press(site, page)
    cookies = [finished_draft(page, number) for number in range(100)]
    answers = together(100, lambda index: book(cookies[index]))
    assert Counter(status for status, _where, _text in answers) == {302: 100}
    assert states(page) == {BookingState.CONFIRMED: 20, BookingState.WAITING: 80}
    waiting = list(waiting_list.queue(register_of(page), Room.IN_PERSON))
    assert [booking.queued_at for booking in waiting] == sorted(booking.queued_at for booking in waiting)
    assert [booking.pk for booking in waiting] == sorted(booking.pk for booking in waiting)
    # Nobody who waits came before somebody who has a place.
    confirmed = Booking.objects.filter(register__page=page, state=BookingState.CONFIRMED)
    assert max(confirmed.values_list("pk", flat=True)) < min(booking.pk for booking in waiting)
    # Each has the one mail that belongs to their booking.
    about = [
        f"booking:{reference}"
        for reference in Booking.objects.filter(register__page=page).values_list("reference", flat=True)
    ]
    assert OutgoingMail.objects.filter(about__in=about).count() == 100


def test_without_the_guard_places_are_given_twice(open_event):
    """The control: the test above proves something only if the race is real."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write transaction in at a time, so that nothing is left to show there.")
    page = open_event(capacity=5)
    cookies = [finished_draft(page, number) for number in range(40)]
    with Site(database_url(), application="tests.parallel.unguarded") as unguarded:
        book = press(unguarded, page)
        together(40, lambda index: book(cookies[index]))
    assert states(page)[BookingState.CONFIRMED] > 5


def test_the_same_form_fifty_times_is_one_booking(site, open_event):
    page = open_event(capacity=1)
    book, cookies = press(site, page), finished_draft(page)
    answers = together(50, lambda _index: book(cookies))
    assert Counter(status for status, _where, _text in answers) == {302: 50}
    assert len({where for _status, where, _text in answers}) == 1
    assert states(page) == {BookingState.CONFIRMED: 1}


def test_the_same_address_on_fifty_forms_is_one_place(site, open_event):
    page = open_event(capacity=30)
    cookies = [finished_draft(page) for _ in range(50)]
    book = press(site, page)
    together(50, lambda index: book(cookies[index]))
    found = states(page)
    assert found.pop(BookingState.CONFIRMED) == 1
    # The rest is told apart as a second booking, or, as nobody books fifty times, kept to be looked at.
    assert set(found) <= {BookingState.DUPLICATE, BookingState.HELD}
    assert found.total() == 49


def test_people_cancel_while_others_book(site, open_event):
    """No place is lost and none is given twice while twenty leave and twenty arrive."""
    page = open_event(capacity=20)
    held = [bookings.book(page, person(number)) for number in range(20)]
    cookies = [finished_draft(page, 100 + number) for number in range(20)]

    book = press(site, page)
    leave = [links.address("booking_cancel", booking).removeprefix(settings.SITE_URL) for booking in held]

    def act(index):
        if index % 2:
            return book(cookies[index // 2])[0]
        return site.post(leave[index // 2], {"how_many": "1"})[0]

    assert set(together(40, act)) == {302}
    register = register_of(page)
    found = places(register, page)[Room.IN_PERSON]
    assert found.taken + found.offered <= 20
    # Whoever could not be seated at once has been offered a place that came free.
    assert found.left == 0 or found.waiting_bookings == 0
    assert states(page)[BookingState.CANCELLED] == 20


def test_web_processes_that_are_killed_lose_and_double_nothing(site, open_event):
    """What was answered with "booked" is in the database, with its mail, and nothing else is."""
    page = open_event(capacity=1000)
    book = press(site, page)
    cookies = {
        number: finished_draft(page, number) for index in range(8) for number in range(index * 100, index * 100 + 8)
    }

    def act(index):
        mine = range(index * 100, index * 100 + 8)
        done = [number for number in mine if until_answered(lambda: book(cookies[number])[0])]  # noqa: B023 (called at once)
        return [f"person{number}@example.net" for number in done]

    with site.losing_workers():
        answered = [address for found in together(8, act) for address in found]
    kept = list(Booking.objects.filter(register__page=page).values_list("email", "state"))
    assert len(answered) == 64
    assert sorted(email for email, _state in kept) == sorted(answered)
    assert {state for _email, state in kept} == {BookingState.CONFIRMED}
    assert mails_about(page) == 64
