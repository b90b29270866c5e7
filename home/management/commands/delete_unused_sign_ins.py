from django.core.management.base import BaseCommand

from home import sign_ins


class Command(BaseCommand):
    help = (
        "Deletes accounts for which a code was asked and never entered within 7 days, and what else signing in leaves "
        "behind: counts of tries, notes of sessions that are over. Safe to repeat."
    )

    def handle(self, *args, verbosity, **options):
        number = sign_ins.delete_unfinished()
        if verbosity:
            self.stdout.write(f"Accounts deleted: {number}")
