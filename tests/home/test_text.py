"""How the site writes moments: a wrong hour sends somebody to a closed door."""

import datetime

import pytest
from django.utils import translation

from home.text import moment_text


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime.datetime(2031, 6, 10, 16, 30, tzinfo=datetime.UTC), "5:30pm on Tuesday 10 June 2031"),
        (datetime.datetime(2031, 1, 10, 12, 0, tzinfo=datetime.UTC), "midday on Friday 10 January 2031"),
        (datetime.datetime(2031, 6, 10, 23, 0, tzinfo=datetime.UTC), "midnight on Wednesday 11 June 2031"),
        (None, ""),
    ],
)
def test_a_moment_reads_as_the_clock_on_the_wall_shows_it(moment, words):
    with translation.override("en"):
        assert moment_text(moment) == words
