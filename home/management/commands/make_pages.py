from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home import trial_pages


class Command(BaseCommand):
    help = (
        "Makes many pages for trials of speed, clearly labelled, below /trial-pages/: make_pages 10000. They stay out of "
        "search engines. make_pages --remove takes them away again. Not where PRODUCTION is set."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, nargs="?", help="how many more pages to make")
        parser.add_argument("--remove", action="store_true", help="remove every trial page")

    def handle(self, *args, number, remove, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("PRODUCTION is set: made-up pages have no place on a site that the public reads.")
        if bool(number) == remove or (number or 1) < 1:
            raise CommandError("Say how many pages to make, like make_pages 10000, or --remove.")
        tell = self.stdout.write if verbosity > 1 else lambda text: None
        if remove:
            self.stdout.write(f"{trial_pages.remove(tell)} trial pages are gone.")
            return
        trial_pages.make(number, tell)
        self.stdout.write(f"{number} trial pages are below /{trial_pages.SLUG}/. To remove them: make_pages --remove")
