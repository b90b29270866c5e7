"""Lists of bookings as files: a need that leaks, or an export nobody can trace."""

import pytest
from wagtail.models import ModelLogEntry

from events import exports
from events.models import BookingState
from tests.events.builders import event
from tests.events.people import CANARY, booking, organiser, staff, with_secrets
from tests.home.sheets import read_csv, read_xlsx


@pytest.fixture
def party(site_content):
    page = event(title="A party")
    with_secrets(page, "Ann Other", people=2, guest_names="=cmd()")
    booking(page, "Waits", state=BookingState.WAITING)
    booking(page, "Only tried", source="rehearsal")
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_who_was_asked_for_and_is_logged(party, kind):
    """A rehearsal or somebody who waits would be counted as coming; without the line in the log nobody knows who took it."""
    user = organiser()
    file = exports.export(party, user, kind, ["name", "people", "guest_names"])
    found = read_csv(file.content) if kind == "csv" else [[c.value for c in row] for row in read_xlsx(file.content)]
    assert [str(cell) for cell in found[1]] == ["Ann Other", "'=cmd()" if kind == "csv" else "=cmd()", "2"]
    assert len(found) == 2
    entry = ModelLogEntry.objects.get(action="events.export")
    assert entry.user == user
    assert entry.data == {"count": 1, "format": kind, "needs": False}
    assert "Ann" not in file.name
    assert "party" not in file.name


@pytest.mark.django_db
def test_needs_are_only_in_a_file_that_asks_for_them(party):
    """Health data in every file would spread to whoever gets one."""
    plain = [
        key for key, column in exports.COLUMNS.items() if not column.needs and key not in ("email", "phone", "note")
    ]
    assert CANARY not in exports.export(party, organiser(), "csv", plain).content.decode()
    with_needs = exports.export(party, organiser("second@example.org"), "csv", ["name", "needs", "food"])
    assert with_needs.content.decode().count(CANARY) == 2
    assert ModelLogEntry.objects.filter(action="events.export").latest("pk").data["needs"] is True


@pytest.mark.django_db
def test_who_may_not_see_needs_cannot_export_them(party):
    """The column is not offered, and asking for it by hand is refused and gives nothing."""
    user = staff("events.manage_bookings")
    assert not any(column.needs for column in exports.allowed(user).values())
    with pytest.raises(exports.NotAllowed):
        exports.export(party, user, "csv", ["name", "food"])
    assert not ModelLogEntry.objects.filter(action="events.export").exists()


@pytest.mark.django_db
def test_the_download_is_posted_and_kept_by_nobody(client, party):
    """A link that exports could be opened by a scanner; a kept copy would outlive the data."""
    client.force_login(staff("events.manage_bookings"))
    address = f"/admin/events/{party.pk}/paper/"
    assert client.get(address).headers["Content-Type"].startswith("text/html")
    assert not ModelLogEntry.objects.filter(action="events.export").exists()
    chosen = {"states": ["confirmed", "waiting"], "columns": ["reference", "name"], "kind": "csv"}
    answer = client.post(address, chosen)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(read_csv(answer.content)) == 3
    refused = client.post(address, chosen | {"columns": ["food"]})
    assert b"Select a valid choice" in refused.content
    assert CANARY.encode() not in refused.content


@pytest.mark.django_db
def test_the_caterer_gets_counts_and_words_without_names(site_content):
    """The same words once, whoever wrote them, and everybody counted who eats."""
    page = event(has_food=True)
    booking(page, "Zoe", food="Vegetarian.", people=2, companions=1)
    booking(page, "Yusuf", food=" vegetarian ")
    booking(page, "Xena", food="No nuts")
    booking(page, "Walt")
    booking(page, "Waits", food="Vegan", state=BookingState.WAITING)
    booking(page, "At home", food="Gin", room="online")
    summary = exports.food_summary(page)
    assert summary.people == 6
    assert [(line.text.strip(". ").lower(), line.bookings) for line in summary.lines] == [
        ("vegetarian", 2),
        ("no nuts", 1),
    ]


@pytest.mark.django_db
def test_access_is_counted_by_kind_and_state(site_content):
    page = event()
    booking(page, needs=[("bsl", "", "open"), ("large_print", "", "arranged")])
    booking(page, needs=[("bsl", CANARY, "arranged")])
    booking(page, needs=[("bsl", "", "open")], state=BookingState.CANCELLED)
    lines = exports.access_summary(page)
    assert [(str(line.label), line.asked, line.open, line.arranged, line.cannot) for line in lines] == [
        ("British Sign Language interpreter", 2, 1, 1, 0),
        ("Large print", 1, 0, 1, 0),
    ]
