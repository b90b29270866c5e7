"""Costs. If these fail, people pay for taking part, are paid twice, or staff cannot see what to book."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from events import bookings, expenses, links, needs
from events.models import ClaimState, CostKind, Expense
from home.models import PublisherSettings
from home.models.outbox import OutgoingMail
from tests.events import builders
from tests.events.builders import NOW, uk

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def page():
    return builders.bookable()


@pytest.fixture
def booking(page):
    return builders.booked(page)


def address(booking):
    return reverse("booking_expenses", kwargs={"token": links.token(booking)})


def send(client, booking, **fields):
    data = {"what": "claim", "kind": "bus", "detail": "", "amount": "4.50", "seen": expenses.last_number(booking)}
    return client.post(address(booking), {**data, **fields})


# The rules ---------------------------------------------------------------------------------------------------------------


def test_a_wish_to_have_it_booked_becomes_a_task(page):
    """Somebody who cannot pay first must not have to ask twice."""
    answers = needs.Answers(costs="book", travel="Workington to Carlisle")
    booking = bookings.book(page, builders.person(), answers, now=NOW)
    wish = expenses.to_do().get()
    assert (wish.booking, wish.state, wish.detail) == (booking, ClaimState.WANTED, "Workington to Carlisle")


def test_wishes_stand_above_claims(booking):
    expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    wish = expenses.add(booking, kind=CostKind.TRAIN, wanted=True, now=NOW)
    assert expenses.to_do().first() == wish


def test_no_rate_for_a_mile_is_made_up(booking):
    """No source says what a mile is paid: without the publisher's rate there is no sum."""
    cost = expenses.add(booking, kind=CostKind.CAR, miles=Decimal("24"), now=NOW)
    assert cost.amount is None


def rate(pence):
    PublisherSettings.objects.filter(site__is_default_site=True).update(mileage_pence=pence)


def test_with_a_rate_the_sum_is_worked_out_to_the_penny(booking):
    rate("30.5")
    assert expenses.add(booking, kind=CostKind.CAR, miles=Decimal("24.5"), now=NOW).amount == Decimal("7.47")


def test_only_whoever_has_a_place_claims(page):
    booking = bookings.cancel(builders.booked(page), now=NOW)
    with pytest.raises(expenses.NotClaimed):
        expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)


def test_a_cancelled_event_still_pays_what_people_spent(page):
    booking = bookings.cancel(builders.booked(page), now=NOW)
    page.status, page.status_reason = "cancelled", "Flooded."
    page.save()
    assert expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW).state == ClaimState.CLAIMED


def test_the_same_form_sent_twice_is_one_claim(booking):
    first = expenses.add(booking, kind=CostKind.BUS, amount=Decimal(4), seen=0, now=NOW)
    again = expenses.add(booking, kind=CostKind.BUS, amount=Decimal(4), seen=0, now=NOW)
    assert first == again
    assert Expense.objects.count() == 1


def test_a_second_tab_with_an_old_list_is_told(booking):
    expenses.add(booking, kind=CostKind.BUS, amount=Decimal(4), seen=0, now=NOW)
    with pytest.raises(expenses.NotClaimed, match="list_changed"):
        expenses.add(booking, kind=CostKind.TAXI, amount=Decimal(9), seen=0, now=NOW)


def test_two_tickets_of_the_same_price_are_two_claims(booking):
    first = expenses.add(booking, kind=CostKind.BUS, amount=Decimal(4), seen=0, now=NOW)
    expenses.add(booking, kind=CostKind.BUS, amount=Decimal(4), seen=first.pk, now=NOW)
    assert Expense.objects.count() == 2


def test_each_decision_is_told_once(booking):
    cost = expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    before = OutgoingMail.objects.count()
    expenses.settle(cost, ClaimState.APPROVED, now=NOW)
    expenses.settle(cost, ClaimState.APPROVED, now=NOW)
    assert OutgoingMail.objects.count() == before + 1
    expenses.settle(cost, ClaimState.PAID, how="in cash", on=datetime.date(2027, 6, 10), now=NOW)
    assert OutgoingMail.objects.count() == before + 2
    cost.refresh_from_db()
    assert (cost.settled_on, cost.how) == (datetime.date(2027, 6, 10), "in cash")


def test_what_is_paid_stays_paid(booking):
    cost = expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    expenses.settle(cost, ClaimState.PAID, now=NOW)
    with pytest.raises(expenses.NotSettled):
        expenses.settle(cost, ClaimState.REFUSED, reason="No", now=NOW)


def test_a_refusal_needs_its_reason(booking):
    cost = expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    with pytest.raises(expenses.NotSettled, match="Say why"):
        expenses.settle(cost, ClaimState.REFUSED, now=NOW)


def test_nothing_is_agreed_without_an_amount(booking):
    cost = expenses.add(booking, kind=CostKind.CAR, miles=Decimal(10), now=NOW)
    with pytest.raises(expenses.NotSettled, match="amount"):
        expenses.settle(cost, ClaimState.APPROVED, now=NOW)


def test_days_to_pay_is_the_middle_and_hidden_below_five(page, booking):
    for days in (1, 3, 40, 2):
        _paid(booking, days)
    assert expenses.days_to_pay(uk("2027-03-01 12:00")) is None
    _paid(booking, 5)
    assert expenses.days_to_pay(uk("2027-03-01 12:00")) == 3


def test_claims_of_long_ago_say_nothing_about_now(booking):
    for _number in range(5):
        _paid(booking, 3)
    assert expenses.days_to_pay(uk("2028-06-01 12:00")) is None


def _paid(booking, days):
    cost = expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    expenses.settle(cost, ClaimState.PAID, on=NOW.date() + datetime.timedelta(days=days), now=NOW)


def test_the_cash_sheet_has_the_money_to_bring(page, booking):
    expenses.add(booking, kind=CostKind.BUS, amount=Decimal("4.50"), now=NOW)
    expenses.add(booking, kind=CostKind.PARKING, amount=Decimal("2"), now=NOW)
    _paid(booking, 1)
    (row,) = expenses.petty_cash(page)
    assert (row.booking, row.total, len(row.costs)) == (booking, Decimal("6.50"), 2)


# The page ----------------------------------------------------------------------------------------------------------------


def test_somebody_claims_and_sees_where_it_stands(client, booking):
    answer = send(client, booking, kind="train", detail="Workington to Carlisle", amount="£12.50")
    assert answer.status_code == 302
    cost = Expense.objects.get()
    assert (cost.amount, cost.state) == (Decimal("12.50"), ClaimState.CLAIMED)
    shown = client.get(address(booking))
    assert "Claimed" in shown.text
    assert "£12.50" in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "same-origin"


def test_looking_at_the_page_writes_nothing(client, booking):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address(booking))
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "four"}, "Enter the amount in pounds and pence"),
        ({"amount": "-1"}, "more than £0"),
        ({"amount": "NaN"}, "Enter the amount in pounds and pence"),
        ({"amount": "9" * 10_000}, "£5,000 or less"),
        ({"kind": ""}, "Choose an answer"),
        ({"kind": "rocket"}, "valid choice"),
        ({"kind": "car", "miles": ""}, "Enter how many miles"),
        ({"kind": "car", "miles": "1e9"}, "miles"),
        ({"detail": "x" * 10_000}, "300 characters or fewer"),
        ({"detail": "a\x00b"}, "Null characters"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(client, booking, fields, words):
    shown = send(client, booking, **{"detail": "my words", **fields})
    assert shown.status_code == 200
    assert words in shown.text
    assert "<title>Error: " in shown.text
    assert not Expense.objects.exists()
    if "detail" not in fields:
        assert "my words" in shown.text


def test_the_sum_of_the_miles_is_shown_before_it_is_sent(client, booking):
    rate(20)
    shown = send(client, booking, kind="car", miles="25", amount="", work_out="1")
    assert "25 miles come to £5.00" in shown.text
    assert not Expense.objects.exists()


def test_a_claim_can_be_taken_back_until_somebody_has_dealt_with_it(client, booking):
    cost = expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    client.post(address(booking), {"take_back": str(cost.pk)})
    assert not Expense.objects.exists()
    agreed = expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    expenses.settle(agreed, ClaimState.APPROVED, now=NOW)
    client.post(address(booking), {"take_back": str(agreed.pk)})
    assert Expense.objects.filter(pk=agreed.pk).exists()


def test_nobody_takes_back_what_is_another_persons(client, page, booking):
    other = builders.booked(page, 2)
    cost = expenses.add(other, kind=CostKind.BUS, amount=4, now=NOW)
    client.post(address(booking), {"take_back": str(cost.pk)})
    client.post(address(booking), {"take_back": "9" * 400})
    assert Expense.objects.filter(pk=cost.pk).exists()


@pytest.mark.parametrize("seen", ["", "-1", "9" * 30, "9" * 5000, "x"])
def test_a_list_that_was_tampered_with_breaks_nothing(client, booking, seen):
    expenses.add(booking, kind=CostKind.TAXI, amount=4, now=NOW)
    assert send(client, booking, seen=seen).status_code in (200, 302)


@pytest.mark.parametrize("token", ["x", "1-1.forged", "%00", "é"])
def test_a_broken_link_is_a_plain_not_found(client, token):
    assert client.get(f"/bookings/{token}/expenses/").status_code == 404


def test_the_page_asks_for_no_bank_details(client, booking):
    text = client.get(address(booking)).text
    assert "sort code" not in text.lower()
    assert "does not ask for bank details" in text


# The organiser -----------------------------------------------------------------------------------------------------------


def test_an_organiser_settles_a_claim(editor_client, booking):
    cost = expenses.add(booking, kind=CostKind.BUS, amount=4, now=NOW)
    assert booking.reference in editor_client.get("/admin/event-costs/").text
    answer = editor_client.post(f"/admin/event-costs/{cost.pk}/", {"state": "refused", "reason": ""})
    assert "Say why" in answer.text
    editor_client.post(f"/admin/event-costs/{cost.pk}/", {"state": "paid", "how": "in cash", "on": "2027-06-10"})
    cost.refresh_from_db()
    assert (cost.state, cost.settled_on) == (ClaimState.PAID, datetime.date(2027, 6, 10))
    assert "nothing more to do" in editor_client.get(f"/admin/event-costs/{cost.pk}/").text


def test_the_cash_sheet_prints(editor_client, page, booking):
    expenses.add(booking, kind=CostKind.BUS, amount=Decimal("4.50"), now=NOW)
    text = editor_client.get(f"/admin/event-costs/cash/{page.pk}/").text
    assert booking.name in text
    assert "Cash to bring: <strong>£4.50" in text


def test_a_moderator_sees_no_claims(client, django_user_model):
    from django.contrib.auth.models import Group

    user = django_user_model.objects.create_user("mod", "mod@example.net", "x")
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    assert client.get("/admin/event-costs/").status_code == 302
