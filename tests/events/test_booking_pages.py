"""Booking on the site: every question, what the event says about places, and that nothing is booked twice."""

import pytest
from django.utils import timezone

from events import bookings, draft, questions
from events.models import (
    Booking,
    BookingState,
    BookingStep,
    EventPage,
    NextEventSubscriber,
    Topic,
)
from home.models.outbox import OutgoingMail
from tests.events import builders
from tests.events.filling_in import ANSWERS, answer, book, fill, heading, open_event, read, send, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_content", "quick_people")]


# The way through ---------------------------------------------------------------------------------------------------------


def test_the_start_page_says_what_is_asked_why_and_until_when(client):
    event = open_event(has_food=True)
    response = client.get(f"{event.url}book/")
    text = words(read(response).main)
    assert "20 places left." in text
    assert "What we ask, and why" in text
    assert "What you cannot eat (optional)" in text
    assert text.count("deleted on") == 2
    assert "By phone, email or post" in text
    assert response.cookies == {}


def test_a_place_is_booked_question_by_question(client):
    event = open_event(has_food=True)
    response = client.get(f"{event.url}book/name/")
    assert words(read(response).select_one("main .nhsuk-caption-l")) == "Question 1 of 7"
    needs = {"kinds": ["bsl", "other"], "other": "A chair with arms", "consent": "on"}
    answer(
        client,
        event,
        name={"guest_names": "Al\nBo"},
        places={"people": "3", "companions": "1"},
        needs=needs,
        food={"food": "no nuts"},
        travel={"costs": "book", "travel": "Wigton, by bus"},
        topic={"topic": "Buses", "wants_updates": "on", "next_event": "on"},
    )
    assert Booking.objects.count() == 0
    check = words(read(client.get(f"{event.url}book/check/")).main)
    for said in (
        "Jo Bell",
        "Al",
        "jo@example.net",
        "3 people and 1 companion",
        "A chair with arms",
        "no nuts",
        "Buses",
    ):
        assert said in check
    assert "Phone number Not provided Change phone number" in check
    response = send(client, event)
    assert response.status_code == 302
    booking = Booking.objects.get()
    assert (booking.state, booking.people, booking.companions, booking.places) == ("confirmed", 3, 1, 3)
    assert booking.wants_updates and not booking.photo_consent
    assert dict(booking.needs.values_list("kind", "detail")) == {"bsl": "", "other": "A chair with arms"}
    assert (booking.answers.food, booking.answers.costs) == ("no nuts", "book")
    assert booking.answers.consented_at
    assert Topic.objects.get().text == "Buses"
    assert NextEventSubscriber.objects.get().confirmed_at is None
    assert booking.expenses.get().state == "wanted"
    done = client.get(response.url)
    assert heading(done) == "You have a place"
    assert booking.reference in words(read(done).main)
    assert "Jo Bell" not in done.content.decode()


def test_reading_sets_no_cookie_and_the_answers_cookie_is_closed_to_scripts(client):
    """Lost if this fails: the promise of the cookies page."""
    event = open_event()
    for address in (event.url, f"{event.url}book/"):
        assert client.get(address).cookies == {}
    assert set(client.get(f"{event.url}book/name/").cookies) <= {"csrftoken"}
    response = client.post(f"{event.url}book/name/", ANSWERS["name"])
    kept = response.cookies["booking"]
    assert kept["httponly"] and kept["samesite"] == "Lax"
    assert kept["path"] == f"{event.url}book/"
    assert kept["max-age"] == "" and kept["expires"] == ""
    assert response["Cache-Control"] == "no-store, private"


def test_after_booking_the_cookie_holds_nothing_personal(client):
    event = open_event()
    book(client, event)
    kept = draft.read(_request(client), event)
    assert kept.answers == {}
    assert "jo@example.net" not in str(vars(kept))
    assert kept.receipt["reference"] == Booking.objects.get().reference


def _request(client):
    class Request:
        COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}

    return Request()


def test_each_finished_step_is_counted_and_reading_is_not(client):
    """Lost if this fails: nobody sees at which question people give up."""
    event = open_event()
    for step in questions.steps(event):
        client.get(f"{event.url}book/{step}/")
    assert not BookingStep.objects.exists()
    book(client, event)
    counts = dict(BookingStep.objects.values_list("step", "count"))
    assert counts == {"name": 1, "contact": 1, "places": 1, "needs": 1, "travel": 1, "topic": 1, "confirmed": 1}


def test_skipping_a_question_leads_to_the_first_open_one(client):
    event = open_event()
    response = client.get(f"{event.url}book/needs/")
    assert response.url == f"{event.url}book/name/"
    answer(client, event, until="contact")
    assert client.get(f"{event.url}book/check/").url == f"{event.url}book/places/"
    assert client.get(f"{event.url}book/done/").url == f"{event.url}book/"
    assert client.get(f"{event.url}book/nonsense/").status_code == 404
    assert client.get(f"{event.url}book/food/").status_code == 404


def test_changing_one_answer_leads_back_to_the_check_page(client):
    event = open_event()
    answer(client, event)
    page = read(client.get(f"{event.url}book/name/"))
    assert page.select_one("#id_name")["value"] == "Jo Bell"
    assert page.select_one(".nhsuk-back-link")["href"] == f"{event.url}book/check/"
    response = client.post(f"{event.url}book/name/", {"name": "Jo Carr"})
    assert response.url == f"{event.url}book/check/"
    assert "Jo Carr" in words(read(client.get(response.url)).main)


def test_somebody_with_a_phone_only_gets_their_link_on_the_page(client):
    event = open_event()
    response = book(client, event, contact={"email": "", "phone": "01900 123456"})
    page = read(client.get(response.url))
    link = page.select_one(".booking-link a")["href"]
    assert client.get(link.replace("http://127.0.0.1:8000", "")).status_code == 200
    assert not OutgoingMail.objects.exists()


def test_a_hybrid_event_asks_how_and_online_does_not_use_the_room(client):
    event = open_event(attendance="both", capacity=1, online_capacity=5)
    fill(event, 1)
    page = read(client.get(f"{event.url}book/"))
    assert "Online: 5 places left." in words(page.main)
    assert "In the room: Full." in words(page.main)
    answer(client, event, places={"room": "in_person"})
    check = words(read(client.get(f"{event.url}book/check/")).main)
    assert "There are places online: change how you take part" in check
    client.post(f"{event.url}book/places/", {"room": "online", "people": "1"})
    send(client, event)
    assert Booking.objects.get(name="Jo Bell").room == "online"


# The event's page ------------------------------------------------------------------------------------------------------------


def test_the_event_page_shows_places_and_the_button(client, django_assert_max_num_queries):
    event = open_event(capacity=7)
    fill(event, 1)
    client.get(event.url)
    with django_assert_max_num_queries(17):
        page = read(client.get(event.url))
    ticket = words(page.select_one(".event-ticket"))
    assert "6 places left." in ticket
    assert "You can book until" in ticket
    assert page.select_one(".event-ticket a.nhsuk-button")["href"] == f"{event.url}book/"
    assert "By phone, email or post" in words(page.main)
    fill(event, 6)
    bookings.book(event, bookings.Person(name="W", email="w@example.net", people=3), may_wait=True)
    ticket = words(read(client.get(event.url)).select_one(".event-ticket"))
    assert "Full. You can join the waiting list: 3 people wait." in ticket
    assert "Join the waiting list" in ticket


def test_an_event_without_bookings_says_how_to_come(client):
    page = read(client.get(builders.event("2027-06-10 13:00", "2027-06-10 16:00").url))
    assert words(page.select_one(".event-ticket a.nhsuk-button")) == "How to take part"
    assert "Book a place" not in words(page.main)


# Twice ---------------------------------------------------------------------------------------------------------------------


def test_a_double_click_makes_one_booking(client):
    """Both clicks send the same cookie; the first reply need not have arrived."""
    event = open_event()
    answer(client, event)
    cookie = client.cookies["booking"].value
    seen = read(client.get(f"{event.url}book/check/")).select_one("input[name=seen]")["value"]
    first = client.post(f"{event.url}book/check/", {"seen": seen})
    client.cookies["booking"] = cookie
    second = client.post(f"{event.url}book/check/", {"seen": seen})
    assert first.url == second.url == f"{event.url}book/done/"
    assert Booking.objects.count() == 1
    assert Booking.objects.get().reference in words(read(client.get(second.url)).main)


def test_a_reply_that_was_lost_is_found_again_also_after_booking_closed(client):
    """The process died between the booking and the answer: pressing again gives the same reference."""
    event = open_event()
    answer(client, event)
    key = draft.read(_request(client), event).key
    made = bookings.book(event, bookings.Person(name="Jo", email="jo@example.net"), key=key)
    EventPage.objects.filter(pk=event.pk).update(booking_closes_at=timezone.now())
    response = client.post(f"{event.url}book/check/", {"seen": "x"})
    assert response.url == f"{event.url}book/done/"
    assert made.reference in words(read(client.get(response.url)).main)


def test_back_after_booking_and_a_second_tab_say_it_is_booked(client):
    event = open_event()
    book(client, event)
    reference = Booking.objects.get().reference
    for response in (
        client.get(f"{event.url}book/check/"),
        client.get(f"{event.url}book/name/"),
        client.get(f"{event.url}book/"),
        client.post(f"{event.url}book/contact/", ANSWERS["contact"]),
        client.post(f"{event.url}book/check/", {"seen": "x"}),
    ):
        assert heading(response) == "You have booked already"
        assert reference in words(read(response).main)
    assert Booking.objects.count() == 1


def test_another_booking_can_be_started(client):
    event = open_event()
    book(client, event)
    response = client.post(f"{event.url}book/")
    assert response.url == f"{event.url}book/name/"
    assert heading(client.get(response.url)) == "What is your name?"
    book(client, event, contact={"email": "al@example.net"})
    assert Booking.objects.filter(state="confirmed").count() == 2


@pytest.mark.parametrize("full", [False, True], ids=["with places", "full"])
def test_a_second_booking_with_an_address_looks_like_the_first(client, client_class, full):
    """Lost if this fails: a stranger can find out who has booked."""
    event = open_event(capacity=1 if full else 20)
    bookings.book(event, bookings.Person(name="Jo", email="Jo@Example.net"))
    pages = []
    for email in ("jo@example.net", "new@example.net"):
        visitor = client_class()
        answer(visitor, event, contact={"email": email})
        seen = read(visitor.get(f"{event.url}book/check/")).select_one("input[name=seen]")["value"]
        plain = visitor.post(f"{event.url}book/check/", {"seen": seen})
        if full:
            assert "All places are taken." in words(read(plain).main)
            plain = send(visitor, event)
        text = words(read(visitor.get(plain.url)).main)
        pages.append(text.replace(Booking.objects.order_by("-pk").first().reference, "REFERENCE"))
    assert pages[0] == pages[1]
    assert Booking.objects.filter(state=BookingState.DUPLICATE).count() == 1
