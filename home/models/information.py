"""The two plain page types: a page of information, and a page that opens a section."""

from home.models.base import BodyPage

# Names of page types of the other apps: home imports nothing of theirs, and the tree still has to know them.
SECTION_CHILDREN = [
    "home.InformationPage",
    "home.SectionPage",
    "home.DefinitionsPage",
    "home.PrinciplesPage",
    "home.LevelsPage",
    "home.ConcernsPage",
    "home.GroupsPage",
    "home.TimelinePage",
    "resources.SourceDocumentPage",
    "resources.SourceDocumentIndexPage",
]


class InformationPage(BodyPage):
    """A page of words, tables, quotations and pictures."""

    template = "home/information_page.html"
    page_description = "A page of information: text, tables, quotations, pictures."
    parent_page_types = ["home.HomePage", "home.SectionPage", "home.InformationPage"]
    subpage_types = ["home.InformationPage"]


class SectionPage(BodyPage):
    """The first page of a section: its own words, then a card for each page below it."""

    template = "home/section_page.html"
    page_description = "The first page of a section: its own words, then a card for each page below it."
    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types = SECTION_CHILDREN
