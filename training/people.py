"""One person's learning, for home/persons.py: found by email address, handed over, deleted (UK GDPR, Articles 15, 17 and 20).

Somebody who learned without an account is a device to us: nobody can be found there but by whoever holds it.
"""

from dataclasses import dataclass, field

from home import persons, sign_ins
from training import my_data, retention
from training.models import Learner


@dataclass
class Found:
    """What is held about one person: the accounts of their address, and the learner of each that has one."""

    users: list = field(default_factory=list)
    learners: dict = field(default_factory=dict)

    def __bool__(self):
        return bool(self.users)


def find(who):
    """The accounts of an email address, with what they learned. Nothing for a reference: learners have none."""
    users = list(sign_ins.users_of(who.strip())) if "@" in who else []
    rows = Learner.objects.filter(user__in=users).select_related("user", "organisation")
    return Found(users, {learner.user_id: learner for learner in rows})


def export(found):
    """All of it as plain data: a list, one for each account."""
    return [my_data.held(found.learners.get(user.pk), user) for user in found.users]


def summary(found):
    """What is held, as sentences."""
    said = []
    for user in found.users:
        learner = found.learners.get(user.pk)
        begun = learner.attempts.count() if learner else 0
        kept = learner.certificates.count() if learner else 0
        said.append(f"An account with {_many(begun, 'attempt')} at modules and {_many(kept, 'certificate')}.")
    return said


def afterwards(found):
    """What to keep in mind once it is deleted."""
    staying = sum(retention.has_admin_rights(user) for user in found.users)
    return ["The account has rights in the admin, so it stays: delete it under Users."] if staying else []


def forget(found, user=None):
    """Deletes the learning and the account; an account with rights in the admin stays."""
    for account in found.users:
        retention.forget(found.learners.get(account.pk), account)


def register():
    """Adds what people learned to what the site holds about people."""
    persons.register(
        "Training",
        find,
        export,
        forget,
        summary=summary,
        afterwards=afterwards,
        permission="training.delete_learner",
    )


def _many(count, noun):
    return f"{count} {noun}{'' if count == 1 else 's'}"
