"""Charts: a number that nobody knows, or knows only roughly, is drawn as that. Lost otherwise: the trust in every other number."""

import itertools
import re

import pytest
from bs4 import BeautifulSoup
from django.template import engines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.charts import Bar, bar_chart, ticks

numbers = st.integers(min_value=0, max_value=10**9)
# How long the first ones take says more about the machine than about what is tested.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def widths(drawing, name):
    """The widths in per cent of the parts of a drawing with the class `name`."""
    return [float(width) for width in re.findall(rf'"bar-chart__{name}"[^>]*? width="([\d.]+)%"', drawing)]


def test_an_unknown_number_is_never_drawn_as_none():
    """A missing bar would say that nobody came."""
    unknown, none = bar_chart([Bar("A", "not known"), Bar("B", "0", 0, 0)], "People").rows
    assert "bar-chart__unknown" in unknown.drawing and "bar-chart__sure" not in unknown.drawing
    assert "bar-chart__sure" in none.drawing and "bar-chart__unknown" not in none.drawing


def test_a_range_shows_both_its_ends():
    row = bar_chart([Bar("A", "6 to 8", 6, 8)], "People").rows[0]
    assert widths(row.drawing, "sure") == [75] and widths(row.drawing, "perhaps") == [25]


def test_an_open_end_has_an_arrow_and_room_for_it():
    chart = bar_chart([Bar("A", "150 or more", 150)], "People")
    assert widths(chart.rows[0].drawing, "sure") == [75]
    assert "bar-chart__more" in chart.rows[0].drawing
    assert [words for _drawing, words in chart.key] == ["The arrow says that there may have been more."]


def test_plain_numbers_need_no_key_and_unknown_ones_no_scale():
    assert bar_chart([Bar("A", "92", 92, 92)], "People").key == ()
    assert bar_chart([Bar("A", "not known")], "People").axis == ""
    assert bar_chart([], "People").rows == ()


@pytest.mark.parametrize(("low", "high"), [(8, 6), (-1, 2), (None, 3)])
def test_a_number_that_cannot_be_is_refused(low, high):
    with pytest.raises(ValueError, match="A: "):
        bar_chart([Bar("A", "?", low, high)], "People")


@patient
@given(st.lists(st.tuples(numbers, numbers | st.none()), min_size=1, max_size=6))
def test_every_bar_fits_the_scale_and_keeps_its_proportion(pairs):
    """One scale from 0 for all: a bar that is twice as long is twice as many people."""
    bars = [Bar("A", "", low, high if high is None else max(low, high)) for low, high in pairs]
    end = ticks(max(bar.reach for bar in bars))[-1]
    for row in bar_chart(bars, "People").rows:
        assert widths(row.drawing, "sure")[0] == pytest.approx(100 * row.bar.low / end, abs=0.01)
        assert row.bar.reach <= end


@patient
@given(st.floats(min_value=0, max_value=10**12))
def test_a_scale_has_a_few_whole_steps_from_nothing(reach):
    marks = ticks(reach)
    assert marks[0] == 0 and marks[-1] >= reach and 2 <= len(marks) <= 6
    assert all(type(mark) is int for mark in marks)
    assert len({after - before for before, after in itertools.pairwise(marks)}) == 1


def test_the_table_holds_every_number_in_words_and_hides_the_drawings():
    """Somebody who does not see the bars reads the same; what an editor writes is never markup."""
    template = engines["jinja2"].from_string(
        '{% from "components/bar_chart.html" import bar_chart %}{{ bar_chart(chart, "Occasion", "People") }}'
    )
    chart = bar_chart(
        [Bar("<b>March</b>", "2,000 to 2,500", 2000, 2500, "Millom", "2014"), Bar("B", "not known")], "C & D"
    )
    page = BeautifulSoup(template.render({"chart": chart}), "html.parser")
    rows = [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]
    assert rows == ["Millom <b>March</b> 2014 2,000 to 2,500", "B Not known ?"]
    assert page.caption.get_text() == "C & D"
    assert {svg.get("aria-hidden") for svg in page.select(".bar-chart > table svg:not(svg svg)")} == {"true"}
    assert [th["scope"] for th in page.select("th")] == ["col", "col", "row", "row"]
