"""What the worker does in the background."""

from django_tasks import task

from home import outbox


@task()
def send_mail():
    """Sends the mail that is due."""
    return outbox.send_due()
