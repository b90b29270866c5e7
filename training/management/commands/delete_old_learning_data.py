from django.core.management.base import BaseCommand

from training import retention

_WORDS = {
    "codes": "codes to carry on that have expired",
    "devices": "devices that were not seen for a long time",
    "warned": "people told that their account is not used",
    "accounts": "accounts that nobody uses",
    "mails": "mails without their words",
    "tries": "counts of tries",
}


class Command(BaseCommand):
    help = "Deletes what learners left once its date has come. Safe to repeat. Prints counts only."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Count what would be done, and do nothing.")

    def handle(self, *args, **options):
        done = retention.delete_old(dry_run=options["dry_run"])
        if options["verbosity"] > 0:
            self.stdout.write("Would be done:" if options["dry_run"] else "Done:")
            for kind, count in done.items():
                self.stdout.write(f"{count:6d} {_WORDS[kind]}")
