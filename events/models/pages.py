"""The page of one event."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from events import outline, panels, structured_data
from events.blocks import AccessOfferBlock, AgendaItemBlock, EventPersonBlock
from events.forms.pages import EventPageForm
from events.models.bookable import Bookable
from events.models.booking_routes import BookingRoutes
from events.models.querysets import EventManager
from events.models.series import EventSeries
from events.models.sessions import EventSession
from events.models.venues import Venue, VenuePhoto
from events.status import Attendance, Status, TookPlace, notice, previous_text
from events.timing import Phase, hours_text, last_day, local_day, phase, when_text
from home.blocks import PLAIN_FEATURES, BodyBlock, ContactBlock
from home.models.base import BodyPage
from home.publisher import ContactTopic

# The publisher's contact routes, as every page shows them.
_CONTACT = ContactBlock()


class EventPage(BookingRoutes, Bookable, BodyPage):
    """One event: what, when, where, for whom, what can change, who is there, how to get in, and what came of it."""

    series = models.ForeignKey(EventSeries, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    venue = models.ForeignKey(
        Venue,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text="Where it is. Leave empty for an event that is only online.",
    )
    attendance = models.CharField(
        max_length=10,
        choices=Attendance.choices,
        default=Attendance.IN_PERSON,
        verbose_name="how people take part",
    )
    joining_online = RichTextField(
        features=PLAIN_FEATURES,
        blank=True,
        help_text="What people need, and how they get the link. Never the link itself.",
    )

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    status_reason = models.TextField(
        max_length=400,
        blank=True,
        verbose_name="reason",
        help_text="Why it is moved, postponed or cancelled. Shown first.",
    )
    previous_start = models.DateTimeField(
        null=True,
        blank=True,
        verbose_name="old date",
        help_text="For a moved event: when it was first planned to begin.",
    )
    previous_place = models.CharField(
        max_length=150,
        blank=True,
        verbose_name="old place",
        help_text="For an event that moved to another place.",
    )
    took_place = models.CharField(
        max_length=10,
        choices=TookPlace.choices,
        default=TookPlace.YES,
        verbose_name="did it take place",
        help_text="Only used once the date has passed.",
    )

    # Derived from the sessions, and kept so that events can be sorted and found by date.
    starts_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    ends_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    date_only = models.BooleanField(default=False, editable=False)

    who_for = models.TextField(max_length=400, verbose_name="who it is for")
    scope_can_change = RichTextField(
        features=PLAIN_FEATURES,
        verbose_name="what can change",
        help_text="What people who come can still have a say in.",
    )
    scope_cannot_change = RichTextField(
        features=PLAIN_FEATURES,
        verbose_name="what cannot change, and why",
        help_text="What is already decided, and the reason.",
    )
    scope_who_decides = models.TextField(max_length=300, blank=True, verbose_name="who decides")
    scope_by_when = models.CharField(max_length=200, blank=True, verbose_name="by when")
    scope_money = models.TextField(
        max_length=300,
        blank=True,
        verbose_name="money",
        help_text="Can it touch money? Say no when it is no.",
    )
    scope_outside = models.TextField(
        max_length=300,
        blank=True,
        verbose_name="ideas outside this",
        help_text="What happens to ideas that do not fit.",
    )

    people = StreamField([("person", EventPersonBlock())], blank=True, verbose_name="who is there, and why")
    agenda = StreamField([("item", AgendaItemBlock())], blank=True)
    topics = RichTextField(features=PLAIN_FEATURES, blank=True, verbose_name="what we will ask")
    questions_in_advance = RichTextField(
        features=PLAIN_FEATURES,
        blank=True,
        help_text="How people can put a question or a topic before the day.",
    )
    access = StreamField([("offer", AccessOfferBlock())], blank=True, verbose_name="access and formats")
    expenses = RichTextField(
        features=PLAIN_FEATURES, blank=True, help_text="What people can claim, how, and when it is paid."
    )
    taking_part = RichTextField(
        features=PLAIN_FEATURES,
        blank=True,
        verbose_name="how to take part",
        help_text="What is particular to this event. The ways to reach us by phone, email and post are added for you.",
    )

    write_up_due = models.DateField(
        null=True,
        blank=True,
        verbose_name="write-up due by",
        help_text="The date you promise to publish what was said.",
    )
    turnout = models.CharField(
        max_length=120,
        blank=True,
        verbose_name="how many came",
        help_text="As it is recorded, for example: 150 plus people.",
    )
    outcome = models.TextField(
        max_length=400,
        blank=True,
        verbose_name="what happened next",
        help_text="Two plain sentences for the list of past events.",
    )
    write_up = StreamField(
        BodyBlock(),
        blank=True,
        help_text="What was said, what happens with it, and what cannot be done and why.",
    )
    source = models.TextField(max_length=300, blank=True, help_text="For events of the past: where this is recorded.")
    source_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Our page about it.",
    )

    objects = EventManager()

    template = "events/event_page.html"
    page_description = "One event, with its dates, its venue, what can change, and the write-up afterwards."
    parent_page_types = ["events.EventIndexPage"]
    subpage_types = []
    base_form_class = EventPageForm
    content_panels = panels.EVENT_PANELS
    search_fields = [
        *BodyPage.search_fields,
        index.SearchField("who_for"),
        index.SearchField("scope_can_change"),
        index.SearchField("scope_cannot_change"),
        index.SearchField("people"),
        index.SearchField("agenda"),
        index.SearchField("topics"),
        index.SearchField("expenses"),
        index.SearchField("outcome"),
        index.SearchField("write_up"),
        index.RelatedFields("venue", [index.SearchField("name"), index.SearchField("town")]),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
        index.FilterField("status"),
        index.FilterField("is_example"),
    ]

    class Meta:
        verbose_name = "event"

    # Rules -----------------------------------------------------------------------------------------------------------

    def clean(self):
        """Keeps the derived dates right, and asks for what people need to know when plans change."""
        super().clean()
        self.derive_dates()
        errors = {}
        if self.status != Status.PLANNED and not self.status_reason:
            errors["status_reason"] = "Say why. People who planned to come want to know."
        if self.status == Status.MOVED and not self.previous_start and not self.previous_place:
            errors["previous_start"] = "Give the old date or the old place, so that people see what has moved."
        if self.attendance == Attendance.ONLINE and self.venue_id:
            errors["venue"] = "An event that is only online has no venue."
        errors |= self.booking_errors()
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        if not kwargs.get("update_fields"):
            self.derive_dates()
        super().save(*args, **kwargs)

    def derive_dates(self):
        """Sets the overall start and end from the sessions."""
        sessions = list(self.sessions.all())
        self.starts_at = min((session.begins_at for session in sessions), default=None)
        self.ends_at = max((session.finishes_at for session in sessions), default=None)
        self.date_only = bool(sessions) and all(session.date_only for session in sessions)

    # Words -----------------------------------------------------------------------------------------------------------

    def phase(self, now=None):
        """Where the event stands in time: events.timing.Phase."""
        return phase(self.starts_at, self.ends_at, now)

    def is_upcoming(self, now=None):
        """Whether EventQuerySet.upcoming has it: not over, or waiting for a new date."""
        return self.status == Status.POSTPONED or self.phase(now) not in (Phase.OVER, Phase.UNDATED)

    def is_past(self, now=None):
        """Whether EventQuerySet.past has it."""
        return self.status != Status.POSTPONED and self.phase(now) == Phase.OVER

    def keeps_promise(self, now=None):
        """Whether EventQuerySet.promised has it: real, past, and it took place."""
        took_place = self.took_place == TookPlace.YES and self.status != Status.CANCELLED
        return bool(self.series_id) and not self.is_example and took_place and self.is_past(now)

    @property
    def is_over(self):
        return self.is_past()

    @property
    def is_off(self):
        """Whether its date does not hold: it is cancelled or postponed."""
        return self.status in (Status.CANCELLED, Status.POSTPONED)

    @property
    def can_be_attended(self):
        """Whether somebody who reads the page now can still plan to come."""
        return not self.is_off and not self.is_over

    @cached_property
    def notice(self):
        """The tag and the sentence about the event's state, at this moment."""
        return notice(self)

    @property
    def when_text(self):
        """The date and time in words."""
        return when_text(self.starts_at, self.ends_at, self.date_only)

    @property
    def hours_text(self):
        return hours_text(self.starts_at, self.ends_at, self.date_only)

    @property
    def previous_text(self):
        return previous_text(self) if self.previous_start else ""

    @property
    def first_day(self):
        """The date it begins on the calendar in the UK, or None."""
        return local_day(self.starts_at) if self.starts_at else None

    @property
    def is_several_days(self):
        return bool(
            self.starts_at and self.ends_at and local_day(self.starts_at) != last_day(self.starts_at, self.ends_at)
        )

    @property
    def place_text(self):
        """Where it is, in one line: the venue, "Online", or both."""
        place = self.venue.name_and_town if self.venue else ""
        if self.attendance == Attendance.ONLINE:
            return gettext("Online")
        if self.attendance == Attendance.BOTH:
            return gettext("%(place)s, and online") % {"place": place} if place else gettext("In person and online")
        return place or gettext("Place not known yet")

    @property
    def write_up_is_late(self):
        """Whether the promised date for the write-up has passed without one."""
        today = local_day(timezone.now())
        return bool(self.is_over and self.write_up_due and self.write_up_due < today and not self.write_up)

    @property
    def date_parts(self):
        """The first day as words for the calendar leaf: {"weekday", "day", "month", "year"}; nothing without a date."""
        day = self.first_day
        if not day:
            return {}
        return {
            "weekday": date_format(day, "l"),
            "day": str(day.day),
            "month": date_format(day, "F"),
            "year": str(day.year),
        }

    def look_up(self, request):
        """The sessions and the venue's photographs, and the objects this page names, in one query for most pages.

        Nearly all events have one session and venues no photographs yet: those are asked for only where there are some.
        A preview shows what is in the form, which may not be what is saved.
        """
        if getattr(request, "is_preview", False) or not self.pk:
            return {
                "sessions": list(self.sessions.all()),
                "photos": list(self.venue.photos.all()) if self.venue else [],
            }
        names = ("venue", "source_page")
        of_this = EventSession.objects.filter(page=OuterRef("pk")).order_by().values("page")
        saved = (
            EventPage.objects.select_related(*names)
            .only(*names)
            .annotate(
                has_sessions=Exists(of_this.annotate(number=Count("pk")).filter(number__gt=1)),
                has_photos=Exists(VenuePhoto.objects.filter(venue=OuterRef("venue"))),
            )
            .get(pk=self.pk)
        )
        for name in names:
            setattr(self, name, getattr(saved, name))
        return {
            "sessions": list(self.sessions.all()) if saved.has_sessions else [],
            "photos": list(self.venue.photos.select_related("image")) if saved.has_photos else [],
        }

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(self.look_up(request))
        context["outline"] = outline.outline(self)
        context["contents"] = outline.contents(self)
        context["conversation"] = outline.conversation(self)
        context["access_groups"] = outline.access_groups(self)
        contact = _CONTACT.to_python({"heading": "", "topic": ContactTopic.EVENTS})
        context["contact_block"] = _CONTACT.render(contact, context)
        return context

    # Search engines --------------------------------------------------------------------------------------------------

    def schema(self, request=None):
        """An Event for search engines; for an example only a web page, because there is no such event."""
        data = super().schema(request)
        return data if self.is_example else data | structured_data.event(self, request)
