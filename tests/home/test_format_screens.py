"""Requests for other formats in the admin. If these fail, they lie there unseen, or two people undo each other's work."""

import csv
import datetime
import io

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from home import format_requests, worklists
from home.admin.format_requests import pressing
from home.models import FormatRequest, WorkState
from tests.home.asking import ANN, about, ask

pytestmark = pytest.mark.usefixtures("site_content")
LIST = "/admin/format-requests/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def asha(member, client):
    user = member("Editors")
    user.first_name, user.last_name = "Asha", "Carr"
    user.save()
    client.force_login(user)
    return user


@pytest.fixture
def ben(member):
    return member("Moderators")


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def send(client, request, what, **fields):
    """Presses one of the buttons on the screen of `request` as it was read."""
    data = {"what": what, "version": request.version, **{f"{what}-{name}": value for name, value in fields.items()}}
    return client.post(f"{LIST}{request.pk}/", data, follow=True)


def test_the_list_says_what_presses(client, asha):
    late = ask(page=about(), now=timezone.now() - 30 * DAY)
    ask(kind="translation", detail="Polish", page_words="The planner")
    said = words(client.get(LIST))
    assert "1 request is overdue" in said
    assert "overdue by" in said
    assert "Another language: Polish" in said
    assert "The planner" in said
    assert "Nobody yet" in said
    assert late.reference in said
    assert ANN["email"] not in said, "an address is read on the one screen where it is needed"


def test_what_is_answered_leaves_the_list_and_can_be_found(client, asha):
    request = format_requests.answered(ask(), 0, "email", user=asha)
    assert request.reference not in words(client.get(LIST))
    assert request.reference in words(client.get(f"{LIST}?state=done"))
    assert request.reference in words(client.get(f"{LIST}?state=all&mine=mine&kind=large_print"))
    assert request.reference not in words(client.get(f"{LIST}?state=all&kind=braille"))


def test_from_taking_on_to_the_answer(client, asha):
    request = ask(page=about())
    said = words(client.get(f"{LIST}{request.pk}/"))
    for word in (*ANN.values(), "Asked on", request.page_title):
        assert word in said
    assert "You see to this request now" in words(send(client, request, "take"))
    request.refresh_from_db()
    assert "The note is kept" in words(send(client, request, "note", text="Ordered"))
    request.refresh_from_db()
    said = words(send(client, request, "answer", ending="post", answer="One copy"))
    assert "they have what they asked for" in said
    assert "Answered Asha Carr" in said
    request.refresh_from_db()
    assert (request.state, request.given_by, request.owner) == (WorkState.DONE, "post", asha)
    assert "open again" in words(send(client, request, "reopen"))
    request.refresh_from_db()
    assert request.is_open


def test_somebody_is_given_it_and_the_history_says_so(client, asha, ben):
    request = ask()
    said = words(send(client, request, "owner", owner=ben.pk))
    assert "Given to" in said
    request.refresh_from_db()
    assert request.owner == ben
    send(client, request, "owner", owner="")
    request.refresh_from_db()
    assert (request.owner, request.state) == (None, WorkState.NEW)


def test_what_could_not_be_done_needs_a_reason(client, asha):
    request = ask()
    said = send(client, request, "answer", ending="cannot", answer="")
    assert "Write why it could not be done" in words(said)
    request.refresh_from_db()
    assert request.is_open
    send(client, request, "answer", ending="cannot", answer="Nobody here writes braille")
    request.refresh_from_db()
    assert (request.state, request.answer) == (WorkState.CANNOT, "Nobody here writes braille")


def test_whose_change_comes_second_sees_the_first_and_loses_nothing(client, asha, ben):
    """Without this, somebody tells a person that it cannot be done who has had it since this morning."""
    request = ask()
    format_requests.answered(request, 0, "email", "Sent this morning", ben)
    answer = send(client, request, "answer", ending="cannot", answer="zebratyped")
    said = words(answer)
    assert "This was changed while you had it open: answered by" in said
    assert "Sent this morning" in said
    request.refresh_from_db()
    assert request.state == WorkState.DONE
    # While it is still open, what was typed stands there, to be sent once more on purpose.
    request = worklists.give_to(ask(), ben, 0, ben)
    request.version = 0
    answer = send(client, request, "answer", ending="email", answer="zebratyped")
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find("textarea", {"name": "answer-answer"}).get_text().strip() == "zebratyped"
    assert page.find("input", {"name": "version"})["value"] == "1"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "٣"])
def test_a_version_that_nobody_saw_changes_nothing(client, asha, version):
    request = ask()
    request.version = version
    assert "Nothing of yours is kept yet" in words(send(client, request, "take"))
    assert FormatRequest.objects.get().owner is None


def test_a_button_that_is_none_changes_nothing(client, asha):
    assert "Nothing was changed" in words(send(client, ask(), "explode"))


def test_what_was_deleted_cannot_be_worked_on(client, asha):
    request = format_requests.forget(ask())
    said = words(client.get(f"{LIST}{request.pk}/"))
    assert "was deleted on" in said
    assert "has been deleted" in words(send(client, request, "note", text="Late"))
    assert not request.notes.exists()


def test_the_counts_are_a_file_without_anybody_in_it(client, asha):
    ask(page_words="zebra")
    ask(kind="braille")
    assert client.get(f"{LIST}counts.csv").status_code == 405
    answer = client.post(f"{LIST}counts.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == format_requests.COUNT_HEADINGS
    assert {tuple(row[1:]) for row in rows[1:]} == {("Braille", "New", "1"), ("Large print", "New", "1")}
    assert "zebra" not in answer.content.decode()


@pytest.mark.parametrize(
    ("group", "may"), [("Editors", True), ("Moderators", True), ("Organisers", True), ("Lived experience reviewers", False)]
)  # fmt: skip
def test_who_may_see_requests(client, member, group, may):
    request = ask(now=timezone.now() - 30 * DAY)
    client.force_login(member(group))
    for address in (LIST, f"{LIST}results/", f"{LIST}{request.pk}/"):
        assert (client.get(address).status_code == 200) is may
    assert (client.post(f"{LIST}counts.csv").status_code == 200) is may
    send(client, request, "take")
    request.refresh_from_db()
    assert bool(request.owner) is may
    first = client.get("/admin/")
    assert ("1 request is overdue" in words(first)) is may
    assert ('"label": "Other formats"' in first.content.decode()) is may


def test_the_first_screen_is_silent_where_all_is_in_time(client, asha):
    ask()
    format_requests.answered(ask(now=timezone.now() - 30 * DAY), 0, "email")
    assert pressing() == []
    assert "See the requests" not in words(client.get("/admin/"))
