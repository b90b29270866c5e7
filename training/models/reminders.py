"""What learners asked to be mailed later: check-in questions, and one question after six weeks.

The rules are in training/checkins.py and training/followups.py.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.models.learners import Learner
from training.models.versions import ModuleVersion


class CheckInEnd(models.TextChoices):
    RETIRED = "retired", "Right twice in a row"
    STOPPED = "stopped", "Stopped by the learner"
    GONE = "gone", "The module or its questions are gone"


class CheckIn(models.Model):
    """One learner's later questions about one module: the next one is mailed at `due_at`."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="check_ins")
    module_key = models.UUIDField()
    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    question_id = models.CharField(max_length=64, blank=True, help_text="The question that is asked next, or now.")
    number = models.PositiveSmallIntegerField(default=1, help_text="The how many-th question it is.")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When question `number` was mailed.")
    right_in_a_row = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=CheckInEnd.choices, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "module_key"], condition=Q(ended_at=None), name="one_running_check_in_a_module"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(ended_at=None), name="check_in_due")]

    def __str__(self):
        return f"Check-in {self.pk}"


class CheckInAnswer(models.Model):
    """One answer to a later question."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="answers")
    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    question_id = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()
    chosen = models.CharField(max_length=600)
    right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["check_in", "number"], name="one_answer_a_check_in_question")]

    def __str__(self):
        return f"Answer {self.pk}"


class Change(models.TextChoices):
    """What a learner says six weeks later."""

    YES = "yes", _("Yes, I do something differently now")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not_yet", _("Not yet, but I plan to")
    NO = "no", _("No")


class FollowUp(models.Model):
    """One question after six weeks: did it change anything? Without a learner the answer is only a count."""

    learner = models.ForeignKey(Learner, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups")
    module_key = models.UUIDField()
    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Change.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "module_key"],
                condition=Q(learner__isnull=False, answered_on=None, stopped_at=None),
                name="one_open_follow_up_a_module",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(answered_on=None, stopped_at=None), name="follow_up_due")
        ]

    def __str__(self):
        return f"Follow-up {self.pk}"
