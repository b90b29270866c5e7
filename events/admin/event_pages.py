"""What the admin of event pages needs to know about bookings: the way to them, and that they cannot be deleted with the page."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from events.admin.screens import MANAGE, event_url
from events.models import LIVE, Booking, EventPage


@hooks.register("register_page_header_buttons")
def bookings_in_header(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, EventPage) and user.has_perm(MANAGE):
        yield Button("Bookings", event_url(page), icon_name="group", priority=5)


@hooks.register("register_page_listing_buttons")
def bookings_in_list(page, user, next_url=None):
    if isinstance(page.specific_deferred, EventPage) and user.has_perm(MANAGE):
        yield Button("Bookings", event_url(page), icon_name="group", priority=5)


@hooks.register("before_delete_page")
def keep_booked_events(request, page):
    """Stops the deletion of an event that people booked, or of a page above one."""
    return _stop(request, [page])


@hooks.register("before_bulk_action")
def keep_booked_events_in_bulk(request, action_type, objects, action_class_instance):
    if action_type == "delete":
        return _stop(request, [page for page in objects if hasattr(page, "get_descendants")])
    return None


def _stop(request, pages):
    why = why_not_deleted(pages)
    if not why:
        return None
    messages.error(request, why)
    parent = pages[0].get_parent()
    return redirect(reverse("wagtailadmin_explore", args=[parent.pk]) if parent else reverse("wagtailadmin_home"))


def why_not_deleted(pages):
    """The sentence for an editor, or "" where no booking stands in the way."""
    numbers = [pk for page in pages for pk in page.get_descendants(inclusive=True).values_list("pk", flat=True)]
    booked = Booking.objects.filter(register__page__in=numbers)
    first = booked.filter(state__in=LIVE, register__page__ends_at__gt=timezone.now()).first()
    if first:
        return (
            f"“{first.register.page.title}” has bookings, so it cannot be deleted. Cancel the event first: set it to "
            "“Cancelled”, publish it, and tell everybody. Its page then says so to those who look for it."
        )
    first = booked.select_related("register__page").first()
    if first:
        return (
            f"People have booked for “{first.register.page.title}”, and the records of that are kept with the page. "
            "It cannot be deleted. Unpublish it if nobody should see it."
        )
    return ""
