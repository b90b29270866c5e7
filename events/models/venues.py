"""Venues: what somebody has to know to get there, in, around and home. Written once, used by every event there."""

from django.db import models
from django.utils.translation import gettext
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.text import minutes

NOT_RECORDED = "Leave empty where nobody has checked it: the page then says so."


class Feature(models.TextChoices):
    """What is known about one facility."""

    UNKNOWN = "", "Nobody has checked"
    YES = "yes", "Yes"
    NO = "no", "No"


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _feature(value, note):
    if not value:
        return _lines(note)
    answer = gettext("Yes.") if value == Feature.YES else gettext("No.")
    return [f"{answer} {note}".strip()]


class Venue(TranslatableMixin, index.Indexed, ClusterableModel):
    """A place where events are held. An empty field is an unknown, and the page says that it is not recorded."""

    name = models.CharField(max_length=150)
    town = models.CharField(max_length=80, blank=True, help_text="Shown in lists after the name.")
    address = models.TextField(max_length=300, blank=True, help_text="One line for each part, as on an envelope.")
    postcode = models.CharField(max_length=10, blank=True)
    map_url = models.URLField(blank=True, verbose_name="map", help_text="A link to a map, for example OpenStreetMap.")

    step_free = models.TextField(
        max_length=400,
        blank=True,
        verbose_name="step-free route",
        help_text=f"From the street to the room. {NOT_RECORDED}",
    )
    doors = models.CharField(
        max_length=200,
        blank=True,
        verbose_name="door widths",
        help_text="For example: 95 cm, automatic; the hall door is heavy.",
    )
    hearing_loop = models.CharField(max_length=3, choices=Feature.choices, blank=True)
    hearing_loop_note = models.CharField(
        max_length=200, blank=True, help_text="In which rooms, and who last tested it."
    )
    toilets = models.TextField(
        max_length=300, blank=True, help_text="Accessible toilets: which floor, which side to transfer."
    )
    changing_places = models.CharField(
        max_length=3, choices=Feature.choices, blank=True, verbose_name="Changing Places toilet"
    )
    changing_places_note = models.CharField(
        max_length=200,
        blank=True,
        help_text="Where it is, or where the nearest one is. It has a hoist and an adult bench.",
    )
    quiet_space = models.CharField(max_length=200, blank=True, help_text="A room to rest in during an event.")

    blue_badge_bays = models.CharField(
        max_length=200, blank=True, help_text="How many, how far from the door, how long."
    )
    parking = models.CharField(max_length=200, blank=True, help_text="Other parking and what it costs.")
    stop_name = models.CharField(
        max_length=120,
        blank=True,
        verbose_name="nearest stop or station",
        help_text="For example: the bus station, stand 3.",
    )
    stop_minutes_walking = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name="minutes on foot")
    stop_minutes_wheeling = models.PositiveSmallIntegerField(
        null=True, blank=True, verbose_name="minutes by wheelchair"
    )
    stop_route = models.TextField(
        max_length=400,
        blank=True,
        verbose_name="way from the stop",
        help_text="Crossings, slopes, kerbs and surfaces on the way.",
    )
    last_services = models.TextField(
        max_length=400,
        blank=True,
        verbose_name="last useful services home",
        help_text="One line for each: where to and when.",
    )
    services_checked = models.DateField(null=True, blank=True, help_text="When somebody last checked the timetable.")
    taxi = models.CharField(
        max_length=150,
        blank=True,
        verbose_name="accessible taxi",
        help_text="A firm and its number, if it has agreed to this.",
    )

    panels = [
        HelpPanel(
            content="<p>Go there before you fill this in, with somebody who uses a wheelchair or a hearing aid if you "
            'can. What you leave empty reads "not recorded" on the page. Say no where it is no.</p>'
        ),
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("town"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("map_url")]),
            ],
            heading="Where it is",
        ),
        MultiFieldPanel(
            [
                FieldPanel("step_free"),
                FieldPanel("doors"),
                FieldRowPanel([FieldPanel("hearing_loop"), FieldPanel("hearing_loop_note")]),
                FieldPanel("toilets"),
                FieldRowPanel([FieldPanel("changing_places"), FieldPanel("changing_places_note")]),
                FieldPanel("quiet_space"),
            ],
            heading="In and around",
        ),
        MultiFieldPanel(
            [
                FieldPanel("stop_name"),
                FieldRowPanel([FieldPanel("stop_minutes_walking"), FieldPanel("stop_minutes_wheeling")]),
                FieldPanel("stop_route"),
                FieldPanel("last_services"),
                FieldPanel("services_checked"),
                FieldRowPanel([FieldPanel("blue_badge_bays"), FieldPanel("parking")]),
                FieldPanel("taxi"),
            ],
            heading="Getting there and home",
        ),
        InlinePanel(
            "photos",
            heading="Photographs",
            label="Photograph",
            help_text="The way in, in the order somebody arriving sees it.",
        ),
    ]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("town"),
        index.AutocompleteField("name"),
        index.AutocompleteField("town"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]

    def __str__(self):
        return self.name_and_town

    @property
    def name_and_town(self):
        """The name, and the town where the name does not have it: "Ewanrigg Community Centre, Maryport"."""
        return f"{self.name}, {self.town}" if self.town and self.town not in self.name else self.name

    @property
    def address_lines(self):
        """The address as a list of lines, the postcode last."""
        return [*_lines(self.address), *_lines(self.postcode)]

    @property
    def stop_text(self):
        """The nearest stop with both times: "the bus station, 4 minutes on foot, 6 minutes by wheelchair"."""
        parts = [self.stop_name] if self.stop_name else []
        if self.stop_minutes_walking is not None:
            parts.append(gettext("%(minutes)s on foot") % {"minutes": minutes(self.stop_minutes_walking)})
        if self.stop_minutes_wheeling is not None:
            parts.append(gettext("%(minutes)s by wheelchair") % {"minutes": minutes(self.stop_minutes_wheeling)})
        return ", ".join(parts)

    def access_facts(self):
        """What is known about getting in and around: [(label, [line, ...]), ...]. No line: nobody recorded it."""
        return [
            (gettext("Step-free route"), _lines(self.step_free)),
            (gettext("Doors"), _lines(self.doors)),
            (gettext("Hearing loop"), _feature(self.hearing_loop, self.hearing_loop_note)),
            (gettext("Toilets"), _lines(self.toilets)),
            (gettext("Changing Places toilet"), _feature(self.changing_places, self.changing_places_note)),
            (gettext("Quiet space"), _lines(self.quiet_space)),
        ]

    def travel_facts(self):
        """What is known about getting there and home, in the same form."""
        return [
            (gettext("Nearest stop or station"), _lines(self.stop_text)),
            (gettext("The way from there"), _lines(self.stop_route)),
            (gettext("Last useful services home"), _lines(self.last_services)),
            (gettext("Blue Badge bays"), _lines(self.blue_badge_bays)),
            (gettext("Other parking"), _lines(self.parking)),
            (gettext("Accessible taxi"), _lines(self.taxi)),
        ]

    @property
    def is_recorded(self):
        """Whether anything at all is known beyond the name and the address."""
        return any(lines for _label, lines in [*self.access_facts(), *self.travel_facts()])


class VenuePhoto(TranslatableMixin, Orderable):
    """A photograph of the way in. It has to say in words what it shows."""

    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey("wagtailimages.Image", on_delete=models.CASCADE, related_name="+")
    alt = models.CharField(
        max_length=250,
        verbose_name="what it shows",
        help_text="What somebody who cannot see the picture has to know.",
    )
    caption = models.CharField(max_length=250, blank=True)

    panels = [FieldPanel("image"), FieldPanel("alt"), FieldPanel("caption")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass
