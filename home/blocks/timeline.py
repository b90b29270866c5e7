"""A period of the timeline: a stretch of years with what happened in them."""

import itertools

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks.people import TimelineEntryBlock


def year_label(entry):
    """The year of an entry as people say it: "2017", or "1970s" where the date is a whole decade."""
    decade = f"{entry['year']}s"
    return decade if decade in (entry.get("date_text") or "") else str(entry["year"])


class PeriodValue(blocks.StructValue):
    """A period that knows its years."""

    @property
    def years_found(self):
        """The entries year by year, in the order given: [{"year", "label", "entries"}]."""
        found = []
        for entry in self.get("entries") or []:
            if not found or found[-1]["year"] != entry["year"]:
                found.append({"year": entry["year"], "label": year_label(entry), "entries": []})
            found[-1]["entries"].append(entry)
        return found


class PeriodEntryBlock(TimelineEntryBlock):
    """An entry that an editor finds by its date and title while it is closed."""

    class Meta:
        label = "Entry"
        label_format = "{date_text}: {title}"


class PeriodBlock(blocks.StructBlock):
    """A heading, the years it covers, and the entries in the order of time."""

    years = blocks.CharBlock(max_length=40, help_text="The years it covers, for example: 2016 to 2017.")
    title = blocks.CharBlock(max_length=100, help_text="What this time was about, in a few words.")
    text = blocks.TextBlock(
        rows=2, max_length=400, required=False, help_text="One or two sentences before the entries."
    )
    entries = blocks.ListBlock(PeriodEntryBlock(), min_num=1, collapsed=True, help_text="The oldest first.")

    class Meta:
        icon = "calendar-alt"
        label = "Period"
        label_format = "{years}: {title}"
        value_class = PeriodValue
        template = "home/blocks/period.html"
        description = "A stretch of years with what happened in them, the oldest first."
        preview_value = {
            "years": "2016 to 2017",
            "title": "A consultation and a decision",
            "text": "",
            "entries": [{"date_text": "8 March 2017", "year": 2017, "title": "The decision is presented", "text": ""}],
        }

    def clean(self, value):
        value = super().clean(value)
        years = [entry["year"] for entry in value["entries"]]
        for before, after in itertools.pairwise(years):
            if after < before:
                message = f"{after} stands after {before}. Move the entries so that the oldest comes first."
                raise StructBlockValidationError({"entries": ValidationError(message)})
        return value
