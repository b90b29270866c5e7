"""What people say before and after an event: topics, feedback, what changed, and who wants to hear of the next one."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from events.models.bookings import Booking, EventRegister


class Theme(models.Model):
    """Several topics in one sentence, shown on the event's page before it and with its answer afterwards."""

    register = models.ForeignKey(EventRegister, on_delete=models.CASCADE, related_name="themes")
    title = models.CharField(max_length=200)
    answer = models.TextField(max_length=1000, blank=True, help_text="What was said about it at the event.")
    shown = models.BooleanField(default=True, help_text="On the event's page.")
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.title


class Topic(models.Model):
    """A question or topic that somebody put before the event. Only staff read it; its theme is what the public sees."""

    register = models.ForeignKey(EventRegister, on_delete=models.CASCADE, related_name="topics")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="topics")
    text = models.TextField(max_length=500)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="asked")
    made_on = models.DateField(auto_now_add=True)

    class Meta:
        ordering = ["made_on", "pk"]

    def __str__(self):
        return f"Topic {self.pk}"


class OutcomeState(models.TextChoices):
    OPEN = "open", _("Not decided yet")
    DOING = "doing", _("Under way")
    DONE = "done", _("Done")
    CANNOT = "cannot", _("Cannot be done")


class Outcome(models.Model):
    """ "You said, we did": one thing people said, and what came of it."""

    event = models.ForeignKey("events.EventPage", on_delete=models.CASCADE, related_name="outcomes")
    said = models.TextField(max_length=400, verbose_name="you said")
    did = models.TextField(max_length=600, blank=True, verbose_name="what happened, or why it cannot")
    state = models.CharField(max_length=10, choices=OutcomeState.choices, default=OutcomeState.OPEN)
    owner = models.CharField(max_length=150, verbose_name="who answers for it", help_text="A role or a team.")
    date = models.DateField(help_text="When it was done, or when the next news is due.")
    # The state people who asked for news were last told about.
    told_state = models.CharField(max_length=10, blank=True, editable=False)
    sort_order = models.PositiveSmallIntegerField(default=0)

    panels = [
        FieldPanel("event"),
        FieldPanel("said"),
        FieldRowPanel([FieldPanel("state"), FieldPanel("date")]),
        FieldPanel("did"),
        FieldPanel("owner"),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = "you said, we did"
        verbose_name_plural = "you said, we did"

    def __str__(self):
        return self.said[:80]


class Feedback(models.Model):
    """Three answers after an event, with nothing that says who gave them."""

    register = models.ForeignKey(EventRegister, on_delete=models.CASCADE, related_name="feedback")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    heard = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 (not at all) to 5 (fully).")
    could_take_part = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 (not at all) to 5 (fully).")
    better = models.TextField(max_length=1000, blank=True)
    room = models.CharField(max_length=10, blank=True)
    day = models.DateField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name_plural = "feedback"

    def __str__(self):
        return f"Feedback {self.pk}"


class NextEventSubscriber(models.Model):
    """Somebody who wants to hear of the next event. Counts only once they have said yes from their own mail."""

    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    language = models.CharField(max_length=10, default="en")
    link_version = models.PositiveIntegerField(default=1, editable=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Subscriber {self.pk}"
