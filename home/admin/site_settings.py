"""The screen on which the publisher gives its facts: groups, help texts, and what is still missing at the top."""

from django import forms
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel


class YesNoSelect(forms.NullBooleanSelect):
    """Yes, no, or not said yet: a box that nobody ticked is no answer."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = (("unknown", "Not said yet"), ("true", "Yes"), ("false", "No"))


class MissingFactsPanel(Panel):
    """A list of what is still missing, at the top of the screen."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/admin/missing_facts.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["missing"] = self.instance.missing()
            return context


PUBLISHER_PANELS = [
    MissingFactsPanel(heading="Still missing"),
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("is_nhs_body", widget=YesNoSelect),
            FieldPanel("is_public_authority", widget=YesNoSelect),
            FieldPanel("funder"),
        ],
        heading="Who you are",
        icon="home",
    ),
    MultiFieldPanel(
        [
            FieldPanel("contact_email"),
            FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("phone_hours")]),
            FieldPanel("postal_address"),
            FieldPanel("safeguarding_contact"),
        ],
        heading="How people reach you",
        icon="mail",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("contact_reply_days"), FieldPanel("formats_reply_days")]),
            FieldRowPanel([FieldPanel("complaints_acknowledge_days"), FieldPanel("complaints_answer_days")]),
        ],
        heading="How soon you answer",
        icon="time",
        help_text="Promise only what you can keep: these numbers stand on public pages.",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("dpo_name"), FieldPanel("dpo_contact")]),
            FieldRowPanel([FieldPanel("messages_kept_months"), FieldPanel("logs_kept_days")]),
            FieldPanel("hosting_country"),
        ],
        heading="Personal data",
        icon="lock",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("expenses_lead_name"), FieldPanel("expenses_lead_contact")]),
            FieldPanel("expenses_paid"),
            FieldPanel("mileage_pence"),
            FieldPanel("expenses_when"),
        ],
        heading="Expenses",
        icon="tag",
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("moderators"), FieldPanel("moderation_days")])],
        heading="Comments",
        icon="comment",
    ),
    MultiFieldPanel(
        [FieldPanel("copyright_owner"), FieldPanel("licence")],
        heading="Copyright",
        icon="doc-full",
    ),
]
