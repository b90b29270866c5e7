import hashlib
from pathlib import Path

import polib
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Makes everything ready to serve: tables, groups, starting content, languages, static files. Safe to repeat."

    def handle(self, *args, verbosity=1, **options):
        self.verbosity = verbosity
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        self.step("Database", "migrate", interactive=False, verbosity=0)
        self.step("Starting content", "load_content", verbosity=verbosity)
        self.step("Groups", "create_groups", verbosity=0)
        if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
            # What loading left to the worker, so that search and links are whole before the first visitor comes.
            self.step("Search and links", "db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
        self.compile_languages()
        self.collect_static()

    def step(self, title, command, **options):
        if self.verbosity:
            self.stdout.write(f"{title}…")
        call_command(command, stdout=self.stdout, **options)

    def compile_languages(self):
        """Turns the translations (.po) into what Django reads (.mo), where they are newer."""
        for source in Path(settings.LOCALE_PATHS[0]).rglob("*.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))

    def collect_static(self):
        """Gathers the static files, only where one of them or a package has changed since the last time."""
        stamp = Path(settings.DATA_DIR) / "static-made-from.txt"
        digest = self._static_digest()
        if stamp.exists() and stamp.read_text() == digest and Path(settings.STATIC_ROOT).exists():
            return
        self.step("Static files", "collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)

    def _static_digest(self):
        digest = hashlib.sha256((Path(settings.BASE_DIR) / "requirements.txt").read_bytes())
        # Made from the packages and from every class that templates and code write.
        for name in ("nhsuk/nhsuk.css", "nhsuk/nhsuk.js"):
            digest.update(Path(finders.find(name)).read_bytes())
        for folder in settings.STATICFILES_DIRS:
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    digest.update(str(path.relative_to(folder)).encode())
                    digest.update(path.read_bytes())
        return digest.hexdigest()
