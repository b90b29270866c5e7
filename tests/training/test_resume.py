"""Carrying on at another device. If these fail, answers are lost on the way, or somebody else gets them."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from home import outbox
from home.models.outbox import OutgoingMail
from tests.events.canary import places_with
from tests.training.builders import account, device, marked, module
from training import attempts, learners, resume
from training.models import Attempt, Learner, ResumeCode

pytestmark = pytest.mark.usefixtures("site_content")
PAGE, MAKE = "/learn/carry-on/", "/learn/carry-on/code/"
WRONG = "This code cannot be used"


def take(learner, slug="goalposts", upto=1):
    page = module(slug)
    for question in page.marked_questions[:upto]:
        attempts.answer(learner, page, question.id, marked(question))
    return attempts.attempt_of(learner, page)


def holding(key):
    """A browser with the cookie of the device `key`."""
    browser = Client()
    browser.cookies["learning"] = learners.sign(key)
    return browser


def type_in(browser, code):
    """Opens the form and sends it, as somebody does."""
    key = browser.get(PAGE).context_data["key"]
    return browser.post(PAGE, {"code": code, "key": key})


@pytest.fixture
def old():
    """The device somebody began on, with an answer."""
    learner = device("old-device")
    take(learner)
    return learner


# Making one --------------------------------------------------------------------------------------------------------------


def test_a_code_is_ten_unmistakable_characters_and_only_its_hash_is_kept(old):
    code, row = resume.make(old)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    assert row.expires_at - row.made_at == datetime.timedelta(days=30)
    assert places_with(code) == places_with(code.replace("-", "")) == []


def test_codes_differ(old):
    assert len({resume.make(old)[0] for _time in range(20)}) == 20


def test_a_new_code_ends_the_one_before(old):
    first, _row = resume.make(old)
    second, _row = resume.make(old)
    assert WRONG in type_in(Client(), first).content.decode()
    assert type_in(Client(), second).status_code == 302


def test_the_code_is_shown_once(old):
    browser = holding("old-device")
    shown = browser.post(MAKE, {"show": "1"})
    assert shown["Cache-Control"] == "no-store, private"
    code = shown.context_data["code"]
    assert code in shown.content.decode()
    assert code not in browser.get(MAKE).content.decode()
    assert ResumeCode.objects.count() == 1


def test_reading_the_page_makes_no_code(old):
    assert holding("old-device").get(MAKE).status_code == 200
    assert not ResumeCode.objects.exists()


def test_without_anything_to_carry_there_is_no_code(client):
    assert "nothing on this device" in client.get(MAKE).content.decode()
    client.post(MAKE, {"show": "1"})
    client.post(MAKE, {"mail": "1", "email": "jo@example.net"})
    assert not ResumeCode.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_an_account_needs_no_code(client, django_user_model):
    learner = account(django_user_model)
    client.force_login(learner.user)
    assert "You need no code" in client.post(MAKE, {"show": "1"}).content.decode()
    with pytest.raises(ValueError, match="needs no code"):
        resume.make(learner)


def test_codes_cannot_be_made_without_end(old):
    browser = holding("old-device")
    answers = [browser.post(MAKE, {"show": "1"}).status_code for _time in range(21)]
    assert answers == [200] * 20 + [429]


# By mail ------------------------------------------------------------------------------------------------------------------


def test_a_mailed_code_works_and_its_words_go_with_the_mail(old, mailoutbox):
    answer = holding("old-device").post(MAKE, {"mail": "1", "email": "jo@example.net"})
    assert answer["Location"] == f"{MAKE}?sent"
    mail = OutgoingMail.objects.get()
    assert mail.is_secret
    assert mail.about == f"learner:{old.pk}"
    outbox.send_due()
    sent = mailoutbox[0]
    assert sent.to == ["jo@example.net"]
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", sent.body).group()
    assert code not in sent.subject
    assert "/learn/carry-on/" in sent.body
    assert code not in re.findall(r"https?://\S+", sent.body)[0]
    mail.refresh_from_db()
    assert mail.text == mail.html == ""
    assert type_in(Client(), code).status_code == 302


def test_an_address_that_is_none_is_said_so(old):
    answer = holding("old-device").post(MAKE, {"mail": "1", "email": "jo at example"})
    assert "name@example.com" in answer.content.decode()
    assert not OutgoingMail.objects.exists()


def test_one_address_gets_three_codes_a_day_and_nobody_is_told(old):
    """Lost if this fails: a form with which to fill somebody else's mailbox."""
    devices = [device(f"device-{number}") for number in range(5)]
    for number, _learner in enumerate(devices):
        answer = holding(f"device-{number}").post(
            MAKE, {"mail": "1", "email": f"{'jo' if number % 2 else 'JO'}@example.net"}
        )
        assert answer["Location"] == f"{MAKE}?sent"
    assert OutgoingMail.objects.count() == 3


def test_one_learner_sets_off_five_mails_an_hour(old):
    browser = holding("old-device")
    answers = [browser.post(MAKE, {"mail": "1", "email": f"jo{number}@example.net"}).status_code for number in range(6)]
    assert answers == [302] * 5 + [429]
    assert OutgoingMail.objects.count() == 5


# Using one ------------------------------------------------------------------------------------------------------------------


def test_a_code_moves_everything_to_a_new_device_once(old):
    """Lost if this fails: the answers, or one person's answers on two devices."""
    code, _row = resume.make(old)
    new = Client()
    answer = type_in(new, code)
    assert answer["Location"] == "/learn/my-learning/?arrived"
    assert "Question 2 of" in new.get("/learn/my-learning/").content.decode()
    assert "There is nothing here yet" in holding("old-device").get("/learn/my-learning/").content.decode()
    assert WRONG in type_in(Client(), code).content.decode()
    assert Attempt.objects.count() == Learner.objects.count() == 1


def test_the_same_form_sent_twice_is_one_use(old):
    """Lost if this fails: two clicks, and the answers are on a device that nobody has."""
    code, _row = resume.make(old)
    browser = Client()
    key = browser.get(PAGE).context_data["key"]
    first = Client().post(PAGE, {"code": code, "key": key})
    second = browser.post(PAGE, {"code": code, "key": key})
    assert first.cookies["learning"].value == second.cookies["learning"].value == key
    assert "Question 2 of" in browser.get("/learn/my-learning/").content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "{0}",
        " {0} ",
        "{1}",
        "{2}",
        "{3}",
        "{4}",
    ],
    ids=["as shown", "spaces around", "small", "without hyphen", "with spaces", "letters for digits"],
)
def test_a_code_is_understood_however_it_is_typed(old, typed, monkeypatch):
    letters = iter("01A0B1C2D3")
    monkeypatch.setattr(resume.secrets, "choice", lambda _alphabet: next(letters))
    code, _row = resume.make(old)
    monkeypatch.undo()
    forms = [code, code.lower(), code.replace("-", ""), " ".join(code.replace("-", "")), "oiAOb-LC2D3"]
    assert type_in(Client(), typed.format(*forms)).status_code == 302


def test_wrong_used_and_expired_are_told_the_same(old):
    """Lost if this fails: a way to learn which codes there are."""
    used, _row = resume.make(old)
    type_in(Client(), used)
    other = device("other")
    expired, row = resume.make(other, timezone.now() - datetime.timedelta(days=31))
    said = set()
    for code in (used, expired, "00000-00000", "x", "🦊"):
        answer = type_in(Client(), code)
        assert answer.status_code == 200
        assert "learning" not in answer.cookies
        said.add(answer.context_data["form"].errors["code"][0])
    assert len(said) == 1
    assert ResumeCode.objects.get(pk=row.pk).used_at is None


def test_a_code_works_until_the_thirtieth_day(old):
    now = timezone.now()
    code, row = resume.make(old, now)
    with pytest.raises(resume.NotUsable):
        resume.use(code, None, "key", "here", now=row.expires_at)
    assert resume.use(code, None, "key", "here", now=row.expires_at - datetime.timedelta(seconds=1)) == old


def test_where_this_device_has_learned_both_are_put_together(old):
    here = device("new-device")
    take(here, "plain-words")
    code, _row = resume.make(old)
    browser = holding("new-device")
    answer = type_in(browser, code)
    assert "learning" not in answer.cookies
    assert here.attempts.count() == 2
    assert not Learner.objects.filter(pk=old.pk).exists()
    assert type_in(browser, code).status_code == 302
    assert here.attempts.count() == 2


def test_into_an_account(old, client, django_user_model):
    learner = account(django_user_model)
    client.force_login(learner.user)
    code, _row = resume.make(old)
    assert type_in(client, code).status_code == 302
    assert [attempt.module_key for attempt in learner.attempts.all()] == [module().translation_key]


def test_into_an_account_that_has_never_learned(old, client, django_user_model):
    user = django_user_model.objects.create_user(username="new", email="new@example.net")
    client.force_login(user)
    code, _row = resume.make(old)
    assert type_in(client, code).status_code == 302
    assert user.learner.attempts.count() == 1


def test_a_code_typed_in_on_its_own_device_is_not_used_up(old):
    code, _row = resume.make(old)
    assert "This code is from this device" in type_in(holding("old-device"), code).content.decode()
    assert type_in(Client(), code).status_code == 302


def test_a_code_of_a_device_that_is_deleted_opens_nothing(old):
    code, _row = resume.make(old)
    old.delete()
    assert WRONG in type_in(Client(), code).content.decode()


def test_codes_cannot_be_guessed_at_speed(old):
    code, _row = resume.make(old)
    answers = [Client().post(PAGE, {"code": f"{number:010d}", "key": ""}).status_code for number in range(21)]
    assert answers == [200] * 20 + [429]
    # Not even the right one, from there.
    assert Client().post(PAGE, {"code": code, "key": ""}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").post(PAGE, {"code": code, "key": ""}).status_code == 302


def test_codes_cannot_be_guessed_from_many_places_either(old, monkeypatch):
    monkeypatch.setattr(resume, "_TRIES_IN_ALL", (3, 3600))
    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(PAGE, {"code": "00000-00000", "key": ""}).status_code
        for number in range(4)
    ]
    assert answers == [200] * 3 + [429]


def test_a_room_full_of_people_can_all_carry_on(old):
    for number in range(25):
        code, _row = resume.make(device(f"room-{number}"))
        assert type_in(Client(), code).status_code == 302, number


def test_a_form_without_a_key_or_with_a_forged_one_still_works(old):
    code, _row = resume.make(old)
    browser = Client()
    answer = browser.post(PAGE, {"code": code, "key": "a-device.forged"})
    assert learners.unsign(answer.cookies["learning"].value) not in ("", "a-device")
    assert "Question 2 of" in browser.get("/learn/my-learning/").content.decode()


def test_the_form_sets_no_cookie_but_the_token(client):
    assert set(client.get(PAGE).cookies) == {"csrftoken"}


def test_the_form_needs_its_token(old):
    code, _row = resume.make(old)
    assert Client(enforce_csrf_checks=True).post(PAGE, {"code": code}).status_code == 403
    assert not ResumeCode.objects.exclude(used_at=None).exists()
