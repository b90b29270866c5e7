"""What was found on each page: its jargon, and abbreviations that nobody explains."""

from django.db import models

from resources.models.glossary import GlossaryTerm, lines


class PageJargon(models.Model):
    """The jargon of one published page, for the report. Made from the page by resources/jargon_report.py, never by hand."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="jargon")
    # Terms of the page's language that it uses, and those of them that it explains.
    terms = models.ManyToManyField(GlossaryTerm, related_name="+", blank=True)
    explained = models.ManyToManyField(GlossaryTerm, related_name="+", blank=True)
    unexplained = models.TextField(blank=True, help_text="Abbreviations that nobody explains, one to a line.")
    # What the page was read with: see jargon_report.stamp.
    stamp = models.CharField(max_length=16)
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name = "jargon of a page"
        verbose_name_plural = "jargon of pages"

    def __str__(self):
        return f"{self.page_id}"

    @property
    def abbreviations(self):
        return lines(self.unexplained)
