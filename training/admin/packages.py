"""Packages of a module for other learning systems, one click away from its page in the admin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import log

from training.models import ModulePage
from training.packages import NotPackable, cmi5, scorm

BUILD = {"scorm": scorm.build, "cmi5": cmi5.build}
LABELS = {"scorm": "SCORM 1.2 package (for ESR)", "cmi5": "cmi5 package"}


@require_safe
def package(request, page_id, kind):
    """The package of a module as a download, for whoever may edit it. What cannot be packed is said on its page."""
    page = get_object_or_404(ModulePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    try:
        made = BUILD[kind](page)
    except NotPackable as fault:
        messages.error(request, str(fault))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "GET":
        log(page, "training.package", user=request.user, data={"kind": kind})
    return FileResponse(
        made.file,
        as_attachment=True,
        filename=made.name,
        headers={"Content-Type": "application/zip", "Cache-Control": "no-store, private"},
    )


@hooks.register("register_admin_urls")
def urls():
    return [
        path(f"training/packages/<int:page_id>/{kind}/", package, {"kind": kind}, name=f"module_package_{kind}")
        for kind in BUILD
    ]


@hooks.register("register_log_actions")
def register_actions(actions):
    actions.register_action("training.package", "Made a package", "Made a package for another learning system")


def _buttons(page, user):
    """The two packages, for a module that is published: a package never holds a draft."""
    if isinstance(page.specific_deferred, ModulePage) and page.live and page.permissions_for_user(user).can_edit():
        for priority, (kind, label) in enumerate(LABELS.items(), start=40):
            address = reverse(f"module_package_{kind}", args=[page.pk])
            yield Button(label, address, icon_name="download", priority=priority)


@hooks.register("register_page_header_buttons")
def header_buttons(page, user, view_name, next_url=None):
    return _buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page, user, next_url=None):
    return _buttons(page, user)
