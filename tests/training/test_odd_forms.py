"""Whatever learners write into an address or a form, nobody gets our error page. On both databases: they refuse other things."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from home.models import TryCount
from tests.site_project.test_odd_input import PROPERTY, TEXT, sent
from tests.training.builders import HERE, account, device, marked, module
from training import attempts, certificates, checkins, followups, learners, links, teams

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/learn/{}/question/{}/", "/learn/goalposts/question/{}/after/?stands={}", "/learn/goalposts/question/1/after/?first={}",
    "/learn/{}/before/", "/learn/goalposts/before/{}/", "/learn/{}/result/", "/learn/goalposts/?role={}",
    "/learn/goalposts/a-complaint-from-maryport/?role={}&back={}", "/stories/maryport/?back={}", "/learn/{}/certificate/",
    "/learn/{}/keep-fresh/", "/learn/my-learning/download.{}", "/learn/my-learning/certificates/{}/",
    "/learn/my-learning/certificates/{}/certificate.pdf", "/certificates/{}/", "/certificates/?code={}",
    "/learn/check-in/{}/", "/learn/check-in/{}/stop/", "/learn/six-weeks/{}/", "/learn/six-weeks/{}/stop/",
    "/learn/team/{}/", "/learn/teams/{}/", "/learn/did-it-change-anything/?{}={}", "/learn/carry-on/?code={}",
    "/learn/goalposts/reflection/{}/", "/pl/learn/{}/question/1/", "/account/login/code/?next={}",
]  # fmt: skip


@pytest.fixture
def people(site_content, django_user_model):
    """Browsers of a stranger, of a device that has begun, and of somebody with an account, and the account's learner."""
    page, learner = module(), account(django_user_model)
    for question in page.marked_questions:
        attempts.answer(learner, page, question.id, marked(question))
    attempts.answer(device(), page, page.marked_questions[0].id, marked(page.marked_questions[0]))
    known, begun = Client(), Client()
    known.force_login(learner.user)
    begun.cookies[learners.COOKIE] = learners.sign("a-device")
    return [Client(), begun, known], learner


@PROPERTY
@given(address=st.sampled_from(ADDRESSES), parts=st.lists(TEXT, min_size=2, max_size=2), who=st.integers(0, 2))
def test_no_address_of_the_training_breaks_the_site(people, address, parts, who):
    TryCount.objects.all().delete()
    answer = people[0][who].get(address.format(*map(sent, parts)))
    assert answer.status_code < 500


@pytest.fixture
def forms(people):
    """Every form of the training: where it is sent, and the names of its fields."""
    learner, page = people[1], module()
    certificate = certificates.make(learner, attempts.attempt_of(learner, page), "Jo Bell")
    reflection = next(question for question in page.questions if question.kind == "reflection")
    asked = links.token(checkins.start(learner, page))
    later = links.token(followups.start(learner, page))
    team = teams.make(learner, "Ward 4")
    answer = ["question", "round", "key", "answer", "item-1", "item-2", "item-3"]
    return [
        *((f"/learn/goalposts/question/{number}/", answer) for number in (1, 2, 3)),
        ("/learn/plain-words/question/1/", answer),
        ("/learn/choosing-the-right-level/question/1/", answer),
        ("/learn/goalposts/before/1/", answer),
        ("/learn/goalposts/result/", ["key"]),
        ("/learn/goalposts/start-again/", ["key"]),
        ("/learn/carry-on/", ["code", "key"]),
        ("/learn/carry-on/code/", ["mail", "email"]),
        ("/learn/my-learning/details/", ["role", "organisation", "skip"]),
        ("/learn/my-learning/keep/", ["whose"]),
        (f"/learn/goalposts/reflection/{reflection.id}/", ["text", "text_file", "odt_file", "save"]),
        ("/learn/goalposts/certificate/", ["name"]),
        (f"/learn/my-learning/certificates/{certificate.pk}/", ["name"]),
        ("/learn/goalposts/keep-fresh/", ["what", "stop"]),
        (f"/learn/check-in/{asked}/", ["number", "question", *answer[3:]]),
        (f"/learn/check-in/{asked}/stop/", ["List-Unsubscribe"]),
        (f"/learn/six-weeks/{later}/", ["change"]),
        (f"/learn/six-weeks/{later}/stop/", ["List-Unsubscribe"]),
        ("/learn/teams/", ["name", "leave"]),
        (f"/learn/teams/{team.pk}/", ["action", "name"]),
        (f"/learn/team/{links.token(team)}/", ["leave", "key"]),
        ("/account/login/code/", ["email", "next"]),
        ("/account/login/code/confirm/", ["code", "next"]),
    ]


@PROPERTY
@given(
    data=st.data(),
    filled=st.lists(
        st.one_of(TEXT, st.characters(codec="utf-8").map(lambda letter: letter * 10_000), st.just("1")),
        min_size=8,
        max_size=8,
    ),
    who=st.integers(0, 2),
)
def test_no_form_of_the_training_breaks_the_site(people, forms, data, filled, who):
    address, names = data.draw(st.sampled_from(forms))
    chosen = data.draw(st.sets(st.sampled_from(names)))
    fields = {
        name: text.encode("utf-8", "replace").decode()
        for name, text in zip(names, filled, strict=False)
        if name in chosen
    }
    TryCount.objects.all().delete()
    assert people[0][who].post(address, fields, headers=HERE).status_code < 500
