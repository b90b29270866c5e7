"""Outgoing mail in the admin: what waits, what failed and why, and what each mail says. Nobody changes or deletes a mail."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from home import outbox
from home.models import MailState, OutgoingMail
from home.text import date_long, minutes, time_short

# Failed mails older than this are no news any more.
_NEWS = datetime.timedelta(days=14)
_LABELS = {"made_at": "Written", "send_at": "To be sent from", "not_after": "To be sent until", "sent_at": "Sent"}


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Whoever may view outgoing mail may read it and have it tried again. Nobody may add, change or delete it by hand."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


policy = ReadOnlyPolicy(OutgoingMail)


class MailIndexView(IndexView):
    any_permission_required = ["view"]

    def get_base_queryset(self):
        # The words of a mail are large and the list does not show them.
        return super().get_base_queryset().defer("text", "html", "calendar", "headers")


class MailInspectView(InspectView):
    any_permission_required = ["view"]
    page_title = "Mail"

    def get_field_display_value(self, field_name, field):
        """Dates as the site writes them, and a dash for what is not there."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime.datetime):
            return f"{date_long(value)}, {time_short(value)}"
        return value if value not in (None, "") else "-"

    def get_field_label(self, field_name, field):
        return _LABELS.get(field_name) or super().get_field_label(field_name, field)

    def get_context_data(self, **kwargs):
        again = reverse("outgoing_mail:again", args=(self.object.pk,)) if can_try_again(self.object) else ""
        return super().get_context_data(again_url=again, **kwargs)


def can_try_again(mail):
    """Whether pressing "Try again" would send it: it failed, its words and its address are still there, and it is not too late
    for what must not arrive late."""
    too_late = mail.is_secret and (not mail.text or (mail.not_after and mail.not_after <= timezone.now()))
    return mail.state == MailState.FAILED and bool(mail.to) and not too_late


@method_decorator(require_POST, name="dispatch")
class TryAgainView(PermissionCheckedMixin, View):
    permission_policy = policy
    any_permission_required = ["view"]

    def post(self, request, pk):
        mail = get_object_or_404(OutgoingMail, pk=pk)
        if can_try_again(mail) and outbox.try_again(mail):
            messages.success(request, "The mail is on its way again.")
        else:
            messages.warning(request, "This mail cannot be tried again.")
        return redirect("outgoing_mail:inspect", pk)


class OutboxViewSet(ModelViewSet):
    model = OutgoingMail
    name = "outgoing_mail"
    url_prefix = "outgoing-mail"
    menu_label = "Outgoing mail"
    menu_hook = "register_reports_menu_item"
    icon = "mail"
    permission_policy = policy
    index_view_class = MailIndexView
    inspect_view_class = MailInspectView
    inspect_view_enabled = True
    inspect_template_name = "home/admin/outgoing_mail.html"
    inspect_view_fields = [
        "about", "to", "state", "problem", "attempts", "made_at", "send_at", "not_after", "sent_at",
    ]  # fmt: skip
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["state"]
    list_display = [
        "kind",
        "about",
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        "attempts",
        DateColumn("made_at", label="Written", sort_key="made_at"),
        DateColumn("sent_at", label="Sent", sort_key="sent_at"),
        "problem",
    ]
    list_filter = ["state", "kind", "made_at"]
    list_per_page = 50
    search_fields = ["kind", "about"]

    def get_urlpatterns(self):
        """The list and one mail; no way to add, change or delete."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/again/", TryAgainView.as_view(), name="again"),
        ]

    def get_common_view_kwargs(self, **kwargs):
        gone = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{f"{name}_url_name": None for name in gone}, **kwargs)

    def register_admin_url_finder(self):
        """There is no screen to change a mail on."""


viewsets = [OutboxViewSet]


# On the dashboard ------------------------------------------------------------------------------------------------------


def trouble(now=None):
    """What is wrong with the mail, as sentences; empty where all is well."""
    now = now or timezone.now()
    found = []
    late = outbox.late(now)
    if late and late > outbox.LATE:
        found.append(f"The oldest mail has been waiting for {_ago(late)}.")
    failed = OutgoingMail.objects.filter(state=MailState.FAILED, made_at__gt=now - _NEWS).count()
    if failed:
        found.append(f"{failed} {'mail' if failed == 1 else 'mails'} of the last 14 days could not be sent.")
    return found


def _ago(late):
    if late < datetime.timedelta(hours=2):
        return minutes(int(late.total_seconds()) // 60)
    return f"{int(late.total_seconds()) // 3600} hours"


class MailWarning(Component):
    """Says on the dashboard that mail is late or failed, to those who may look at it."""

    name = "mail_warning"
    order = 10
    template_name = "home/admin/mail_warning.html"

    def __init__(self, sentences):
        self.sentences = sentences

    def get_context_data(self, parent_context):
        return {"sentences": self.sentences, "href": reverse("outgoing_mail:index")}


@hooks.register("construct_homepage_panels")
def add_warning(request, panels):
    if policy.user_has_permission(request.user, "view"):
        sentences = trouble()
        if sentences:
            panels.append(MailWarning(sentences))
