"""How often something was tried. The rules are in home/limits.py."""

from django.db import models


class TryCount(models.Model):
    """How often one thing was tried in one stretch of time. The key is a hash: it says nothing about anybody."""

    key = models.CharField(max_length=64, unique=True, editable=False)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"Tries {self.pk}"
