"""What our own screens in the admin share: who may see them, the way back to them, and how they look."""

from django.core.exceptions import PermissionDenied
from django.forms import Media
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


def style_sheets(names):
    """The style sheets `names` as the media that Wagtail's screens and panels ask for."""
    return Media(css={"all": list(names)})


class AdminScreen(WagtailAdminTemplateMixin):
    """A screen for people with `permission` (for everybody in the admin where that is empty), with the style sheets `styles`."""

    permission = ""
    styles = ()

    def dispatch(self, request, *args, **kwargs):
        if self.permission and not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def prepare(self):
        """Finds what the address names, once it is clear that the person may see it."""

    def path(self):
        """The breadcrumbs between the start and this screen: [(label, address)]."""
        return []

    def get_breadcrumbs_items(self):
        steps = [*self.path(), (self.get_page_title(), "")]
        return [*self.breadcrumbs_items, *({"label": label, "url": url} for label, url in steps)]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["media"] = context.get("media", Media()) + style_sheets(self.styles)
        return context
