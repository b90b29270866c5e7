"""The Resources group of the admin's menu."""

from wagtail.admin.viewsets.base import ViewSetGroup

from resources.admin.glossary import GlossaryTermViewSet
from resources.admin.stories import DifficultyViewSet, StoryListingViewSet
from resources.admin.templates import TemplateListingViewSet
from resources.admin.tips import TipViewSet


class ResourcesGroup(ViewSetGroup):
    menu_label = "Resources"
    menu_icon = "folder-open-inverse"
    menu_order = 225
    items = (TemplateListingViewSet, TipViewSet, StoryListingViewSet, DifficultyViewSet, GlossaryTermViewSet)


viewsets = [ResourcesGroup()]
