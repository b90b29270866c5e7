from django.core.management.base import BaseCommand

from resources import jargon_report


class Command(BaseCommand):
    help = "Notes which jargon each published page uses, and which abbreviations nobody explains, for the report."

    def handle(self, *args, **options):
        number = jargon_report.read_pages()
        if options["verbosity"]:
            self.stdout.write(f"{number} pages read")
