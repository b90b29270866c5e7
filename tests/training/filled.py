"""Learners who have done something, one of them with a rare word in every field there is; and what is read of them."""

import datetime

from bs4 import BeautifulSoup
from django.utils import timezone

from home import outbox
from tests.events.canary import places_with
from tests.training.builders import account, marked, module
from training import attempts
from training.mails import CHECK_IN, about
from training.models import (
    Certificate,
    CheckIn,
    CheckInAnswer,
    FollowUp,
    Organisation,
    Reflection,
    ResumeCode,
    Team,
    TeamMember,
)

WORD = "Zebrafinch"
ADDRESS = f"{WORD}@example.net"
PAGE = "/learn/my-learning/"


def learner(users, address=ADDRESS):
    """A learner with an account, and something in every table that hangs on one."""
    found = account(users, address)
    found.user.first_name = f"{WORD} first"
    found.user.last_name = f"{WORD} last"
    # The name of an account says nothing about anybody.
    found.user.username = f"learner-{found.pk}"
    found.user.save()
    found.organisation = Organisation.objects.get_or_create(name=f"{WORD} trust")[0]
    found.save()
    now, page = timezone.now(), module()
    for question in page.marked_questions:
        attempts.answer(found, page, question.id, marked(question))
    attempt = attempts.attempt_of(found, page)
    version = attempt.version
    common = {"learner": found, "module_key": attempt.module_key}
    Certificate.objects.create(
        learner=found,
        attempt=attempt,
        version=version,
        code=f"CODE{found.pk:012d}",
        name=f"{WORD} certificate",
        finished_on=timezone.localdate(),
        issued_at=now,
    )
    Reflection.objects.create(
        **common,
        question_id="q",
        module_title=version.title,
        question="What?",
        text=f"{WORD} thought",
        saved_at=now,
    )
    later = now + datetime.timedelta(days=12)
    check_in = CheckIn.objects.create(**common, version=version, question_id="x", started_at=now, due_at=later)
    CheckInAnswer.objects.create(
        check_in=check_in, version=version, question_id="x", number=1, chosen="x", right=True, answered_at=now
    )
    FollowUp.objects.create(**common, version=version, started_at=now, due_at=later)
    team = Team.objects.create(owner=found, name=f"{WORD} team", made_at=now)
    TeamMember.objects.create(team=team, learner=found, joined_at=now)
    ResumeCode.objects.create(learner=found, code_hash=f"{found.pk:064d}", made_at=now, expires_at=later)
    outbox.post(
        key=f"canary:{found.pk}",
        kind=CHECK_IN,
        about=about(found),
        to=address,
        subject="One question",
        text=f"{WORD} mail",
        html=f"<p>{WORD} mail</p>",
    )
    return found


def take(learner, slug="goalposts", upto=None, right=True):
    """Answers the questions of a module, all or the first few: the attempt."""
    page = module(slug)
    for question in page.marked_questions[:upto]:
        attempts.answer(learner, page, question.id, marked(question, right))
    return attempts.attempt_of(learner, page)


def read(client, address=PAGE, **more):
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return " ".join(soup.main.get_text(" ").split())


def places():
    """Every column of every table that still holds the word. An organisation is on the list for everybody."""
    return [place for place in places_with(WORD) if not place.startswith("training_organisation.")]
