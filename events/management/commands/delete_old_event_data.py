from django.core.management.base import BaseCommand

from events import retention

_WORDS = {
    "needs": "bookings without their needs, food, travel and topics",
    "topics": "topics written down by staff",
    "persons": "bookings without names and addresses",
    "mails": "mails without their words",
    "subscribers": "addresses that never said yes",
}


class Command(BaseCommand):
    help = "Deletes what people told us about events once its date has come. Safe to repeat. Prints counts only."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Count what would be deleted, and delete nothing.")

    def handle(self, *args, **options):
        done = retention.delete_old(dry_run=options["dry_run"])
        if options["verbosity"] > 0:
            self.stdout.write("Would be emptied or deleted:" if options["dry_run"] else "Emptied or deleted:")
            for kind, count in done.items():
                self.stdout.write(f"{count:6d} {_WORDS[kind]}")
