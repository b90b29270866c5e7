""" "You said, we did". If these fail, people never hear what came of it, or hear it again and again."""

import datetime
from unittest import mock

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from events import bookings, links, outcomes
from events.models import Outcome, OutcomeState
from home.models.outbox import OutgoingMail
from tests.events import builders
from tests.events.builders import NOW, uk

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def page():
    return builders.bookable(capacity=9)


@pytest.fixture
def outcome(page):
    return Outcome.objects.create(
        event=page,
        said="The last bus goes too early.",
        did="A bus at 9pm runs from May.",
        state=OutcomeState.DOING,
        owner="Transport team",
        date=datetime.date(2027, 9, 1),
    )


def news():
    return OutgoingMail.objects.filter(Q(kind__icontains="came of it")).count()


def test_only_those_who_asked_and_came_are_told(page, outcome):
    wants = builders.booked(page, 1, wants_updates=True)
    builders.booked(page, 2)
    bookings.cancel(builders.booked(page, 3, wants_updates=True), now=NOW)
    builders.booked(page, 4, wants_updates=True, email="")
    assert list(outcomes.to_tell(outcome)) == [wants]
    assert outcomes.tell(outcome) == 1
    assert news() == 1


def test_each_state_is_told_once(page, outcome):
    builders.booked(page, 1, wants_updates=True)
    outcomes.tell(outcome)
    assert outcomes.tell(Outcome.objects.get()) == 0
    assert not outcomes.may_tell(outcome)
    outcome.state = OutcomeState.DONE
    outcome.save()
    assert outcomes.tell(outcome) == 1
    assert news() == 2


def test_the_news_stops_with_one_button(client, page, outcome):
    """Consent is as easy to take back as to give, also long after the event."""
    booking = builders.booked(page, 1, wants_updates=True)
    address = reverse("booking_news", kwargs={"token": links.token(booking)})
    client.get(address)
    assert outcomes.to_tell(outcome).count() == 1, "opening a link changes nothing"
    answer = client.post(address, follow=True)
    assert "no more news" in answer.text
    assert outcomes.to_tell(outcome).count() == 0


def test_the_news_has_its_way_out(page, outcome):
    booking = builders.booked(page, 1, wants_updates=True)
    outcomes.tell(outcome)
    mail = OutgoingMail.objects.latest("pk")
    address = reverse("booking_news", kwargs={"token": links.token(booking)})
    assert address in mail.text
    assert address in mail.headers["List-Unsubscribe"]


def test_a_mail_program_stops_the_news_without_a_cookie(page, outcome):
    booking = builders.booked(page, 1, wants_updates=True)
    address = reverse("booking_news", kwargs={"token": links.token(booking)})
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address).status_code == 403
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert outcomes.to_tell(outcome).count() == 0


def test_two_organisers_at_once_tell_once(page, outcome):
    builders.booked(page, 1, wants_updates=True)
    first, second = Outcome.objects.get(), Outcome.objects.get()
    assert (outcomes.tell(first), outcomes.tell(second)) == (1, 0)


def test_it_is_on_the_page_after_the_event_and_not_before(client, page, outcome):
    with mock.patch("django.utils.timezone.now", return_value=NOW):
        assert outcome.said not in client.get(page.url).text
    with mock.patch("django.utils.timezone.now", return_value=uk("2027-06-11 09:00")):
        text = client.get(page.url).text
    assert "You said, we did" in text
    assert "A bus at 9pm runs from May." in text
    assert "Under way" in text
    assert "Transport team" in text


def test_what_cannot_be_done_says_why(client, page, outcome):
    outcome.state, outcome.did = OutcomeState.CANNOT, "There is no driver."
    outcome.save()
    with mock.patch("django.utils.timezone.now", return_value=uk("2027-06-11 09:00")):
        text = client.get(page.url).text
    assert "Why it cannot be done" in text


def test_examples_are_not_among_what_changed(page, outcome):
    example = builders.event(is_example=True)
    Outcome.objects.create(event=example, said="x", owner="x", date=datetime.date(2027, 9, 2))
    assert outcomes.all_shown() == [outcome]


def test_an_organiser_sees_how_many_before_telling(editor_client, page, outcome):
    builders.booked(page, 1, wants_updates=True)
    address = f"/admin/event-conversation/outcomes/{outcome.pk}/tell/"
    assert "Send 1 mail" in editor_client.get(address).text
    assert news() == 0
    editor_client.post(address)
    assert news() == 1
    assert "They have been told" in editor_client.get(address).text


def test_organisers_keep_the_list(client, django_user_model, outcome):
    from django.contrib.auth.models import Group

    user = django_user_model.objects.create_user("org", "org@example.net", "x")
    user.groups.add(Group.objects.get(name="Organisers"))
    client.force_login(user)
    assert "Tell those who asked" in client.get("/admin/snippets/events/outcome/").text
    assert client.get("/admin/event-conversation/").status_code == 200
