"""The page of groups: nobody may be sent to a group that is history, and nothing unknown may look known."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils import WagtailPageTestCase

from home.blocks.groups import GroupBlock, GroupStatus
from home.models import GroupsPage, HomePage, SectionPage

ADDRESS = "/get-involved/groups/"
HISTORIC = {
    "Alston Moor Community Alliance",
    "Maryport Alliance",
    "Wigton Alliance",
    "Working Together Steering Group",
    "Working Together project groups",
}


def get(client):
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def names(page, status):
    return {heading.get_text(strip=True) for heading in page.select(f".groups--{status} .group__name")}


def value(**fields):
    block = GroupBlock()
    plain = {"name": "A group", "status": "unknown", "dates": "2014", "purpose": "To talk.", "source": "A paper"}
    return block, block.to_python({**plain, **fields})


def test_historic_groups_stand_under_their_own_heading_and_nobody_can_join_them(client, site_content):
    page = get(client)
    assert names(page, "past") == HISTORIC
    for group in page.select(".groups--past .group"):
        assert "How to join" not in group.get_text()
        assert group.select_one(".group__tag").get_text(strip=True) == "Historic"
        assert group.select_one(".group__dates").get_text(strip=True)


def test_groups_that_may_run_say_how_to_ask(client, site_content):
    page = get(client)
    assert names(page, "now") == {"The 2 local Healthwatch teams"}
    assert {"West Cumbria Community Forum", "Carlisle and Eden Community Forum"} <= names(page, "unknown")
    assert {"West Cumbria Maternity Voices Partnership", "Governors of the hospital trust"} <= names(page, "unknown")
    for group in page.select(".groups--now .group, .groups--unknown .group"):
        assert "How to join" in group.get_text()


def test_every_group_names_its_source(client, site_content):
    for group in get(client).select(".group"):
        labels = [label.get_text(strip=True) for label in group.select(".group__facts dt")]
        assert labels[-1] == "Source"
        assert group.select(".group__facts dd")[-1].get_text(strip=True)


def test_no_closed_address_is_shown(client, site_content):
    """The email addresses in the old papers are read by nobody."""
    assert "ccg.nhs.uk" not in str(get(client).main)


def test_what_nobody_knows_is_said_to_be_unknown(client, site_content):
    """An empty line would look as if there were nothing that the group cannot change."""
    page = GroupsPage.objects.get()
    block = {"name": "A group", "status": "unknown", "dates": "2014", "purpose": "To talk.", "source": "A paper"}
    page.groups = [{"type": "group", "value": {**block, "can_change": "The opening hours."}}]
    page.save_revision().publish()
    group = get(client).select_one(".group")
    assert group.select_one(".group__can dd").get_text(strip=True) == "The opening hours."
    assert group.select_one(".group__cannot dd").get_text(strip=True) == "Not known"
    assert group.select_one(".group__money dd").get_text(strip=True) == "Not known"
    assert "Not recorded." in group.get_text()


def test_a_page_without_a_running_group_says_so(client, site_content):
    page = GroupsPage.objects.get()
    page.groups = [(block.block_type, block.value) for block in page.groups if block.value["status"] != GroupStatus.NOW]
    page.save_revision().publish()
    assert "We have not confirmed that any group is running now." in get(client).get_text()


def test_a_way_to_join_a_historic_group_is_refused():
    block, group = value(status="past", how_to_join="<p>Come along.</p>")
    with pytest.raises(ValidationError) as error:
        block.clean(group)
    assert "historic" in str(error.value.block_errors["how_to_join"].messages)


def test_a_running_group_has_to_say_how_to_join():
    block, group = value(status="now")
    with pytest.raises(ValidationError) as error:
        block.clean(group)
    assert "how_to_join" in error.value.block_errors


@pytest.mark.parametrize(
    ("status", "join"), [("past", ""), ("unknown", ""), ("unknown", "<p>Ask.</p>"), ("now", "<p>Ask.</p>")]
)
def test_the_other_groups_are_accepted(status, join):
    block, group = value(status=status, how_to_join=join)
    assert block.clean(group)["status"] == status


def test_the_contents_lead_to_every_group(client, site_content):
    page = get(client)
    targets = {element["id"] for element in page.select("[id]")}
    links = [link["href"].removeprefix("#") for link in page.select(".group-contents a")]
    assert len(links) == len(page.select(".group")) + len(page.select(".groups"))
    assert set(links) <= targets


def test_an_editor_can_open_it(editor_client, site_content):
    response = editor_client.get(reverse("wagtailadmin_pages:edit", args=[GroupsPage.objects.get().pk]))
    assert response.status_code == 200
    assert "the page puts each group under the heading of its status" in response.content.decode()


class PlaceTests(WagtailPageTestCase):
    """Where the page of groups may stand."""

    def test_places(self):
        self.assertCanCreateAt(SectionPage, GroupsPage)
        self.assertCanNotCreateAt(HomePage, GroupsPage)
        self.assertAllowedSubpageTypes(GroupsPage, set())
