"""Whatever is written into an address or a form, nobody gets our error page. On both databases: they refuse other things."""

from urllib.parse import quote

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import feedback, links
from events.models import NextEventSubscriber
from tests.events import builders

pytestmark = pytest.mark.django_db

# Every address of ours that takes something from its reader, a page's own sub-addresses included.
ADDRESSES = [
    "/{}", "/{}/", "/what-it-is/{}/", "/learn/{}/", "/learn/goalposts/{}/", "/tools/{}/", "/stories/{}/", "/events/{}/",
    "/events/{}/book/", "/events/example-care-at-a-distance/book/{}/", "/events/{}/event.ics", "/jargon/?letter={}",
    "/bookings/{}/", "/bookings/{}/cancel/", "/bookings/{}/change/{}/", "/bookings/{}/your-day/", "/bookings/{}/event.ics",
    "/bookings/{}/expenses/", "/bookings/{}/offer/", "/bookings/feedback/{}/", "/bookings/next-event/{}/",
    "/formats/ask/{}/", "/formats/ask/?page={}",
    "/media/{}", "/media/images/{}.jpg", "/documents/{}/{}", "/search/?q={}&page={}", "/tools/?stage={}",
    "/account/password/reset/key/{}-{}/", "/account/login/?next={}", "/pl/{}/", "/{}/events/", "/admin/login/?next={}",
]  # fmt: skip
NUMBERS = st.integers(min_value=-(10**30), max_value=10**30).map(str)
ODD = st.sampled_from(
    ["\x00", "%00", "..", "../../etc/passwd", "1-1.x", "é" * 200, "\u202ehtap", "🦊", "'", '"', "NaN", "1e999"]
)
TEXT = st.one_of(st.text(max_size=60), NUMBERS, ODD)
PROPERTY = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


def sent(text):
    """A text as an address carries it, half characters and all."""
    return quote(text, safe="", errors="surrogatepass")


@PROPERTY
@given(address=st.sampled_from(ADDRESSES), parts=st.lists(TEXT, min_size=2, max_size=2))
def test_no_address_breaks_the_site(site_content, client, address, parts):
    answer = client.get(address.format(*map(sent, parts)))
    assert answer.status_code < 500


@pytest.fixture
def forms(site_content):
    """Every public form: where it is sent, and the names of its fields."""
    event = builders.bookable(has_food=True)
    over = builders.event("2026-01-11 10:00", "2026-01-11 12:00", title="Over", takes_bookings=True, capacity=5)
    manage = f"/bookings/{links.token(builders.booked(event))}/"
    subscriber = NextEventSubscriber.objects.create(email="a@example.net", email_key="a@example.net")
    return [
        ("/account/login/", ["login", "password"]),
        ("/account/password/reset/", ["email"]),
        ("/bookings/lost-link/", ["email"]),
        ("/bookings/next-event/", ["email"]),
        (f"/bookings/next-event/{links.token(subscriber)}/", ["answer", "leave"]),
        (f"/bookings/feedback/{feedback.token(over)}/", ["key", "heard", "could_take_part", "better", "room"]),
        (f"{event.url}book/name/", ["name", "guest_names", "homepage"]),
        (f"{event.url}book/contact/", ["email", "phone"]),
        (f"{event.url}book/places/", ["people", "companions", "room"]),
        (f"{event.url}book/needs/", ["kinds", "language", "other", "wants_to_talk", "consent"]),
        (f"{event.url}book/food/", ["food", "food_consent"]),
        (f"{event.url}book/travel/", ["costs", "travel"]),
        (f"{event.url}book/topic/", ["topic", "photo_consent", "wants_updates", "next_event"]),
        (f"{event.url}book/check/", ["seen", "may_wait"]),
        (f"{manage}change/name/", ["name", "guest_names"]),
        (f"{manage}change/contact/", ["email", "phone"]),
        (f"{manage}change/places/", ["people", "companions", "room"]),
        (f"{manage}change/needs/", ["kinds", "language", "other", "consent"]),
        (f"{manage}expenses/", ["kind", "detail", "miles", "amount", "seen", "wanted", "work_out", "take_back"]),
        (f"{manage}offer/", ["answer"]),
        (f"{manage}cancel/", ["how_many"]),
        ("/formats/ask/", ["kind", "answer_by", "email", "size", "more", "key", "page", "consent"]),
    ]


@PROPERTY
@given(
    data=st.data(),
    filled=st.lists(
        st.one_of(TEXT, st.characters(codec="utf-8").map(lambda letter: letter * 10_000), st.just("on")),
        min_size=8,
        max_size=8,
    ),
)
def test_no_form_breaks_the_site(forms, client, data, filled):
    address, names = data.draw(st.sampled_from(forms))
    chosen = data.draw(st.sets(st.sampled_from(names)))
    # A browser cannot send half a character; a program can send the bytes of one, which arrive as a sign for "unreadable".
    fields = {
        name: text.encode("utf-8", "replace").decode()
        for name, text in zip(names, filled, strict=False)
        if name in chosen
    }
    cache.clear()
    assert client.post(address, fields, headers={"Sec-Fetch-Site": "same-origin"}).status_code < 500
