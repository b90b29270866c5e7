"""Did it change anything? If these fail, people are asked twice or too early, or the page tells who said what."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models.outbox import MailState, OutgoingMail
from tests.training.reminding import (
    SAME_SITE,
    account,
    finished,
    module,
    uk,
)
from training import checkins, followups, jobs, links, mails, versions
from training.models import Change, FollowUp

pytestmark = pytest.mark.usefixtures("site_content")
TOTALS = "/learn/did-it-change-anything/"


@pytest.fixture
def page():
    return module()


@pytest.fixture
def follow_up(page):
    return followups.start(finished(page), page, uk("2031-01-01 10:00"))


@pytest.fixture
def asked(follow_up):
    jobs.run(uk("2031-02-12 10:00"))
    follow_up.refresh_from_db()
    return follow_up


def page_of(follow_up, name="follow_up"):
    return reverse(name, kwargs={"token": links.token(follow_up)})


def post(client, follow_up, name="follow_up", **data):
    return client.post(page_of(follow_up, name), data, headers=SAME_SITE, follow=True)


def answered(page, *changes, silent=0):
    """Rows as if these people had been asked about a module, without people: as they stay when accounts are deleted."""
    version, now = versions.current(page), timezone.now()
    rows = [
        FollowUp(
            module_key=page.translation_key,
            version=version,
            started_at=now,
            due_at=now,
            asked_at=now,
            answer=change,
            answered_on=now.date() if change else None,
        )
        for change in [*changes, *[""] * silent]
    ]
    FollowUp.objects.bulk_create(rows)


# The clock -------------------------------------------------------------------------------------------------------------


def test_it_comes_after_six_weeks_and_once(follow_up):
    jobs.run(uk("2031-02-12 09:59"))
    assert not OutgoingMail.objects.exists()
    for _time in range(3):
        assert jobs.run(uk("2031-02-12 10:00")) == []
    assert OutgoingMail.objects.count() == 1
    jobs.run(uk("2032-02-12 10:00"))
    assert OutgoingMail.objects.count() == 1


def test_six_weeks_are_six_weeks_when_the_clocks_change(page):
    assert followups.start(finished(page), page, uk("2031-03-01 22:30")).due_at == uk("2031-04-12 22:30")


def test_whoever_is_gone_is_not_asked(follow_up):
    follow_up.learner.user.delete()
    jobs.run(uk("2031-02-12 10:00"))
    assert not OutgoingMail.objects.exists()
    assert followups.ask(follow_up.pk, uk("2031-02-12 10:00")) is None


def test_only_who_has_finished_is_asked(page):
    with pytest.raises(checkins.NotFinished):
        followups.start(account(), page)


def test_everybody_answers_once_about_a_module(asked, page):
    followups.answer(asked, Change.YES)
    assert followups.start(asked.learner, page) == asked
    assert FollowUp.objects.count() == 1


def test_who_stopped_can_ask_for_it_again(follow_up, page):
    followups.stop(follow_up)
    assert followups.start(follow_up.learner, page) != follow_up


# The mail ----------------------------------------------------------------------------------------------------------------


def test_the_mail_says_what_it_is_and_how_to_stop(asked):
    mail = OutgoingMail.objects.get()
    assert mail.kind == mails.FOLLOW_UP
    assert mail.subject == "Did it change anything? Goalposts: being clear about scope"
    assert page_of(asked) in mail.text
    assert mail.headers["List-Unsubscribe"].strip("<>").endswith(page_of(asked, "follow_up_stop"))
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "zyxcanary" not in (mail.subject + mail.text + mail.html + mail.kind + mail.about + mail.key).lower()


def test_stopping_takes_the_mail_back(asked):
    OutgoingMail.objects.update(state=MailState.WAITING)
    followups.stop(asked)
    assert OutgoingMail.objects.get().state == MailState.DROPPED


# The pages ---------------------------------------------------------------------------------------------------------------


def test_opening_the_links_changes_nothing(client, asked):
    before = FollowUp.objects.values().get()
    for _time in range(5):
        for name in ("follow_up", "follow_up_stop"):
            assert client.get(page_of(asked, name)).status_code == 200
    assert FollowUp.objects.values().get() == before


def test_an_answer_is_kept_and_can_be_changed(client, asked):
    assert "Did it change anything in what you do?" in client.get(page_of(asked)).text
    assert "Thank you" in post(client, asked, change="no").text
    assert "Thank you" in client.get(page_of(asked)).text
    assert "Not yet, but I plan to" in client.get(page_of(asked) + "?again=1").text
    post(client, asked, change="partly")
    assert FollowUp.objects.get().answer == Change.PARTLY


@pytest.mark.parametrize("change", ["", "maybe", "\x00", "x" * 5000])
def test_no_answer_is_explained(client, asked, change):
    said = post(client, asked, change=change)
    assert "<title>Error: " in said.text
    assert FollowUp.objects.get().answer == ""


def test_stopping_is_one_button_and_closes_the_question(client, asked):
    post(client, asked, "follow_up_stop")
    asked.refresh_from_db()
    assert asked.stopped_at
    assert "closed" in post(client, asked, change="yes").text
    assert FollowUp.objects.get().answer == ""
    with pytest.raises(followups.Stopped):
        followups.answer(asked, Change.YES)


def test_an_answer_stays_when_somebody_stops_afterwards(client, asked):
    post(client, asked, change="yes")
    assert "answered already" in post(client, asked, "follow_up_stop").text
    asked.refresh_from_db()
    assert (asked.answer, asked.stopped_at) == (Change.YES, None)


def test_a_mail_program_stops_it_without_a_cookie(asked):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page_of(asked, "follow_up_stop")).status_code == 403
    answer = strict.post(page_of(asked, "follow_up_stop"), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    asked.refresh_from_db()
    assert asked.stopped_at


def test_the_link_of_somebody_who_is_gone_opens_nothing(client, asked):
    address = page_of(asked)
    followups.answer(asked, Change.YES)
    asked.learner.user.delete()
    assert client.get(address).status_code == 404
    assert FollowUp.objects.get().answer == Change.YES, "the answer stays as a count"


def test_a_token_opens_only_what_it_was_made_for(client, asked):
    token = links.token(asked)
    for name in ("check_in", "check_in_stop", "team_join"):
        assert client.get(reverse(name, kwargs={"token": token})).status_code == 404


# For everybody -----------------------------------------------------------------------------------------------------------


def test_the_totals_are_the_same_for_everybody_and_may_be_kept(client, page):
    answered(page, *[Change.YES] * 7, silent=4)
    shown = client.get(TOTALS)
    assert shown.status_code == 200
    assert not shown.cookies
    assert "public" in shown["Cache-Control"]
    assert "noindex" not in shown.text
    client.force_login(finished(page).user)
    assert client.get(TOTALS).text == shown.text


def test_fewer_than_five_answers_show_nothing(client, page):
    answered(page, *[Change.YES] * 4, silent=20)
    everything, modules = followups.totals()
    assert everything.shares == []
    assert modules[0].shares == []
    shown = client.get(TOTALS).text
    assert "Fewer than 5 people have answered so far" in shown
    assert "20" not in shown.partition("<main")[2].partition("</main")[0]


def test_what_is_shown_is_a_range_of_five(page):
    answered(page, *[Change.YES] * 13, *[Change.PARTLY] * 6, *[Change.NO] * 4, silent=11)
    everything, modules = followups.totals()
    for total in (everything, modules[0]):
        assert (total.asked, total.answered, total.silent) == ("30 to 34", "20 to 24", "10 to 14")
        assert [share.count for share in total.shares] == ["10 to 14", "5 to 9", "fewer than 5", "fewer than 5"]


def test_the_sum_of_all_does_not_give_away_a_module_that_is_hidden(page):
    """Two modules, one shown, one hidden: what is left of the sum must fit any number of answers from 0 to 4."""
    other = module(slug="plain-words")
    answered(page, *[Change.YES] * 10)
    seen = set()
    for count in range(5):
        FollowUp.objects.filter(module_key=other.translation_key).delete()
        answered(other, *[Change.NO] * count)
        everything, modules = followups.totals()
        seen.add((everything.asked, everything.answered, tuple(share.count for share in everything.shares)))
        assert all(not total.shares for total in modules if total.title == other.title)
    assert len(seen) == 1


def test_the_bar_says_no_more_than_the_words(page):
    """Drawn from exact counts it could be measured."""
    answered(page, *[Change.YES] * 10)
    before = followups.totals()[0].shares
    answered(page, *[Change.YES] * 4, *[Change.NO] * 4)
    assert followups.totals()[0].shares == before


def test_the_bar_is_full_and_in_order(page):
    answered(page, *[Change.YES] * 12, *[Change.PARTLY] * 9, *[Change.NOT_YET] * 5, *[Change.NO] * 5)
    shares = followups.totals()[0].shares
    assert shares[0].start == 0
    assert shares[-1].start + shares[-1].width == 100
    for before, after in pairwise(shares):
        assert before.start + before.width == after.start


def test_a_module_that_is_gone_keeps_its_name(page):
    answered(page, *[Change.YES] * 5)
    page.unpublish()
    total = followups.totals()[1][0]
    assert (total.title, total.url) == (page.title, "")


def test_who_stopped_before_being_asked_is_not_counted(page, follow_up):
    followups.stop(follow_up)
    assert followups.totals()[1] == []


def test_the_page_asks_the_database_a_few_times_however_many_answers(client, page):
    answered(page, *[Change.YES] * 60)
    answered(module(slug="plain-words"), *[Change.NO] * 60)
    client.get(TOTALS)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(TOTALS)
    assert len(queries) <= 15
