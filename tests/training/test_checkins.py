"""Check-ins. If these fail, people are asked at the wrong time, twice, about nothing, or after they said stop."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models.outbox import MailState, OutgoingMail
from tests.training.reminding import (
    SAME_SITE,
    account,
    finish,
    finished,
    module,
    read_versions_anew,  # noqa: F401
    set_later,
    uk,
)
from training import checkins, jobs, learners, links, mails, versions
from training.answers import Marked
from training.models import CheckIn, CheckInAnswer, CheckInEnd, Learner

pytestmark = pytest.mark.usefixtures("site_content")
RIGHT, WRONG = Marked("true", True), Marked("false", False)


@pytest.fixture
def page():
    return module()


@pytest.fixture
def learner(page):
    return finished(page)


@pytest.fixture
def check_in(learner, page):
    return checkins.start(learner, page, uk("2031-01-01 10:00"))


@pytest.fixture
def asked(check_in):
    jobs.run(uk("2031-01-13 10:00"))
    check_in.refresh_from_db()
    return check_in


def sent():
    return OutgoingMail.objects.filter(kind=mails.CHECK_IN).order_by("pk")


def page_of(check_in, name="check_in"):
    return reverse(name, kwargs={"token": links.token(check_in)})


def post(client, check_in, name="check_in", **data):
    return client.post(page_of(check_in, name), data, headers=SAME_SITE, follow=True)


def everything(check_in):
    """All that is kept of a check-in, to see whether anything changed."""
    return (
        CheckIn.objects.filter(pk=check_in.pk).values().get(),
        list(CheckInAnswer.objects.values()),
        list(OutgoingMail.objects.values()),
    )


# The clock -------------------------------------------------------------------------------------------------------------


def test_the_first_question_comes_after_twelve_days(check_in):
    jobs.run(uk("2031-01-13 09:59"))
    assert not sent().exists()
    jobs.run(uk("2031-01-13 10:00"))
    assert sent().count() == 1


def test_a_job_run_twice_mails_once(asked):
    for _time in range(3):
        assert jobs.run(uk("2031-01-13 10:05")) == []
    assert sent().count() == 1


def test_two_jobs_at_the_same_moment_mail_once(check_in):
    now = uk("2031-01-13 10:00")
    assert checkins.due(now) == [check_in.pk]
    checkins.ask(check_in.pk, now)
    assert checkins.ask(check_in.pk, now) is None
    assert sent().count() == 1


def test_wrong_comes_back_after_twelve_days_and_right_after_twenty_four(asked):
    checkins.answer(asked, 1, WRONG, uk("2031-01-14 15:00"))
    asked.refresh_from_db()
    assert asked.due_at == uk("2031-01-26 15:00")
    jobs.run(asked.due_at)
    checkins.answer(asked, 2, RIGHT, uk("2031-01-27 09:00"))
    asked.refresh_from_db()
    assert asked.due_at == uk("2031-02-20 09:00")
    assert asked.ended_at is None


def test_right_twice_running_and_it_is_over(asked):
    checkins.answer(asked, 1, RIGHT, uk("2031-01-14 15:00"))
    jobs.run(uk("2031-02-07 15:00"))
    checkins.answer(asked, 2, WRONG, uk("2031-02-08 09:00"))
    jobs.run(uk("2031-02-20 09:00"))
    checkins.answer(asked, 3, RIGHT, uk("2031-02-20 10:00"))
    asked.refresh_from_db()
    assert asked.ended_at is None, "right, wrong, right is not twice running"
    jobs.run(uk("2031-03-16 10:00"))
    checkins.answer(asked, 4, RIGHT, uk("2031-03-16 11:00"))
    asked.refresh_from_db()
    assert asked.ended_why == CheckInEnd.RETIRED
    jobs.run(uk("2032-01-01 10:00"))
    assert sent().count() == 4


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        # The clocks go back on 26 October 2031 and forward on 30 March 2031.
        ("2031-10-20 09:30", "2031-11-01 09:30"),
        ("2031-03-25 09:30", "2031-04-06 09:30"),
    ],
)
def test_twelve_days_are_twelve_days_when_the_clocks_change(learner, page, begun, due):
    assert checkins.start(learner, page, uk(begun)).due_at == uk(due)


def test_a_question_is_mailed_once_and_then_the_check_in_rests(asked):
    jobs.run(uk("2031-02-21 10:00"))
    asked.refresh_from_db()
    assert asked.ended_at is None
    jobs.run(uk("2031-02-22 10:00"))
    asked.refresh_from_db()
    assert asked.ended_why == CheckInEnd.STOPPED
    assert sent().count() == 1


def test_a_late_answer_counts(asked):
    checkins.answer(asked, 1, RIGHT, uk("2031-02-20 10:00"))
    asked.refresh_from_db()
    assert (asked.right_in_a_row, asked.due_at) == (1, uk("2031-03-16 10:00"))


# Which question --------------------------------------------------------------------------------------------------------


def asked_in_turn(check_in, answers):
    """The ids of the questions that come when these answers are given."""
    found = []
    now = check_in.due_at
    for number, given in enumerate(answers, start=1):
        jobs.run(now)
        check_in.refresh_from_db()
        found.append(check_in.question_id)
        checkins.answer(check_in, number, given, now)
        check_in.refresh_from_db()
        now = check_in.due_at
    return found


def test_each_time_another_question(check_in):
    assert asked_in_turn(check_in, [WRONG] * 5) == ["one", "two", "one", "two", "one"]


def test_a_question_an_editor_adds_comes_first_because_it_is_new(check_in, page):
    asked_in_turn(check_in, [WRONG, WRONG])
    set_later(page, ["one", "two", "three"])
    check_in.refresh_from_db()
    jobs.run(check_in.due_at)
    check_in.refresh_from_db()
    assert check_in.question_id == "three"


def test_whoever_starts_again_is_not_asked_the_same_first(check_in, learner, page):
    asked_in_turn(check_in, [WRONG])
    checkins.stop(check_in, uk("2031-01-20 10:00"))
    anew = checkins.start(learner, page, uk("2031-02-01 10:00"))
    assert anew.pk != check_in.pk
    assert asked_in_turn(anew, [WRONG]) == ["two"]


def test_without_later_questions_what_was_wrong_is_asked():
    page = module(later=())
    names = list(versions.content(versions.current(page)).marked)
    learner = finished(page, wrong=[names[-1]])
    check_in = checkins.start(learner, page, uk("2031-01-01 10:00"))
    assert asked_in_turn(check_in, [WRONG, WRONG]) == [names[-1], names[-1]]


def test_without_any_wrong_every_question_is_asked_in_turn():
    page = module(later=())
    names = list(versions.content(versions.current(page)).marked)
    check_in = checkins.start(finished(page), page, uk("2031-01-01 10:00"))
    assert asked_in_turn(check_in, [WRONG] * len(names)) == names


def test_the_question_stays_the_one_that_was_mailed_when_the_module_changes(client, asked, page):
    set_later(page, ["other"])
    assert "Is it one?" in client.get(page_of(asked)).text
    assert "Yes, that is so." in post(client, asked, number=1, answer="true").text


def test_a_module_that_is_gone_ends_it_and_says_so_once(check_in, page):
    page.unpublish()
    for _time in range(2):
        assert jobs.run(uk("2031-01-13 10:00")) == []
    check_in.refresh_from_db()
    assert check_in.ended_why == CheckInEnd.GONE
    assert not sent().exists()
    assert OutgoingMail.objects.get().kind == mails.CHECK_IN_DONE


def test_a_module_that_is_gone_after_the_mail_can_still_be_answered(client, asked, page):
    page.unpublish()
    assert "Yes, that is so." in post(client, asked, number=1, answer="true").text


# Asking for it, and stopping ---------------------------------------------------------------------------------------------


def test_nobody_is_asked_who_has_not_finished_or_has_no_account(page, db):
    with pytest.raises(checkins.NotFinished):
        checkins.start(account(), page)
    device = Learner.objects.create(device_hash="x", seen_on=timezone.localdate())
    finish(device, page)
    with pytest.raises(checkins.NotFinished):
        checkins.start(device, page)


def test_starting_twice_is_once(learner, page):
    assert checkins.start(learner, page) == checkins.start(learner, page)
    assert CheckIn.objects.count() == 1


def test_stopping_takes_back_a_mail_that_has_not_left(asked):
    checkins.stop(asked)
    assert sent().get().state in (MailState.DROPPED, MailState.SENT)
    asked.refresh_from_db()
    assert asked.ended_why == CheckInEnd.STOPPED


def test_only_the_mail_of_that_module_is_taken_back(asked, learner):
    other = module(slug="plain-words")
    finish(learner, other)
    second = checkins.start(learner, other, uk("2031-01-01 10:00"))
    jobs.run(uk("2031-01-13 10:00"))
    OutgoingMail.objects.update(state=MailState.WAITING)
    checkins.stop(asked)
    states = {mail.key: mail.state for mail in sent()}
    assert states == {f"check-in:{asked.pk}:1": MailState.DROPPED, f"check-in:{second.pk}:1": MailState.WAITING}


def test_after_stopping_no_mail_comes(check_in):
    checkins.stop(check_in)
    jobs.run(uk("2032-01-01 10:00"))
    assert not OutgoingMail.objects.exists()


def test_an_account_that_is_gone_gets_nothing(check_in, learner):
    learner.user.is_active = False
    learner.user.save()
    jobs.run(uk("2031-01-13 10:00"))
    assert not OutgoingMail.objects.exists()
    learner.user.delete()
    jobs.run(uk("2031-01-13 10:00"))
    assert not CheckIn.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_who_answered_was_here(asked, learner):
    checkins.answer(asked, 1, RIGHT)
    learner.refresh_from_db()
    assert learner.seen_on == timezone.localdate()


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


def test_merging_two_learners_keeps_one_check_in(check_in, learner, page):
    other = finished(page)
    checkins.start(other, page)
    learners.merge(other, learner)
    assert CheckIn.objects.get(ended_at=None).learner_id == learner.pk
