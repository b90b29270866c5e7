"""The sketch map: every story can be seen and reached, near where it happened."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources import story_map
from resources.projection import Projection, spread
from resources.story_map import APART, StoryMap
from tests.resources.reading import STORIES, words

CUMBRIA = Projection(west=-3.8, south=54.0, east=-2.05, north=55.2, width=340)
patient = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
edges = st.floats(min_value=-179, max_value=179)


@dataclass
class Told:
    """A story as the map needs it."""

    latitude: float | None
    longitude: float | None


# The projection ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [(55.2, -3.8, 0, 0), (55.2, -2.05, 340, 0), (54.0, -3.8, 0, 402.5), (54.6, -2.925, 170, 201.2)],
)
def test_corners_and_middle(latitude, longitude, x, y):
    assert CUMBRIA.point(latitude, longitude) == (pytest.approx(x), pytest.approx(y, abs=0.5))


def test_a_kilometre_is_as_long_northwards_as_eastwards():
    """Lost if this fails: a county drawn too broad, as on a map of the whole world."""
    x, y = CUMBRIA.point(54.6, -3.0)
    north = y - CUMBRIA.point(54.6 + 10 / 111.3, -3.0)[1]
    east = CUMBRIA.point(54.6, -3.0 + 10 / 111.3 / math.cos(math.radians(54.6)))[0] - x
    assert north == pytest.approx(CUMBRIA.kilometres(10)) and east == pytest.approx(north, rel=0.01)


@patient
@given(edges, st.floats(min_value=-89, max_value=89), st.data())
def test_a_place_in_the_frame_is_a_point_in_the_picture(west, south, data):
    projection = Projection(
        west,
        south,
        data.draw(st.floats(min_value=west + 0.1, max_value=180)),
        data.draw(st.floats(min_value=south + 0.1, max_value=90)),
        340,
    )
    latitude = data.draw(st.floats(min_value=projection.south, max_value=projection.north))
    longitude = data.draw(st.floats(min_value=projection.west, max_value=projection.east))
    x, y = projection.point(latitude, longitude)
    assert projection.holds(latitude, longitude)
    assert -1e-6 <= x <= 340 + 1e-6 and -1e-6 <= y <= projection.height + 1e-6


@patient
@given(edges)
def test_a_frame_that_holds_nothing_is_refused(west):
    with pytest.raises(ValueError, match="west before its east"):
        Projection(west, 54, west, 55, 340)


# Markers ------------------------------------------------------------------------------------------


points = st.tuples(st.floats(min_value=0, max_value=340), st.floats(min_value=0, max_value=402))


@patient
@given(st.lists(points | st.just((100.0, 200.0)), max_size=12))
def test_no_marker_hides_another(places):
    """Also where several stories are from one town."""
    moved = spread(places, APART, 340, 402)
    assert len(moved) == len(places)
    for number, one in enumerate(moved):
        assert all(math.dist(one, other) >= APART - 1e-6 for other in moved[:number])


def test_a_point_with_room_stays():
    assert spread([(50, 50), (200, 200)], APART, 340, 402) == [(50, 50), (200, 200)]


def test_a_full_picture_still_has_an_end():
    assert len(spread([(20.0, 20.0)] * 30, APART, 60, 60)) == 30


def test_stories_without_a_place_or_from_elsewhere_are_in_the_list_only():
    drawn = StoryMap([Told(54.8, -2.4), Told(None, None), Told(52.75, 0.4), Told(54.2, -3.2)])
    assert [marker.number for marker in drawn.markers] == [1, 4]
    assert drawn.beside == [2, 3]


def test_the_towns_of_the_stories_lie_on_the_land_of_the_sketch(site_content):
    """A coast that is drawn wrong would put a town into the sea: each is inside the outline or within 3 km of the coast."""
    import yaml

    from resources.models import StoryPage

    source = yaml.safe_load(story_map.FILE.read_text("utf-8"))
    projection = story_map.sketch().projection
    outline = [projection.point(*place) for place in source["coast"] + source["inland"]]
    for story in StoryPage.objects.all():
        place = projection.point(float(story.latitude), float(story.longitude))
        near = min(math.dist(place, corner) for corner in outline) <= projection.kilometres(3)
        assert near or _inside(place, outline), story.slug


def _inside(point, outline):
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(outline, outline[1:] + outline[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


# On the page ------------------------------------------------------------------------------------------


def test_markers_and_list_have_the_same_numbers_and_lead_to_the_same_stories(read):
    """A number that leads elsewhere on the map than in the list would be worse than no map."""
    page = read("/stories/")
    markers = {words(link.find("text")): link["href"] for link in page.select(".story-map__marker")}
    listed = {words(item.select_one(".story-map__badge")): item.a["href"] for item in page.select(".story-map__item")}
    assert markers == listed == {str(number): f"/stories/{slug}/" for number, slug in enumerate(STORIES, start=1)}
    assert "not to scale" in words(page.select_one(".story-map__note"))


def test_the_map_shows_what_was_found(read):
    page = read("/stories/?place=millom")
    assert [link["href"] for link in page.select(".story-map__marker")] == ["/stories/millom/"]
    assert not read("/stories/?place=millom&stage=prepare").select(".story-map")


def test_two_stories_at_one_place_can_both_be_seen(read, alston):
    """Maternity moves to Alston for a moment: both numbers stand apart, and a line leads to the place."""
    type(alston).objects.filter(slug="maternity").update(latitude=alston.latitude, longitude=alston.longitude)
    page = read("/stories/")
    discs = {disc["cx"] + "," + disc["cy"] for disc in page.select(".story-map__disc")}
    assert len(discs) == 6
    assert page.select(".story-map__pointer")
