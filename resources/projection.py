"""From latitude and longitude to a point on a flat picture."""

import math
from dataclasses import dataclass

# One degree of latitude, and of longitude at the equator.
KILOMETRES_A_DEGREE = 111.3


@dataclass(frozen=True)
class Projection:
    """The equirectangular projection of a small part of the earth: good to a few per cent over a county, and easy to follow.

    The edges are in degrees; `width` is that of the picture, whose height follows from it. Raises ValueError for edges that
    hold nothing.
    """

    west: float
    south: float
    east: float
    north: float
    width: float

    def __post_init__(self):
        if not (self.west < self.east and self.south < self.north and self.width > 0):
            raise ValueError("A picture needs a west before its east, a south below its north, and a width.")

    @property
    def scale(self):
        """Units of the picture for one degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def _stretch(self):
        # A degree of latitude is as long everywhere; one of longitude gets shorter towards the poles.
        return 1 / max(math.cos(math.radians((self.south + self.north) / 2)), 0.01)

    @property
    def height(self):
        return (self.north - self.south) * self.scale * self._stretch

    def kilometres(self, number):
        """So many kilometres in units of the picture."""
        return number / KILOMETRES_A_DEGREE * self.scale * self._stretch

    def holds(self, latitude, longitude):
        """Whether a place lies in the picture."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def point(self, latitude, longitude):
        """(x, y) of a place in degrees, from the top left corner of the picture."""
        return (longitude - self.west) * self.scale, (self.north - latitude) * self.scale * self._stretch


def spread(points, apart, width, height):
    """Moves points that stand too close, so that none hides another. Returns as many (x, y), in the same order.

    `apart` is the least distance between two. A point stays where it is if there is room; else it goes to the nearest free place
    found on rings around it, inside the picture with half of `apart` to its edge. On a picture that is full it stays.
    """
    placed = []
    for point in points:
        free = (place for place in _around(point, apart) if _inside(place, apart / 2, width, height))
        placed.append(next((place for place in free if all(math.dist(place, one) >= apart for one in placed)), point))
    return placed


def _around(point, apart):
    """The point itself, then places on wider and wider rings around it, the one to the east first."""
    yield point
    for ring in range(1, 40):
        radius, number = ring * apart / 2, 6 * ring
        for step in range(number):
            angle = 2 * math.pi * step / number
            yield point[0] + radius * math.cos(angle), point[1] + radius * math.sin(angle)


def _inside(place, margin, width, height):
    return margin <= place[0] <= width - margin and margin <= place[1] <= height - margin
