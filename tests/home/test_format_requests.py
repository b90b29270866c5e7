"""Asking for another format, by its rules. If these fail, somebody waits for a page they can read and nobody knows."""

import datetime
import json
import uuid

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home import format_requests, outbox, persons, worklists
from home.management.commands.run_clock import JOBS
from home.models import FormatRequest, OutgoingMail, WorkState
from tests.home.asking import ANN, about, ask, publisher

pytestmark = pytest.mark.usefixtures("site_content")


def moment(text):
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def mails():
    return {mail.kind: mail for mail in OutgoingMail.objects.filter(about__startswith="format:")}


# Coming in -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-22 12:00", "2026-11-27"),
        # Late in the evening of a summer day it is still that day here, though not in UTC the next.
        ("2026-07-30 23:30", "2026-08-06"),
        # The night in which the clocks go back, and the one in which they go forward.
        ("2026-10-25 00:30", "2026-10-30"),
        ("2027-03-28 00:30", "2027-04-05"),
        # Over Christmas.
        ("2026-12-24 09:00", "2027-01-05"),
    ],
)
def test_the_day_of_the_answer(asked, due):
    """A promise is kept by the calendar that hangs on the wall: weekends and bank holidays are not counted."""
    assert ask(now=moment(asked)).due == datetime.date.fromisoformat(due)


def test_without_a_promise_nobody_is_promised_a_day():
    request = ask(publisher_=publisher(formats_reply_days=None), now=moment("2026-11-23 12:00"))
    assert not request.was_promised
    assert request.due == datetime.date(2026, 12, 7), "staff still have a day to work towards"
    assert "December" not in mails()[format_requests.RECEIVED].text
    assert "has not yet said" in mails()[format_requests.RECEIVED].text


def test_the_publisher_hears_that_there_is_one_and_nothing_about_anybody():
    """A shared mailbox is read by many and kept for years."""
    request = ask(page=about())
    mail = mails()[format_requests.NEW]
    assert mail.to == "team@solway.test"
    said = f"{mail.subject}\n{mail.text}\n{mail.html}\n{mail.about}\n{mail.kind}\n{mail.headers}"
    assert f"/admin/format-requests/{request.pk}/" in said
    for word in (*ANN.values(), "arge print", request.page_title):
        assert word not in said


def test_the_person_hears_by_when_and_reads_none_of_their_words_again():
    """Anybody can type somebody's address: a mail that repeats what was typed would be a way to send abuse."""
    request = ask(page=about(), now=moment("2026-11-24 12:00"))
    mail = mails()[format_requests.RECEIVED]
    assert mail.to == ANN["email"]
    assert "Tuesday 1 December 2026" in mail.text
    assert request.reference in mail.text
    assert request.page_title in mail.text
    assert f"/formats/ask/{format_requests.token(request)}/" in mail.text
    for word in ("Otherwise", "24 point", "zebrawords"):
        assert word not in mail.text + mail.subject + mail.html


def test_the_person_hears_in_the_language_of_the_page():
    ask(language="pl")
    assert "/pl/formats/ask/" in mails()[format_requests.RECEIVED].text


def test_somebody_without_an_address_gets_no_mail():
    ask(answer_by="post", email="", postal_address="1 High Street")
    assert set(mails()) == {format_requests.NEW}


def test_a_publisher_without_an_address_is_sent_nothing():
    ask(publisher_=publisher(contact_email=""))
    assert set(mails()) == {format_requests.RECEIVED}


def test_the_same_form_twice_is_one_request():
    key = uuid.uuid4()
    assert ask(key) == ask(key)
    assert FormatRequest.objects.count() == 1
    assert OutgoingMail.objects.filter(about__startswith="format:").count() == 2


def test_what_goes_wrong_takes_all_of_it_back(monkeypatch):
    """A request without its mail, or a mail without its request, would be a promise that nobody keeps."""

    def broken(*args, **kwargs):
        raise RuntimeError("no mail")

    monkeypatch.setattr(outbox, "post", broken)
    with pytest.raises(RuntimeError):
        ask()
    assert FormatRequest.objects.count() == 0


def test_nobody_is_flooded_with_our_mail():
    for _time in range(10):
        ask()
    to_one = OutgoingMail.objects.filter(to=ANN["email"]).count()
    assert to_one == format_requests.MOST_MAILS_TO_ONE
    assert FormatRequest.objects.count() == 10, "every request is kept all the same"


# The work --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asha(member):
    return member("Editors")


@pytest.fixture
def ben(member):
    return member("Moderators")


def actions(request):
    lines = ModelLogEntry.objects.for_instance(request).order_by("pk")
    return [line.action.removeprefix("worklist.") for line in lines]


def test_from_the_asking_to_the_answer(asha, ben):
    request = worklists.give_to(ask(), asha, 0, asha)
    assert (request.state, request.owner) == (WorkState.TAKEN, asha)
    request = worklists.give_to(request, ben, request.version, asha)
    worklists.note(request.notes, "Printed at the library", ben)
    request = format_requests.answered(request, request.version, "post", "One copy", ben)
    assert (request.state, request.given_by, request.answer) == (WorkState.DONE, "post", "One copy")
    request = worklists.reopen(request, request.version, ben)
    assert (request.state, request.owner, request.closed_at) == (WorkState.TAKEN, ben, None)
    request = format_requests.could_not(request, request.version, "Nobody prints braille here", ben)
    assert request.state == WorkState.CANNOT
    assert actions(request) == ["ask", "take", "assign", "note", "done", "reopen", "cannot"]


def test_the_log_says_nothing_about_anybody(asha):
    """The log is kept for good."""
    request = worklists.give_to(ask(page_words="My own words"), asha, 0, asha)
    worklists.note(request.notes, "zebranote", asha)
    format_requests.could_not(request, request.version, "zebrareason", asha)
    lines = [f"{line.label} {line.data}" for line in ModelLogEntry.objects.for_instance(request)]
    said = "\n".join(lines)
    assert request.reference in said
    for word in (*ANN.values(), "My own words", "zebra", "large_print"):
        assert word not in said


def test_whose_change_comes_second_changes_nothing(asha, ben):
    """Without this, an answer would be written over by somebody who still saw the request open."""
    request = ask()
    format_requests.answered(request, 0, "email", "Sent on Monday", asha)
    with pytest.raises(worklists.ChangedMeanwhile) as stopped:
        format_requests.could_not(request, 0, "Too much work", ben)
    assert stopped.value.item.answer == "Sent on Monday"
    request.refresh_from_db()
    assert (request.state, request.answer) == (WorkState.DONE, "Sent on Monday")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda request: format_requests.could_not(request, request.version, "  "), "reason"),
        (lambda request: worklists.reopen(request, request.version), "open"),
        (lambda request: worklists.give_to(_answered(request), None, 1), "closed"),
        (lambda request: format_requests.answered(_answered(request), 1, "email"), "closed"),
        (lambda request: worklists.note(format_requests.forget(request).notes, "Late"), "deleted"),
        (lambda request: worklists.reopen(format_requests.forget(request), 1), "deleted"),
    ],
)
def test_what_does_not_fit_is_refused(change, code):
    request = ask()
    with pytest.raises(worklists.NotNow) as stopped:
        change(request)
    assert stopped.value.code == code


def _answered(request):
    return format_requests.answered(request, request.version, "email")


@pytest.mark.parametrize(
    ("today", "code", "words"),
    [
        ("2026-11-23", "", ""),
        ("2026-11-25", "soon", "Due in 2 working days"),
        ("2026-11-26", "soon", "Due in 1 working day"),
        ("2026-11-27", "today", "Due today"),
        ("2026-11-28", "overdue", "Overdue by 1 working day"),
        ("2026-12-01", "overdue", "Overdue by 2 working days"),
    ],
)
def test_how_pressing_it_is(today, code, words):
    request, today = ask(now=moment("2026-11-20 12:00")), datetime.date.fromisoformat(today)
    assert worklists.urgency(request, today) == (code, words)
    listed = FormatRequest.objects.all()
    assert worklists.overdue(listed, today).exists() is (code == "overdue")
    assert worklists.soon(listed, today).exists() is (code in ("soon", "today"))
    _answered(request)
    assert not worklists.overdue(listed, today).exists()


# Counts ----------------------------------------------------------------------------------------------------------------


def test_what_is_asked_for_most():
    ask(now=moment("2026-11-30 23:30"))
    ask(kind="braille", now=moment("2026-11-02 12:00"))
    _answered(ask(now=moment("2026-12-01 00:10")))
    assert format_requests.most_asked() == [("Large print", 2), ("Braille", 1)]
    assert format_requests.counts() == [
        ["2026-11", "Braille", "New", 1],
        ["2026-11", "Large print", "New", 1],
        ["2026-12", "Large print", "Answered", 1],
    ]


# How long it is kept ---------------------------------------------------------------------------------------------------


def everything(request):
    """All that the tables hold about a request, as one text."""
    row = FormatRequest.objects.filter(pk=request.pk).values().get()
    mails = list(OutgoingMail.objects.filter(about=f"format:{request.reference}").values())
    return str([row, list(request.notes.values()), mails])


def test_what_is_deleted_and_when(asha):
    asked = moment("2026-11-20 12:00")
    request = ask(page_words="My own words", phone="07700 900123", postal_address="1 High Street", now=asked)
    worklists.note(request.notes, "zebranote", asha)
    format_requests.answered(request, 0, "email", "zebraanswer", asha, now=moment("2026-11-30 12:00"))
    day = moment("2026-11-30 12:00") + datetime.timedelta(days=format_requests.KEPT_DAYS)
    assert format_requests.delete_on(FormatRequest.objects.get()) == (day.date(), True)
    assert format_requests.delete_old(day - datetime.timedelta(minutes=1)) == {"requests": 0}
    assert format_requests.delete_old(day, dry_run=True) == {"requests": 1}
    assert "zebra" in everything(request)
    assert format_requests.delete_old(day) == {"requests": 1}
    assert format_requests.delete_old(day) == {"requests": 0}
    left = everything(request)
    for word in (*ANN.values(), ANN["email"].lower(), "zebra", "My own words", "07700", "High Street"):
        assert word not in left
    assert request.reference in left
    assert format_requests.most_asked() == [("Large print", 1)], "the count stays"
    assert format_requests.find(format_requests.token(request)) is None


def test_one_that_nobody_answered_goes_in_the_end():
    request = ask(now=moment("2026-01-05 12:00"))
    day = moment("2026-01-05 12:00") + datetime.timedelta(days=format_requests.KEPT_UNANSWERED_DAYS)
    assert format_requests.delete_old(day - datetime.timedelta(minutes=1)) == {"requests": 0}
    assert format_requests.delete_old(day) == {"requests": 1}
    request.refresh_from_db()
    assert request.state == WorkState.GONE
    assert not worklists.overdue(FormatRequest.objects.all(), day.date()).exists()


def test_the_clock_deletes(capsys):
    assert "delete_old_requests" in JOBS
    ask(now=timezone.now() - datetime.timedelta(days=400))
    call_command("delete_old_requests", "--dry-run")
    assert "1 requests" in capsys.readouterr().out
    call_command("delete_old_requests")
    assert "Otherwise" not in str(list(FormatRequest.objects.values()))


@pytest.mark.parametrize("who", ["ann.otherwise@EXAMPLE.net", "reference"])
def test_somebody_asks_what_is_held_about_them(who, asha):
    request = ask()
    worklists.note(request.notes, "zebranote", asha)
    who = request.reference.lower().replace("-", " ") if who == "reference" else who
    held = persons.find_person(who)
    data = json.loads(persons.as_json(held))["requests_for_other_formats"]
    assert [row["more"] for row in data] == [ANN["more"]]
    assert data[0]["notes"] == ["zebranote"]
    persons.forget_person(who, asha)
    assert "Otherwise" not in everything(request)
    assert persons.find_person(who) == []


def test_deleting_twice_changes_nothing():
    request = format_requests.forget(format_requests.forget(ask()))
    assert actions(request) == ["ask", "purge"]
