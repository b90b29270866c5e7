"""The editor's view of the two page types: panels in the order somebody plans an event."""

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)

from home.models.base import BasePage, BodyPage

INDEX_PANELS = [*BodyPage.content_panels, FieldPanel("series")]

EVENT_PANELS = [
    *BasePage.content_panels,
    InlinePanel(
        "sessions",
        heading="When",
        label="Date and time",
        min_num=1,
        help_text="Times are UK time, summer and winter. A second row is for an event in two parts or on two days.",
    ),
    MultiFieldPanel(
        [FieldPanel("attendance"), FieldPanel("venue"), FieldPanel("joining_online"), FieldPanel("series")],
        heading="Where",
    ),
    MultiFieldPanel(
        [
            FieldPanel("status"),
            FieldPanel("status_reason"),
            FieldRowPanel([FieldPanel("previous_start"), FieldPanel("previous_place")]),
        ],
        heading="Going ahead, moved or cancelled",
        help_text="Change this before you change the date above, so that the page can say what it was.",
    ),
    MultiFieldPanel(
        [
            FieldPanel("takes_bookings"),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("online_capacity"), FieldPanel("largest_booking")]),
            FieldPanel("companions_use_places"),
            FieldRowPanel([FieldPanel("booking_closes_at"), FieldPanel("offer_hours")]),
            FieldPanel("has_food"),
            FieldPanel("arrival"),
            FieldPanel("join_link"),
        ],
        heading="Booking",
    ),
    FieldPanel("who_for"),
    FieldPanel("body", heading="What it is about"),
    MultiFieldPanel(
        [
            HelpPanel(
                content="<p>The goalposts, on the page from the first day. Write what is true, also where it is no. "
                "This is principle 1.</p>"
            ),
            FieldPanel("scope_can_change"),
            FieldPanel("scope_cannot_change"),
            FieldPanel("scope_who_decides"),
            FieldPanel("scope_by_when"),
            FieldPanel("scope_money"),
            FieldPanel("scope_outside"),
        ],
        heading="Scope card: what can and cannot change",
    ),
    FieldPanel("people"),
    FieldPanel("agenda"),
    MultiFieldPanel([FieldPanel("topics"), FieldPanel("questions_in_advance")], heading="Questions"),
    MultiFieldPanel(
        [FieldPanel("access"), FieldPanel("expenses"), FieldPanel("taking_part")],
        heading="Making it possible to come",
    ),
    MultiFieldPanel(
        [
            FieldPanel("write_up_due"),
            FieldPanel("took_place"),
            FieldPanel("turnout"),
            FieldPanel("outcome"),
            FieldPanel("write_up"),
            FieldPanel("source"),
            PageChooserPanel("source_page"),
        ],
        heading="Afterwards",
    ),
]
