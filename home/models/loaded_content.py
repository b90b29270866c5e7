"""What the site started with, so that loading again never touches what an editor has changed."""

from django.db import models


class LoadedContent(models.Model):
    """One page, snippet or setting that came from a content file."""

    key = models.CharField(max_length=255, unique=True)
    digest = models.CharField(max_length=64, help_text="Of the content file's part that it came from.")
    object_pk = models.CharField(max_length=64)
    state = models.CharField(
        max_length=64, help_text="Of the object as it was loaded: another state is an editor's work."
    )
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return self.key
