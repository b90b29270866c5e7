"""Telling everybody who booked about a change: the mail is shown first, then sent. The rules are in events/changes.py."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages

from events import changes
from events.admin.screens import MANAGE, EventMixin, event_url, plural
from events.models import EventPage


class TellView(EventMixin, TemplateView):
    """Who would be told what, and the button that does it."""

    template_name = "events/organiser/tell.html"
    page_title = "Tell everybody"
    header_icon = "mail"

    def get_context_data(self, **kwargs):
        found = changes.preview(self.event)
        return super().get_context_data(
            preview=found,
            with_place=plural(found.bookings, "booking with a place", "bookings with a place"),
            waiting=plural(found.waiting, "booking on the waiting list", "bookings on the waiting list"),
            by_mail=plural(found.bookings + found.waiting - found.without_email, "person", "people"),
            without_email=plural(found.without_email, "booking has", "bookings have") if found.without_email else "",
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        told = changes.tell(self.event, request.user)
        if told:
            messages.success(request, f"{plural(told, 'booking is', 'bookings are')} being told of the change.")
        else:
            messages.info(
                request, "There was nothing to tell: everybody knows how the event stands, or nobody has booked."
            )
        return redirect(event_url(self.event))


@hooks.register("after_publish_page")
def offer_to_tell(request, page):
    """Once an event is published that differs from what people were told, a button leads to the preview."""
    if not isinstance(page.specific_deferred, EventPage) or not request.user.has_perm(MANAGE):
        return
    found = changes.preview(page)
    if found.changes and found.bookings + found.waiting:
        people = plural(found.bookings + found.waiting, "booking was", "bookings were")
        messages.warning(
            request,
            f"{people} made before this change. Nobody has been told yet. {' '.join(found.changes)}",
            buttons=[messages.button(reverse("bookings:tell", args=[page.pk]), "See the mail and tell everybody")],
        )
