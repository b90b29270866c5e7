from django.core.management.base import BaseCommand

from home import freshness


class Command(BaseCommand):
    help = "Deletes the rows by which machines told each other what changed on public pages, once all have seen them."

    def handle(self, *args, **options):
        gone = freshness.forget_old()
        if options["verbosity"]:
            self.stdout.write(f"{gone} deleted")
