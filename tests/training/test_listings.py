"""The newest module for other pages: only what everybody may see, and at the price of one query."""

import pytest
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction

from training.listings import latest_module
from training.models import ModuleIndexPage, ModulePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def newest(site_content):
    """A module that was published after all others."""
    page = ModulePage.objects.get(slug="goalposts")
    Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now() + timezone.timedelta(days=1))
    return page


def test_the_newest_module_is_found_in_one_query(newest, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = latest_module()
        assert (found.title, found.minutes) == ("Goalposts: being clear about scope", 8)
    assert found.pk == newest.pk


def test_a_draft_is_not_the_newest_module(newest):
    newest.unpublish()
    assert latest_module().pk != newest.pk


def test_a_private_module_is_not_the_newest_module(newest):
    PageViewRestriction.objects.create(page=newest, restriction_type=PageViewRestriction.LOGIN)
    assert latest_module().pk != newest.pk


def test_nothing_is_found_when_the_whole_training_is_private(newest):
    PageViewRestriction.objects.create(
        page=ModuleIndexPage.objects.get(), restriction_type=PageViewRestriction.PASSWORD
    )
    assert latest_module() is None


def test_an_example_is_not_the_newest_module(newest):
    ModulePage.objects.filter(pk=newest.pk).update(is_example=True)
    assert latest_module().pk != newest.pk


def test_nothing_is_found_where_there_is_no_module(newest):
    for page in ModulePage.objects.all():
        page.unpublish()
    assert latest_module() is None


def test_a_page_in_another_language_hears_of_no_english_module(newest):
    with translation.override("pl"):
        assert latest_module() is None
