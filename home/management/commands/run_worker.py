import logging
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

log = logging.getLogger(__name__)

# A database that is being restarted, or SQLite while somebody loads a lot, is there again after some of these.
WAIT_SECONDS = 2


class Command(BaseCommand):
    help = "Runs background tasks from the database. Goes on when the database could not be had for a while."

    def handle(self, *args, **options):
        while True:
            try:
                # Ends when it is told to.
                call_command("db_worker", startup_delay=False, reload=False, verbosity=options["verbosity"])
                return
            except OperationalError as error:
                # The library's own worker ends here, and with it everything that was started beside it.
                log.warning("The worker could not have the database (%s), and tries again", error)
                close_old_connections()
                time.sleep(WAIT_SECONDS)
