from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from home import persons


class Command(BaseCommand):
    help = "Finds what is held about one person on the whole site: shows how much, writes it to a file, or deletes it."

    def add_arguments(self, parser):
        parser.add_argument("who", help="An email address, or the reference of what was made without one.")
        parser.add_argument("--export", metavar="FILE", help="Write all of it to this new file, as JSON.")
        parser.add_argument("--delete", action="store_true", help="Delete all of it. It cannot be brought back.")

    def handle(self, *args, **options):
        held = persons.find_person(options["who"])
        if not held:
            raise CommandError("Nothing is held about this person.")
        if options["export"]:
            self._export(Path(options["export"]), held)
        if options["delete"]:
            persons.forget_person(options["who"])
        self.stdout.write("Deleted:" if options["delete"] else "Held:")
        for each in held:
            self.stdout.write(f"- {each.part.name}: {' '.join(each.summary)}")
        if options["delete"]:
            for sentence in (sentence for each in held for sentence in each.afterwards):
                self.stdout.write(sentence)

    def _export(self, path, held):
        try:
            with path.open("x", encoding="utf-8") as file:
                path.chmod(0o600)
                file.write(persons.as_json(held))
        except OSError as error:
            raise CommandError(f"The file {path} could not be made: {error.strerror}.") from error
        persons.record_export(held)
