"""What a learner may say about themselves: a role and an organisation. Optional, asked once, changed at any time."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from training.models import Learner, Organisation


def to_choose(learner=None):
    """The organisations a learner can choose from: those that are listed, and the one they already have."""
    kept = Q(pk=learner.organisation_id) if learner and learner.organisation_id else Q()
    return Organisation.objects.filter(Q(is_listed=True) | kept)


@transaction.atomic
def save(learner, role, organisation, now=None):
    """Keeps role ("" for none) and organisation (None for none) of a learner. From now on they count as asked.

    An attempt is counted for the organisation somebody had when they finished it: so a new one goes to what is still open,
    and to what was done before any was chosen. Taking it back takes it off all they did.
    """
    before = Learner.objects.select_for_update().get(pk=learner.pk)
    learner.role, learner.organisation, learner.asked_at = role, organisation, now or timezone.now()
    learner.save(update_fields=["role", "organisation", "asked_at"])
    if organisation is None:
        learner.attempts.exclude(organisation=None).update(organisation=None)
    elif before.organisation_id != organisation.pk:
        learner.attempts.filter(Q(finished_at=None) | Q(organisation=None)).update(organisation=organisation)


def skip(learner, now=None):
    """Notes that a learner was asked and would rather not say. What they said before stays."""
    Learner.objects.filter(pk=learner.pk, asked_at=None).update(asked_at=now or timezone.now())
