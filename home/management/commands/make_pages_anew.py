from django.core.management.base import BaseCommand

from home import freshness


class Command(BaseCommand):
    help = "Has every public page made anew, on all machines: after a change that was made past the site, as in the database."

    def handle(self, *args, **options):
        freshness.drop_everything()
        if options["verbosity"]:
            self.stdout.write("Every page is made anew when it is next asked for.")
