"""The fair-place report. If these fail, nobody sees who is kept out, or a small number points at somebody."""

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError

from events import bookings, fair_places, fairness
from events.models import BookingStep
from events.registers import register_of
from tests.events import builders
from tests.events.builders import NOW

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def page():
    return builders.bookable(capacity=1)


def lines(found):
    return {line.label: line for line in found}


def test_bookings_waits_and_refusals_are_counted(page):
    builders.booked(page, 1)
    for number in range(2, 8):
        builders.booked(page, number)
    for number in range(10, 16):
        with pytest.raises(bookings.NotBooked):
            builders.booked(page, number, may_wait=False)
    (report,) = fair_places.report()
    assert report.event == page
    assert lines(report.results)["Booked a place at once"].words == "fewer than 5"
    assert lines(report.results)["Went on the waiting list"].words == "6"
    assert lines(report.refusals)["It was full, and they did not go on the waiting list"].words == "6"


def test_a_busy_database_costs_a_count_and_not_an_answer(page, client, monkeypatch):
    """Lost if this fails: what somebody has just typed, for the sake of a statistic."""

    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(fairness, "count", busy)
    answer = client.post(f"{page.url}book/name/", {"name": "Somebody"})
    assert answer.status_code == 302
    assert answer.url.endswith("/book/contact/")
    assert not BookingStep.objects.exists()


def test_the_steps_stand_in_the_order_people_take_them(page):
    for step, times in (("contact", 9), ("needs", 7), ("check", 6)):
        for _number in range(times):
            fairness.count(register_of(page), step, NOW)
    (report,) = fair_places.report()
    assert [line.count for line in report.steps] == [9, 7, 6]
    assert [line.share for line in report.steps] == [100, 78, 67]


def test_a_small_number_has_no_bar_that_would_give_it_away(page):
    for step, times in (("contact", 9), ("needs", 4)):
        for _number in range(times):
            fairness.count(register_of(page), step, NOW)
    (report,) = fair_places.report()
    small = report.steps[1]
    assert (small.words, small.share) == ("fewer than 5", 0)


def test_the_screen_shows_small_numbers_as_such_and_bars_without_style(editor_client, page):
    for step, times in (("contact", 9), ("needs", 4)):
        for _number in range(times):
            fairness.count(register_of(page), step, NOW)
    soup = BeautifulSoup(editor_client.get("/admin/reports/fair-places/").text, "html.parser")
    table = soup.select_one("main table, .content table, table.listing")
    assert [cell.text for cell in table.select("tbody td:nth-of-type(1)")] == ["9", "fewer than 5"]
    assert len(table.select("svg rect")) == 1
    assert not table.select("[style]")
    assert table.caption.text == "Steps of the booking"


def test_an_event_nobody_tried_to_book_is_left_out(page):
    assert fair_places.report() == []


def test_the_report_is_for_organisers(client, django_user_model):
    from django.contrib.auth.models import Group

    user = django_user_model.objects.create_user("mod", "mod@example.net", "x")
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    assert client.get("/admin/reports/fair-places/").status_code == 302
