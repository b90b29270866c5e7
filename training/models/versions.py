"""A module as it was when somebody took it. The rules are in training/versions.py."""

from django.db import models


class ModuleVersion(models.Model):
    """One published state of a module in one language, kept whole: attempts and certificates point here.

    It stays what it is when the page is edited, unpublished or deleted.
    """

    module_key = models.UUIDField(help_text="The same for every version and every translation of one module.")
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    page = models.ForeignKey(
        "training.ModulePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="versions"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.CharField(max_length=64, help_text="Of all that a learner sees: the same digest, the same version.")
    title = models.CharField(max_length=255)
    outcome = models.CharField(max_length=150)
    minutes = models.PositiveSmallIntegerField()
    pass_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    statements = models.JSONField(default=list)
    next_action = models.TextField(blank=True)
    steps = models.JSONField(default=list)
    later_questions = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "version of a module"
        verbose_name_plural = "versions of modules"
        ordering = ["module_key", "language", "number"]
        constraints = [
            models.UniqueConstraint(fields=["module_key", "language", "number"], name="one_number_a_module_version")
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"
