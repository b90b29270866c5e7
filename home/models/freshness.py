"""That something changed which pages show: a row for each change, written in the transaction that makes it."""

from django.db import models


class PublicChange(models.Model):
    """One change. Rows are only ever added, so nobody waits for anybody; home/freshness.py reads how many there are."""

    subject = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="public_change_subject")]

    def __str__(self):
        return self.subject
