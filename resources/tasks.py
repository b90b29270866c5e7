"""What the worker does in the background."""

from django_tasks import task
from wagtail.models import Page

from resources import documents


@task()
def make_files(page_id):
    """Makes the missing files of a live page. Says nothing of a page that is gone: nobody asks for its files."""
    page = Page.objects.live().filter(pk=page_id).first()
    if page is not None and hasattr(page.specific, "download"):
        documents.make_files(page.specific)
