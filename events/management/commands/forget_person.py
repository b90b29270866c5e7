import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from events import people


class Command(BaseCommand):
    help = "Finds what is held about one person over all events: shows how much, writes it to a file, or deletes it."

    def add_arguments(self, parser):
        parser.add_argument("who", help="An email address, or the reference of a booking made without one.")
        parser.add_argument("--export", metavar="FILE", help="Write all of it to this new file, as JSON.")
        parser.add_argument("--delete", action="store_true", help="Delete all of it. It cannot be brought back.")

    def handle(self, *args, **options):
        found = people.find_person(options["who"])
        if not found:
            raise CommandError("Nothing is held about this person.")
        if options["export"]:
            self._export(Path(options["export"]), found)
        if options["delete"]:
            people.forget_person(options["who"])
        self.stdout.write(
            f"{'Deleted' if options['delete'] else 'Held'}: {len(found.bookings)} bookings, "
            f"{len(found.mails)} mails, {1 if found.subscriber else 0} on the list for the next event."
        )
        # References say nothing about anybody: they are what to repeat after a copy of the database was brought back.
        if found.references:
            self.stdout.write("References: " + " ".join(found.references))
        if found.mentions:
            self.stdout.write("Look also at the words of these bookings: " + " ".join(found.mentions))

    def _export(self, path, found):
        try:
            with path.open("x", encoding="utf-8") as file:
                path.chmod(0o600)
                json.dump(people.export(found), file, cls=people.JSON, ensure_ascii=False, indent=2)
        except OSError as error:
            raise CommandError(f"The file {path} could not be made: {error.strerror}.") from error
        people.record_export(found)
