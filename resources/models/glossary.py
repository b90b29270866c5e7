"""The jargon buster: words that shut people out, in plain words."""

import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.search import index

from home.models.base import BodyPage
from home.models.snippets import in_language

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lines(text):
    """The lines of a text that say something, trimmed."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def letter_of(word):
    """The letter a word stands under in an A to Z: without accents, in capitals; "#" for anything but a letter."""
    plain = unicodedata.normalize("NFKD", word.strip()[:1]).upper()[:1]
    return plain if plain.isalpha() else "#"


class GlossaryTerm(TranslatableMixin, index.Indexed, models.Model):
    """One word or abbreviation and what it means."""

    term = models.CharField(max_length=80, help_text="As people meet it, for example: CCG, or Lived experience.")
    slug = models.SlugField(
        max_length=80,
        allow_unicode=True,
        blank=True,
        help_text="The end of its address: /jargon/#ccg. Made from the term if left empty. Do not change it later.",
    )
    stands_for = models.CharField(
        max_length=150,
        blank=True,
        help_text="For an abbreviation: the words in full, for example: clinical commissioning group.",
    )
    meaning = models.TextField(
        max_length=300,
        help_text="What it means, in one or two plain sentences without other jargon. Shown wherever it is explained.",
    )
    more = RichTextField(
        features=["bold", "ul", "link", "document-link"],
        blank=True,
        help_text="Only on the jargon page: an example, or what changed since.",
    )
    also_called = models.TextField(
        blank=True,
        help_text="Other words for the same, one to a line. Each gets a line of its own in the A to Z that leads here.",
    )
    other_forms = models.TextField(
        blank=True,
        help_text="Other forms in running text, one to a line, for example plurals. They have no line in the A to Z.",
    )
    on_pages = models.BooleanField(
        default=True,
        verbose_name="explain it on pages",
        help_text="At its first use on each page. Switch it off for a word that most people use in another sense. "
        "It stays in the A to Z.",
    )
    see_also = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A page that explains more.",
    )

    panels = [
        FieldRowPanel([FieldPanel("term"), FieldPanel("slug")]),
        FieldPanel("stands_for"),
        FieldPanel("meaning"),
        FieldPanel("more"),
        MultiFieldPanel([FieldPanel("also_called"), FieldPanel("other_forms")], heading="Other words for it"),
        FieldPanel("on_pages"),
        PageChooserPanel("see_also"),
    ]
    search_fields = [
        index.SearchField("term", boost=5),
        index.SearchField("stands_for", boost=3),
        index.SearchField("also_called", boost=3),
        index.SearchField("other_forms"),
        index.SearchField("meaning"),
        index.SearchField("more"),
        index.AutocompleteField("term"),
        index.AutocompleteField("stands_for"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["term"]
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
        verbose_name = "jargon term"

    def __str__(self):
        return f"{self.term} ({self.stands_for})" if self.stands_for else self.term

    def clean(self):
        super().clean()
        self.slug = self.slug or slugify(self.term, allow_unicode=True)
        own = self.term.strip().casefold()
        if own in (line.casefold() for line in self.aliases):
            raise ValidationError({"also_called": "Leave out the term itself: it has its own line already."})

    @property
    def aliases(self):
        """Other words for the same, each with a line of its own in the A to Z."""
        return lines(self.also_called)

    @property
    def forms(self):
        """Every way the word may stand in a text: the term, its full words, other words and other forms, each once."""
        found = [self.term, self.stands_for, *self.aliases, *lines(self.other_forms)]
        return list(dict.fromkeys(form for form in found if form))

    @property
    def meaning_page(self):
        """The page that explains more, where it is live."""
        return self.see_also if self.see_also and self.see_also.live else None


@dataclass(frozen=True)
class GlossaryEntry:
    """A line of the A to Z: a term, or another word that leads to one (`is_alias`)."""

    name: str
    term: GlossaryTerm
    is_alias: bool = False

    @property
    def letter(self):
        return letter_of(self.name)


class GlossaryPage(BodyPage):
    """All terms from A to Z. The terms themselves are kept under Snippets."""

    template = "resources/glossary_page.html"
    page_description = (
        "The jargon buster: all terms from A to Z. The terms themselves are kept under Snippets, Jargon terms."
    )
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    has_jargon_help = False
    content_panels = BodyPage.content_panels[:-1] + [FieldPanel("body", heading="Before the A to Z")]
    search_fields = BodyPage.search_fields + [index.SearchField("all_words")]
    schema_type = "DefinedTermSet"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        terms = self.terms()
        context.update(groups=self.groups(terms), count=len(terms))
        return context

    def terms(self):
        """The terms in this page's language (or the first language where nobody has translated them), by name."""
        found = in_language(GlossaryTerm.objects.select_related("see_also"), self.locale)
        return sorted(found, key=lambda item: item.term.casefold())

    @staticmethod
    def groups(terms):
        """The A to Z as [(letter, [GlossaryEntry])]: A to Z with its empty letters, then any other letters."""
        entries = [GlossaryEntry(term.term, term) for term in terms]
        entries += [GlossaryEntry(alias, term, True) for term in terms for alias in term.aliases]
        entries.sort(key=lambda entry: (entry.name.casefold(), entry.is_alias))
        by_letter = {}
        for entry in entries:
            by_letter.setdefault(entry.letter, []).append(entry)
        latin = LATIN if any(letter in LATIN for letter in by_letter) else ""
        letters = [*latin, *sorted(letter for letter in by_letter if letter not in LATIN)]
        return [(letter, by_letter.get(letter, [])) for letter in letters]

    def all_words(self):
        """Every term with its meaning, so that the site's search finds the page by them."""
        return " ".join(f"{' '.join(term.forms)} {term.meaning}" for term in self.terms())


@receiver([post_save, post_delete], sender=GlossaryTerm)
def _index_glossary_pages(sender, instance, raw=False, **kwargs):
    """Keeps what search knows of the jargon page in step with its terms."""
    if not raw:
        for page in GlossaryPage.objects.filter(locale_id=instance.locale_id):
            index.insert_or_update_object(page)
