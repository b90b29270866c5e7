"""Takes the pictures of docs/organisers.md: `make pictures`. Starts the site with made-up bookings in a folder of its own."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.conftest import ARGUMENTS
from tests.journeys.server import Server

FOLDER = Path(__file__).resolve().parent / "pictures"
PASSWORD = "only for the pictures"  # noqa: S105
PREPARE = f"""
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from events import bookings, changes, needs
from events.models import EventPage
from events.registers import register_of

organiser = get_user_model().objects.create_user("organiser@example.org", "organiser@example.org", "{PASSWORD}")
organiser.groups.add(Group.objects.get(name="Organisers"))
event = EventPage.objects.filter(is_example=True, attendance="in_person").order_by("starts_at").first()
event.capacity = 6
event.save_revision().publish()
asked = [{{"step_free": ""}}, {{"bsl": ""}}, {{}}, {{"large_print": "16 point"}}, {{"hearing_loop": ""}}, {{}}, {{}}, {{}}]
for number, kinds in enumerate(asked):
    person = bookings.Person(name=f"Example person {{number + 1}}", email=f"person{{number + 1}}@example.org")
    bookings.book(event, person, needs.Answers(kinds=kinds, consent=bool(kinds)), may_wait=True)
event.refresh_from_db()
sessions = list(event.sessions.all())
for session in sessions:
    session.start, session.end = session.start + timedelta(days=7), session.end + timedelta(days=7)
event.sessions.set(sessions)
event.previous_start = event.starts_at
event.status, event.status_reason = "moved", "The hall is needed for a vote on that day."
event.save_revision().publish()
print(event.pk)
"""
# Name, address, width.
SCREENS = [
    ("bookings", "bookings:event", 1100),
    ("needs", "needs:index", 1100),
    ("paper", "event_paper", 1100),
    ("door", "event_door", 420),
]


def main():
    FOLDER.mkdir(exist_ok=True)
    server = Server(tempfile.mkdtemp(prefix="pictures-")).start()
    try:
        event = server.manage("shell", "-v0", "-c", PREPARE).split()[-1]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page = browser.new_page()
            page.goto(f"{server.url}/account/login/?next=/admin/")
            page.get_by_label("Email address").fill("organiser@example.org")
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/admin/")
            for name, address, width in SCREENS:
                page.set_viewport_size({"width": width, "height": 760})
                page.goto(server.url + path(server, address, event))
                page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=60)
    finally:
        server.kill()


def path(server, name, event):
    """The address of a screen, for the event where it has one."""
    asked = f"""
from django.urls import NoReverseMatch, reverse
try:
    print(reverse("{name}", args=[{event}]))
except NoReverseMatch:
    print(reverse("{name}"))
"""
    return server.manage("shell", "-v0", "-c", asked).split()[-1]


if __name__ == "__main__":
    main()
