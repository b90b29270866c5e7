"""What an editor writes in a story: numbers, places and hard things are told right, or refused."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from home.models import Principle
from resources.blocks.stories import TurnoutBlock
from resources.models import Difficulty, StoryPage


@pytest.mark.parametrize(
    ("low", "high", "figure", "people"),
    [
        (None, None, "not known", "number not known"),
        (150, None, "150 or more", "150 or more people"),
        (6, 8, "6 to 8", "6 to 8 people"),
        (92, 92, "92", "92 people"),
        (1, 1, "1", "1 person"),
        (0, 0, "0", "0 people"),
        (2000, 2500, "2,000 to 2,500", "2,000 to 2,500 people"),
    ],
)
def test_numbers_are_written_as_people_read_them(low, high, figure, people):
    """ "None" or "150 to None" on a page would make the honest numbers look careless."""
    row = TurnoutBlock().to_python({"event": "Meeting", "low": low, "high": high})
    assert (row.figure, row.people) == (figure, people)


@pytest.mark.parametrize(("low", "high"), [(8, 6), (None, 6)])
def test_an_impossible_number_is_refused(low, high):
    """A range the wrong way round is a typing mistake: the editor hears of it."""
    block = TurnoutBlock()
    with pytest.raises(StructBlockValidationError) as error:
        block.clean(block.to_python({"event": "Meeting", "low": low, "high": high}))
    assert "At most" in str(error.value.block_errors["high"])


@pytest.mark.parametrize(("low", "high"), [(None, None), (150, None), (6, 8), (92, 92), (0, 0)])
def test_every_honest_number_is_taken(low, high):
    """Also none, and nobody."""
    block = TurnoutBlock()
    value = block.to_python({"event": "Meeting", "low": low, "high": high})
    assert block.clean(value)["low"] == low


def test_half_a_place_on_the_map_is_refused(alston):
    """A story with a latitude alone would land on the wrong spot of a map, or break it."""
    alston.longitude = None
    with pytest.raises(ValidationError, match="both latitude and longitude"):
        alston.full_clean()


def test_every_story_has_a_place_on_the_map_of_cumbria(site_content):
    """A swapped or mistyped coordinate would put a town into the sea."""
    for story in StoryPage.objects.all():
        assert 54 < story.latitude < 55.2 and -3.7 < story.longitude < -2.1, story.slug


def test_a_difficulty_gets_its_address_from_its_name(site_content):
    """An editor writes a name and need not know what a slug is."""
    item = Difficulty(name="Papers came late", locale=StoryPage.objects.first().locale)
    item.full_clean()
    assert item.slug == "papers-came-late"


def test_a_story_in_another_language_shows_translated_difficulties(alston):
    """A Polish page with English tags would look half finished, and its filter would miss."""
    polish = alston.locale.__class__.objects.get(language_code="pl")
    english = Difficulty.objects.get(slug="decision-already-made", locale=alston.locale)
    Difficulty.objects.create(
        name="Decyzja już zapadła", slug="decyzja", locale=polish, translation_key=english.translation_key
    )
    translated = alston.copy_for_translation(polish, copy_parents=True)
    translated.hard = alston.hard.all()
    translated.save()
    assert "Decyzja już zapadła" in [item.name for item in StoryPage.objects.get(pk=translated.pk).hard_things]


def test_stories_show_principles_by_number(alston):
    """Principles are known by their number: another order would read as a mistake."""
    numbers = [principle.number for principle in alston.principles_shown]
    assert numbers == sorted(numbers) == [3, 4, 9]
    assert all(isinstance(principle, Principle) for principle in alston.principles_shown)
