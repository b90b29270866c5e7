from django.core.management.base import BaseCommand, CommandError

from training import jobs


class Command(BaseCommand):
    help = "Mails the questions that learners asked for, when they are due. Safe to repeat."

    def handle(self, *args, **options):
        failed = jobs.run()
        if failed:
            raise CommandError(f"These failed, see the log: {', '.join(failed)}.")
