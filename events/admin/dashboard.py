"""What the admin's first screen says to organisers: the next events, what is pressing, and whether the promise is kept."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.ui.components import Component

from events import changes
from events.admin import needs
from events.admin.bookings import coming_events
from events.admin.screens import MANAGE, SEE_NEEDS, STYLES, booking_url, plural
from events.models import LIVE, Booking, BookingSource, BookingState, EventPage, EventRegister, EventSeries
from events.timing import local_day
from home.admin.screens import style_sheets

_SHOWN = 5


class OrganiserPanel(Component):
    """One panel of the first screen."""

    def __init__(self, user):
        self.user = user

    @property
    def media(self):
        return style_sheets(STYLES)

    def words(self):
        """The template's context, or nothing where there is nothing to show."""
        raise NotImplementedError

    def get_context_data(self, parent_context):
        return self.found

    @cached_property
    def found(self):
        return self.words()

    def render_html(self, parent_context=None):
        return super().render_html(parent_context) if self.found else ""


class PressingPanel(OrganiserPanel):
    """What cannot wait, in red and in words."""

    name = "events_pressing"
    template_name = "events/organiser/panel_pressing.html"
    order = 10

    def words(self):
        found = []
        if self.user.has_perm(SEE_NEEDS):
            found += self._needs()
        if self.user.has_perm(MANAGE):
            found += [*self._untold(), *self._held(), *self._to_ring()]
        return {"tasks": found} if found else {}

    def _needs(self):
        count = needs.urgent(needs.coming()).count()
        if not count:
            return []
        words = (
            f"{plural(count, 'need is', 'needs are')} still to be arranged, overdue or 5 days or less before the event"
        )
        return [_task(words, "See what people need", reverse("needs:index"))]

    def _untold(self):
        coming = EventPage.objects.upcoming().order_by()
        registers = EventRegister.objects.filter(page__in=coming.values("pk"), bookings__state__in=LIVE)
        for register in registers.select_related("page__venue").distinct():
            if not changes.untold(register, register.page):
                continue
            url = reverse("bookings:tell", args=[register.page_id])
            yield _task(f"People were not told of a change: {register.page.title}", "See the mail", url)

    def _held(self):
        held = self._coming(BookingState.HELD)
        if held:
            words = (
                f"{plural(len(held), 'booking has', 'bookings have')} to be checked by somebody before anything is sent"
            )
            url = f"{reverse('bookings:index')}?state={BookingState.HELD}"
            return [_task(words, "Check", booking_url(held[0]) if len(held) == 1 else url)]
        return []

    def _to_ring(self):
        for booking in self._coming(BookingState.OFFERED, email=""):
            words = f"Ring them: booking {booking.reference} is offered a place and has no email address"
            yield _task(words, "See the booking", booking_url(booking))

    def _coming(self, state, **more):
        now = timezone.now()
        found = Booking.objects.filter(state=state, register__page__ends_at__gt=now, **more)
        return list(found.exclude(source=BookingSource.REHEARSAL).order_by("offered_until", "pk"))


def _task(words, link, url):
    return {"words": words, "link": link, "url": url}


class NextEventsPanel(OrganiserPanel):
    """The next events and how full they are, and the promise of each series."""

    name = "events_next"
    template_name = "events/organiser/panel_events.html"
    order = 20

    def words(self):
        if not self.user.has_perm(MANAGE):
            return {}
        events = coming_events()
        records = promise_words()
        if not events and not records:
            return {}
        more = max(0, len(events) - _SHOWN)
        return {"events": events[:_SHOWN], "more": more, "records": records, "all_url": reverse("bookings:index")}


def promise_words(now=None):
    """This year's record of each series that promised a number: [{name, words, tag, tone}]. Two queries.

    A promise whose time is over is still shown: people remember it.
    """
    now = now or timezone.now()
    year = local_day(now).year
    found = EventSeries.objects.filter(at_least_a_year__gt=0, promised_from__lte=year).order_by("-pk")
    series = {one.translation_key: one for one in found}
    if not series:
        return []
    events = [
        event
        for event in EventPage.objects.shown().real().filter(series__isnull=False).select_related("series")
        if event.first_day and event.first_day.year == year
    ]
    return [_promise(one, events, year, now) for one in series.values()]


def _promise(series, events, year, now):
    """Counts by the same rule as the public page of promises: EventPage.keeps_promise."""
    own = [event for event in events if event.series.translation_key == series.translation_key]
    held = {event.translation_key for event in own if event.keeps_promise(now)}
    planned = {event.translation_key for event in own if not event.is_off and not event.is_past(now)}
    missing = series.at_least_a_year - len(held) - len(planned)
    words = f"{year}: {len(held)} held, {len(planned)} planned."
    until = series.promised_until
    if until and until < year:
        words += f" The promise was at least {series.at_least_a_year} a year, from {series.promised_from} to {until}."
        return {"name": series.name, "words": words, "tag": f"Promised until {until}", "tone": "over"}
    words += f" The promise is at least {series.at_least_a_year}."
    if missing <= 0:
        return {"name": series.name, "words": words, "tag": "Promise on course", "tone": "good"}
    words += f" {plural(missing, 'more is', 'more are')} needed before the year ends."
    return {"name": series.name, "words": words, "tag": "Promise at risk", "tone": "bad"}


@hooks.register("construct_homepage_panels")
def add_panels(request, panels):
    if request.user.has_perm(MANAGE) or request.user.has_perm(SEE_NEEDS):
        panels += [PressingPanel(request.user), NextEventsPanel(request.user)]
