"""What the site promises to carry, counted: nothing of the sources is lost."""

import pytest
from wagtail.models import Page

from home.models import Definition, LegalPage, Principle
from resources.models import GlossaryTerm, StoryPage, TemplatePage
from training.models import ModulePage


def count_live(model):
    return model.objects.live().public().filter(locale__language_code="en").count()


@pytest.mark.parametrize(("model", "number"), [(ModulePage, 10), (TemplatePage, 10), (StoryPage, 6), (LegalPage, 7)])
def test_pages_are_all_there(site_content, model, number):
    assert count_live(model) == number


def test_principles_and_definitions_are_all_there(site_content):
    assert Principle.objects.filter(locale__language_code="en").count() == 13
    assert Definition.objects.filter(locale__language_code="en").count() >= 8


def test_the_members_of_the_three_alliances(site_content):
    pages = {slug: StoryPage.objects.get(slug=slug) for slug in ("alston", "maryport", "wigton")}
    assert {
        slug: len(page.members) if hasattr(page.members, "__len__") else page.members.count()
        for slug, page in pages.items()
    } == {
        "alston": 10,
        "maryport": 9,
        "wigton": 9,
    }


def test_the_glossary_is_whole(site_content):
    assert GlossaryTerm.objects.count() >= 44


def test_each_page_has_been_reviewed_and_says_when_again(site_content):
    pages = Page.objects.live().filter(depth__gt=1, locale__language_code="en").specific()
    assert [page.url for page in pages if not page.last_reviewed or not page.next_review] == []
