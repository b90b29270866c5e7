"""An organiser on the day: papers that fit their sheets, and a list at the door that works by keyboard."""

import re

import pytest

ORGANISER = "paper@example.org"
PASSWORD = re.compile(r"only now: (\S+)")
PAPERS = ["paper/poster/", "paper/booking-form/", "paper/feedback-form/", "paper/claim-form/", "paper/badges/"]
LISTS = ["door/print/", "door/print/?size=large&waiting=on", "paper/food/", "paper/access/"]
# A new page in a PDF made by Chromium.
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
# An event of its own, which is not published: the other journeys' events keep their places.
_EVENT = """
from events.models import Booking, Venue
from events.registers import register_of
from tests.events.builders import event
page = event(title="Conversation with... getting home from hospital", live=False, venue=Venue.objects.first())
for name in ("Bartholomew Featherstonehaugh", "Ann Example", "Zoe Example"):
    Booking.objects.create(register=register_of(page), name=name, state="confirmed", people=2)
print("event:", page.pk)
"""


@pytest.fixture(scope="module")
def event_path(server):
    """The admin's address of an event in which three bookings have a place."""
    number = re.search(r"event: (\d+)", server.manage("shell", "-c", _EVENT)).group(1)
    return f"/admin/events/{number}/"


@pytest.fixture(scope="module")
def password(server):
    return PASSWORD.search(server.manage("make_editor", ORGANISER, "--role", "organiser", "--password")).group(1)


@pytest.fixture
def organising(visit, password):
    window = visit()
    window.open("/admin/")
    window.page.get_by_label("Email address").fill(ORGANISER)
    window.page.get_by_label("Password", exact=True).fill(password)
    window.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    window.page.wait_for_url("**/admin/")
    return window


@pytest.mark.parametrize("address", PAPERS + LISTS)
def test_papers_fit_a_phone_and_can_be_read_by_everybody(organising, event_path, address):
    """Staff look at them on a phone before they print: nothing is cut off, nothing comes from another host."""
    assert organising.open(event_path + address).status == 200
    assert organising.violations() == []
    organising.page.set_viewport_size({"width": 360, "height": 800})
    assert organising.sideways() <= 0
    assert organising.elsewhere == []


@pytest.mark.parametrize(
    ("address", "sheets"), [("paper/poster/", 1), ("paper/feedback-form/", 1), ("paper/badges/", 1)]
)
def test_what_is_meant_for_one_sheet_prints_on_one(organising, event_path, address, sheets):
    """A poster whose code is on a second sheet is no poster."""
    organising.open(event_path + address)
    assert len(_PAGE.findall(organising.page.pdf(prefer_css_page_size=True))) == sheets


def test_the_door_by_keyboard_alone(organising, event_path):
    """A queue, one hand free: a part of a name, Enter, the next."""
    page = organising.page
    organising.open(event_path + "door/")
    page.keyboard.type("feather")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bartholomew Featherstonehaugh has arrived").wait_for()
    assert organising.violations() == []
    page.keyboard.type("example")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Which of these?").wait_for()
    assert page.get_by_role("button", name=re.compile("^Undo")).count() == 1
    organising.open(event_path + "door/")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    page.get_by_role("heading", name="Bartholomew Featherstonehaugh: not arrived").wait_for()
