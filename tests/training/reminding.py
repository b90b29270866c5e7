"""People who have finished a module, and modules with questions for later, for the tests of what learners are mailed."""

import datetime
import itertools

from django.contrib.auth import get_user_model
from django.utils import timezone

from training import answers, attempts, learners, versions
from training.models import ModulePage

SAME_SITE = {"sec-fetch-site": "same-origin"}
_numbers = itertools.count(1)


def uk(text):
    """A moment in the UK, from "2031-01-01 10:00"."""
    return timezone.make_aware(datetime.datetime.strptime(text, "%Y-%m-%d %H:%M"))


def module(later=("one", "two"), slug="goalposts"):
    """A live module with these questions for later, each true or false: true is right."""
    page = ModulePage.objects.get(slug=slug, locale__language_code="en")
    set_later(page, later)
    return page


def set_later(page, names):
    """Publishes a module with these questions for later."""
    value = {"answer": "true", "feedback_true": "Yes, that is so.", "feedback_false": "Look again.", "hint": ""}
    raw = [
        {
            "type": "true_false",
            "id": name,
            "value": value | {"text": f"Is it {name}?", "explanation": "<p>Remember this.</p>", "page": None},
        }
        for name in names
    ]
    page.later_questions = ModulePage.later_questions.field.stream_block.to_python(raw)
    page.save_revision().publish()


def account(email=""):
    """The learner of a new account."""
    number = next(_numbers)
    email = email or f"zyxcanary{number}@example.net"
    user = get_user_model().objects.create_user(email, email, "a long password here", first_name="Zyxcanary")
    return learners.of_user(user)


def finish(learner, page, wrong=(), now=None):
    """Has a learner answer every question of a module, those in `wrong` wrong: the Attempt."""
    attempt = None
    for name, question in versions.content(versions.current(page)).marked.items():
        chosen = ",".join(question.value.right_ids)
        marked = answers.Marked(chosen, name not in wrong)
        attempt = attempts.answer(learner, page, name, marked, now=now or uk("2030-12-31 10:00")).attempt
    return attempt


def finished(page, **more):
    """A new account that has finished a module."""
    learner = account()
    finish(learner, page, **more)
    return learner
