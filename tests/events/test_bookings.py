"""Who gets a place. Lost if these fail: somebody travels for nothing, or a chair stays empty while people wait."""

import uuid

import pytest

from events import bookings, needs, waiting_list
from events.access import AccessKind
from events.models import AccessNeed, Booking, BookingSource, BookingState, BookingStep, Room, Topic
from events.registers import Refusal, places, refusal
from events.status import Attendance, Status
from home.models import OutgoingMail
from tests.events.builders import NOW, bookable, booked, person, uk

pytestmark = pytest.mark.django_db

CONFIRMED, WAITING, OFFERED = BookingState.CONFIRMED, BookingState.WAITING, BookingState.OFFERED


def state(booking):
    booking.refresh_from_db()
    return booking.state


def kinds():
    return list(OutgoingMail.objects.order_by("pk").values_list("key", flat=True))


def in_room(booking):
    return places(booking.register, booking.register.page)[Room.IN_PERSON]


def test_places_are_given_until_there_are_none_and_then_people_wait_in_order(site_content):
    page = bookable(capacity=2)
    made = [booked(page, number) for number in range(4)]
    assert [booking.state for booking in made] == [CONFIRMED, CONFIRMED, WAITING, WAITING]
    assert [waiting_list.position(booking) for booking in made] == [0, 0, 1, 2]
    assert len(kinds()) == 4


def test_nobody_is_put_on_the_waiting_list_without_asking_for_it(site_content):
    page = bookable(capacity=1)
    booked(page, 1)
    with pytest.raises(bookings.NotBooked) as stopped:
        booked(page, 2, may_wait=False)
    assert stopped.value.code == "full"
    assert Booking.objects.count() == 1
    assert BookingStep.objects.get(step="refused-full").count == 1


def test_the_same_form_sent_twice_is_one_booking_also_after_the_event_is_full(site_content):
    page, key = bookable(capacity=1), uuid.uuid4()
    first = bookings.book(page, person(1), key=key, now=NOW)
    again = bookings.book(page, person(1), key=key, now=NOW)
    assert (first.pk, first.state) == (again.pk, again.state)
    assert Booking.objects.count() == 1
    assert len(kinds()) == 1


def test_an_address_has_one_live_booking_and_a_second_one_takes_no_place(site_content):
    page = bookable(capacity=5)
    first = booked(page, email="Somebody@Example.net")
    second = booked(page, 2, email="somebody@example.NET ")
    assert second.state == BookingState.DUPLICATE
    assert second.reference != first.reference
    assert in_room(first).taken == 1
    # The mail goes to the address that was booked first, and what was typed now is in no mail.
    assert OutgoingMail.objects.count() == 2


def test_an_address_that_grows_when_its_case_is_folded_fits(site_content):
    """Lost if this fails: PostgreSQL refuses the row, and somebody with such an address sees our error page."""
    address = f"a@{'ß' * 60}.{'ß' * 60}.{'ß' * 60}.{'ß' * 60}.de"
    assert len(address) <= 254 < len(address.casefold())
    booking = booked(bookable(), email=address)
    assert booking.state == CONFIRMED
    assert len(booking.email_key) == 254
    assert booked(booking.register.page, email=address.replace("a@", "A@")).state == BookingState.DUPLICATE


def test_who_has_cancelled_can_book_again(site_content):
    page = bookable(capacity=5)
    bookings.cancel(booked(page), now=NOW)
    assert booked(page).state == CONFIRMED


@pytest.mark.parametrize(
    ("fields", "at", "code"),
    [
        ({"status": Status.CANCELLED, "status_reason": "Snow."}, "2027-01-11 10:00", Refusal.CANCELLED),
        ({"status": Status.POSTPONED, "status_reason": "Snow."}, "2027-01-11 10:00", Refusal.POSTPONED),
        ({}, "2027-06-10 13:00", Refusal.CLOSED),
        ({}, "2027-06-10 16:00", Refusal.OVER),
        ({"booking_closes_at": uk("2027-06-01 12:00")}, "2027-06-01 12:00", Refusal.CLOSED),
        ({"takes_bookings": False}, "2027-01-11 10:00", Refusal.NOT_HERE),
        ({"live": False}, "2027-01-11 10:00", Refusal.NOT_HERE),
    ],
)
def test_an_event_that_is_not_open_says_why(site_content, fields, at, code):
    page = bookable(**fields)
    assert refusal(page, uk(at)) == code
    with pytest.raises(bookings.NotBooked) as stopped:
        booked(page, now=uk(at))
    assert stopped.value.code == code


def test_booking_is_open_until_the_last_moment_across_the_clock_change(site_content):
    page = bookable(booking_closes_at=uk("2027-03-28 03:00"))
    assert refusal(page, uk("2027-03-28 00:59")) == ""
    # The clocks go forward at 1am: 2:59am British Summer Time is one hour and a minute later.
    assert refusal(page, uk("2027-03-28 02:59")) == ""
    assert refusal(page, uk("2027-03-28 03:00")) == Refusal.CLOSED


def test_companions_take_no_place_unless_the_organiser_says_so(site_content):
    free = booked(bookable(capacity=1, title="One"), companions=2)
    assert (free.state, free.places) == (CONFIRMED, 1)
    tight = bookable(capacity=2, title="Two", companions_use_places=True)
    assert booked(tight, companions=2).state == WAITING
    assert booked(bookable(capacity=3, title="Three", companions_use_places=True), companions=2).places == 3


def test_a_hybrid_event_counts_each_room_for_itself(site_content):
    page = bookable(capacity=1, attendance=Attendance.BOTH)
    room, online = booked(page, 1), booked(page, 2, room=Room.ONLINE)
    assert (room.state, online.state) == (CONFIRMED, CONFIRMED)
    assert booked(page, 3).state == WAITING
    assert booked(page, 4, room=Room.ONLINE, people=4).state == CONFIRMED
    with pytest.raises(bookings.NotBooked) as stopped:
        booked(bookable(title="Room only"), 5, room=Room.ONLINE)
    assert stopped.value.code == "wrong_room"


def test_a_freed_place_is_offered_in_strict_order_to_be_accepted(site_content):
    page = bookable(capacity=2)
    first, _second, third, fourth = (booked(page, number) for number in range(4))
    bookings.cancel(first, now=NOW)
    assert (state(third), state(fourth)) == (OFFERED, WAITING)
    assert third.offered_until == uk("2027-01-13 10:00")
    waiting_list.accept(third, now=NOW)
    assert state(third) == CONFIRMED
    # Accepting twice, as a double click does, changes nothing and says nothing twice.
    before = len(kinds())
    waiting_list.accept(third, now=NOW)
    assert len(kinds()) == before


def test_whoever_cancels_is_never_offered_a_place_again(site_content):
    page = bookable(capacity=1)
    first, second = booked(page, 1), booked(page, 2)
    bookings.cancel(second, now=NOW)
    bookings.cancel(first, now=NOW)
    assert (state(first), state(second)) == (BookingState.CANCELLED, BookingState.CANCELLED)
    bookings.cancel(second, now=NOW)
    assert in_room(first).left == 1


def test_nobody_is_passed_over_by_a_smaller_booking(site_content):
    page = bookable(capacity=3)
    one, two, _group = booked(page, 1), booked(page, 2), booked(page, 3, people=2)
    late = booked(page, 4)
    assert [state(_group), state(late)] == [WAITING, WAITING]
    bookings.cancel(one, now=NOW)
    assert [state(_group), state(late)] == [OFFERED, WAITING]
    bookings.cancel(two, now=NOW)
    assert state(late) == OFFERED


def test_a_new_booking_does_not_jump_the_queue(site_content):
    page = bookable(capacity=2)
    booked(page, 1)
    booked(page, 2, people=2)
    assert booked(page, 3).state == WAITING


def test_an_offer_that_is_not_answered_goes_to_the_next(site_content):
    page = bookable(capacity=1, offer_hours=2)
    first, second, third = (booked(page, number) for number in range(3))
    bookings.cancel(first, now=NOW)
    assert waiting_list.lapse_all(uk("2027-01-11 11:59")) == 0
    assert waiting_list.lapse_all(uk("2027-01-11 12:00")) == 1
    assert (state(second), state(third)) == (BookingState.LAPSED, OFFERED)
    assert waiting_list.lapse_all(uk("2027-01-11 12:00")) == 0
    with pytest.raises(waiting_list.OfferGone) as gone:
        waiting_list.accept(second, now=uk("2027-01-11 12:01"))
    assert gone.value.code == "lapsed"
    assert state(third) == OFFERED


def test_an_offer_answered_too_late_lapses_even_before_the_clock_has_run(site_content):
    page = bookable(capacity=1, offer_hours=2)
    first, second, third = (booked(page, number) for number in range(3))
    bookings.cancel(first, now=NOW)
    with pytest.raises(waiting_list.OfferGone):
        waiting_list.accept(second, now=uk("2027-01-11 12:30"))
    assert (state(second), state(third)) == (BookingState.LAPSED, OFFERED)


def test_declining_hands_the_place_on_and_is_final(site_content):
    page = bookable(capacity=1)
    first, second, third = (booked(page, number) for number in range(3))
    bookings.cancel(first, now=NOW)
    waiting_list.decline(second, now=NOW)
    waiting_list.decline(second, now=NOW)
    assert (state(second), state(third)) == (BookingState.DECLINED, OFFERED)


def test_nothing_is_offered_once_booking_has_closed(site_content):
    page = bookable(capacity=1, booking_closes_at=uk("2027-06-01 12:00"))
    first, second = booked(page, 1), booked(page, 2)
    bookings.cancel(first, now=uk("2027-06-01 12:00"))
    assert state(second) == WAITING


def test_an_offer_never_outlives_the_closing_of_booking(site_content):
    page = bookable(capacity=1, booking_closes_at=uk("2027-06-01 12:00"))
    first, second = booked(page, 1), booked(page, 2)
    bookings.cancel(first, now=uk("2027-06-01 09:00"))
    assert state(second) == OFFERED
    assert second.offered_until == uk("2027-06-01 12:00")


def test_fewer_people_free_places_and_more_need_room(site_content):
    page = bookable(capacity=3)
    group, waiting = booked(page, 1, people=3), booked(page, 2)
    bookings.amend(group, person(1, people=2), now=NOW)
    assert state(waiting) == OFFERED
    with pytest.raises(bookings.NotBooked) as stopped:
        bookings.amend(group, person(1, people=3), now=NOW)
    assert stopped.value.code == "full"
    group.refresh_from_db()
    assert (group.people, group.sequence) == (2, 1)


def test_a_hybrid_booking_moves_online_and_its_chair_goes_to_the_next(site_content):
    page = bookable(capacity=1, attendance=Attendance.BOTH)
    mine, waiting = booked(page, 1), booked(page, 2)
    bookings.amend(mine, person(1, room=Room.ONLINE), now=NOW)
    assert state(waiting) == OFFERED
    with pytest.raises(bookings.NotBooked):
        bookings.amend(mine, person(1), now=NOW)
    mine.refresh_from_db()
    assert mine.room == Room.ONLINE


def test_an_address_that_somebody_else_has_booked_with_is_refused_in_a_change(site_content):
    page = bookable(capacity=3)
    mine, _other = booked(page, 1), booked(page, 2)
    with pytest.raises(bookings.NotBooked) as stopped:
        bookings.amend(mine, person(1, email="PERSON2@example.net"), now=NOW)
    assert stopped.value.code == "address_taken"


def test_needs_are_kept_only_with_consent_and_become_tasks(site_content):
    page = bookable(capacity=5)
    wanted = needs.Answers(kinds={AccessKind.BSL: ""}, food="No nuts", wants_to_talk=True, consent=False)
    silent = bookings.book(page, person(1), wanted, now=NOW)
    assert (silent.needs.count(), silent.answers.food) == (0, "")
    agreed = bookings.book(page, person(2), needs.Answers(kinds={AccessKind.BSL: ""}, consent=True), now=NOW)
    task = agreed.needs.get()
    assert (task.due.isoformat(), agreed.answers.consent_version) == ("2027-06-05", needs.CONSENT_VERSION)


def test_a_need_that_is_changed_has_to_be_arranged_again_and_others_stay(site_content):
    booking = bookings.book(
        bookable(), person(), needs.Answers(kinds={"bsl": "", "large_print": "16 point"}, consent=True), now=NOW
    )
    for need in booking.needs.all():
        needs.answer(need, "arranged", "It is there.", now=NOW)
    changed = needs.Answers(kinds={"bsl": "", "large_print": "24 point"}, consent=True)
    bookings.amend(booking, person(), changed, now=NOW)
    assert dict(AccessNeed.objects.values_list("kind", "state")) == {"bsl": "arranged", "large_print": "open"}


def test_a_doubtful_booking_waits_for_a_person_and_sends_nothing(site_content):
    page = bookable(capacity=1)
    held = bookings.book(page, person(1), doubt="honeypot", now=NOW)
    assert held.state == BookingState.HELD
    assert kinds() == []
    assert in_room(held).left == 1
    assert bookings.give_place(held, user=None, now=NOW).state == CONFIRMED


def test_staff_book_by_phone_after_closing_and_beyond_the_room(site_content, editor):
    page = bookable(capacity=1, booking_closes_at=uk("2027-06-01 12:00"))
    late = uk("2027-06-02 12:00")
    first = bookings.book(page, person(1, email=""), source=BookingSource.PHONE, user=editor, now=late)
    assert first.state == CONFIRMED
    with pytest.raises(bookings.NotBooked):
        bookings.book(page, person(2, email=""), source=BookingSource.PHONE, user=editor, now=late)
    more = bookings.book(page, person(3), source=BookingSource.PHONE, user=editor, beyond_capacity=True, now=late)
    assert more.state == CONFIRMED


def test_people_without_an_address_can_book_more_than_once(site_content, editor):
    page = bookable(capacity=5)
    made = [bookings.book(page, person(number, email=""), user=editor, now=NOW) for number in range(2)]
    assert [booking.state for booking in made] == [CONFIRMED, CONFIRMED]
    assert kinds() == []


def test_an_organiser_moves_somebody_to_the_end_of_the_waiting_list(site_content, editor):
    page = bookable(capacity=1)
    first, second = booked(page, 1), booked(page, 2)
    bookings.put_on_waiting_list(first, user=editor, now=NOW)
    assert (state(first), state(second)) == (WAITING, OFFERED)
    assert waiting_list.position(first) == 1


def test_a_place_that_nobody_waits_for_is_not_taken_away(site_content, editor):
    booking = booked(bookable(capacity=1))
    with pytest.raises(bookings.NotBooked) as stopped:
        bookings.put_on_waiting_list(booking, user=editor, now=NOW)
    assert (stopped.value.code, state(booking)) == ("nobody_waits", CONFIRMED)


def test_more_places_go_to_those_who_wait(site_content):
    page = bookable(capacity=1)
    _first, second, third = (booked(page, number) for number in range(3))
    page.capacity = 2
    page.save()
    assert [booking.pk for booking in bookings.places_changed(page, NOW)] == [second.pk]
    assert (state(second), state(third)) == (OFFERED, WAITING)


def test_a_rehearsal_takes_nobodys_place(site_content, editor):
    page = bookable(capacity=1)
    bookings.book(page, person(9), source=BookingSource.REHEARSAL, user=editor, now=NOW)
    assert booked(page, 1).state == CONFIRMED


def test_a_topic_is_kept_apart_from_the_name(site_content):
    booking = booked(bookable(), topic="Why is the bus so late?")
    topic = Topic.objects.get()
    assert (topic.booking, topic.register) == (booking, booking.register)


def test_every_step_is_in_the_audit_log_without_anything_personal(site_content, editor):
    from wagtail.models import ModelLogEntry

    page = bookable(capacity=1)
    first = booked(page, 1, phone="07700 900123", guest_names="Guesty McGuest")
    booked(page, 2)
    bookings.cancel(first, user=editor, now=NOW)
    entries = ModelLogEntry.objects.filter(action__startswith="events.")
    assert sorted(entries.values_list("action", flat=True)) == [
        "events.book", "events.book", "events.cancel", "events.offer",
    ]  # fmt: skip
    written = " ".join(f"{entry.label} {entry.data}" for entry in entries)
    for personal in ("Person", "example.net", "900123", "Guesty"):
        assert personal not in written
