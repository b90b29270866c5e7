from django.core.management.base import BaseCommand

from home import groups


class Command(BaseCommand):
    help = "Makes the groups of editors, moderators and organisers, and the moderation workflow. Safe to repeat."

    def handle(self, *args, verbosity=1, **options):
        made = groups.create()
        if verbosity:
            for name, group in made.items():
                count = group.permissions.count() + group.page_permissions.count() + group.collection_permissions.count()
                self.stdout.write(f"{name}: {count} rights")
