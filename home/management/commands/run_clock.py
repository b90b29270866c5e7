import logging
import signal
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

log = logging.getLogger(__name__)

# Commands that run by the clock, and every how many minutes.
JOBS = {
    "publish_scheduled": 1,
    "send_mail": 1,
    "run_event_jobs": 5,
    "run_training_jobs": 5,
    "make_files": 5,
    "read_jargon": 5,
    "delete_old_event_data": 12 * 60,
    "delete_old_learning_data": 12 * 60,
    "delete_old_requests": 12 * 60,
    "prune_db_task_results": 24 * 60,
    "clearsessions": 24 * 60,
    "forget_old_changes": 60,
    "delete_unused_sign_ins": 24 * 60,
}


class Command(BaseCommand):
    help = "Runs what has to happen by the clock: publishing, mail, events, deleting. Each job is safe to repeat."

    def handle(self, *args, **options):
        self.stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stopped.set())
        minute = 0
        while not self.stopped.wait(60):
            for job, every in JOBS.items():
                # All of them in the first minute: a site that is restarted every evening still deletes what it has to.
                if minute % every == 0:
                    self.run(job)
            minute += 1

    def run(self, job):
        """Runs one job. A failure is logged and tried again at its next time: the other jobs go on."""
        close_old_connections()
        try:
            call_command(job, verbosity=0)
        except Exception:
            log.exception("The job %s failed", job)
