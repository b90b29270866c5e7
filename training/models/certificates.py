"""Certificates. The rules are in training/certificates.py."""

from django.db import models

from training.models.attempts import Attempt
from training.models.learners import Learner
from training.models.versions import ModuleVersion


class Certificate(models.Model):
    """That somebody finished a version of a module on a day. Anybody who has its code can check it."""

    code = models.CharField(max_length=16, unique=True, help_text="80 bits, as 16 letters and digits.")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="certificates")
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="certificate")
    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="certificates")
    name = models.CharField(max_length=100, help_text="As the learner wrote it.")
    finished_on = models.DateField()
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(
        max_length=200, blank=True, verbose_name="why it was withdrawn", help_text="Shown on the page that checks it."
    )

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self):
        # Not the code: whoever reads a log could open the page with the name.
        return f"Certificate {self.pk}"
