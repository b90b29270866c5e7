"""The page of groups and networks. What is live and what is history can never be mixed up on it."""

from django.utils.translation import gettext
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.blocks import ContentBlock
from home.blocks.groups import GroupBlock, GroupStatus
from home.models.base import BodyPage


class GroupsPage(BodyPage):
    """All groups and networks we know of, under the heading that their status puts them under."""

    introduction = StreamField(ContentBlock(), blank=True, help_text="Shown before the groups.")
    groups = StreamField(
        [("group", GroupBlock())],
        blank=True,
        collapsed=True,
        help_text="In any order: the page puts each group under the heading of its status.",
    )

    template = "home/groups_page.html"
    page_description = "Groups and networks: what each can change, who is in it, how to join, and which are history."
    parent_page_types = ["home.SectionPage"]
    subpage_types = []
    content_panels = [
        *BodyPage.content_panels[:-1],
        FieldPanel("introduction"),
        FieldPanel("groups"),
        FieldPanel("body", heading="After the groups"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("introduction"), index.SearchField("groups")]

    def by_status(self):
        """The groups as [{"status", "heading", "text", "groups"}], live ones first and history last.

        The heading for groups running now is always there, so that a reader learns when there are none.
        """
        words = {
            GroupStatus.NOW: (
                gettext("Groups running now"),
                gettext("Public pages say that these groups are running. Check before you travel."),
            ),
            GroupStatus.UNKNOWN: (
                gettext("Groups we could not confirm"),
                gettext("Our sources name these groups. We do not know if they still run, so ask before you travel."),
            ),
            GroupStatus.PAST: (
                gettext("Groups of the past"),
                gettext(
                    "Our records of these groups end years ago. You cannot join them here, but you can learn from them."
                ),
            ),
        }
        found = []
        for status, (heading, text) in words.items():
            groups = [block.value for block in self.groups if block.value.get("status") == status]
            if not groups and status is GroupStatus.NOW:
                text = gettext("We have not confirmed that any group is running now.")
            if groups or status is GroupStatus.NOW:
                found.append({"status": status.value, "heading": heading, "text": text, "groups": groups})
        return found
