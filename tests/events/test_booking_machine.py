"""Whatever people do in whatever order, no place is given twice and nobody is passed over."""

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from events import bookings, waiting_list
from events.models import HOLDING, LIVE, Booking, BookingState, Room
from events.registers import places
from events.status import Attendance
from tests.events.builders import NOW, bookable, person


class Bookings(RuleBasedStateMachine):
    """People book, change, cancel and answer offers; organisers move them; time passes."""

    def __init__(self):
        super().__init__()
        self.capacity = 4
        self.page = bookable(
            capacity=self.capacity, attendance=Attendance.BOTH, online_capacity=3, offer_hours=2, title="A machine"
        )
        self.now, self.number = NOW, 0

    def teardown(self):
        Booking.objects.filter(register__page=self.page).delete()
        self.page.delete()

    def all(self):
        return list(Booking.objects.filter(register__page=self.page).order_by("pk"))

    def some(self, choice):
        made = self.all()
        return made[choice % len(made)]

    @rule(people=st.integers(1, 3), may_wait=st.booleans(), room=st.sampled_from(Room.values))
    def book(self, people, may_wait, room):
        self.number += 1
        try:
            bookings.book(self.page, person(self.number, people=people, room=room), may_wait=may_wait, now=self.now)
        except bookings.NotBooked as stopped:
            assert stopped.code == "full" and not may_wait

    @precondition(lambda self: self.number)
    @rule(choice=st.integers(0, 50), people=st.integers(1, 4), room=st.sampled_from(Room.values))
    def amend(self, choice, people, room):
        if not self.all():
            return
        booking = self.some(choice)
        before = (booking.places, booking.room, booking.state)
        asked = person(booking.email_key.removeprefix("person").split("@")[0], people=people, room=room)
        try:
            bookings.amend(booking, asked, now=self.now)
        except bookings.NotBooked:
            booking.refresh_from_db()
            assert (booking.places, booking.room, booking.state) == before

    @rule(choice=st.integers(0, 50), what=st.sampled_from(["cancel", "accept", "decline", "give", "wait"]))
    def act(self, choice, what):
        if not self.all():
            return
        booking = self.some(choice)
        try:
            if what == "cancel":
                bookings.cancel(booking, now=self.now)
            elif what == "accept":
                waiting_list.accept(booking, now=self.now)
            elif what == "decline":
                waiting_list.decline(booking, now=self.now)
            elif what == "give":
                bookings.give_place(booking, user=None, now=self.now)
            else:
                bookings.put_on_waiting_list(booking, user=None, now=self.now)
        except (bookings.NotBooked, waiting_list.OfferGone):
            pass

    @rule(minutes=st.integers(1, 180))
    def time_passes(self, minutes):
        self.now += datetime.timedelta(minutes=minutes)
        waiting_list.lapse_all(self.now)

    @invariant()
    def never_more_than_there_are(self):
        made = self.all()
        for room, limit in ((Room.IN_PERSON, self.capacity), (Room.ONLINE, 3)):
            held = sum(booking.places for booking in made if booking.state in HOLDING and booking.room == room)
            assert held <= limit

    @invariant()
    def no_place_stays_free_while_the_first_in_line_fits(self):
        register = next((booking.register for booking in self.all()), None)
        if register is None:
            return
        for room in Room:
            first = waiting_list.queue(register, room).first()
            assert first is None or first.places > places(register, self.page)[room].left

    @invariant()
    def one_live_booking_for_an_address(self):
        live = [booking.email_key for booking in self.all() if booking.state in LIVE]
        assert len(live) == len(set(live))

    @invariant()
    def ended_bookings_say_when(self):
        ended = (BookingState.CANCELLED, BookingState.DECLINED, BookingState.LAPSED)
        assert all(booking.ended_at for booking in self.all() if booking.state in ended)


@pytest.mark.usefixtures("site_content")
def test_no_order_of_events_gives_a_place_twice():
    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
