from django.core.management.base import BaseCommand, CommandError

from events import jobs


class Command(BaseCommand):
    help = "Ends offers nobody answered, and sends reminders, links to join and questions about how it was. Safe to repeat."

    def handle(self, *args, **options):
        failed = jobs.run()
        if failed:
            raise CommandError(f"These failed, see the log: {', '.join(failed)}.")
