"""The base of every page: summary, listing, review dates, and what a browser or a search engine is told."""

import json

from django.db import models
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home import links, navigation, sites
from home.blocks import BodyBlock
from home.visibility import anything_closed, shown


class BasePage(Page):
    """What all pages share. Subclasses say which parents and children they may have and name their template."""

    menu_title = models.CharField(
        max_length=40,
        blank=True,
        help_text="A shorter title for the menu and the breadcrumbs. Leave empty to use the title.",
    )
    summary = models.TextField(
        max_length=300,
        help_text="One or two plain sentences under the title. Also shown in lists and to search engines.",
    )
    listing_text = models.TextField(
        max_length=200, blank=True, help_text="Shorter words for the card of this page. Leave empty to use the summary."
    )
    listing_image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown when the page is shared. It is decoration: the words have to be enough.",
    )
    last_reviewed = models.DateField(
        null=True, blank=True, help_text="When somebody last checked every fact on this page."
    )
    next_review = models.DateField(null=True, blank=True, help_text="When somebody has to check it again.")
    made_with = models.TextField(
        blank=True,
        verbose_name="who helped to make this page",
        help_text="Shown at the foot of the page, for example: people from the Maryport group. Only if it is true.",
    )
    to_check = models.TextField(
        blank=True,
        verbose_name="to be checked",
        help_text="Facts on this page that nobody has confirmed yet. Only editors see this, here and in Reports, Pages to review.",
    )
    is_example = models.BooleanField(
        default=False,
        verbose_name="this is an example",
        help_text='Shows an "Example" tag and keeps the page out of search engines and feeds.',
    )
    explain_jargon = models.BooleanField(
        default=True,
        verbose_name="explain jargon on this page",
        help_text="Words of the jargon buster get a small button with their meaning, where the page first uses them.",
    )

    content_panels = Page.content_panels + [FieldPanel("summary")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("menu_title"), FieldPanel("show_in_menus")], heading="Address and menu"
        ),
        MultiFieldPanel([FieldPanel("listing_text"), FieldPanel("listing_image")], heading="In lists and when shared"),
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], heading="For search engines"),
    ]
    settings_panels = [
        MultiFieldPanel(
            [
                FieldPanel("last_reviewed"),
                FieldPanel("next_review"),
                FieldPanel("made_with"),
                FieldPanel("to_check"),
                FieldPanel("is_example"),
            ],
            heading="Review",
        ),
        MultiFieldPanel(
            [FieldPanel("explain_jargon"), HelpPanel(template="resources/panels/jargon.html")], heading="Jargon"
        ),
    ] + Page.settings_panels

    search_fields = Page.search_fields + [index.SearchField("summary", boost=2)]
    # What editors note about a page is about that page, not about its translations.
    override_translatable_fields = [SynchronizedField("to_check", overridable=False)]
    show_in_menus_default = False
    # The kind of thing this page is, in the words of schema.org.
    schema_type = "WebPage"
    # False for types of pages that explain words in a way of their own.
    has_jargon_help = True

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        """Renders the page at once, so that what is looked up for it is forgotten with it."""
        with links.looked_up(self, request):
            response = super().serve(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return response

    def get_view_restrictions(self):
        """Nothing to look for on a site that has closed no page."""
        return super().get_view_restrictions() if anything_closed() else PageViewRestriction.objects.none()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        sites.give_locale(self, request)
        context["breadcrumbs"] = navigation.breadcrumbs(self, request)
        context["languages"] = navigation.languages(self, request)
        return context

    @property
    def card_title(self):
        """The title on a card or in a list."""
        return self.title

    @property
    def card_text(self):
        """The words on a card or in a list: the listing text, or else the summary."""
        return self.listing_text or self.summary

    @property
    def menu_text(self):
        return self.menu_title or self.title

    @property
    def meta_description(self):
        return self.search_description or self.summary

    @cached_property
    def children(self):
        """The pages directly below this one that everybody may see, for cards, in the order an editor gave them."""
        return navigation.cards(shown(self.get_children()))

    def canonical_url(self, request=None):
        """The one address of this page; that of its source where it is an alias."""
        source = self.alias_of if self.alias_of_id else self
        return source.get_full_url(request)

    def schema(self, request=None):
        """This page as schema.org data: a dictionary that subclasses add to."""
        data = {
            "@context": "https://schema.org",
            "@type": self.schema_type,
            "name": self.title,
            "description": self.meta_description,
            "url": self.canonical_url(request),
            "inLanguage": translation.get_language(),
        }
        if self.first_published_at:
            data["datePublished"] = self.first_published_at.isoformat()
        if self.last_published_at:
            data["dateModified"] = self.last_published_at.isoformat()
        if self.last_reviewed:
            data["lastReviewed"] = self.last_reviewed.isoformat()
        return data

    def json_ld(self, request=None):
        """`schema` as text that is safe inside a script element."""
        text = json.dumps(self.schema(request), ensure_ascii=False)
        # No character that could end the script element is left.
        return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S308

    def get_sitemap_urls(self, request=None):
        """Nothing for examples: they are not real, so search engines do not hear of them."""
        return [] if self.is_example else super().get_sitemap_urls(request)


class BodyPage(BasePage):
    """A page whose words are a stream of the shared blocks."""

    body = StreamField(BodyBlock(), blank=True)

    content_panels = BasePage.content_panels + [FieldPanel("body")]
    search_fields = BasePage.search_fields + [index.SearchField("body")]

    class Meta:
        abstract = True
