"""Somebody books, changes, waits, accepts and cancels, on a phone, with JavaScript and without."""

import re
import time
import uuid
from urllib.parse import urlsplit

import pytest

from events import abuse
from tests.journeys.walking import Walk

HYBRID = "/events/example-care-at-a-distance/"
SMALL = "/events/example-recruitment-and-retention/"
both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def book(walk, event, email, *, people="1", room=None, needs=False):
    """From the event's page to the last button, which is pressed."""
    walk.open(event)
    walk.page.locator(".event-ticket a.nhsuk-button").click()
    walk.look()
    walk.page.locator(".booking-action a").click()
    walk.look()
    walk.press("Continue")
    assert walk.page.title().startswith("Error: ")
    walk.page.get_by_label("Your name").fill("Jo Bell")
    walk.press("Continue")
    begun = time.monotonic()
    walk.page.get_by_label("Email address").fill(email)
    walk.press("Continue")
    if room:
        walk.page.get_by_label(room, exact=True).check()
    walk.page.get_by_label("How many people, you included").fill(people)
    walk.press("Continue")
    if needs:
        walk.page.get_by_label("A British Sign Language (BSL) interpreter").check()
        walk.page.get_by_label("Something else", exact=True).check()
        walk.page.get_by_label("What else do you need?").fill("A chair with arms")
        walk.press("Continue")
        assert walk.says("Tick the box if we may keep what you told us.")
        assert walk.page.get_by_label("What else do you need?").input_value() == "A chair with arms"
        walk.page.get_by_label(re.compile("I agree that you keep this")).check()
    walk.press("Continue")
    while walk.heading() != "Check your answers":
        walk.press("Continue")
    # What is filled in faster than anybody can read is held back: only time can be waited for here.
    walk.page.wait_for_timeout(max(0, abuse.LEAST_SECONDS + 1 - (time.monotonic() - begun)) * 1000)
    walk.page.locator("main form button").last.click()
    walk.look()


def manage_address(server, email):
    """The path of the signed link of whoever booked with `email` last."""
    code = (
        "from events import links; from events.models import Booking; "
        f"print(links.address('booking', Booking.objects.filter(email='{email}').latest('pk')))"
    )
    return urlsplit(server.manage("shell", "-v", "0", "-c", code).split()[-1]).path


@both
def test_a_booking_from_the_event_to_its_end(visit, server, javascript):
    window = visit(360, javascript=javascript)
    walk = Walk(window, javascript)
    email = f"jo-{uuid.uuid4().hex[:8]}@example.net"
    book(walk, HYBRID, email, people="2", room="In the room", needs=True)
    assert walk.heading() == "You have a place"
    assert not walk.says("Jo Bell")
    walk.page.go_back()
    walk.look()
    assert walk.heading() == "You have booked already"

    link = manage_address(server, email)
    walk.open(link)
    assert walk.says("A chair with arms")
    walk.follow("Change your name")
    walk.page.get_by_label("Your name").fill("Jo Carr")
    walk.press("Save")
    assert walk.says("Your booking is changed.")
    assert walk.says("Jo Carr")
    walk.follow("Your day")
    walk.follow("Add a QR code")
    assert walk.page.locator("svg.qr").is_visible()
    walk.open(link)
    walk.follow("Cancel all or a part of it")
    walk.page.get_by_label("1 person", exact=True).check()
    walk.press("Cancel it")
    assert walk.says("1 person")
    walk.follow("Cancel my booking")
    walk.press("Cancel it")
    assert walk.heading() == "This booking is cancelled"
    walk.follow("Delete my data now")
    walk.press("Delete my data now")
    assert walk.heading() == "Your data is deleted"
    walk.open(link)
    assert walk.heading() == "This link does not work"
    walk.page.get_by_label("Email address").fill(email)
    walk.press("Send me the link")
    assert walk.heading() == "Look in your email"
    assert window.faults == [] and window.elsewhere == []
    assert {cookie["name"] for cookie in window.context.cookies()} <= {"booking", "booking_more", "csrftoken"}


@both
def test_the_waiting_list_from_full_to_a_place(visit, server, javascript):
    mark = uuid.uuid4().hex[:8]
    full = (
        "from events import bookings; from events.models import EventPage; "
        "event = EventPage.objects.get(slug='example-recruitment-and-retention'); "
        "EventPage.objects.filter(pk=event.pk).update(capacity=1); event.refresh_from_db(); "
        f"bookings.book(event, bookings.Person(name='First', email='first-{mark}@example.net'), may_wait=True)"
    )
    server.manage("shell", "-v", "0", "-c", full)
    window = visit(360, javascript=javascript)
    walk = Walk(window, javascript)
    email = f"jo-{mark}@example.net"
    book(walk, SMALL, email)
    assert walk.heading() == "You are on the waiting list"
    link = manage_address(server, email)
    walk.open(link)
    assert walk.says("on the waiting list")

    walk.open(manage_address(server, f"first-{mark}@example.net"))
    walk.follow("Cancel my booking")
    walk.press("Cancel it")
    walk.open(link)
    assert walk.heading() == "A place has come free for you"
    walk.press("Say yes or no")
    walk.press("Yes, I take the place")
    assert walk.heading() == "You have a place"
    walk.follow("Cancel my booking")
    walk.press("Cancel it")
    assert walk.heading() == "This booking is cancelled"
    assert window.faults == []
