from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page, get_page_models

from home.visibility import shown
from resources import documents
from resources.models.documented import DocumentedPage


class Command(BaseCommand):
    help = "Makes the files to download that are missing, and deletes old ones. Safe to repeat."

    def handle(self, *args, verbosity=1, **options):
        models = [model for model in get_page_models() if issubclass(model, DocumentedPage)]
        problems = documents.make_missing([page.specific for page in shown(Page.objects.type(*models))])
        deleted = documents.forget_old()
        if verbosity > 1:
            self.stdout.write(f"{deleted} old files deleted.")
        if problems:
            raise CommandError(f"{problems} files could not be made. The pages' editing screens say why.")
