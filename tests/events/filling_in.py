"""Fills in the booking form as a browser does, for tests."""

import datetime

from bs4 import BeautifulSoup
from django.utils import timezone

from events import bookings, questions
from tests.events import builders

ANSWERS = {
    "name": {"name": "Jo Bell", "guest_names": ""},
    "contact": {"email": "jo@example.net", "phone": ""},
    "places": {"people": "1", "companions": ""},
    "needs": {},
    "food": {},
    "travel": {"costs": "none", "travel": ""},
    "topic": {"topic": ""},
}


def open_event(days=40, **fields):
    """An event in so many days, on which people can book."""
    start = timezone.localtime() + datetime.timedelta(days=days)
    form = "%Y-%m-%d %H:%M"
    return builders.event(
        start.strftime(form),
        (start + datetime.timedelta(hours=3)).strftime(form),
        **{"takes_bookings": True, "capacity": 20, "attendance": "in_person", **fields},
    )


def read(response):
    return BeautifulSoup(response.content, "html5lib")


def words(element):
    return " ".join(element.get_text(" ").split())


def heading(response):
    return words(read(response).h1)


def answer(client, event, until=None, **changed):
    """Sends every question up to and with `until`. Returns the last response."""
    response = None
    for step in questions.steps(event):
        response = client.post(f"{event.url}book/{step}/", {**ANSWERS[step], **changed.get(step, {})})
        assert response.status_code == 302, words(read(response).main)
        if step == until:
            break
    return response


def send(client, event, **more):
    """Presses the last button as the page shows it."""
    page = read(client.get(f"{event.url}book/check/"))
    hidden = {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}
    return client.post(f"{event.url}book/check/", {**hidden, **more})


def book(client, event, **changed):
    answer(client, event, **changed)
    return send(client, event)


def fill(event, places):
    """Takes `places` places of `event`."""
    return bookings.book(event, bookings.Person(name="Full", phone="01228 1", people=places), user=staff())


def staff():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get_or_create(username="organiser@example.org")[0]
