"""Certificates: who gets one, the name and the code on it, what it says, withdrawing it."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.models.audit_log import ModelLogEntry

from home.models import PublisherSettings
from tests.training.builders import account, device, marked, module
from training import attempts, certificates, learners, versions
from training.certificate_facts import facts
from training.certificates import NotMade, UnfitName
from training.models import Certificate

pytestmark = pytest.mark.django_db
# As a clock gives it, with parts of a second.
NOW = datetime.datetime(2027, 4, 22, 22, 30, 17, 123456, tzinfo=datetime.UTC)


def finished(learner, page, is_right=True, leave_open=0):
    """An attempt with all questions answered, but for the last `leave_open`."""
    questions = page.marked_questions[: len(page.marked_questions) - leave_open]
    for question in questions:
        found = attempts.answer(learner, page, question.id, marked(question, is_right), now=NOW).attempt
    return found


def with_pass_mark(page):
    page.pass_percent = 80
    page.save_revision().publish()
    return module(page.slug)


@pytest.fixture
def learner(site_content, django_user_model):
    return account(django_user_model)


@pytest.fixture
def held(learner):
    return certificates.make(learner, finished(learner, module()), "Jo Bloggs", NOW)


# Making ------------------------------------------------------------------------------------------------------------------


def test_a_certificate_holds_what_was_finished_and_when(learner):
    attempt = finished(learner, module())
    made = certificates.make(learner, attempt, "  Jo\tBloggs ", NOW)
    assert (made.name, made.version, made.attempt) == ("Jo Bloggs", attempt.version, attempt)
    # Half past ten in UTC is half past eleven in London: the day is still the 22nd.
    assert made.finished_on == datetime.date(2027, 4, 22)


def test_made_twice_it_is_one(learner):
    """Lost if this fails: a double click gives somebody two codes, and withdrawing one leaves the other valid."""
    attempt = finished(learner, module())
    first = certificates.make(learner, attempt, "Jo Bloggs")
    again = certificates.make(learner, attempt, "Somebody Else")
    assert again == first
    assert again.name == "Jo Bloggs"
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("case", ["not_finished", "not_passed", "no_account", "not_theirs"])
def test_there_is_none_without_a_passed_attempt_of_ones_own(case, learner, django_user_model):
    """Lost if this fails: a certificate says what did not happen, or who did not do it."""
    page = module()
    if case == "not_finished":
        whose, attempt = learner, finished(learner, page, leave_open=1)
    elif case == "not_passed":
        whose, attempt = learner, finished(learner, with_pass_mark(page), is_right=False)
    elif case == "no_account":
        whose = device()
        attempt = finished(whose, page)
    else:
        whose, attempt = account(django_user_model, "other@example.net"), finished(learner, page)
    with pytest.raises(NotMade) as stopped:
        certificates.make(whose, attempt, "Jo Bloggs")
    assert stopped.value.code == case
    assert not Certificate.objects.exists()


def test_it_is_about_the_best_attempt(learner):
    page = module()
    best = finished(learner, page)
    attempts.start_again(learner, page, NOW)
    finished(learner, page, is_right=False)
    assert certificates.standing(learner, None, page.translation_key) == ("ready", best)


def test_what_is_still_on_the_device_is_kept_first(learner):
    page, here = module(), device()
    attempt = finished(here, page)
    assert certificates.standing(learner, here, page.translation_key) == ("on_device", attempt)
    learners.merge(here, learner)
    assert certificates.standing(learner, None, page.translation_key)[0] == "ready"


def test_how_far_somebody_is(learner):
    page = module()
    assert certificates.standing(None, None, page.translation_key) == ("not_finished", None)
    attempt = finished(learner, with_pass_mark(page), is_right=False)
    assert certificates.standing(learner, None, page.translation_key) == ("not_passed", attempt)


def test_an_attempt_with_a_certificate_stays(held):
    """Lost if this fails: the fact a certificate rests on is deleted under it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        held.attempt.delete()


# Codes -------------------------------------------------------------------------------------------------------------------


def test_a_code_has_80_bits(learner):
    """Lost if this fails: names can be found by trying codes."""
    assert len(set(certificates.ALPHABET)) == 32
    codes = {certificates.new_code() for _time in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 16 for code in codes)
    # Each place takes many letters: 200 draws of 32 leave out hardly any.
    assert all(len({code[place] for code in codes}) > 25 for place in range(16))


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-Q01A-0ZPT-2WVE",
        "7k3mq01a0zpt2wve",
        " 7K3M Q01A 0ZPT 2WVE ",
        "7K3M-QO1A-OZPT-2WVE",
        "7K3M-Q0IA-0ZPT-2WVE",
        "7k3m-qola-ozpt-2wve",
        "7K3M\u2013Q01A\u20140ZPT_2WVE.",
        "\uff17K3M-Q01A-0ZPT-2WVE",
    ],
)
def test_a_code_is_read_forgivingly(typed):
    assert certificates.read_code(typed) == "7K3MQ01A0ZPT2WVE"
    assert certificates.shown_code(certificates.read_code(typed)) == "7K3M-Q01A-0ZPT-2WVE"


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-Q01A-0ZPT-2WVEX", "UUUU-UUUU-UUUU-UUUU", "ЖЖЖЖ-ЖЖЖЖ-ЖЖЖЖ-ЖЖЖЖ", "\0" * 16]
)
def test_what_is_no_code_is_none(typed):
    assert certificates.read_code(typed) == ""


@given(st.text(max_size=300))
def test_reading_a_code_never_fails(typed):
    code = certificates.read_code(typed)
    assert code == "" or (len(code) == 16 and set(code) <= set(certificates.ALPHABET))


# Names -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć",
        "Ștefan Țăran",
        "Юрій Шевченко",
        "محمد عبد الرحمن",
        "O'Neill-Smith 3rd",
        "Nguyễn Thị Ánh",
        "李小龙",
        "علی‌رضا",
    ],
)
def test_a_name_in_any_script_stays_as_it_is(name):
    """Lost if this fails: somebody is told that their own name is wrong."""
    assert certificates.clean_name(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann\u202eselggolB\u202c Bloggs", "AnnselggolB Bloggs"),
        ("Ann\0\x07\nBloggs", "Ann Bloggs"),
        ("A" + "\u0301" * 50, "Á" + "\u0301" * 4),
        ("e\u0301", "é"),
        ("x" * 300, "x" * 100),
    ],
)
def test_what_is_not_writing_goes(typed, kept):
    """Lost if this fails: a name turns round the words beside it, or draws over the lines above."""
    assert certificates.clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "signs"), [("😀" * 100, "😀"), ("Ann ☃ 🎉", "☃🎉"), ("   ", ""), ("\u202e\u200b", ""), ("123", "")]
)
def test_what_is_no_name_is_refused_and_said(typed, signs):
    with pytest.raises(UnfitName) as unfit:
        certificates.clean_name(typed)
    assert unfit.value.signs == signs


def test_the_name_can_be_corrected_and_the_code_stays(held):
    corrected = certificates.rename(held, "Jo Blogs-Smith")
    assert (corrected.name, corrected.code) == ("Jo Blogs-Smith", held.code)


# What it says ------------------------------------------------------------------------------------------------------------


def test_the_facts(held):
    page = module()
    said = facts(held)
    assert (said.name, said.title, said.version) == ("Jo Bloggs", page.title, 1)
    assert (said.outcome, said.statements) == (page.outcome, page.statements)
    assert (said.minutes, said.finished) == ("8 minutes", "22 April 2027")
    assert said.address.endswith(f"/certificates/{certificates.shown_code(held.code)}/")
    assert (said.is_valid, said.changed, said.publisher) == (True, False, "")


def test_the_publisher_is_named_once_it_is_known(held):
    PublisherSettings.objects.update_or_create(site_id=1, defaults={"name": "TBC"})
    assert facts(held).publisher == ""
    PublisherSettings.objects.update(name="The Trust <of Cumbria>")
    assert facts(held).publisher == "The Trust <of Cumbria>"


def test_it_says_whether_the_module_has_changed_since(held):
    """Lost if this fails: a manager takes an old certificate for the module as it is today."""
    page = module()
    page.outcome = "do something else"
    page.save_revision().publish()
    said = facts(held)
    assert said.changed is True
    # What was learned stays what it was.
    assert said.outcome != "do something else"
    Page.objects.get(pk=page.pk).specific.unpublish()
    said = facts(held)
    assert (said.changed, said.module_url) == (None, "")


def test_deleting_the_module_leaves_the_certificate(held):
    title = module().title
    module().delete()
    said = facts(Certificate.objects.get(pk=held.pk))
    assert (said.title, said.changed) == (title, None)


def test_a_certificate_of_another_language_speaks_it(held):
    said = facts(held, "ar")
    assert (said.language, said.direction, said.module_direction) == ("ar", "rtl", "ltr")
    assert "/ar/certificates/" in said.address


def test_the_facts_take_few_queries(held, django_assert_max_num_queries):
    # A page comes with its revision's two streams; that is all.
    with django_assert_max_num_queries(12):
        facts(held)


# Withdrawing -------------------------------------------------------------------------------------------------------------


def test_withdrawn_and_valid_again(held, editor):
    withdrawn = certificates.withdraw(held, "Somebody else gave the answers.", editor, NOW)
    said = facts(withdrawn)
    assert (said.is_valid, said.withdrawn, said.withdrawn_why) == (
        False,
        "22 April 2027",
        "Somebody else gave the answers.",
    )
    with pytest.raises(NotMade):
        certificates.rename(held, "Another Name")
    # Making it again does not get round it.
    assert certificates.make(held.learner, held.attempt, "Jo Bloggs").withdrawn_at
    assert facts(certificates.restore(held, editor)).is_valid


def test_the_log_says_what_was_done_without_names(held, editor):
    """Lost if this fails: nobody can tell who withdrew it, or the log becomes a list of learners."""
    certificates.rename(held, "Jo Smith")
    certificates.withdraw(held, "Jo Smith cheated", editor)
    certificates.restore(held, editor)
    entries = ModelLogEntry.objects.filter(action__startswith="training.certificate_").order_by("pk")
    assert [entry.action.rpartition("_")[2] for entry in entries] == ["make", "rename", "withdraw", "restore"]
    assert entries[2].user == editor
    written = " ".join(f"{entry.label} {entry.data}" for entry in entries)
    assert not any(word in written for word in ("Jo", "Smith", "cheated", held.code))


def test_a_deleted_learner_takes_the_certificate_along(held):
    held.learner.delete()
    assert certificates.find(held.code) is None
    assert versions.live_page(held.version.module_key, "en")
