"""Taking one's learning along, and having it deleted. If these fail, people get a part of it, or something stays behind."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.training import filled
from tests.training.builders import account, module
from tests.training.filled import PAGE, read, take, words
from training import learners, my_data
from training.models import Attempt, CheckIn, Learner, ModulePage
from training.views import my_learning as views

pytestmark = pytest.mark.usefixtures("site_content")


# Taking it along ------------------------------------------------------------------------------------------------------------


def test_everything_can_be_downloaded(client, django_user_model):
    """Lost if this fails: what the law calls access and portability."""
    learner = filled.learner(django_user_model)
    client.force_login(learner.user)
    answer = client.get(f"{PAGE}download.json")
    assert answer["Cache-Control"] == "no-store, private"
    assert "attachment" in answer["Content-Disposition"]
    assert filled.WORD.lower() not in answer["Content-Disposition"].lower()
    held = json.loads(answer.content)
    text = json.dumps(held)
    assert held["account"]["email"] == filled.ADDRESS
    for part in ("thought", "certificate", "team", "trust"):
        assert f"{filled.WORD} {part}" in text, part
    first = held["attempts"][0]["answers"][0]
    question = module().marked_questions[0]
    assert first["question_id"] == question.id
    assert first["question"] == question.value["text"]
    assert set(first["chosen_ids"].split(",")) == set(question.value.right_ids)
    assert first["chosen"]
    assert held["questions_by_mail"][0]["answers"][0]["chosen_ids"] == "x"
    assert held["question_after_six_weeks"][0]["module"] == module().title
    assert {mail["kind"] for mail in held["mails"]} == {"Check-in question"}


def test_all_that_hangs_on_a_learner_is_in_the_download(django_user_model):
    """Lost if this fails: a new table that nobody remembers to hand over."""
    learner = filled.learner(django_user_model)
    tables = {relation.related_model for relation in Learner._meta.related_objects}
    parts = {
        "Attempt": "attempts",
        "Reflection": "reflections",
        "Certificate": "certificates",
        "CheckIn": "questions_by_mail",
        "FollowUp": "question_after_six_weeks",
        "TeamMember": "teams",
        "Team": "teams_made",
        "ResumeCode": "codes_to_carry_on",
    }
    assert {table.__name__ for table in tables} == set(parts)
    held = my_data.held(learner)
    assert all(name in held for name in parts.values())


def test_the_list_has_one_row_an_attempt(client, signed_in):
    take(signed_in, "plain-words")
    take(signed_in, "goalposts", upto=1)
    answer = client.get(f"{PAGE}download.csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {len(row) for row in rows} == {12}
    done = dict(zip(rows[0], rows[1], strict=True))
    assert done["Module"] == module("plain-words").title
    assert done["Finished"] == timezone.localdate().isoformat()
    assert int(rows[1][5]) == module("plain-words").minutes
    assert rows[2][5] == "0"


def test_a_list_of_somebody_elses_making_cannot_be_had(client, on_device):
    take(on_device, upto=1)
    client.cookies["learning"] = learners.sign("another-device")
    assert client.get(f"{PAGE}download.json")["Location"] == PAGE
    client.cookies["learning"] = "a-device.forged"
    assert client.get(f"{PAGE}download.json")["Location"] == PAGE


def test_there_is_no_other_kind_of_file(client, on_device):
    assert client.get(f"{PAGE}download.exe").status_code == 404


def test_the_learning_record_can_be_downloaded(client, signed_in):
    pytest.importorskip("training.statements")
    take(signed_in, "goalposts")
    assert json.loads(client.get(f"{PAGE}download.statements").content)


# Deleting it ----------------------------------------------------------------------------------------------------------------


def test_deleting_leaves_counts_and_nothing_else(client, django_user_model):
    """Lost if this fails: a promise to delete that leaves something behind. Every text of every table is read."""
    learner = filled.learner(django_user_model)
    client.force_login(learner.user)
    session = client.session.session_key
    before = Attempt.objects.count()
    page = words(read(client, f"{PAGE}delete/"))
    assert "belongs to nobody" in page
    assert "nobody can check them any more" in page
    assert filled.places()
    answer = client.post(f"{PAGE}delete/")
    assert answer["Location"] == f"{PAGE}?deleted"
    assert filled.places() == []
    assert Attempt.objects.count() == before
    assert not Attempt.objects.exclude(learner=None).exists()
    assert not django_user_model.objects.filter(pk=learner.user_id).exists()
    from django.contrib.sessions.models import Session

    assert not Session.objects.filter(session_key=session).exists()
    assert "Everything is deleted" in words(read(client, f"{PAGE}?deleted"))


def test_a_device_can_be_deleted_too(client, on_device):
    take(on_device, upto=1)
    answer = client.post(f"{PAGE}delete/")
    assert answer.cookies["learning"].value == ""
    assert not Learner.objects.exists()
    assert Attempt.objects.get().learner is None


def test_an_account_with_rights_stays_and_its_learning_goes(client, editor):
    """Lost if this fails: the last administrator gone by a button for learners."""
    learner = learners.of_user(editor)
    take(learner, upto=1)
    client.force_login(editor)
    assert "you look after this site with it" in words(read(client, f"{PAGE}delete/"))
    client.post(f"{PAGE}delete/")
    editor.refresh_from_db()
    assert not Learner.objects.exists()
    assert client.get("/admin/").status_code == 200


def test_somebody_elses_answers_on_this_device_go_only_when_ticked(client, on_device, signed_in):
    take(on_device, upto=1)
    client.post(f"{PAGE}delete/")
    assert [learner.pk for learner in Learner.objects.all()] == [on_device.pk]


def test_what_is_on_this_device_goes_when_ticked(client, on_device, signed_in):
    take(on_device, upto=1)
    answer = client.post(f"{PAGE}delete/", {"device": "on"})
    assert answer.cookies["learning"].value == ""
    assert not Learner.objects.exists()


def test_deleting_needs_somebody(client):
    assert client.get(f"{PAGE}delete/")["Location"] == PAGE
    assert client.post(f"{PAGE}delete/")["Location"] == PAGE


def test_another_learner_is_not_touched(client, signed_in, django_user_model):
    other = account(django_user_model, "other@example.net")
    attempt = take(other, upto=1)
    take(signed_in, upto=1)
    client.post(f"{PAGE}delete/")
    attempt.refresh_from_db()
    assert attempt.learner == other


def test_a_module_that_is_deleted_from_the_site_stays_in_the_record(client, signed_in):
    take(signed_in, "goalposts")
    CheckIn.objects.all().delete()
    ModulePage.objects.get(slug="goalposts").delete()
    text = words(read(client))
    assert "taken down since" in text
    assert client.get(f"{PAGE}download.json").status_code == 200


def test_every_answer_of_these_pages_is_for_one_person(client, signed_in):
    for pattern in views.urlpatterns:
        if pattern.name in ("my_learning", "my_details", "my_delete"):
            assert "no-store" in client.get(reverse(pattern.name))["Cache-Control"]
