"""Deleting what people told us. If these fail, the site keeps health data and names longer than it says, or for ever."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from events import expenses, outcomes, retention, subscriptions
from events.models import (
    AccessNeed,
    Booking,
    BookingAnswers,
    BookingState,
    ClaimState,
    CostKind,
    Expense,
    NextEventSubscriber,
    Topic,
)
from home import outbox
from home.models.outbox import MailState, OutgoingMail
from tests.events import builders
from tests.events.builders import NOW, uk
from tests.events.canary import ADDRESS, CANARY, full_booking, places_with

pytestmark = pytest.mark.usefixtures("site_content")


@pytest.fixture
def page():
    return builders.bookable(has_food=True)


# The dates ---------------------------------------------------------------------------------------------------------------


def test_the_dates_count_from_the_day_the_event_ends(page):
    """People are shown these dates: a wrong one is a broken promise."""
    assert retention.delete_dates(page) == {"needs": datetime.date(2027, 7, 10), "person": datetime.date(2028, 6, 10)}


def test_an_event_that_ends_at_midnight_belongs_to_the_day_before():
    late = builders.event("2027-06-10 18:00", "2027-06-11 00:00")
    assert retention.delete_dates(late)["needs"] == datetime.date(2027, 7, 10)


def test_the_year_after_a_leap_day_ends_on_the_last_of_february():
    leap = builders.event("2028-02-29 13:00", "2028-02-29 16:00")
    assert retention.delete_dates(leap)["person"] == datetime.date(2029, 2, 28)


def test_an_event_without_a_date_still_has_dates():
    undated = builders.event(sessions=[])
    assert retention.delete_dates(undated, now=NOW) == {
        "needs": datetime.date(2027, 2, 10),
        "person": datetime.date(2028, 1, 11),
    }


def test_the_privacy_notice_says_the_same_as_the_rules(settings):
    """People are promised these times in writing."""
    notice = (settings.BASE_DIR / "home/content/pages/privacy.yaml").read_text(encoding="utf-8")
    words = " ".join(notice.split())
    assert f"travel from, and topics: {retention.NEEDS_DAYS} days after the event" in words
    assert f"our notes: {retention.PERSON_MONTHS} months after the event" in words
    assert f"emails about your booking: {retention.MAIL_DAYS} days after the event" in words
    assert f"nobody confirmed: {retention.UNCONFIRMED_DAYS} days" in words


# By the calendar ---------------------------------------------------------------------------------------------------------


def test_nothing_is_deleted_before_its_date(page):
    booking = full_booking(page)
    done = retention.delete_old(uk("2027-07-09 23:59"))
    assert (done["needs"], done["persons"]) == (0, 0)
    assert BookingAnswers.objects.get(booking=booking).food
    assert Topic.objects.get(booking=booking).text


def test_needs_go_after_30_days_and_names_stay(page):
    booking = full_booking(page)
    done = retention.delete_old(uk("2027-07-10 00:01"))
    assert done["needs"] == 1
    assert not BookingAnswers.objects.filter(booking=booking).exists()
    assert not AccessNeed.objects.filter(booking=booking).exists()
    assert not Topic.objects.filter(text__contains=CANARY).exists()
    assert booking.expenses.get().detail == ""
    booking.refresh_from_db()
    assert booking.name == f"{CANARY} name"
    assert booking.purged_at is None


def test_a_claim_keeps_its_words_until_it_is_paid(page):
    """Staff could not pay what they cannot read."""
    booking = full_booking(page)
    cost = expenses.add(booking, kind=CostKind.BUS, detail=f"{CANARY} bus", amount=4, now=NOW)
    retention.delete_old(uk("2027-07-10 12:00"))
    cost.refresh_from_db()
    assert cost.detail == f"{CANARY} bus"
    expenses.settle(cost, ClaimState.PAID, now=uk("2027-08-01 12:00"))
    retention.delete_old(uk("2027-08-02 12:00"))
    cost.refresh_from_db()
    assert (cost.detail, cost.amount, cost.state) == ("", 4, ClaimState.PAID)


def test_after_12_months_nothing_of_the_person_is_left_in_any_table(page):
    """The scan reads every text of every table: a new column that is forgotten in retention.py is found here."""
    full_booking(page)
    subscriptions.ask(ADDRESS, "en", NOW)
    assert len(places_with(CANARY)) > 8
    OutgoingMail.objects.update(made_at=NOW)
    retention.delete_old(uk("2028-06-10 03:00"))
    assert places_with(CANARY) == []


def test_counts_outlive_the_person(page):
    booking = full_booking(page)
    retention.delete_old(uk("2028-06-10 03:00"))
    booking.refresh_from_db()
    assert (booking.people, booking.state, booking.email_key) == (2, BookingState.CONFIRMED, "")
    assert booking.purged_at


def test_a_cancelled_event_keeps_its_dates(page):
    full_booking(page)
    page.status, page.status_reason = "cancelled", "Flooded."
    page.save()
    assert retention.delete_old(uk("2027-07-09 12:00"))["needs"] == 0
    assert retention.delete_old(uk("2027-07-10 12:00"))["needs"] == 1


def test_a_second_run_finds_nothing_more(page):
    full_booking(page)
    OutgoingMail.objects.update(made_at=NOW)
    first = retention.delete_old(uk("2028-06-10 03:00"))
    second = retention.delete_old(uk("2028-06-10 15:00"))
    assert first["persons"] == 1
    assert set(second.values()) == {0}


def test_a_dry_run_says_the_same_and_changes_nothing(page):
    full_booking(page)
    OutgoingMail.objects.update(made_at=NOW)
    before = places_with(CANARY)
    told = retention.delete_old(uk("2028-06-10 03:00"), dry_run=True)
    assert places_with(CANARY) == before
    done = retention.delete_old(uk("2028-06-10 03:00"))
    assert (told["needs"], told["persons"], told["mails"]) == (done["needs"], done["persons"], done["mails"])


def test_the_command_prints_counts_only(page, capsys):
    full_booking(page)
    call_command("delete_old_event_data", "--dry-run")
    printed = capsys.readouterr().out
    assert "Would be emptied or deleted" in printed
    assert CANARY.lower() not in printed.lower()


def test_each_deletion_leaves_a_line_without_personal_data(page):
    from wagtail.models import ModelLogEntry

    booking = full_booking(page)
    retention.delete_old(uk("2028-06-10 03:00"))
    entries = ModelLogEntry.objects.filter(action="events.purge")
    assert {entry.data["what"] for entry in entries} == {"needs", "person"}
    assert {entry.label for entry in entries} == {booking.reference}


def test_mails_about_a_booking_keep_their_words_until_30_days_after_the_event(page):
    booking = full_booking(page)
    about = f"booking:{booking.reference}"
    outbox.post(key="x", kind="x", to=ADDRESS, subject="s", text="t", about=about)
    OutgoingMail.objects.update(made_at=NOW)
    retention.delete_old(uk("2027-07-09 12:00"))
    assert OutgoingMail.objects.get(key="x").text == "t"
    retention.delete_old(uk("2027-07-10 12:00"))
    mail = OutgoingMail.objects.get(key="x")
    assert (mail.to, mail.text, mail.subject, mail.kind) == ("", "", "", "x")


def test_a_mail_written_late_is_not_lost(page):
    """News about an outcome months after the event still goes out."""
    booking = full_booking(page)
    late = uk("2027-12-01 12:00")
    outbox.post(key="late", kind="x", to=ADDRESS, subject="s", text="t", about=f"booking:{booking.reference}")
    OutgoingMail.objects.filter(key="late").update(made_at=late, state=MailState.WAITING)
    retention.delete_old(late + datetime.timedelta(days=1))
    assert OutgoingMail.objects.get(key="late").state == MailState.WAITING


def test_addresses_that_never_said_yes_go_after_a_week():
    subscriptions.ask("old@example.net", "en", NOW)
    subscriptions.ask("yes@example.net", "en", NOW)
    subscriptions.confirm(NextEventSubscriber.objects.get(email="yes@example.net"), NOW)
    NextEventSubscriber.objects.update(asked_at=NOW)
    retention.delete_old(NOW + datetime.timedelta(days=6))
    assert NextEventSubscriber.objects.count() == 2
    retention.delete_old(NOW + datetime.timedelta(days=8))
    assert [one.email for one in NextEventSubscriber.objects.all()] == ["yes@example.net"]


# At once -----------------------------------------------------------------------------------------------------------------


def test_delete_now_leaves_nothing_in_any_table(page):
    booking = full_booking(page)
    full_booking(page)
    assert Booking.objects.filter(state=BookingState.DUPLICATE).exists()
    retention.forget(booking)
    assert places_with(CANARY) == []


def test_delete_now_gives_the_place_to_the_next(page):
    booking = full_booking(page)
    waiting = builders.booked(page, 5)
    assert waiting.state == BookingState.WAITING
    retention.forget(booking, now=NOW)
    booking.refresh_from_db()
    waiting.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    assert waiting.state == BookingState.OFFERED


def test_after_delete_now_no_mail_goes_to_the_person(page, mailoutbox, django_capture_on_commit_callbacks):
    booking = full_booking(page)
    outbox.send_due()
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        retention.forget(booking, now=NOW)
    outbox.send_due(now=timezone.now() + datetime.timedelta(days=9))
    assert [mail for mail in mailoutbox if CANARY.lower() in str(mail.to).lower()] == []


def test_delete_now_after_the_event_does_not_change_who_came(page):
    booking = full_booking(page)
    retention.forget(booking, now=uk("2027-06-20 12:00"))
    booking.refresh_from_db()
    assert (booking.state, booking.name) == (BookingState.CONFIRMED, "")


def test_delete_now_keeps_what_was_paid_as_an_amount(page):
    booking = full_booking(page)
    paid = expenses.add(booking, kind=CostKind.BUS, detail=f"{CANARY} bus", amount=4, now=NOW)
    expenses.settle(paid, ClaimState.PAID, how=f"{CANARY} bank", now=NOW)
    expenses.add(booking, kind=CostKind.TAXI, detail=f"{CANARY} taxi", amount=9, now=NOW)
    retention.forget(booking, now=NOW)
    assert [(cost.amount, cost.detail, cost.how) for cost in Expense.objects.filter(booking=booking)] == [(4, "", "")]


def test_delete_now_twice_is_the_same_as_once(page):
    booking = full_booking(page)
    first = retention.forget(booking, now=NOW)
    assert retention.forget(booking).purged_at == first.purged_at


def test_the_link_of_a_forgotten_booking_opens_nothing(page):
    from events import links

    booking = full_booking(page)
    token = links.token(booking)
    retention.forget(booking)
    assert links.find(Booking, token) is None


def test_outcome_news_goes_to_nobody_who_is_forgotten(page):
    booking = full_booking(page)
    from events.models import Outcome

    outcome = Outcome.objects.create(event=page, said="x", owner="x", date=datetime.date(2027, 7, 1))
    assert outcomes.to_tell(outcome).count() == 1
    retention.forget(booking, now=uk("2027-06-20 12:00"))
    assert outcomes.to_tell(outcome).count() == 0
