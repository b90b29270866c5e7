"""Panels of the page editor that say what the site has made of a page."""

from wagtail.admin.panels import Panel

from resources import documents


class FilesPanel(Panel):
    """The files of the page as it is published: made when, how large, or why not."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "resources/panels/files.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            # What is edited may be a draft; files are made from what is published.
            live = type(self.instance).objects.live().filter(pk=self.instance.pk).first()
            context["files"] = documents.told(live) if live else []
            context["live"] = live
            return context
