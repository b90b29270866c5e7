"""Who is learning, and moving what they did. If these fail, answers are doubled, lost, or somebody else's."""

import datetime
import threading
import uuid

import pytest
from django.db import connection, connections
from django.utils import timezone

from home.models.limits import TryCount
from tests.training import filled
from tests.training.builders import account, device, marked, module
from training import attempts, learners, resume
from training.models import (
    Attempt,
    Certificate,
    CheckIn,
    FollowUp,
    Learner,
    Organisation,
    Reflection,
    ResumeCode,
    Team,
    TeamMember,
)

site_content = pytest.mark.usefixtures("site_content")


def take(learner, slug="goalposts", upto=None, now=None):
    page = module(slug)
    for question in page.marked_questions[:upto]:
        attempts.answer(learner, page, question.id, marked(question), now=now)
    return attempts.attempt_of(learner, page)


def write(learner, text, saved_at, question_id="q"):
    return Reflection.objects.create(
        learner=learner,
        module_key=module().translation_key,
        question_id=question_id,
        module_title="M",
        question="Q",
        text=text,
        saved_at=saved_at,
    )


# One device ----------------------------------------------------------------------------------------------------------------


@site_content
def test_the_cookie_holds_a_signed_key_and_the_database_its_hash():
    learner = device("some-key")
    assert "some-key" not in learner.device_hash
    assert learners.unsign(learners.sign("some-key")) == "some-key"
    assert learners.unsign("some-key.made-up") == learners.unsign("") == learners.unsign(None) == ""


@site_content
def test_a_device_is_known_by_its_own_key_only(django_user_model):
    learner = device("some-key")
    assert learners.is_device(learner, "some-key")
    assert not learners.is_device(learner, "another")
    assert not learners.is_device(learner, "")
    assert not learners.is_device(account(django_user_model), "")


# Merging ---------------------------------------------------------------------------------------------------------------------


@site_content
def test_everything_moves_and_the_device_is_gone(django_user_model):
    source = filled.learner(django_user_model, "first@example.net")
    into = account(django_user_model)
    assert learners.merge(source, into) == 1
    assert not Learner.objects.filter(pk=source.pk).exists()
    for table in (Attempt, Certificate, Reflection, CheckIn, FollowUp, TeamMember):
        assert [row.learner_id for row in table.objects.all()] == [into.pk], table
    assert Team.objects.get().owner == into
    assert not ResumeCode.objects.exists()


@site_content
def test_twice_is_once(django_user_model):
    source, into = device(), account(django_user_model)
    take(source)
    stale = Learner.objects.get(pk=source.pk)
    assert learners.merge(source, into) == 1
    assert learners.merge(stale, into) == 0
    assert into.attempts.count() == Attempt.objects.count() == 1
    assert learners.merge(into, into) == 0
    assert Learner.objects.filter(pk=into.pk).exists()


@site_content
@pytest.mark.parametrize("newer_on", ["the device", "the account"])
def test_of_two_begun_the_one_answered_last_goes_on_and_the_other_is_a_count(django_user_model, newer_on):
    """Lost if this fails: the answers of this morning, because of two of last year."""
    now = timezone.now()
    source, into = device(), account(django_user_model)
    with_newer, with_older = (source, into) if newer_on == "the device" else (into, source)
    older = take(with_older, upto=2, now=now - datetime.timedelta(days=300))
    newer = take(with_newer, upto=1, now=now)
    learners.merge(source, into)
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (newer.learner, older.learner) == (into, None)
    assert Attempt.objects.count() == 2


@site_content
def test_one_that_is_finished_and_one_that_is_begun_both_stay(django_user_model):
    source, into = device(), account(django_user_model)
    take(into)
    take(source, upto=1)
    learners.merge(source, into)
    assert into.attempts.count() == 2


@site_content
def test_of_two_reflections_the_newer_stays(django_user_model):
    now = timezone.now()
    source, into = device(), account(django_user_model)
    write(source, "newer", now)
    write(into, "older", now - datetime.timedelta(days=1))
    write(source, "older", now - datetime.timedelta(days=1), "r")
    write(into, "newer", now, "r")
    write(source, "only one", now, "s")
    learners.merge(source, into)
    assert sorted(into.reflections.values_list("question_id", "text")) == [
        ("q", "newer"),
        ("r", "newer"),
        ("s", "only one"),
    ]
    assert Reflection.objects.count() == 3


@site_content
def test_what_somebody_said_about_themselves_is_not_overwritten(django_user_model):
    one, two = Organisation.objects.create(name="One"), Organisation.objects.create(name="Two")
    source, into = device(), account(django_user_model)
    Learner.objects.filter(pk=source.pk).update(role="carer", organisation=one, asked_at=timezone.now())
    Learner.objects.filter(pk=into.pk).update(organisation=two)
    learners.merge(source, into)
    into.refresh_from_db()
    assert (into.role, into.organisation) == ("carer", two)
    assert into.asked_at


@site_content
def test_nobody_is_counted_twice_in_a_team(django_user_model):
    source, into = device(), account(django_user_model)
    owner = account(django_user_model, "owner@example.net")
    both, one = (Team.objects.create(owner=owner, name=name, made_at=timezone.now()) for name in ("both", "one"))
    for team, learner in ((both, source), (both, into), (one, source)):
        TeamMember.objects.create(team=team, learner=learner, joined_at=timezone.now())
    learners.merge(source, into)
    assert sorted(into.teams.values_list("team__name", flat=True)) == ["both", "one"]
    assert TeamMember.objects.count() == 2


@site_content
def test_names_of_rows_say_nothing_about_anybody(django_user_model):
    """Lost if this fails: a person's words in a log or in the record of who changed what."""
    learner = filled.learner(django_user_model)
    held = [learner, learner.user]
    for relation in Learner._meta.related_objects:
        held += relation.related_model.objects.all()
    assert len(held) > 9
    assert [row for row in held if filled.WORD.lower() in f"{row} {row!r}".lower()] == []


# At the same moment ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Two learners that other connections can see; they and what they did are gone afterwards."""
    with django_db_blocker.unblock():
        key = uuid.uuid4().hex
        made = [device(f"{key}-source"), device(f"{key}-into")]
        attempt = take(made[0], upto=1)
        version = attempt.version
        yield made
        Attempt.objects.filter(version=version).delete()
        Learner.objects.filter(pk__in=[learner.pk for learner in made]).delete()
        version.delete()
        TryCount.objects.all().delete()


def together(*calls):
    """Makes all the calls at the same moment, each with a connection of its own: what each gave back, or its error."""
    start, said = threading.Barrier(len(calls)), []

    def run(call):
        try:
            start.wait(10)
            said.append(call())
        except Exception as error:
            said.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def in_file():
    """Threads see one another's writes only in a database that is not in memory."""
    return "mode=memory" not in str(connection.settings_dict["NAME"])


@pytest.mark.skipif("not in_file()", reason="needs a database in a file")
def test_two_tabs_that_keep_the_same_device_move_it_once(committed):
    """Lost if this fails: an attempt twice, or an error for somebody who pressed twice."""
    source, into = committed
    said = together(*[lambda: learners.merge(Learner(pk=source.pk), Learner(pk=into.pk)) for _tab in range(3)])
    assert sorted(said) == [0, 0, 1]
    assert into.attempts.count() == 1
    assert not Learner.objects.filter(pk=source.pk).exists()


@pytest.mark.skipif("not in_file()", reason="needs a database in a file")
def test_of_two_devices_at_the_same_moment_one_gets_what_is_behind_a_code(committed):
    """Lost if this fails: one code, and the same answers on two devices."""
    source, _into = committed
    code, _row = resume.make(source)
    said = together(*[lambda key=key: resume.use(code, None, key, "here") for key in ("one", "two", "three")])
    assert said.count(resume.NotUsable) == 2
    source.refresh_from_db()
    assert [learners.is_device(source, key) for key in ("one", "two", "three")].count(True) == 1
