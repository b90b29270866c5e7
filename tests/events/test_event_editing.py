"""What an editor is asked for on the page of an event, and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from events.models import EventIndexPage, EventPage, EventSession
from events.status import Attendance, Status
from home.models import HomePage, InformationPage
from tests.events import builders
from tests.events.builders import uk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def test_the_end_is_after_the_start():
    for end in ("2027-06-10 13:00", "2027-06-10 12:59"):
        with pytest.raises(ValidationError, match="after the start"):
            EventSession(start=uk("2027-06-10 13:00"), end=uk(end)).clean()
    EventSession(start=uk("2027-06-10 13:00"), end=uk("2027-06-10 13:01")).clean()


def test_every_session_of_the_starting_content_is_right():
    """Content files are not typed into the editor's form, which would check this."""
    sessions = EventSession.objects.all()
    assert len(sessions) >= 6
    for session in sessions:
        session.clean()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"status": Status.CANCELLED}, "status_reason"),
        ({"status": Status.POSTPONED}, "status_reason"),
        ({"status": Status.MOVED, "status_reason": "Too small"}, "previous_start"),
    ],
)
def test_people_are_told_why_and_from_when(fields, field):
    page = EventPage.objects.get(slug="example-recruitment-and-retention")
    vars(page).update(fields)
    with pytest.raises(ValidationError) as error:
        page.full_clean()
    assert list(error.value.message_dict) == [field]


def test_an_event_only_online_has_no_venue():
    page = EventPage.objects.get(slug="example-recruitment-and-retention")
    page.attendance = Attendance.ONLINE
    with pytest.raises(ValidationError, match="no venue"):
        page.full_clean()


def test_the_tree():
    """Events stand below their list, the list below home, and nothing below an event."""
    assert EventPage.can_create_at(builders.index_page())
    assert not EventPage.can_create_at(HomePage.objects.first())
    assert not EventPage.can_create_at(InformationPage.objects.first())
    assert EventIndexPage.can_create_at(HomePage.objects.first())
    assert EventPage.allowed_subpage_models() == []


def form_data(**fields):
    return nested_form_data(
        {
            "title": "A talk",
            "slug": "a-talk",
            "summary": "What it is about.",
            "attendance": "in_person",
            "status": "planned",
            "took_place": "yes",
            "largest_booking": "4",
            "offer_hours": "48",
            "who_for": "Everybody.",
            "scope_can_change": rich_text("<p>The plan.</p>"),
            "scope_cannot_change": rich_text("<p>The budget.</p>"),
            **{
                name: rich_text("")
                for name in ("joining_online", "topics", "questions_in_advance", "expenses", "taking_part")
            },
            **{name: streamfield([]) for name in ("body", "people", "agenda", "access", "write_up")},
            "sessions": inline_formset([{"start": "2031-06-10 13:00", "end": "2031-06-10 16:00", "title": ""}]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def test_an_editor_publishes_an_event_and_changes_its_date(editor_client):
    """The dates the lists sort by follow the rows of the form, at once and after every change."""
    add = reverse("wagtailadmin_pages:add", args=["events", "eventpage", builders.index_page().pk])
    assert editor_client.get(add).status_code == 200
    response = editor_client.post(add, {**form_data(), "action-publish": "1"})
    assert response.status_code == 302
    page = EventPage.objects.get(slug="a-talk")
    assert (page.live, page.starts_at) == (True, uk("2031-06-10 13:00"))

    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    row = {"id": str(page.sessions.get().pk), "start": "2031-07-01 09:00", "end": "2031-07-01 10:00", "title": ""}
    changed = form_data(sessions=inline_formset([row], initial=1))
    assert editor_client.post(edit, changed).status_code == 302
    page.refresh_from_db()
    assert page.starts_at == uk("2031-06-10 13:00")
    assert page.get_latest_revision_as_object().starts_at == uk("2031-07-01 09:00")
    assert editor_client.post(edit, {**changed, "action-publish": "1"}).status_code == 302
    page.refresh_from_db()
    assert page.starts_at == uk("2031-07-01 09:00")


def test_a_preview_shows_the_date_that_is_being_typed(editor_client):
    page = EventPage.objects.get(slug="example-recruitment-and-retention")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    row = {"id": str(page.sessions.get().pk), "start": "2027-05-06 10:00", "end": "2027-05-06 11:00", "title": ""}
    editor_client.post(address, form_data(slug=page.slug, sessions=inline_formset([row], initial=1)))
    assert "Thursday 6 May 2027" in editor_client.get(address).text


def test_an_event_cannot_be_published_without_a_date(editor_client):
    add = reverse("wagtailadmin_pages:add", args=["events", "eventpage", builders.index_page().pk])
    editor_client.post(add, {**form_data(sessions=inline_formset([])), "action-publish": "1"})
    assert not EventPage.objects.filter(slug="a-talk", live=True).exists()


@pytest.mark.parametrize(
    "address", ["/admin/events/", "/admin/snippets/events/venue/", "/admin/snippets/events/eventseries/"]
)
def test_the_lists_of_the_admin_open(editor_client, address):
    response = editor_client.get(address)
    assert response.status_code == 200
    if address == "/admin/events/":
        assert "Thursday 22 April 2027, 1pm to 4pm" in response.text


def test_a_venue_in_use_stays(editor_client):
    """Deleting a venue may not take the place away from events that are there."""
    venue = EventPage.objects.get(slug="alston-moor-draft-plan").venue
    editor_client.post(reverse("wagtailsnippets_events_venue:delete", args=[venue.pk]))
    venue.refresh_from_db()
    assert venue.pk
