"""What the worker does in the background."""

from django_tasks import task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from home import outbox


@task()
def send_mail():
    """Sends the mail that is due."""
    return outbox.send_due()


def waits_for_worker(found):
    """Whether a task is in the queue already and no worker has begun with it."""
    if not isinstance(found.get_backend(), DatabaseBackend):
        return False
    return DBTaskResult.objects.ready().filter(task_path=found.module_path).exists()
