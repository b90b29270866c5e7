"""The mail and the pages of check-ins. If these fail, a mail scanner answers for people, or somebody cannot stop."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models.outbox import OutgoingMail
from tests.training.checking_in import (  # noqa: F401 (fixtures)
    asked_fixture,
    check_in_fixture,
    learner_fixture,
    page_fixture,
    page_of,
    post,
    sent,
)
from tests.training.reminding import (
    account,
    finished,
    uk,
)
from training import checkins, jobs, links
from training.answers import Marked
from training.models import CheckIn, CheckInAnswer, CheckInEnd

pytestmark = pytest.mark.usefixtures("site_content")
RIGHT = Marked("true", True)


def everything(check_in):
    """All that is kept of a check-in, to see whether anything changed."""
    return (
        CheckIn.objects.filter(pk=check_in.pk).values().get(),
        list(CheckInAnswer.objects.values()),
        list(OutgoingMail.objects.values()),
    )


# The mail ----------------------------------------------------------------------------------------------------------------


def test_the_mail_holds_one_link_to_a_form_and_no_answers(asked, learner):
    mail = sent().get()
    assert mail.to == learner.user.email
    assert mail.about == f"learner:{learner.pk}"
    assert mail.subject == "One question: Goalposts: being clear about scope"
    assert page_of(asked) in mail.text
    for secret in ("Is it one", "True", "False", "answer=", "Remember this"):
        assert secret not in mail.text + mail.html
    found = set(re.findall(r"/learn/[^\s\"<>]*", mail.text + mail.html))
    assert found == {page_of(asked), page_of(asked, "check_in_stop")}
    assert "zyxcanary" not in (mail.subject + mail.text + mail.html + mail.kind + mail.about + mail.key).lower()


def test_the_mail_can_be_stopped_by_a_mail_program(asked):
    mail = sent().get()
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.headers["List-Unsubscribe"].strip("<>")
    assert address.endswith(page_of(asked, "check_in_stop"))
    answer = Client(enforce_csrf_checks=True).post(page_of(asked, "check_in_stop"), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    asked.refresh_from_db()
    assert asked.ended_why == CheckInEnd.STOPPED


def test_the_mail_is_in_the_learners_language(check_in, learner):
    learner.language = "pl"
    learner.save()
    jobs.run(uk("2031-01-13 10:00"))
    assert "/pl/learn/check-in/" in sent().get().text


# The pages ---------------------------------------------------------------------------------------------------------------


def test_opening_the_links_changes_nothing(client, asked):
    """Mail scanners open every link, some of them more than once."""
    before = everything(asked)
    for _time in range(5):
        for name in ("check_in", "check_in_stop"):
            assert client.get(page_of(asked, name)).status_code == 200
            assert client.head(page_of(asked, name)).status_code == 200
    assert everything(asked) == before


def test_a_question_is_answered_and_explained(client, asked):
    shown = client.get(page_of(asked))
    assert "Is it one?" in shown.text
    assert shown["Cache-Control"] == "no-store, private"
    assert shown["Referrer-Policy"] == "same-origin"
    said = post(client, asked, number=1, answer="false").text
    assert "Look again." in said
    assert "Remember this." in said
    assert "The next question comes by email on" in said
    assert CheckInAnswer.objects.get().chosen == "false"


def test_a_form_sent_twice_is_one_answer_and_the_first_stands(client, asked):
    post(client, asked, number=1, answer="false")
    said = post(client, asked, number=1, answer="true").text
    assert "Look again." in said
    assert CheckInAnswer.objects.get().right is False
    asked.refresh_from_db()
    assert (asked.number, asked.right_in_a_row) == (2, 0)


def test_an_old_form_does_not_answer_the_next_question(client, asked):
    post(client, asked, number=1, answer="false")
    jobs.run(timezone.now() + timezone.timedelta(days=13))
    post(client, asked, number=1, answer="true")
    assert CheckInAnswer.objects.count() == 1


def test_an_answer_that_cannot_be_kept_is_explained(client, asked):
    said = post(client, asked, number=1)
    assert "<title>Error: " in said.text
    assert 'href="#answer"' in said.text
    assert "Choose an answer" in said.text
    assert not CheckInAnswer.objects.exists()
    assert post(client, asked, number=1, answer="nonsense").status_code == 200
    assert not CheckInAnswer.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999999999999", "\x00"])
def test_odd_numbers_are_no_answer(client, asked, number):
    assert post(client, asked, number=number, answer="true").status_code == 200
    assert not CheckInAnswer.objects.exists()


def test_stopping_is_one_button(client, asked):
    assert "Stop the questions?" in client.get(page_of(asked, "check_in_stop")).text
    assert "no more of these questions" in post(client, asked, "check_in_stop").text
    said = post(client, asked, number=1, answer="true").text
    assert "No more of these questions" in said
    assert not CheckInAnswer.objects.exists()


def test_a_form_from_another_site_is_refused(client, asked):
    for name in ("check_in", "check_in_stop"):
        answer = client.post(page_of(asked, name), {"number": 1}, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
    asked.refresh_from_db()
    assert asked.ended_at is None


def test_a_token_opens_only_what_it_was_made_for(client, asked):
    token = links.token(asked)
    for name in ("follow_up", "follow_up_stop", "team_join"):
        assert client.get(reverse(name, kwargs={"token": token})).status_code == 404
    for forged in (token[:-1], "2" + token, f"{asked.pk}-1", "x"):
        answer = client.get(reverse("check_in", kwargs={"token": forged}))
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
    CheckIn.objects.update(link_version=2)
    assert client.get(reverse("check_in", kwargs={"token": token})).status_code == 404


def test_the_pages_say_when_it_is_over(client, asked):
    checkins.answer(asked, 1, RIGHT)
    jobs.run(timezone.now() + timezone.timedelta(days=25))
    said = post(client, asked, number=2, answer="true").text
    assert "right 2 times running" in said


# Asking for it on the page -------------------------------------------------------------------------------------------------


def fresh(client, **data):
    address = reverse("keep_fresh", kwargs={"module": "goalposts"})
    return client.post(address, data, follow=True) if data else client.get(address)


def test_nothing_is_ticked_in_advance_and_nothing_is_read_into_a_visit(client, learner):
    client.force_login(learner.user)
    shown = fresh(client)
    assert "One question from time to time" in shown.text
    assert "checked" not in shown.text
    assert not CheckIn.objects.exists()


def test_ticks_are_asked_for_one_by_one(client, learner):
    client.force_login(learner.user)
    said = fresh(client, what="check_ins")
    assert "The next question comes on" in said.text
    assert (learner.check_ins.count(), learner.follow_ups.count()) == (1, 0)
    fresh(client, what="six_weeks")
    assert (learner.check_ins.count(), learner.follow_ups.count()) == (1, 1)
    fresh(client, stop="check_ins")
    assert not learner.check_ins.filter(ended_at=None).exists()
    assert learner.follow_ups.filter(stopped_at=None).exists()


def test_no_tick_is_explained(client, learner):
    client.force_login(learner.user)
    said = fresh(client, other="x").text
    assert "<title>Error: " in said
    assert "Tick what we may mail you" in said


def test_who_is_not_signed_in_is_led_there(client, page):
    shown = fresh(client)
    assert "/account/login/code/?next=%2Flearn%2Fgoalposts%2Fkeep-fresh%2F" in shown.text
    fresh(client, what="check_ins")
    assert not CheckIn.objects.exists()


def test_who_has_not_finished_is_told_so(client, page):
    client.force_login(account().user)
    assert "finish the module first" in fresh(client).text
    fresh(client, what="check_ins")
    assert not CheckIn.objects.exists()


def test_nobody_stops_what_is_somebody_elses(client, check_in, page):
    client.force_login(finished(page).user)
    fresh(client, stop="check_ins")
    check_in.refresh_from_db()
    assert check_in.ended_at is None


def test_a_module_that_is_not_there_has_no_page(client, learner):
    client.force_login(learner.user)
    assert client.get(reverse("keep_fresh", kwargs={"module": "nothing"})).status_code == 404
