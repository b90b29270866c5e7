"""Somebody asks for a page in another format or language. The rules are in home/format_requests.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models.worklists import WorkItem, WorkNote


class FormatKind(models.TextChoices):
    EASY_READ = "easy_read", _("Easy Read")
    LARGE_PRINT = "large_print", _("Large print")
    BRAILLE = "braille", _("Braille")
    AUDIO = "audio", _("Audio")
    BSL = "bsl", _("British Sign Language")
    TRANSLATION = "translation", _("Another language")
    PAPER = "paper", _("Paper, by post")
    OTHER = "other", _("Something else")


class AnswerWay(models.TextChoices):
    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone call")
    TEXT = "text", _("Text message")
    POST = "post", _("Post")


class GivenBy(models.TextChoices):
    EMAIL = "email", "By email"
    POST = "post", "By post"
    PHONE = "phone", "On the phone or by text message"
    PERSON = "person", "Handed over in person"
    SITE = "site", "It is on this site now, and they know where"


class FormatRequest(WorkItem):
    """One request. What says something about a person is deleted after a time; the kind, the page and the dates stay as counts."""

    page = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    page_title = models.CharField(max_length=255, blank=True, help_text="The page's title when somebody asked.")
    page_words = models.CharField(
        max_length=300, blank=True, verbose_name="which page", help_text="In the person's own words."
    )
    kind = models.CharField(max_length=20, choices=FormatKind.choices, verbose_name="format")
    detail = models.CharField(max_length=200, blank=True, help_text="Which size, which language, or what else.")
    language = models.CharField(max_length=10, help_text="Of the page on which somebody asked.")
    answer_by = models.CharField(max_length=10, choices=AnswerWay.choices)
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True, db_index=True, editable=False)
    phone = models.CharField(max_length=40, blank=True)
    postal_address = models.TextField(max_length=500, blank=True)
    more = models.TextField(max_length=1000, blank=True)
    consent_version = models.CharField(max_length=20, blank=True, editable=False)
    consented_at = models.DateTimeField(null=True, blank=True, editable=False)
    given_by = models.CharField(max_length=10, choices=GivenBy.choices, blank=True)
    # Why it could not be done, or what was sent.
    answer = models.TextField(max_length=1000, blank=True)

    class Meta:
        verbose_name = "request for another format"
        verbose_name_plural = "requests for other formats"
        ordering = ["due", "pk"]
        default_permissions = ()
        permissions = [("answer_format_requests", "Can answer requests for other formats")]
        indexes = [models.Index(fields=["state", "due"], name="format_request_to_do")]

    def __str__(self):
        return f"Format request {self.reference}"


class FormatRequestNote(WorkNote):
    request = models.ForeignKey(FormatRequest, on_delete=models.CASCADE, related_name="notes")

    class Meta(WorkNote.Meta):
        default_permissions = ()

    def __str__(self):
        return f"Note {self.pk}"
