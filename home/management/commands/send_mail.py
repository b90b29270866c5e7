from django.core.management.base import BaseCommand

from home import outbox


class Command(BaseCommand):
    help = (
        "Sends the mail that is due. The clock runs it every minute, for mail whose attempt failed and mail for later."
    )

    def handle(self, *args, verbosity=1, **options):
        sent = outbox.send_due()
        if verbosity:
            self.stdout.write(f"{sent} sent.")
