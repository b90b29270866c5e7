"""Asking before. If these fail, what people want to talk about is lost, or their own words and names reach the public."""

from unittest import mock

import pytest

from events import topics
from events.models import Theme, Topic
from events.registers import register_of
from tests.events import builders
from tests.events.builders import NOW, uk

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def page():
    return builders.bookable()


@pytest.fixture
def asked(page):
    """Three topics from three bookings."""
    for number, text in enumerate(("Buses after six?", "Is there a late bus?", "Who decides?")):
        builders.booked(page, number, topic=text)
    return list(topics.topics_of(register_of(page)))


def test_topics_are_merged_into_a_theme_of_staffs_words(page, asked):
    register = register_of(page)
    theme = topics.merge(register, [asked[0].pk, asked[1].pk], title="Buses in the evening")
    (shown,) = topics.themes_of(page)
    assert (shown, shown.how_many) == (theme, 2)
    assert Topic.objects.get(text="Who decides?").theme is None


def test_topics_of_another_event_are_not_touched(page, asked):
    other = register_of(builders.bookable(title="Another"))
    theme = topics.merge(other, [asked[0].pk], title="Elsewhere")
    assert theme.asked.count() == 0


def test_hidden_themes_are_not_shown(page):
    Theme.objects.create(register=register_of(page), title="Not yet", shown=False)
    assert topics.themes_of(page) == []


def test_themes_keep_the_order_staff_give(page):
    register = register_of(page)
    first, second = (topics.merge(register, [], title=title) for title in ("First", "Second"))
    topics.put_in_order(register, {first.pk: 5, second.pk: 1})
    assert [theme.title for theme in topics.themes_of(page)] == ["Second", "First"]


def test_the_public_sees_themes_and_never_the_topics(client, page, asked):
    topics.merge(register_of(page), [asked[0].pk], title="Buses in the evening")
    with mock.patch("django.utils.timezone.now", return_value=NOW):
        text = client.get(page.url).text
    assert "What people want to ask" in text
    assert "Buses in the evening" in text
    assert "Buses after six?" not in text


def test_afterwards_the_theme_has_its_answer(client, page):
    Theme.objects.create(register=register_of(page), title="Buses", answer="We meet the bus company in July.")
    with mock.patch("django.utils.timezone.now", return_value=uk("2027-06-11 09:00")):
        text = client.get(page.url).text
    assert "What people asked before" in text
    assert "We meet the bus company in July." in text


def test_staff_see_topics_without_names(editor_client, page, asked):
    text = editor_client.get(f"/admin/event-conversation/{page.pk}/topics/").text
    assert "Who decides?" in text
    assert "Person 1" not in text
    assert asked[0].booking.reference not in text


def test_staff_merge_and_answer_on_the_screen(editor_client, page, asked):
    address = f"/admin/event-conversation/{page.pk}/topics/"
    editor_client.post(address, {"merge": "1", "topics": [asked[0].pk, asked[1].pk], "title": "Buses"})
    theme = Theme.objects.get()
    assert theme.asked.count() == 2
    form = {
        "themes-TOTAL_FORMS": "1",
        "themes-INITIAL_FORMS": "1",
        "themes-0-id": str(theme.pk),
        "themes-0-title": "Late buses",
        "themes-0-answer": "From May on.",
        "themes-0-sort_order": "0",
    }
    editor_client.post(address, form)
    theme.refresh_from_db()
    assert (theme.title, theme.answer, theme.shown) == ("Late buses", "From May on.", False)


def test_staff_take_a_topic_out_again(editor_client, page, asked):
    theme = topics.merge(register_of(page), [topic.pk for topic in asked], title="Buses")
    address = f"/admin/event-conversation/{page.pk}/topics/"
    editor_client.post(address, {"take_out": "1", "topics": [asked[2].pk, "x", "9" * 400]})
    assert set(theme.asked.all()) == set(asked[:2])


def test_a_merge_without_a_title_is_explained(editor_client, page, asked):
    address = f"/admin/event-conversation/{page.pk}/topics/"
    text = editor_client.post(address, {"merge": "1", "topics": [asked[0].pk]}).text
    assert "write the title of a new one" in text
    assert not Theme.objects.exists()


def test_an_event_nobody_booked_has_an_empty_screen(editor_client, page):
    assert "Nobody has sent a topic yet" in editor_client.get(f"/admin/event-conversation/{page.pk}/topics/").text
