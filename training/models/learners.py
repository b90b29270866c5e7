"""Who learns: an account, or a device without one. The rules are in training/learners.py."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel

from training.roles import Role


class Organisation(models.Model):
    """An organisation that learners can say they belong to, for counts without names."""

    name = models.CharField(max_length=120, unique=True)
    is_listed = models.BooleanField(
        default=True, verbose_name="can be chosen", help_text="Untick to keep it in reports but off the list."
    )

    panels = [FieldPanel("name"), FieldPanel("is_listed")]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Learner(models.Model):
    """One learner: somebody who signs in, or whoever uses one device. A device is known by the hash of its cookie."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="learner"
    )
    device_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    language = models.CharField(max_length=10, default=settings.LANGUAGE_CODE)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="learners"
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were asked for role and organisation: nobody is asked twice."
    )
    made_at = models.DateTimeField(auto_now_add=True)
    seen_on = models.DateField(db_index=True, help_text="The day of their last answer or sign-in.")
    warned_on = models.DateField(null=True, blank=True, help_text="When we wrote that an unused account will go.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, device_hash__isnull=False) | Q(user__isnull=False, device_hash=None),
                name="learner_is_an_account_or_a_device",
            )
        ]

    def __str__(self):
        return f"Learner {self.pk}"


class ResumeCode(models.Model):
    """A short code that carries everything on one device to another one, once. Only its hash is kept."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="resume_codes")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"Code {self.pk}"


class Reflection(models.Model):
    """What somebody wrote to themselves and chose to keep. Nobody else reads it."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reflections")
    module_key = models.UUIDField()
    question_id = models.CharField(max_length=64)
    module_title = models.CharField(max_length=255)
    question = models.CharField(max_length=250)
    text = models.TextField(max_length=4000)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "module_key", "question_id"], name="one_reflection_a_question")
        ]

    def __str__(self):
        return f"Reflection {self.pk}"
