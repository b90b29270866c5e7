"""What a visitor reads on the pages of events, in every state, and what an editor is asked for."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from events.models import EventPage
from events.status import Attendance, Status
from tests.events import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def read(client, page):
    response = client.get(page if isinstance(page, str) else page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def words(element):
    return " ".join(element.get_text(" ").split())


def in_days(number, hours=3):
    """A start and an end, `number` days from now, as wall-clock text."""
    start = timezone.localtime() + datetime.timedelta(days=number)
    form = "%Y-%m-%d %H:%M"
    return {"start": start.strftime(form), "end": (start + datetime.timedelta(hours=hours)).strftime(form)}


def headings(soup):
    return [words(heading) for heading in soup.main.find_all("h2")]


# The list ------------------------------------------------------------------------------------------------------------


def test_the_list_keeps_examples_apart_and_says_what_they_are(client):
    """Nobody may take an example for an event they can go to."""
    soup = read(client, "/events/")
    cards = soup.select(".event-card")
    assert len(cards) == 2
    assert all("Example event" in words(card) for card in cards)
    assert "No event is planned at the moment." in words(soup.main)
    assert "Nobody has planned them." in words(soup.main)


def test_the_list_tells_what_came_of_past_events_year_by_year(client):
    soup = read(client, "/events/")
    years = soup.select(".event-year")
    assert [words(year.h3) for year in years] == ["2019", "2017"]
    assert [len(year.select(".event-past")) for year in years] == [1, 3]
    assert words(soup.main).count("What happened next:") == 4
    wigton = next(row for row in soup.select(".event-past") if "Wigton and Solway" in words(row))
    assert "Planned: outcome not known" in words(wigton)


def test_the_list_shows_the_promise_and_its_record(client):
    soup = read(client, "/events/")
    assert "at least two open 'Conversation with...' events each year" in words(soup.blockquote)
    rows = soup.select("table tbody tr")
    assert [words(row) for row in rows] == [f"{year} at least 2 0 No evidence found" for year in range(2024, 2019, -1)]
    assert "is not proof that nothing took place" in words(soup.main)
    assert "Examples are never counted." in words(soup.main)


def test_real_events_stand_before_examples(client):
    builders.event(
        **in_days(30), title="A real one", venue=builders.venue(stop_name="the bus station", stop_minutes_walking=1)
    )
    cards = [words(card.h3) for card in read(client, "/events/").select(".event-card")]
    assert cards[0] == "A real one"
    assert len(cards) == 3
    assert "the bus station, 1 minute on foot" in words(read(client, "/events/").main)


def test_the_list_is_not_in_the_menu():
    """The navigation has six parts; events are reached from the home page and the footer."""
    assert builders.index_page().show_in_menus is False


def test_query_budgets(client, django_assert_max_num_queries):
    """Ten more events must not cost one more query."""
    for number in range(10):
        builders.event(**in_days(10 + number), title=f"Event {number}", venue=builders.venue())
        builders.event(**in_days(-10 - number), title=f"Past event {number}", venue=builders.venue())
    for address in ("/events/", "/events/example-care-at-a-distance/", "/events/wigton-drop-in/"):
        client.get(address)
        with django_assert_max_num_queries(17):
            client.get(address)


# One event -----------------------------------------------------------------------------------------------------------


def test_an_example_has_everything_a_real_event_says(client):
    soup = read(client, "/events/example-care-at-a-distance/")
    assert headings(soup)[-1] == "What happens afterwards"
    for heading in (
        "What can and cannot change",
        "Who will be there, and why",
        "What happens on the day",
        "What we will ask",
        "Access and formats",
        "Getting there and home",
        "Joining online",
        "Expenses",
        "How to take part",
    ):
        assert heading in headings(soup)
    text = words(soup.main)
    for fact in (
        "Example event",
        "Nobody has planned this event.",
        "Thursday 14 October 2027",
        "5:30pm to 7:30pm",
        "Example library, Example town, and online",
        "5 minutes on foot, 8 minutes by wheelchair",
        "Who decides",
        "Ideas outside this",
        "Changing Places toilet",
        "Last useful services home",
        "by Thursday 28 October 2027",
    ):
        assert fact in text


def test_the_list_of_contents_leads_to_headings_that_are_there(client):
    for page in EventPage.objects.live():
        soup = read(client, page)
        links = [link["href"] for link in soup.select(".event-contents a")]
        assert links, page
        assert all(soup.find(id=link[1:]) for link in links), page


def test_an_example_is_kept_from_search_engines(client):
    """robots noindex, no Event in its data, not in the site map, not in the data of the list."""
    page = EventPage.objects.get(slug="example-recruitment-and-retention")
    soup = read(client, page)
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert page.schema()["@type"] == "WebPage"
    assert page.get_sitemap_urls() == []
    assert "/example-" not in client.get("/sitemap.xml").text
    assert "mainEntity" not in builders.index_page().schema()


def test_a_past_event_speaks_of_the_past(client):
    soup = read(client, "/events/alston-moor-draft-plan/")
    text = words(soup.main)
    assert headings(soup)[:2] == ["At a glance", "On this page"]
    assert headings(soup)[2] == "What happened"
    assert "Who was there, and why" in headings(soup)
    assert "150 plus people" in text
    assert "Time not recorded" in text
    assert "Step-free way in, hearing loop, toilets and transport: not recorded." in text
    for gone in ("How to take part", "Expenses", "What happens afterwards", "will be there"):
        assert gone not in text


def test_the_planned_drop_in_claims_no_outcome(client):
    """The report was written before 8 December 2017: nobody knows from it whether the drop-in took place."""
    text = words(read(client, "/events/wigton-drop-in/").main)
    assert "What we know" in text
    assert "Who was to be there, and why" in text
    assert "Our sources do not say what happened." in text
    assert "What happened on the day" not in text


# What the inventory of the sources lists for each event.
FACTS = {
    # R12: 18 November 2017, Alston Hospital, 150 plus people, ten elements.
    "alston-moor-draft-plan": (
        "18 November 2017 / Alston Hospital / in full and as a summary / stories of patients / short film / survey / "
        "alliance members to talk to / boards to write comments on / public health displays / police / ambulance / "
        "health checks / coffee and cakes / 150 plus people / comments and suggestions will be analysed"
    ),
    # R15: 16 November 2017, Ewanrigg Community Centre, 6 to 8 people, earlier ones well attended.
    "maryport-final-draft-plan": (
        "16 November 2017 / Ewanrigg Community Centre / 6 to 8 people / well attended / no less valuable / "
        "final draft / displays about how / to talk to / comments on / public health / coffee and cakes"
    ),
    # R20: Friday 8 December 2017, an empty shop, and everything around it.
    "wigton-drop-in": (
        "Friday 8 December 2017 / empty shop / summary of the plan / short film / display boards / survey / "
        "newsletters / Silloth and Aspatria libraries / comment boxes / social media / staff first"
    ),
    "whitehaven-world-cafe": "30 October 2019 / world cafe / chair of the / local NHS",
}


@pytest.mark.parametrize("slug", FACTS)
def test_nothing_of_the_sources_is_lost(client, slug):
    text = words(read(client, f"/events/{slug}/").main).lower()
    assert [fact for fact in FACTS[slug].split(" / ") if fact.lower() not in text] == []


def test_no_page_of_an_event_shows_a_dead_contact(client):
    for page in [*EventPage.objects.live(), builders.index_page()]:
        assert "northcumbriaccg" not in client.get(page.url).text
        assert "apathy" not in client.get(page.url).text


@pytest.mark.parametrize(
    ("fields", "expected", "gone"),
    [
        (
            {"status": Status.CANCELLED, "status_reason": "The hall was flooded."},
            ["This event is cancelled.", "The hall was flooded.", "Questions about this event", "Had been planned for"],
            ["How to take part", "Expenses", "Getting there and home"],
        ),
        (
            {"status": Status.POSTPONED, "status_reason": "Snow."},
            ["This event is postponed.", "There is no new date yet.", "Snow."],
            ["How to take part", "Getting there and home"],
        ),
        (
            {"status": Status.MOVED, "status_reason": "The room was too small.", "previous_place": "the old hall"},
            [
                "This event has a new place: A hall, A town.",
                "the old hall",
                "The room was too small.",
                "How to take part",
            ],
            ["Had been planned for"],
        ),
        (
            {"attendance": Attendance.ONLINE, "venue": None, "joining_online": "<p>Ring in.</p>"},
            ["Online", "Joining online", "Ring in.", "Cost Free"],
            ["Getting there and home"],
        ),
        (
            {"attendance": Attendance.BOTH},
            ["A hall, A town, and online", "Getting there and home", "Not recorded"],
            ["Joining online"],
        ),
    ],
)
def test_an_event_that_is_coming_in_every_state(client, fields, expected, gone):
    page = builders.event(**in_days(20), **{"venue": builders.venue(), "expenses": "", **fields})
    text = words(read(client, page).main)
    assert [words for words in expected if words not in text] == []
    assert [words for words in gone if words in text] == []


def test_an_event_of_today_and_one_that_is_over(client):
    assert "On now" in words(read(client, builders.event(**in_days(-0.05))).main)
    over = builders.event(**in_days(-30), write_up_due=datetime.date(2020, 1, 1))
    text = words(read(client, over).main)
    assert "Past event" in text
    assert "The write-up was due by 1 January 2020. It is late." in text


def test_an_event_of_two_parts_shows_both(client):
    page = builders.event(sessions=[("2027-06-10 10:00", "2027-06-10 12:00"), ("2027-06-11 13:00", "2027-06-11 16:00")])
    text = words(read(client, page).main)
    assert "Thursday 10 June 2027, 10am to midday" in text
    assert "Friday 11 June 2027, 1pm to 4pm" in text


def test_words_of_an_editor_cannot_become_markup(client):
    page = builders.event(
        **in_days(20),
        title="<script>alert(1)</script>",
        status=Status.CANCELLED,
        status_reason="<b onclick=x>Snow</b>",
        venue=builders.venue(name="<i>Hall</i>"),
    )
    for address in (page.url, "/events/"):
        text = client.get(address).text
        assert "<script>alert(1)" not in text
        assert "<b onclick" not in text
        assert "<i>Hall" not in text
