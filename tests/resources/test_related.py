"""What goes with what. Lost if these fail: the way on, from whichever side somebody comes."""

import pytest
from django.utils import translation
from wagtail.models import Locale, PageViewRestriction

from home.models import Principle
from resources import related
from resources.models import StoryPage, TemplatePage, Tip
from training.models import ModulePage

pytestmark = pytest.mark.django_db


def titles(groups, kind):
    return [piece.title for pieces in [dict(groups).get(kind, [])] for piece in pieces]


@pytest.fixture
def scope_card(site_content):
    return TemplatePage.objects.get(slug="scope-card")


def test_a_module_leads_to_the_templates_that_name_it(scope_card, read):
    """The editor says it once, on the template."""
    module = scope_card.module.specific
    assert scope_card.title in titles(related.with_page(module), "template")
    links = [link["href"] for link in read(module.url).select(".goes-with a")]
    assert scope_card.url in links
    scope_card.module = None
    scope_card.save_revision().publish()
    assert scope_card.pk not in related._web().links.get(module.pk, ()) or scope_card.url in [
        row.page.url for row in module.related_pages.all()
    ]


def test_a_template_leads_to_the_modules_that_name_it_and_shows_none_twice(scope_card, read):
    module = ModulePage.objects.exclude(pk=scope_card.module_id).first()
    module.related_pages.create(page=scope_card, why="")
    module.save_revision().publish()
    links = [link["href"] for link in read(scope_card.url).select(".tool-related a")]
    assert module.url in links
    assert len(links) == len(set(links))


def test_a_template_leads_to_tips_for_its_principles(scope_card, read):
    numbers = {principle.number for principle in scope_card.principles.all()}
    fitting = {f"/tools/hints-and-tips/#{tip.anchor}" for tip in Tip.objects.filter(principle__number__in=numbers)}
    shown = {link["href"] for link in read(scope_card.url).select(".tool-related a") if "#tip-" in link["href"]}
    assert shown and shown <= fitting


def test_each_principle_leads_to_all_that_serves_it(site_content, read):
    soup = read("/what-it-is/principles/")
    for principle in Principle.objects.filter(locale__language_code="en"):
        links = {link["href"] for link in soup.select(f"#{principle.anchor} a")}
        for model in (TemplatePage, ModulePage, StoryPage):
            for page in model.objects.live().filter(principles=principle, locale__language_code="en"):
                if page.principles.count() <= related.MOST_PRINCIPLES:
                    assert page.url in links, (principle, page)
        for tip in Tip.objects.filter(principle=principle):
            assert f"/tools/hints-and-tips/#{tip.anchor}" in links


def test_nothing_stands_twice_at_a_principle(site_content, read):
    for article in read("/what-it-is/principles/").select("article.principle"):
        links = [link["href"] for link in article.select("a")]
        assert len(links) == len(set(links)), article["id"]


def test_what_is_not_for_everybody_is_behind_no_link(scope_card, read):
    """Lost if this fails: the title of a page that is not meant for everybody."""
    module = scope_card.module
    PageViewRestriction.objects.create(page=scope_card, restriction_type="login")
    draft = TemplatePage.objects.exclude(pk=scope_card.pk).first()
    draft.unpublish()
    for address in ("/what-it-is/principles/", module.url):
        links = {link["href"] for link in read(address).select("main a[href]")}
        assert not links & {scope_card.url, draft.url}


def test_another_language_has_its_own(site_content):
    polish = Locale.objects.get(language_code="pl")
    page = StoryPage.objects.get(slug="alston").copy_for_translation(polish, copy_parents=True)
    page.title = "Alston po polsku"
    page.save_revision().publish()
    principle = page.principles.first()
    with translation.override("pl"):
        assert titles(related.with_principles()(principle), "story") == ["Alston po polsku"]
    assert "Alston po polsku" not in titles(related.with_principles()(principle), "story")


def test_it_is_read_in_few_queries(site_content, django_assert_max_num_queries):
    principle = Principle.objects.first()
    with django_assert_max_num_queries(10):
        related.with_principles()(principle)
