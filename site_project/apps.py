from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save


class SiteProjectConfig(AppConfig):
    """The wiring: it has no models of its own."""

    name = "site_project"

    def ready(self):
        from site_project.page_cache import writes

        connection_created.connect(writes.watch, dispatch_uid="site_project.writes")
        post_save.connect(writes.after_insert, dispatch_uid="site_project.inserts")
