"""What the publisher of the site fills in: who they are, how to reach them, and what stands in the footer."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from home import publisher, sites
from home.admin.site_settings import PUBLISHER_PANELS
from home.freshness import kept

# The Data (Use and Access) Act 2025, section 103: a complaint about personal data is acknowledged within 30 days.
LONGEST_ACKNOWLEDGEMENT = 30


def _count(verbose_name, help_text, longest=365):
    return models.PositiveSmallIntegerField(
        verbose_name,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(longest)],
        help_text=help_text,
    )


@register_setting(icon="home", order=1)
class PublisherSettings(BaseSiteSetting):
    """Who publishes the site. Empty until somebody takes it on: pages then show a neutral sentence."""

    name = models.CharField(
        max_length=200, blank=True, help_text="The organisation that publishes this site and answers for it in law."
    )
    is_nhs_body = models.BooleanField(
        null=True,
        blank=True,
        verbose_name="NHS body",
        help_text="Only an NHS body may use the NHS logo and the Frutiger typeface.",
    )
    is_public_authority = models.BooleanField(
        null=True,
        blank=True,
        verbose_name="public authority",
        help_text="A public authority answers freedom of information requests.",
    )
    funder = models.CharField(
        max_length=200, blank=True, verbose_name="paid for by", help_text="Who pays for this site. Often the same name."
    )

    contact_email = models.EmailField(
        blank=True,
        verbose_name="email",
        help_text="An address that more than 1 person reads. It is shown to everybody.",
    )
    contact_phone = models.CharField(
        max_length=50, blank=True, verbose_name="phone", help_text="A number that somebody answers, like 01228 123456."
    )
    phone_hours = models.CharField(
        max_length=120, blank=True, verbose_name="phone hours", help_text="For example: Monday to Friday, 9am to 5pm."
    )
    postal_address = models.TextField(blank=True, help_text="As on an envelope, one line each.")
    safeguarding_contact = models.TextField(
        max_length=300,
        blank=True,
        verbose_name="contact for worries about safety",
        help_text="Who to tell about the safety of a young person or an adult at risk. "
        "An email address or a phone number on a line of its own becomes a link.",
    )

    contact_reply_days = _count("working days to an answer", "From a message until somebody has your answer.")
    formats_reply_days = _count(
        "working days to another format", "Until you can send, for example, large print. Say the longest time."
    )
    complaints_acknowledge_days = _count(
        "days to confirm a complaint",
        "Until you tell somebody that their complaint has arrived. The law allows at most 30 for personal data.",
        LONGEST_ACKNOWLEDGEMENT,
    )
    complaints_answer_days = _count(
        "working days to answer a complaint", "Until somebody who complained has your answer."
    )

    dpo_name = models.CharField(
        max_length=200,
        blank=True,
        verbose_name="data protection officer",
        help_text="A person or a role. A public authority has to have one.",
    )
    dpo_contact = models.TextField(
        max_length=300,
        blank=True,
        verbose_name="contact of the data protection officer",
        help_text="An email address or a phone number on a line of its own becomes a link.",
    )
    messages_kept_months = _count("months that messages are kept", "Emails and letters about this site.", 120)
    logs_kept_days = _count("days that server logs are kept", "Logs of a web server hold the addresses of computers.")
    hosting_country = models.CharField(
        max_length=100, blank=True, help_text="The country where the site and its data are kept, for example: the UK."
    )

    expenses_lead_name = models.CharField(
        max_length=200, blank=True, verbose_name="person for expenses", help_text="A person or a team."
    )
    expenses_lead_contact = models.TextField(
        max_length=300,
        blank=True,
        verbose_name="contact for expenses",
        help_text="An email address or a phone number on a line of its own becomes a link.",
    )
    expenses_paid = models.TextField(
        blank=True,
        verbose_name="what you pay",
        help_text="What is paid, and at which rates, one line each. They come from your own policy.",
    )
    mileage_pence = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        verbose_name="pence for a mile",
        help_text="What you pay for a mile by car, from your own policy. With it, claims work out the sum.",
    )
    expenses_when = models.CharField(
        max_length=200,
        blank=True,
        verbose_name="when you pay",
        help_text="For example: within 10 working days, by bank transfer, or in cash on the day.",
    )

    moderators = models.CharField(
        max_length=200,
        blank=True,
        verbose_name="who reads comments first",
        help_text="For example: 2 people of the communications team and 1 community member.",
    )
    moderation_days = _count("working days to read a comment", "Until you tell the writer what happens with it.")

    copyright_owner = models.CharField(
        max_length=200, blank=True, help_text="The true owner. NHS bodies are in general not the Crown."
    )
    licence = models.CharField(
        max_length=20,
        blank=True,
        choices=publisher.Licence.choices,
        help_text="How others may use the words that you own. Only the owner can grant the Open Government Licence.",
    )

    panels = PUBLISHER_PANELS

    class Meta:
        verbose_name = "publisher"

    @classmethod
    def current(cls):
        """The publisher, where there is no request to ask: for mails, files and commands. One query."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()

    @classmethod
    def for_request(cls, request):
        """The publisher of the site a request is for, one object for each request. No query, but for the first of all."""
        found = getattr(request, "_publisher_settings", None)
        if found is None:
            site = sites.site_of(request)
            if site is None:
                return cls()
            values = kept(("publisher", site.pk), lambda: sites.values(cls.for_site(site)))
            found = request._publisher_settings = sites.made(cls, values)
        return found

    def __str__(self):
        return self.name or "Publisher"

    def clean(self):
        super().clean()
        if self.contact_email and publisher.is_closed_address(self.contact_email):
            raise ValidationError({"contact_email": "This address belongs to a body that has closed. Nobody reads it."})

    def missing(self):
        """What is not filled in yet, in plain words and in the order of the screen; placeholders count as missing."""
        facts = publisher.FACTS.items()
        return [str(fact.listed or fact.words) for key, fact in facts if publisher.is_placeholder(getattr(self, key))]

    @property
    def address_line(self):
        """The postal address on one line; "" where none is given."""
        if publisher.is_placeholder(self.postal_address):
            return ""
        lines = (" ".join(line.split()).strip(" ,") for line in self.postal_address.splitlines())
        return ", ".join(line for line in lines if line)

    def fact(self, key):
        """The fact `key` as a page shows it: a FactValue with `given`, `html`, `label` and a neutral `sentence`."""
        return publisher.fact_value(self, key)

    def route(self, topic="general"):
        """How to reach the right person about `topic`: a Route with `given`, `rows` and a neutral `sentence`."""
        return publisher.route(self, topic)


@register_setting(icon="list-ul", order=2)
class SiteNavigation(ClusterableModel, BaseSiteSetting):
    """The footer. The header's menu comes from the pages themselves ("Show in menus" on their Promote tab)."""

    class Group(models.TextChoices):
        ABOUT = "about", _("About")
        HELP = "help", _("Help")
        LEGAL = "legal", _("Legal")

    panels = [InlinePanel("links", heading="Footer links", label="Link")]

    class Meta:
        verbose_name = "footer"


class FooterLink(Orderable):
    navigation = ParentalKey(SiteNavigation, on_delete=models.CASCADE, related_name="links")
    group = models.CharField(max_length=10, choices=SiteNavigation.Group.choices)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=60, blank=True, help_text="Leave empty to use the page's title.")

    panels = [FieldPanel("group"), PageChooserPanel("page"), FieldPanel("text")]
