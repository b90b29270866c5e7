"""One person's data in events. If these fail, somebody who asks for their data or its deletion gets a part of it."""

import json

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from events import subscriptions
from home import outbox, persons
from home.models import OutgoingMail
from tests.events import builders
from tests.events.canary import ADDRESS, CANARY, full_booking, places_with

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def page():
    return builders.bookable(has_food=True)


def test_one_command_hands_over_all_that_is_held(page, tmp_path, capsys):
    booking = full_booking(page)
    full_booking(builders.bookable(title="Another"))
    subscriptions.ask(ADDRESS, "en")
    file = tmp_path / "person.json"
    call_command("forget_person", ADDRESS.upper(), "--export", str(file))
    held = json.loads(file.read_text(encoding="utf-8"))["events"]
    assert [one["event"] for one in held["bookings"]] == ["Open talk", "Another"]
    assert held["bookings"][0]["answers"]["food"] == f"{CANARY} food"
    assert {need["detail"] for need in held["bookings"][0]["needs"]} == {f"{CANARY} need", f"{CANARY} other"}
    assert held["bookings"][0]["topics"] == [f"{CANARY} topic"]
    assert held["next_event_list"]["email"] == ADDRESS
    assert booking.reference in capsys.readouterr().out


def test_an_export_never_overwrites_a_file(page, tmp_path):
    full_booking(page)
    file = tmp_path / "person.json"
    file.write_text("precious")
    with pytest.raises(CommandError):
        call_command("forget_person", ADDRESS, "--export", str(file))
    assert file.read_text() == "precious"


def test_one_command_deletes_one_person_everywhere(page):
    """Erasure over all events, the outbox, the list for the next event and the audit log's labels."""
    full_booking(page)
    full_booking(builders.bookable(title="Another"))
    subscriptions.ask(ADDRESS, "en")
    outbox.post(key="lost", kind="Link", to=ADDRESS, subject="s", text=CANARY)
    call_command("forget_person", ADDRESS.lower(), "--delete")
    assert places_with(CANARY) == []


def test_somebody_without_an_address_is_found_by_reference(page):
    booking = full_booking(page, email="", source="phone")
    [held] = persons.find_person(booking.reference.lower().replace("-", ""))
    assert held.found.references == [booking.reference]
    persons.forget_person(booking.reference)
    assert places_with(CANARY) == []


def test_others_are_not_touched(page):
    other = builders.booked(page, 7)
    full_booking(builders.bookable(title="Another"))
    persons.forget_person(ADDRESS)
    other.refresh_from_db()
    assert (other.name, other.purged_at) == ("Person 7", None)


def test_nobody_known_is_said_so():
    with pytest.raises(CommandError, match="Nothing is held"):
        call_command("forget_person", "nobody@example.net", "--delete")


def test_mails_that_went_to_another_address_are_handed_over_and_emptied(page):
    """Somebody changed their address: what was written to the old one is about them all the same."""
    booking = full_booking(page)
    mail = OutgoingMail.objects.get(about=f"booking:{booking.reference}")
    OutgoingMail.objects.filter(pk=mail.pk).update(to="before@example.net", text=CANARY)
    held = persons.find_person(ADDRESS)
    assert [one["to"] for one in persons.export(held)["events"]["mails"]] == ["before@example.net"]
    persons.forget_person(ADDRESS)
    assert places_with(CANARY) == places_with("before@example.net") == []


def test_words_of_others_are_named_and_left(page):
    """A guest's name in another booking is not ours to cut; somebody has to look."""
    other = builders.booked(page, 7)
    type(other).objects.filter(pk=other.pk).update(guest_names=f"with {ADDRESS}")
    [held] = persons.forget_person(ADDRESS)
    assert any(other.reference in sentence for sentence in held.summary)
    assert held.afterwards == [f"Look also at the words of these bookings: {other.reference}."]
    other.refresh_from_db()
    assert other.guest_names == f"with {ADDRESS}"


def test_the_screen_hands_over_and_deletes(page, editor_client, editor):
    booking = full_booking(page)
    shown = editor_client.post("/admin/person/", {"who": ADDRESS})
    assert f"1 booking: {booking.reference}" in shown.content.decode()
    assert "Not on the list for the next event" in shown.content.decode()
    file = editor_client.post("/admin/person/", {"who": ADDRESS, "export": "1"})
    assert json.loads(file.content)["events"]["bookings"][0]["name"] == f"{CANARY} name"
    assert CANARY not in file["Content-Disposition"]
    assert ModelLogEntry.objects.get(action="events.export").user == editor
    done = editor_client.post("/admin/person/", {"who": ADDRESS, "delete": "1"}, follow=True)
    assert f"Keep these references: {booking.reference}" in done.content.decode()
    assert [place for place in places_with(CANARY) if "session" not in place] == []


def test_the_screen_is_for_those_who_see_needs(client, member):
    client.force_login(member("Moderators"))
    answer = client.get("/admin/person/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("/admin/")
