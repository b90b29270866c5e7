"""What a learner did with a module. The rules are in training/attempts.py."""

from django.db import models
from django.db.models import Q

from training.models.learners import Learner, Organisation
from training.models.versions import ModuleVersion


class Attempt(models.Model):
    """One go at a module: begun by the first answer, and bound to the version it began with.

    Without a learner it is only a count: whose it was has been deleted.
    """

    learner = models.ForeignKey(Learner, null=True, blank=True, on_delete=models.SET_NULL, related_name="attempts")
    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="attempts")
    module_key = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="attempts"
    )
    started_at = models.DateTimeField()
    last_answer_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    active_seconds = models.PositiveIntegerField(default=0, help_text="Time between answers, without long pauses.")
    marked = models.PositiveSmallIntegerField(help_text="Questions with a right answer.")
    first_right = models.PositiveSmallIntegerField(default=0, help_text="Right at the first try.")
    right = models.PositiveSmallIntegerField(default=0, help_text="Right at any try: the best result is kept.")
    before_right = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Right before learning.")
    before_asked = models.PositiveSmallIntegerField(default=0, help_text="Questions answered before learning.")
    passed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "module_key"],
                condition=Q(finished_at=None, learner__isnull=False),
                name="one_open_attempt_a_module",
            )
        ]
        indexes = [
            models.Index(fields=["module_key", "started_at"], name="attempt_by_module"),
            models.Index(fields=["started_at"], name="attempt_by_start"),
        ]
        permissions = [("see_reports", "Can see the reports about training")]

    def __str__(self):
        return f"Attempt {self.pk}"


class Answer(models.Model):
    """One answer to one question of one version: `round` 0 before learning, 1 the first try, 2 and more the retries."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    # Also in the attempt; here as well, so that counting answers needs no join.
    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="answers")
    question_id = models.CharField(max_length=64)
    round = models.PositiveSmallIntegerField(default=1)
    chosen = models.CharField(max_length=600, help_text="Ids as training.answers writes them.")
    right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question_id", "round"], name="one_answer_a_question_and_round")
        ]
        indexes = [models.Index(fields=["version", "question_id", "round"], name="answer_by_question")]

    def __str__(self):
        return f"Answer {self.pk}"
