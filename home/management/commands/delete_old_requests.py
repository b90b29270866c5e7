from django.core.management.base import BaseCommand

from home import format_requests


class Command(BaseCommand):
    help = "Deletes what people told us when they asked for another format, once its time is up. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Count what would be deleted, and delete nothing.")

    def handle(self, *args, **options):
        done = format_requests.delete_old(dry_run=options["dry_run"])
        if options["verbosity"] > 0:
            self.stdout.write("Would be emptied:" if options["dry_run"] else "Emptied:")
            self.stdout.write(f"{done['requests']:6d} requests for another format")
