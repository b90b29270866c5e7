"""Mail on its way out. The rules are in home/outbox.py."""

from django.db import models
from django.db.models import Q


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    DROPPED = "dropped", "Not sent: too late"


class OutgoingMail(models.Model):
    """One mail to one person, written in the transaction that caused it and sent by the worker."""

    # What makes it this mail and no other: a second attempt to post the same one finds it here.
    key = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(max_length=60, help_text="What it is about, in plain words.")
    # What it belongs to, like "booking:7K2M-9QXD": with that it is found again, and deleted with it.
    about = models.CharField(max_length=60, blank=True, db_index=True)
    to = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    is_secret = models.BooleanField(
        default=False, editable=False, help_text="Its words open a door: no screen shows them, and once sent they go."
    )
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True, editable=False)
    calendar_method = models.CharField(max_length=10, blank=True, editable=False)
    headers = models.JSONField(default=dict, editable=False)
    message_id = models.CharField(max_length=120, editable=False)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True, help_text="Why the last attempt failed.")
    made_at = models.DateTimeField(auto_now_add=True)
    send_at = models.DateTimeField(help_text="Not before this moment. It moves on after each failed attempt.")
    not_after = models.DateTimeField(null=True, blank=True, help_text="After this moment it would only confuse.")
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "outgoing mail"
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["send_at", "id"], condition=Q(state__in=["waiting", "sending"]), name="mail_to_send")
        ]

    def __str__(self):
        return f"Mail {self.pk}: {self.kind}"
