"""A bar at the top of every admin page while facts about the publisher are missing."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.models import Site

from home.models import PublisherSettings


def launch_bar(request):
    """What the bar shows, as {missing, href}; None when nothing is missing or nobody is signed in.

    `href` is empty for people who may not change the settings: the bar then tells them whom to ask.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    site = Site.find_for_request(request)
    if site is None:
        return None
    missing = PublisherSettings.for_request(request).missing()
    if not missing:
        return None
    policy = PublisherSettings.get_permission_policy()
    allowed = policy.user_has_permission_for_instance(user, "change", site)
    href = reverse("wagtailsettings:edit", args=("home", "publishersettings", site.pk)) if allowed else ""
    return {"missing": missing, "count": len(missing), "href": href}


@hooks.register("insert_global_admin_css")
def launch_bar_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-launch.css"))
