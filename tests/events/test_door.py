"""The door: who is expected, who has arrived, and nothing on the list that is nobody's business."""

import pytest
from wagtail.models import ModelLogEntry

from events import checkin
from events.models import BookingState
from tests.events.builders import event
from tests.events.people import CANARY, booking, organiser, staff, with_secrets

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(site_content):
    return event(title="A party")


def screen(page):
    return f"/admin/events/{page.pk}/door/"


# The rule ----------------------------------------------------------------------------------------------------------------


def test_the_list_is_in_the_order_of_last_words(party):
    """At the door somebody looks for a surname; two of the same name stay in the same order on screen and on paper."""
    for name in ("Zoe Adams", "adam Zebedee", "Ólafur Ábel", "Cher", "", "Ann Adams"):
        booking(party, name)
    assert [found.name for found in checkin.door_list(party)] == [
        "", "Ólafur Ábel", "Ann Adams", "Zoe Adams", "Cher", "adam Zebedee",
    ]  # fmt: skip


def test_only_those_with_a_place_are_expected(party):
    """Somebody cancelled, waiting or made up for a rehearsal would be looked for in vain."""
    here = booking(party, people=2, companions=1)
    online = booking(party, room="online")
    booking(party, state=BookingState.WAITING)
    booking(party, state=BookingState.CANCELLED)
    booking(party, source="rehearsal")
    found = checkin.door_list(party)
    assert {one.pk for one in found} == {here.pk, online.pk}
    count = checkin.turnout(found)
    assert (count.expected, count.bookings, count.online, count.arrived) == (3, 1, 1, 0)


def test_arriving_twice_is_arriving_once(party):
    """A second scan must not move the time or fill the log."""
    user = organiser()
    made = booking(party, people=2, companions=1)
    first = checkin.arrive(made, user=user)
    again = checkin.arrive(made, user=user)
    assert (first.arrived, again.arrived) == (3, 3)
    assert again.arrived_at == first.arrived_at
    (entry,) = ModelLogEntry.objects.filter(action="events.check_in")
    assert (entry.user, entry.label, entry.data) == (user, made.reference, {"heads": 3})


def test_fewer_or_more_may_come_and_it_can_be_undone(party):
    made = booking(party, people=2)
    assert checkin.arrive(made, 1).arrived == 1
    assert checkin.arrive(made, 4).arrived == 4
    undone = checkin.undo(checkin.undo(made))
    assert (undone.arrived, undone.arrived_at) == (0, None)
    assert [entry.data["heads"] for entry in ModelLogEntry.objects.filter(action="events.check_in").order_by("pk")] == [
        1, 4, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled", "held", "duplicate"])
def test_nobody_arrives_without_a_place(party, state):
    """The waiting list would be passed over at the door."""
    with pytest.raises(checkin.NotExpected):
        checkin.arrive(booking(party, state=state))


@pytest.mark.parametrize("heads", [0, -1, 51, 10**9])
def test_an_impossible_number_is_refused(party, heads):
    with pytest.raises(checkin.NotExpected):
        checkin.arrive(booking(party), heads)


def test_somebody_is_found_by_reference_or_a_part_of_a_name(party):
    """At a busy door people say a first name, a guest's name, or read out half a reference."""
    ann = booking(party, "Ann Ólafsdóttir", guest_names="Bob Baker")
    zoe = booking(party, "Zoe Baker")
    found = checkin.door_list(party)
    assert checkin.find(found, ann.reference.lower().replace("-", " ")) == [ann]
    assert checkin.find(found, "olafs") == [ann]
    assert set(checkin.find(found, "BAKER")) == {ann, zoe}
    assert checkin.find(found, "  ") == []
    assert checkin.find(found, "\x00\ud800" + "x" * 10_000) == []


def test_the_code_holds_the_reference_and_no_key(party):
    """Whoever photographs a code at the door must not be able to change the booking."""
    from events import links

    made = booking(party)
    address = checkin.address(made)
    assert address.endswith(f"/admin/events/arrive/?reference={made.reference}")
    assert links.token(made) not in address
    drawn = checkin.code(made)
    assert drawn.startswith("<svg")
    assert "style=" not in drawn


# The screens -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("permissions", [(), ("events.see_access_needs",)])
def test_only_organisers_see_the_door(client, party, permissions):
    """A list of names is personal data: an editor has no business with it."""
    client.force_login(staff(*permissions))
    made = booking(party, "Ann Canary")
    for address in (
        screen(party),
        f"{screen(party)}print/",
        f"/admin/events/arrive/?reference={made.reference}",
        f"/admin/events/{party.pk}/paper/",
        f"/admin/events/{party.pk}/paper/badges/",
        f"/admin/events/{party.pk}/paper/poster/",
    ):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert b"Canary" not in answer.content
    client.post(screen(party), {"reference": made.reference, "do": "arrive"})
    made.refresh_from_db()
    assert made.arrived == 0


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_scan(client, party):
    answer = client.get("/admin/events/arrive/?reference=7K2M-9QXD")
    assert answer.status_code == 302
    assert "next=" in answer.url
    assert "7K2M-9QXD" in answer.url


@pytest.mark.parametrize("address", ["", "?waiting=on", "print/", "print/?size=large&waiting=on"])
def test_no_list_holds_a_need_a_meal_or_a_way_to_reach_somebody(organiser_client, party, address):
    """The list lies on a table. Health data on it would be read by everybody who queues."""
    with_secrets(party, "Ann Other")
    with_secrets(party, "Wanda Waits", state=BookingState.WAITING)
    html = organiser_client.get(screen(party) + address).content.decode()
    assert "Ann Other" in html
    assert ("Wanda Waits" in html) is ("waiting" in address)
    assert CANARY not in html


def test_seeing_the_list_is_logged_once_in_a_while(organiser_client, party):
    """Who looked, at which event, how many. A line for every reload would bury that."""
    booking(party)
    organiser_client.get(screen(party))
    organiser_client.get(screen(party))
    (entry,) = ModelLogEntry.objects.filter(action="events.view")
    assert entry.data == {"list": "door", "count": 1}


def test_enter_marks_the_only_match(organiser_client, party):
    ann = booking(party, "Ann Other", people=2)
    booking(party, "Zoe Baker")
    answer = organiser_client.post(screen(party), {"text": "ann"}, follow=True)
    ann.refresh_from_db()
    assert ann.arrived == 2
    assert "Ann Other has arrived" in answer.content.decode()


def test_several_matches_are_shown_and_nobody_is_marked(organiser_client, party):
    """The wrong Baker marked as arrived would be turned away later."""
    ann, zoe = booking(party, "Ann Baker"), booking(party, "Zoe Baker")
    answer = organiser_client.post(screen(party), {"text": "baker"})
    for one in (ann, zoe):
        one.refresh_from_db()
        assert one.arrived == 0
    assert "Which of these?" in answer.content.decode()


def test_the_number_written_counts_and_undo_takes_it_back(organiser_client, party):
    made = booking(party, people=3)
    organiser_client.post(screen(party), {"reference": made.reference, "heads": "2", "do": "arrive"})
    made.refresh_from_db()
    assert made.arrived == 2
    organiser_client.post(screen(party), {"reference": made.reference, "do": "undo"})
    made.refresh_from_db()
    assert made.arrived == 0


@pytest.mark.parametrize("heads", ["0", "-1", "many", "99999999999", "²", "1.5", "\x00"])
def test_a_number_that_is_none_is_explained(organiser_client, party, heads):
    made = booking(party)
    answer = organiser_client.post(screen(party), {"reference": made.reference, "heads": heads, "do": "arrive"})
    assert "write how many came" in answer.content.decode()
    made.refresh_from_db()
    assert made.arrived == 0


@pytest.mark.parametrize("text", ["", "nobody", "\x00", "x" * 10_000, "7K2M-9QXD", "ß" * 40, "<script>"])
def test_whatever_is_typed_gets_an_answer(organiser_client, party, text):
    booking(party)
    answer = organiser_client.post(screen(party), {"text": text})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_a_booking_of_another_event_is_named_as_such(organiser_client, party):
    other = booking(event(title="Elsewhere", slug="elsewhere"))
    answer = organiser_client.post(screen(party), {"text": other.reference})
    assert "another event" in answer.content.decode()
    other.refresh_from_db()
    assert other.arrived == 0


def test_a_scan_asks_first_and_marks_by_post(organiser_client, party):
    """Opening a link must change nothing: phones load links in advance."""
    made = booking(party, "Ann Other", companions=1)
    address = f"/admin/events/arrive/?reference={made.reference}"
    html = organiser_client.get(address).content.decode()
    made.refresh_from_db()
    assert made.arrived == 0
    assert "Ann Other" in html
    assert "This event is not today" in html
    organiser_client.post("/admin/events/arrive/", {"reference": made.reference, "do": "arrive", "heads": "2"})
    made.refresh_from_db()
    assert made.arrived == 2


@pytest.mark.parametrize("reference", ["0000-0000", "\x00", "x" * 10_000, "🐑"])
def test_a_scan_of_something_else_says_so(organiser_client, site_content, reference):
    answer = organiser_client.get("/admin/events/arrive/", {"reference": reference})
    assert answer.status_code == 404
    assert b"no booking with this reference" in answer.content


def test_messages_keep_no_name(organiser_client, party):
    """Messages travel in a cookie."""
    booking(party, "Ann Canary")
    answer = organiser_client.post(screen(party), {"text": "canary"})
    assert "Canary" not in str(answer.cookies)
    assert "Canary" not in answer.url
