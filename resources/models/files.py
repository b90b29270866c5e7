"""Files that were made from a page, and how often each format was taken."""

from django.db import models
from wagtail.models import Page


def _name_of(instance, filename):
    return f"made/{instance.secret}/{filename}"


class MadeFile(models.Model):
    """One file made from one state of a page, or why it could not be made."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    format = models.CharField(max_length=4)
    # Which part of the page it holds, for a page whose files can hold a part: what its address asks for.
    part = models.CharField(max_length=200, blank=True)
    # Of all that it was made from: another state of the page has another.
    digest = models.CharField(max_length=64)
    # A part of its address that nobody can guess, and that no other file ever has.
    secret = models.CharField(max_length=32)
    file = models.FileField(upload_to=_name_of, blank=True, max_length=255)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "format", "digest"], name="resources_made_once_for_each_state")
        ]
        indexes = [models.Index(fields=["page", "format", "-made_at"], name="resources_made_newest")]

    def __str__(self):
        return f"{self.format.upper()} of page {self.page_id}"


class DownloadCount(models.Model):
    """How often a page's files were taken in one format in one month. Nothing is kept about who took them."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=4)
    month = models.DateField(help_text="Its first day.")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "format", "month"], name="resources_one_count_for_each_month")
        ]

    def __str__(self):
        return f"{self.format.upper()} of page {self.page_id}, {self.month:%Y-%m}: {self.number}"
