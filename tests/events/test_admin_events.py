"""Around the bookings: what people need, the first screen, telling everybody, rehearsing, and guarding event pages."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from events import bookings, changes, needs, rehearsal
from events.access import AccessKind
from events.admin import dashboard
from events.admin.needs import coming, urgency, urgent
from events.admin.tell import offer_to_tell
from events.models import AccessNeed, Booking, BookingState, EventPage, EventRegister, NeedState
from home.models import OutgoingMail
from tests.events.builders import bookable, person, series, state, uk
from tests.events.builders import event as make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(site_content):
    return bookable(capacity=2)


def book(event, number=1, kinds=None, talk=False, **fields):
    answers = needs.Answers(kinds=kinds or {}, wants_to_talk=talk, consent=True)
    return bookings.book(event, person(number, **fields), answers, may_wait=True)


def need_of(event, number=1, **fields):
    return book(event, number, {AccessKind.BSL: "From 1pm"}, **fields).needs.get()


def begins(event, moment):
    """Moves an event, as its derived dates are kept."""
    ends = moment + datetime.timedelta(hours=2)
    EventPage.objects.filter(pk=event.pk).update(starts_at=moment, ends_at=ends)


# What people need --------------------------------------------------------------------------------------------------------


def answer(client, need, **data):
    return client.post(reverse("needs:need", args=[need.pk]), {"owner": "", "due": "", "reply": "", **data})


def test_the_list_has_what_is_open_and_the_filters_the_rest(client, organiser, event):
    """Lost if this fails: something a person needs is forgotten."""
    first, second = need_of(event), need_of(event, 2)
    needs.answer(second, NeedState.ARRANGED, "Asha comes.")
    AccessNeed.objects.filter(pk=first.pk).update(owner=organiser)

    def listed(**query):
        return set(client.get(reverse("needs:index"), query).context["object_list"])

    assert listed() == listed(mine="mine") == {first}
    assert listed(state="arranged") == {second}
    assert listed(state="all", event=event.pk) == {first, second}
    assert listed(state="all", mine="nobody") == {second}


def test_needs_of_those_who_do_not_come_are_gone(client, organiser, event):
    need = need_of(event)
    assert set(coming()) == {need}
    bookings.cancel(need.booking)
    assert not coming().exists()


def test_who_wants_to_talk_is_on_the_list_until_somebody_has(client, organiser, event):
    """Lost if this fails: somebody asks for a call and never gets one."""
    booking = book(event, talk=True)
    assert booking.name in client.get(reverse("needs:index")).content.decode()
    client.post(reverse("bookings:action", args=[booking.pk, "talked"]))
    assert booking.name not in client.get(reverse("needs:index")).content.decode()


def test_an_answer_is_sent_once_and_a_task_sends_nothing(client, organiser, event):
    """Lost if this fails: people do not hear that their interpreter is booked, or hear it again and again."""
    need = need_of(event)

    def mails():
        return OutgoingMail.objects.filter(about=f"booking:{need.booking.reference}", kind="Answer to a need").count()

    answer(client, need, owner=organiser.pk, due="2027-05-01", state="open")
    need.refresh_from_db()
    assert (need.owner, need.due, mails()) == (organiser, datetime.date(2027, 5, 1), 0)
    for _twice in range(2):
        answer(client, need, owner=organiser.pk, due="2027-05-01", state="arranged", reply="Your interpreter is Asha.")
    need.refresh_from_db()
    assert (need.state, need.owner, mails()) == (NeedState.ARRANGED, organiser, 1)
    assert need.told_at
    entry = ModelLogEntry.objects.filter(action="events.need").latest("pk")
    assert (entry.user, entry.label) == (organiser, need.booking.reference)


def test_no_answer_without_words(client, organiser, event):
    need = need_of(event)
    page = answer(client, need, state="cannot")
    assert "reply" in page.context["form"].errors
    assert AccessNeed.objects.get(pk=need.pk).state == NeedState.OPEN


def test_an_owner_is_somebody_who_may_see_it(client, organiser, event, django_user_model):
    """Lost if this fails: a need is given to somebody who cannot open it."""
    outsider = django_user_model.objects.create_user("x@solway.test", "x@solway.test", "a long password")
    page = answer(client, need_of(event), owner=outsider.pk, state="open")
    assert "owner" in page.context["form"].errors


@pytest.mark.parametrize(
    ("days", "due", "red", "words"),
    [
        (6, 1, False, ""),
        (5, 1, True, "5 days to the event"),
        (1, 1, True, "1 day to the event"),
        (30, -1, True, "Overdue"),
    ],
)
def test_what_is_red_says_why(event, days, due, red, words):
    """Lost if this fails: what cannot wait looks like everything else. Five days before, as promised."""
    need = need_of(event)
    now = timezone.localtime(timezone.now()).replace(hour=12, minute=0)
    begins(event, now + datetime.timedelta(days=days))
    AccessNeed.objects.filter(pk=need.pk).update(due=now.date() + datetime.timedelta(days=due))
    need = coming().get()
    assert urgent(coming(), now).exists() is red
    assert urgency(need, now.date()) == words
    needs.answer(need, NeedState.ARRANGED, "Done.")
    assert not urgent(coming(), now).exists()
    assert urgency(need, now.date()) == ""


# The first screen --------------------------------------------------------------------------------------------------------


def home(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_first_screen_says_what_is_pressing(client, organiser, event):
    """Lost if this fails: a tired organiser has to look in five places to see what cannot wait."""
    need = need_of(event)
    AccessNeed.objects.filter(pk=need.pk).update(due=timezone.now().date() - datetime.timedelta(days=2))
    other = book(event, 2)
    book(event, 3, email="", phone="01228 555 019")
    bookings.cancel(other)
    bookings.book(event, person(4), doubt="quick")
    EventPage.objects.filter(pk=event.pk).update(attendance="online")
    page = home(client)
    assert "1 need is still to be arranged" in page
    assert "1 booking has to be checked" in page
    assert "Ring them: booking" in page
    assert f"People were not told of a change: {event.title}" in page


def test_without_anything_pressing_there_is_no_such_panel(client, organiser, event):
    book(event)
    page = home(client)
    assert "events-pressing" not in page
    assert event.title in page
    assert "1 of 2 places taken, 1 left." in page


def test_the_first_screen_takes_few_queries_for_many_events(client, organiser, event, django_assert_max_num_queries):
    """Lost if this fails: the admin's first screen grows slow with every event."""
    for number in range(6):
        book(bookable(title=f"Talk {number}", slug=f"talk-{number}"), number)
    panels = [dashboard.PressingPanel(organiser), dashboard.NextEventsPanel(organiser)]
    with django_assert_max_num_queries(12):
        assert [bool(panel.found) for panel in panels] == [False, True]


def test_the_promise_counts_what_was_held_and_what_is_planned(site_content):
    """Lost if this fails: the promise of two a year is broken and nobody noticed in time."""
    EventPage.objects.all().update(series=None)
    talks = series(name="New talks", at_least_a_year=2, promised_from=2021)
    make_event("2027-03-01 10:00", "2027-03-01 12:00", title="Held", series=talks)
    (record,) = [row for row in dashboard.promise_words(uk("2027-05-01 12:00")) if row["name"] == talks.name]
    assert (
        record["words"] == "2027: 1 held, 0 planned. The promise is at least 2. 1 more is needed before the year ends."
    )
    assert record["tag"] == "Promise at risk"
    make_event("2027-09-01 10:00", "2027-09-01 12:00", title="Planned", series=talks)
    (record,) = [row for row in dashboard.promise_words(uk("2027-05-01 12:00")) if row["name"] == talks.name]
    assert record["words"] == "2027: 1 held, 1 planned. The promise is at least 2."
    assert record["tag"] == "Promise on course"


def test_a_promise_of_the_past_is_still_remembered(site_content):
    talks = series(name="Old talks", at_least_a_year=2, promised_from=2020, promised_until=2024)
    (record,) = [row for row in dashboard.promise_words(uk("2027-05-01 12:00")) if row["name"] == talks.name]
    assert record["words"] == "2027: 0 held, 0 planned. The promise was at least 2 a year, from 2020 to 2024."
    assert record["tag"] == "Promised until 2024"


# Telling everybody -------------------------------------------------------------------------------------------------------


def test_everybody_is_told_after_a_look_at_the_mail(client, organiser, event):
    """Lost if this fails: 200 people get a mail nobody has read, or none of them hears of the new time."""
    booking = book(event)
    address = reverse("bookings:tell", args=[event.pk])
    assert "There is nothing to tell" in client.get(address).content.decode()
    begins(event, event.starts_at + datetime.timedelta(hours=1))
    before = OutgoingMail.objects.count()
    page = client.get(address).content.decode()
    assert "Send it to 1 person" in page
    assert "2pm" in page
    assert OutgoingMail.objects.count() == before
    client.post(address)
    assert OutgoingMail.objects.filter(about=f"booking:{booking.reference}", kind="Event changed").count() == 1
    client.post(address)
    assert OutgoingMail.objects.filter(kind="Event changed").count() == 1


def test_publishing_a_change_offers_to_tell_people(client, organiser, event):
    """Lost if this fails: the page says cancelled, and those who booked stand before a locked door."""
    book(event)
    EventPage.objects.filter(pk=event.pk).update(status="cancelled", status_reason="Snow")
    request = client.get(reverse("bookings:event", args=[event.pk])).wsgi_request
    offer_to_tell(request, EventPage.objects.get(pk=event.pk))
    (message,) = [str(message) for message in get_messages(request)]
    assert "Nobody has been told yet" in message
    assert reverse("bookings:tell", args=[event.pk]) in message


# Rehearsing --------------------------------------------------------------------------------------------------------------


def test_a_rehearsal_sends_every_mail_and_leaves_nothing(client, organiser):
    """Lost if this fails: the first person to read the mails is somebody who booked; or a rehearsal takes a real place."""
    event = bookable(live=False)
    tables = (Booking, EventRegister, AccessNeed)
    before = [model.objects.count() for model in tables]
    logged = ModelLogEntry.objects.count()
    client.post(reverse("bookings:rehearse", args=[event.pk]))
    sent = list(OutgoingMail.objects.filter(about__startswith="rehearsal:"))
    assert {mail.to for mail in sent} == {organiser.email}
    assert all(mail.subject.startswith("Rehearsal: ") for mail in sent)
    about = {mail.kind.removeprefix("Rehearsal: ") for mail in sent}
    assert about >= {
        "On the waiting list", "Place offered", "Booking confirmed", "Booking changed", "Reminder", "Event changed",
        "How was it", "Event cancelled", "Booking cancelled",
    }  # fmt: skip
    assert sum(mail.kind.endswith("Reminder") for mail in sent) == 2
    assert [model.objects.count() for model in tables] == before
    assert not OutgoingMail.objects.filter(about__startswith="booking:").exists()
    assert ModelLogEntry.objects.count() == logged


def test_a_rehearsal_reads_the_draft(client, organiser, event):
    """Lost if this fails: somebody rehearses a change and reads the old words."""
    event.title = "A new name"
    event.save_revision()
    client.post(reverse("bookings:rehearse", args=[event.pk]))
    assert OutgoingMail.objects.filter(about__startswith="rehearsal:", text__contains="A new name").exists()


def test_an_event_without_a_date_cannot_be_rehearsed(organiser, event):
    event.starts_at = None
    with pytest.raises(rehearsal.CannotRehearse):
        rehearsal.rehearse(event, organiser)
    assert not OutgoingMail.objects.exists()


# Event pages -------------------------------------------------------------------------------------------------------------


def test_an_event_that_people_booked_cannot_be_deleted(client, editor_client, event):
    """Lost if this fails: one click takes the bookings of everybody away, and nobody tells them."""
    booking = book(event)
    for page in (event, event.get_parent()):
        answer = editor_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert answer.status_code == 302
        assert EventPage.objects.filter(pk=event.pk).exists()
    assert "Cancel the event first" in home(editor_client)
    bookings.cancel(booking)
    editor_client.post(reverse("wagtailadmin_pages:delete", args=[event.pk]))
    assert EventPage.objects.filter(pk=event.pk).exists()
    free = bookable(slug="free", title="Free")
    editor_client.post(reverse("wagtailadmin_pages:delete", args=[free.pk]))
    assert not EventPage.objects.filter(pk=free.pk).exists()


def test_nor_can_several_pages_at_once(editor_client, event):
    book(event)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    editor_client.post(f"{address}?id={event.pk}&next=/admin/")
    assert EventPage.objects.filter(pk=event.pk).exists()


def test_more_places_are_offered_as_soon_as_they_are_published(event):
    """Lost if this fails: places stay empty while people wait for them."""
    *_two, waits = [book(event, number) for number in range(3)]
    assert state(waits) == BookingState.WAITING
    event.capacity = 3
    event.save_revision().publish()
    assert state(waits) == BookingState.OFFERED


def test_publishing_an_event_nobody_booked_makes_no_register(event):
    event.save_revision().publish()
    assert not EventRegister.objects.filter(page=event).exists()


def test_a_number_below_the_places_taken_is_refused(event):
    """Lost if this fails: somebody with a confirmed place stands before a full room."""
    for number in range(2):
        book(event, number)
    event.capacity = 1
    assert event.booking_errors() == {
        "capacity": "2 places are taken or offered. Cancel bookings first, or leave 2 or more."
    }
    event.capacity = 2
    assert event.booking_errors() == {}


def test_an_overfull_room_can_still_be_edited(event, organiser):
    """Lost if this fails: one person more than places, and nobody can correct a word on the page."""
    *_two, waits = [book(event, number) for number in range(3)]
    bookings.give_place(waits, user=organiser, beyond_capacity=True)
    event.title = "Another name"
    assert event.booking_errors() == {}


def test_organisers_may_and_others_may_not(site_content):
    for group, may in {"Organisers": True, "Editors": False, "Moderators": False}.items():
        names = set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))
        for name in ("manage_bookings", "see_access_needs", "view_outgoingmail", "change_expense"):
            assert (name in names) is may, (group, name)


def test_nothing_about_telling_is_personal(client, organiser, event):
    booking = book(event, name="Canary Finch")
    begins(event, event.starts_at + datetime.timedelta(hours=1))
    changes.tell(event, organiser)
    entries = [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    assert any(entry.action == "events.tell" for entry in entries)
    for entry in entries:
        assert "Canary" not in f"{entry.label} {entry.data}"
        assert booking.email not in f"{entry.label} {entry.data}"
