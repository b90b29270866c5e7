"""The site map: every page that everybody may read, as nested lists."""

from dataclasses import dataclass, field

from wagtail.models import Page

from home.models.base import BasePage
from home.visibility import shown


@dataclass
class Branch:
    """One page of the tree and the pages below it."""

    title: str
    href: str
    depth: int = 0
    branches: list = field(default_factory=list)


class SiteMapPage(BasePage):
    """A page that lists all others. Drafts and private pages are never in it."""

    template = "home/site_map_page.html"
    page_description = "A list of all public pages. The site has one."
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    schema_type = "CollectionPage"

    @classmethod
    def can_create_at(cls, parent):
        """One site map for each language: a `max_count` would stop translations."""
        return super().can_create_at(parent) and not cls.objects.child_of(parent).exists()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["branches"] = self.tree(request)
        return context

    def tree(self, request=None):
        """The live public pages below this page's home page, as a list of Branch, in the order of the page tree.

        One query for the pages, whatever their number. A page under a draft stands under its nearest listed ancestor.
        """
        top = Branch("", "", depth=self.depth - 1)
        trail = [top]
        for page in self._listed():
            href = page.get_url(request)
            if not href:
                continue
            branch = Branch(page.title, href, page.depth)
            while len(trail) > 1 and trail[-1].depth >= page.depth:
                trail.pop()
            trail[-1].branches.append(branch)
            trail.append(branch)
        return top.branches

    def _listed(self):
        home = self.path[: -self.steplen]
        pages = Page.objects.filter(path__startswith=home, depth__gte=self.depth).exclude(pk=self.pk)
        return shown(pages).order_by("path").only("title", "path", "depth", "url_path")
