"""Feedback. If these fail, people are asked who they are, answers are lost or doubled, or an answer points at somebody."""

import uuid
from unittest import mock

import pytest
from django.urls import reverse

from events import feedback
from events.models import EventRegister, Feedback
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.usefixtures("site_content")
DURING = uk("2027-06-10 15:00")
AFTER = uk("2027-06-11 09:00")
LATE = uk("2027-08-10 09:00")


def at(moment):
    """The clock shows `moment`."""
    return mock.patch("django.utils.timezone.now", return_value=moment)


@pytest.fixture
def page():
    return builders.bookable()


def address(page):
    return reverse("event_feedback", kwargs={"token": feedback.token(page)})


def give(client, page, **fields):
    with at(AFTER):
        return client.post(address(page), {"key": str(uuid.uuid4()), "heard": "5", **fields})


def test_the_token_is_the_events_and_the_same_for_everybody(page):
    assert feedback.token(page) == feedback.token(page)
    assert feedback.find(feedback.token(page)) == page


@pytest.mark.parametrize("token", ["", "x", "AAAA.BBBB", "\x00", "é" * 500])
def test_a_broken_token_finds_nothing(token):
    assert feedback.find(token) is None


@pytest.mark.parametrize(("now", "words"), [(DURING, "after the event"), (LATE, "are closed")])
def test_it_is_open_from_the_end_of_the_event_for_60_days(client, page, now, words):
    with at(now):
        assert words in client.get(address(page)).text
        client.post(address(page), {"key": str(uuid.uuid4()), "heard": "5"})
    assert not Feedback.objects.exists()


def test_answers_are_kept_without_anybody(client, page):
    answer = give(client, page, heard="4", could_take_part="2", better="A warmer room.")
    assert answer.status_code == 302
    kept = Feedback.objects.get()
    assert (kept.heard, kept.could_take_part, kept.better) == (4, 2, "A warmer room.")
    names = {field.name for field in Feedback._meta.get_fields()}
    assert not names & {"booking", "email", "name", "user", "ip"}


def test_no_cookie_but_the_one_that_keeps_forms_safe(client, page):
    with at(AFTER):
        answer = client.get(address(page))
    assert set(answer.cookies) <= {"csrftoken"}
    assert not EventRegister.objects.exists(), "reading the page writes nothing"


def test_the_same_form_sent_twice_counts_once(client, page):
    key = str(uuid.uuid4())
    give(client, page, key=key)
    assert give(client, page, key=key).status_code == 302
    assert Feedback.objects.count() == 1


def test_any_question_may_be_left_out_but_not_all(client, page):
    assert give(client, page, heard="", better="Only this.").status_code == 302
    shown = give(client, page, heard="")
    assert "Answer at least one" in shown.text
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"heard": "6"}, {"better": "x" * 10_000}, {"better": "a\x00b"}, {"key": "not one", "heard": "x"}]
)
def test_bad_input_is_explained(client, page, fields):
    shown = give(client, page, **{"could_take_part": "3", **fields})
    assert shown.status_code == 200
    assert "There is a problem" in shown.text
    assert not Feedback.objects.exists()


def test_an_event_that_fell_through_asks_nothing(client, page):
    page.status, page.status_reason = "cancelled", "Flooded."
    page.save()
    give(client, page)
    assert not Feedback.objects.exists()


def test_averages_are_hidden_below_five_answers(page):
    for number in range(4):
        feedback.give(page, uuid.uuid4(), heard=number + 1)
    assert feedback.results(page)["scales"][0].average is None
    feedback.give(page, uuid.uuid4(), heard=5)
    scale = feedback.results(page)["scales"][0]
    assert (scale.average, scale.answers) == (3.0, 5)
    assert [number for _label, number in scale.counts] == [1, 1, 1, 1, 1]


def test_a_script_cannot_fill_the_database(page, monkeypatch):
    monkeypatch.setattr(feedback, "MOST", 1)
    feedback.give(page, uuid.uuid4(), heard=1)
    assert feedback.give(page, uuid.uuid4(), heard=1) is None
    assert Feedback.objects.count() == 1


def test_staff_see_counts_and_words(editor_client, page):
    feedback.give(page, uuid.uuid4(), heard=5, better="<b>Shorter</b> please.")
    text = editor_client.get(f"/admin/event-conversation/{page.pk}/feedback/").text
    assert "1 answer." in text
    assert "&lt;b&gt;Shorter" in text


def test_the_event_page_leads_there_while_it_is_open(client, page):
    with at(AFTER):
        assert address(page) in client.get(page.url).text
    with at(LATE):
        assert address(page) not in client.get(page.url).text
