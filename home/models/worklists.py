"""What people send us and somebody has to answer, as a list of work. The rules are in home/worklists.py."""

from django.conf import settings
from django.db import models

from home.references import new_reference


class WorkState(models.TextChoices):
    NEW = "new", "New"
    TAKEN = "taken", "Being worked on"
    DONE = "done", "Answered"
    CANNOT = "cannot", "Could not be done"
    # Taken back by the person, or deleted before anybody answered.
    GONE = "gone", "Ended without an answer"


OPEN = (WorkState.NEW, WorkState.TAKEN)


class WorkItem(models.Model):
    """One thing to answer: who sees to it, by when, and how it stands. Each kind adds what people told us."""

    # Said on the phone and kept when the rest is deleted: nothing about anybody can be read from it.
    reference = models.CharField(max_length=9, unique=True, editable=False, default=new_reference)
    # Of the form it came with: the same form sent twice is one thing to answer.
    key = models.UUIDField(unique=True, null=True, editable=False)
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who sees to it",
    )
    asked_at = models.DateTimeField()
    due = models.DateField(help_text="The day by which the person has an answer.")
    was_promised = models.BooleanField(
        default=False, help_text="Whether the person was told the day: only where the publisher has set a promise."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    # Raised with each change, so that two who work on the same thing do not undo each other's work.
    version = models.PositiveIntegerField(default=0, editable=False)
    # Raised where the link that the person has is to open nothing any more.
    link_version = models.PositiveSmallIntegerField(default=0, editable=False)
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.state in OPEN


class WorkNote(models.Model):
    """What somebody of the staff wrote down about one thing to answer. Each kind adds the key to its own."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    text = models.TextField(max_length=1000)

    class Meta:
        abstract = True
        ordering = ["made_at", "pk"]
