"""The addresses of an event page: the page itself, and the booking form below it."""

from django.utils.functional import cached_property
from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class BookingRoutes(RoutablePageMixin):
    """`book/`, `book/<step>/` and `book/done/` below an event. The views are in events/views/booking.py."""

    @path("")
    def index_route(self, request):
        """The event itself, served as every page is."""
        return self.serve(request)

    @path("book/", name="book")
    def book_start(self, request):
        from events.views import booking

        return booking.start(request, self)

    @path("book/done/", name="book_done")
    def book_done(self, request):
        from events.views import booking

        return booking.done(request, self)

    @path("book/check/", name="book_check")
    def book_check(self, request):
        from events.views import booking

        return booking.check(request, self)

    @path("book/<slug:step>/", name="book_step")
    def book_step(self, request, step):
        from events.views import booking

        return booking.question(request, self, step)

    @cached_property
    def booking_situation(self):
        """How this event stands for somebody who wants to book (events.situation.of): asked once for a page."""
        from events import situation

        return situation.of(self)

    def get_context(self, request, *args, **kwargs):
        """What the page says about booking, for an event that takes bookings and that somebody can still come to."""
        from events import calendars

        context = super().get_context(request, *args, **kwargs)
        if self.can_be_attended:
            context["booking"] = self.booking_situation if self.takes_bookings else {}
            context["book_url"] = f"{self.get_url(request)}book/"
            context["calendar_links"] = [] if self.is_example else calendars.add_links(self)
        return context
