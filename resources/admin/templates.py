"""The admin's list of templates: codes, stages and what has to be checked again."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from home.text import date_plain
from resources.models import TemplatePage


def _next_review(page):
    return date_plain(page.next_review)


class TemplateListingViewSet(PageListingViewSet):
    """All templates in one list, with the date of their next review."""

    model = TemplatePage
    icon = "clipboard-list"
    menu_label = "Templates"
    name = "templates"
    add_to_admin_menu = False
    list_display = [
        BulkActionsColumn("bulk_actions"),
        Column("code", label="Code", width="7%"),
        PageTitleColumn("title", label="Template", sort_key="title", classname="title"),
        Column("stage_words", label="Stages", accessor="stage_words", width="20%"),
        Column("next_review", label="Next review", accessor=_next_review, sort_key="next_review", width="16%"),
        PageStatusColumn("live", label="Published", sort_key="live", width="12%"),
    ]
    list_filter = ["paper"]
