from django.core.management.base import BaseCommand

from home import groups


class Command(BaseCommand):
    help = "Makes the groups of editors, moderators and organisers, and the moderation workflow. Safe to repeat."

    def handle(self, *args, verbosity=1, **options):
        made = groups.create()
        if verbosity:
            for name, group in made.items():
                held = (group.permissions, group.page_permissions, group.collection_permissions)
                self.stdout.write(f"{name}: {sum(rights.count() for rights in held)} rights")
