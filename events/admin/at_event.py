"""What the screens for the day of an event share: who may see them, which event it is, and the log of what was seen."""

import datetime
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import audit
from events.admin.screens import MANAGE
from events.models import EventPage, EventRegister

# The door list is loaded again with every person who comes in: one line in the log for a quarter of an hour.
_QUIET = datetime.timedelta(minutes=15)


def organiser_view(view):
    """A view of one event for people who manage bookings: `view(request, event, ...)` for an address with a page's number."""

    @wraps(view)
    def wrapped(request, event_id, *args, **kwargs):
        require(request.user, MANAGE)
        event = get_object_or_404(EventPage.objects.select_related("venue", "locale"), pk=event_id)
        return view(request, event, *args, **kwargs)

    return wrapped


def require(user, permission):
    """Raises PermissionDenied, which the admin turns into a way back with a message."""
    if not user.has_perm(permission):
        raise PermissionDenied


def seen(event, user, what, count):
    """Writes to the audit log that somebody saw a list of bookings: who, when, which event, how many."""
    register = EventRegister.objects.filter(event_key=event.translation_key).first()
    if register is None:
        return
    recent = ModelLogEntry.objects.for_instance(register).filter(
        action="events.view", user=user, timestamp__gte=timezone.now() - _QUIET
    )
    if not any(entry.data.get("list") == what for entry in recent):
        audit.record("view", register, user, list=what, count=count)


def frame(event, title, icon):
    """What Wagtail's base template needs for a screen of `event`: its title and the way back, up to the event's papers."""
    way = [("Home", reverse("wagtailadmin_home")), ("Bookings", reverse("bookings:index"))]
    if event:
        way.append((event.title, reverse("bookings:event", args=[event.pk])))
        if title != "Paper and lists":
            way.append(("Paper and lists", reverse("event_paper", args=[event.pk])))
    return {
        "breadcrumbs_items": [{"label": label, "url": url} for label, url in [*way, (title, "")]],
        "page_title": title,
        "header_title": title,
        "header_icon": icon,
        "event": event,
    }
