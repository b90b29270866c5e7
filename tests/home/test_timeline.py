"""The timeline: every date of the plan, in order, each with who says so."""

import itertools
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils import WagtailPageTestCase

from home.blocks.timeline import PeriodBlock, year_label
from home.models import HomePage, SectionPage, TimelinePage

ADDRESS = "/progress/timeline/"
DATES = [
    "1970s",
    "1980s",
    "2006",
    "7 May 2014",
    "29 September 2014",
    "12 December 2014",
    "18 September 2015",
    "September 2016",
    "26 September to 19 December 2016",
    "8 March 2017",
    "16 May 2017",
    "Early summer 2017",
    "22 June 2017",
    "16 November 2017",
    "18 November 2017",
    "Between 18 November and 8 December 2017",
    "8 December 2017",
    "2018",
    "1 April 2018",
    "January 2019",
    "June 2019 to January 2020",
    "July 2019",
    "30 October 2019",
    "February 2020",
    "March 2020",
    "1 July 2022",
    "1 April 2023",
    "25 January 2024",
    "2024",
    "May to July 2026",
]


@pytest.fixture
def page(client, site_content):
    """The timeline as a reader gets it."""
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def entry(year, date_text=None):
    return {"date_text": date_text or str(year), "year": year, "title": "Something", "text": "", "source": "A paper"}


def period(*years):
    return {"years": "then", "title": f"From {years[0]}", "text": "", "entries": [entry(year) for year in years]}


def test_every_date_is_there_and_in_order(site_content):
    timeline = TimelinePage.objects.get()
    assert [item["date_text"] for block in timeline.periods for item in block.value["entries"]] == DATES


def test_every_entry_says_where_it_comes_from(page):
    """A date without a source cannot be checked by anybody."""
    entries = page.select(".timeline-entry")
    assert len(entries) == len(DATES)
    for item in entries:
        assert len(item.select_one(".timeline-entry__source").get_text(strip=True)) > len("Source:")


def test_it_is_a_list_in_the_order_of_time(page):
    """A screen reader says how many entries there are and where one stands."""
    assert all(item.parent.name == "ol" for item in page.select(".timeline-entry, .timeline-year"))
    labels = [label.get_text(strip=True) for label in page.select(".timeline-year__label")]
    assert labels == sorted(labels)
    assert len(set(labels)) == len(labels)


def test_each_year_in_the_contents_leads_to_its_entries(page):
    targets = {element["id"] for element in page.select("[id]")}
    links = page.select(".timeline-contents a")
    assert len(links) == len(page.select(".timeline-year")) + len(page.select(".timeline-period"))
    assert all(link["href"].removeprefix("#") in targets for link in links)
    assert len(targets) == len(page.select("[id]"))


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(heading.name[1]) for heading in page.main.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_what_the_sources_leave_open_stays_open(page):
    """Facts that nobody has confirmed must not read as facts."""
    words = " ".join(page.main.get_text(" ").split())
    assert "How it went is not known." in words
    assert "Sources give 2,000 and 2,500." in words
    assert "We have not been able to confirm that it has become law." in words
    assert "We know the date and the place. We have not found a full account." in words
    note = TimelinePage.objects.get().to_check
    assert all(
        subject in note for subject in ("Whitehaven rally", "2,000 and 2,500", "30 October 2019", "Better Births")
    )


def test_the_wounding_sentence_of_the_report_is_not_repeated(page):
    assert "apathy" not in page.get_text()


def test_a_decade_is_named_as_a_decade():
    assert year_label(entry(1970, "1970s")) == "1970s"
    assert year_label(entry(2017, "Early summer 2017")) == "2017"


def test_entries_out_of_order_are_refused():
    block = PeriodBlock()
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(period(2017, 2016)))
    assert "2016 stands after 2017" in str(error.value.block_errors["entries"].messages)


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [((2016, 2017), (2018,), True), ((2016, 2018), (2017,), False), ((2016,), (2016,), False)],
)
def test_periods_follow_each_other(site_content, first, second, fits):
    """A year in two periods would have two places in the contents and one address."""
    timeline = TimelinePage.objects.get()
    timeline.periods = [{"type": "period", "value": period(*first)}, {"type": "period", "value": period(*second)}]
    if fits:
        timeline.clean()
        assert len(timeline.periods) == 2
    else:
        with pytest.raises(ValidationError, match="starts before the period above it ends"):
            timeline.clean()


def test_an_editor_can_open_it(editor_client, site_content):
    timeline = TimelinePage.objects.get()
    response = editor_client.get(reverse("wagtailadmin_pages:edit", args=[timeline.pk]))
    assert response.status_code == 200
    assert "The oldest period first." in response.content.decode()


class PlaceTests(WagtailPageTestCase):
    """Where the timeline may stand."""

    def test_places(self):
        self.assertCanCreateAt(SectionPage, TimelinePage)
        self.assertCanNotCreateAt(HomePage, TimelinePage)
        self.assertAllowedSubpageTypes(TimelinePage, set())
