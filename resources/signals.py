"""What happens when a page with files is published: the worker makes them anew."""

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published

from resources.models.documented import DocumentedPage


@receiver(page_published)
def make_files_of(sender, instance, **kwargs):
    """Leaves the making to the worker, once everybody can see what was published."""
    if issubclass(sender, DocumentedPage):
        from resources.tasks import make_files

        transaction.on_commit(lambda: make_files.enqueue(instance.pk))
