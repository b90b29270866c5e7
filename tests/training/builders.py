"""Learners and answers for the tests of the training."""

from django.urls import reverse
from django.utils import timezone

from training import answers, learners
from training.models import Learner, ModulePage

# What a browser says of a form on a page of the same site.
HERE = {"Sec-Fetch-Site": "same-origin"}


def module(slug="goalposts"):
    return ModulePage.objects.get(slug=slug, locale__language_code="en")


def device(key="a-device"):
    """A learner without an account, as if its cookie held `key`."""
    return learners._made(device_hash=learners._hash(key))


def account(django_user_model, email="jo@example.net"):
    """A learner with an account."""
    user = django_user_model.objects.create_user(username=f"learner-{email}", email=email)
    return Learner.objects.create(user=user, seen_on=timezone.localdate())


def right(question):
    """The form data of a right answer, as {field: [values]}."""
    ids = [choice.id for choice in question.value.choices]
    if question.kind == "put_in_order":
        return answers.typed(question, ",".join(ids))
    if question.kind == "match":
        return answers.typed(question, ",".join(f"{one}:{one}" for one in ids))
    return {"answer": question.value.right_ids}


def wrong(question):
    """The form data of an answer that can be kept and is not right."""
    ids = [choice.id for choice in question.value.choices]
    if question.kind == "put_in_order":
        return answers.typed(question, ",".join(reversed(ids)))
    if question.kind == "match":
        moved = [*ids[1:], ids[0]]
        return answers.typed(question, ",".join(f"{one}:{other}" for one, other in zip(ids, moved, strict=True)))
    return {"answer": [next(one for one in ids if one not in question.value.right_ids)]}


def marked(question, is_right=True):
    """The same as training.answers.Marked."""
    return answers.read(question, right(question) if is_right else wrong(question))


def address(page, number, name="module_question"):
    return reverse(name, kwargs={"module": page.slug, "number": number})


def send(client, page, question, data=None, round=1, number=None, sent_id=None):
    """Posts an answer as the browser does: the response. `number` and `sent_id` stand in for those of `question`."""
    there = address(page, number or question.number)
    found = client.get(there + ("?again=1" if round > 1 else ""))
    key = found.context_data.get("key", "") if found.status_code == 200 else ""
    sent = {"question": sent_id or question.id, "round": str(round), "key": key}
    return client.post(there, sent | (right(question) if data is None else data), headers=HERE)
