from django.core.management.base import BaseCommand, CommandError

from home.loading.loading import APPS, load
from home.loading.reading import ContentError


class Command(BaseCommand):
    help = "Loads what the site starts with. Safe to run again: what an editor has changed is left alone."

    def add_arguments(self, parser):
        parser.add_argument("--only", nargs="*", choices=APPS, help="Load the content of these apps only.")
        parser.add_argument(
            "--lenient",
            action="store_true",
            help="Leave references empty where the page or snippet they name is not there.",
        )

    def handle(self, *args, **options):
        try:
            report = load(options["only"], options["lenient"])
        except ContentError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"Content: {len(report.created)} new, {len(report.updated)} updated, {report.unchanged} unchanged, "
                f"{len(report.kept)} left as an editor made them."
            )
        for key in report.kept if options["verbosity"] > 1 else []:
            self.stdout.write(f"  left alone: {key}")
