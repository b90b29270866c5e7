"""My learning. If these fail, people cannot find what they did, keep it, change it, take it along or have it deleted."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.training import filled
from tests.training.builders import module
from tests.training.filled import PAGE, read, take, words
from training import attempts, learners, versions
from training.models import Attempt, Certificate, Learner, Organisation
from training.roles import Role

pytestmark = pytest.mark.usefixtures("site_content")


# What it shows -----------------------------------------------------------------------------------------------------------


def test_somebody_unknown_finds_a_way_to_start_and_gets_no_cookie(client):
    answer = client.get(PAGE)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert "There is nothing here yet" in words(soup)
    links = [link["href"] for link in soup.main.find_all("a")]
    assert "/learn/" in links
    assert "/learn/carry-on/" in links
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_device_is_told_that_it_is_kept_there_only(client, on_device):
    take(on_device, upto=1)
    text = words(read(client))
    assert "This is kept on this device only" in text
    assert "Sign in to keep it" in text
    assert "take it to another device with a code" in text


def test_what_is_in_progress_leads_to_the_next_question(client, signed_in):
    """Lost if this fails: the place where somebody stopped."""
    take(signed_in, "the-13-principles", upto=2)
    soup = read(client)
    total = len(module("the-13-principles").marked_questions)
    item = soup.select_one(".begun__item")
    assert f"Question 3 of {total} is next" in item.get_text()
    assert "left" in item.get_text()
    link = item.select_one("a")
    assert link["href"] == "/learn/the-13-principles/question/3/"
    assert " ".join(link.get_text().split()) == "Carry on: The 13 Cumbrian principles"


def test_a_module_that_was_taken_down_says_so_and_keeps_the_answers(client, signed_in):
    take(signed_in, upto=1)
    module().unpublish()
    item = read(client).select_one(".begun__item")
    assert "taken this module down" in item.get_text()
    assert "Your answers are kept" in item.get_text()
    assert not item.select("a")


def test_a_version_nobody_can_read_any_more_does_not_break_the_page(client, signed_in):
    attempt = take(signed_in, upto=1)
    attempt.version.steps = [{"type": "no-such-block", "value": 1, "id": "x"}]
    attempt.version.save()
    versions._content.cache_clear()
    try:
        # What an old release wrote may be read as nothing, or not at all: either way there is a page.
        assert "Your answers are kept" in words(read(client))
    finally:
        versions._content.cache_clear()


def test_what_is_done_shows_the_best_result_and_counts_the_stated_minutes_once(client, signed_in):
    """Lost if this fails: minutes for continuing professional development that cannot be defended."""
    take(signed_in, "plain-words", right=False)
    attempts.start_again(signed_in, module("plain-words"))
    take(signed_in, "plain-words")
    take(signed_in, "goalposts")
    soup = read(client)
    rows = [" ".join(row.get_text(" ").split()) for row in soup.select(".own-table tbody tr")]
    assert len(rows) == 2
    total = len(module("plain-words").marked_questions)
    assert f"{total} of {total} right" in next(row for row in rows if "Plain words" in row)
    minutes = module("plain-words").minutes + module("goalposts").minutes
    sums = [" ".join(item.get_text(" ").split()) for item in soup.select(".own-sums__item")]
    assert sums == ["2 modules finished", f"{minutes} CPD minutes", "0 in progress"]
    links = [link["href"] for link in soup.select(".own-table a")]
    assert "/learn/plain-words/result/" in links
    assert reverse("certificate_make", args=["plain-words"]) in links


def test_certificates_reflections_and_mails_are_there(client, django_user_model):
    learner = filled.learner(django_user_model)
    client.force_login(learner.user)
    soup = read(client)
    certificate = Certificate.objects.get(learner=learner)
    links = [link["href"] for link in soup.main.find_all("a")]
    assert reverse("certificate", args=[certificate.pk]) in links
    assert reverse("certificate_pdf", args=[certificate.pk]) in links
    assert reverse("keep_fresh", args=["goalposts"]) in links
    assert reverse("teams") in links
    assert reverse("usersessions_list") in links
    assert f"{filled.WORD} thought" in words(soup)
    assert soup.find("form", action=reverse("account_logout"))["method"] == "post"


def test_the_number_of_queries_does_not_grow_with_the_modules(client, signed_in):
    """Lost if this fails: a page that gets slower with each module somebody takes."""
    take(signed_in, "goalposts")
    take(signed_in, "plain-words", upto=1)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for slug in ("trust-and-honesty", "closing-the-loop", "making-it-possible"):
        take(signed_in, slug)
    for slug in ("the-13-principles", "who-is-in-the-room", "doing-not-just-talking"):
        take(signed_in, slug, upto=1)
    # Each process reads a version once.
    client.get(PAGE)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few)
    assert len(many) <= 30


def test_reading_changes_nothing(client, signed_in):
    take(signed_in, upto=1)
    for address in (PAGE, f"{PAGE}details/", f"{PAGE}delete/", f"{PAGE}download.json", f"{PAGE}download.csv"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert written == [], address


# Keeping what is on the device --------------------------------------------------------------------------------------------


def test_what_a_device_has_is_offered_after_signing_in(client, on_device, signed_in):
    take(on_device, "plain-words", upto=1)
    offer = read(client).select_one(".offer")
    assert "Is this yours?" in offer.get_text()
    assert module("plain-words").title in offer.get_text()


def test_nothing_is_offered_where_there_is_nothing(client, on_device, signed_in):
    assert "Is this yours?" not in words(read(client))


def test_keeping_moves_everything_once_and_takes_the_cookie(client, on_device, signed_in):
    attempt = take(on_device, "plain-words", upto=1)
    answer = client.post(f"{PAGE}keep/", {"whose": "mine"})
    assert answer.cookies["learning"].value == ""
    attempt.refresh_from_db()
    assert attempt.learner == signed_in
    assert not Learner.objects.filter(pk=on_device.pk).exists()
    # The second of two tabs still sends the cookie.
    client.cookies["learning"] = learners.sign("a-device")
    assert client.post(f"{PAGE}keep/", {"whose": "mine"}).status_code == 302
    assert signed_in.attempts.count() == 1
    assert Attempt.objects.count() == 1


def test_not_mine_only_takes_the_cookie(client, on_device, signed_in):
    """Lost if this fails: one person's answers in another person's record."""
    attempt = take(on_device, "plain-words", upto=1)
    answer = client.post(f"{PAGE}keep/", {"whose": "not-mine"})
    assert answer.cookies["learning"].value == ""
    attempt.refresh_from_db()
    assert attempt.learner == on_device
    assert signed_in.attempts.count() == 0


def test_keeping_without_an_account_does_nothing(client, on_device):
    attempt = take(on_device, "plain-words", upto=1)
    answer = client.post(f"{PAGE}keep/", {"whose": "mine"})
    assert answer["Location"] == PAGE
    assert "learning" not in answer.cookies
    attempt.refresh_from_db()
    assert attempt.learner == on_device


def test_keeping_needs_a_post_with_a_token(client, signed_in):
    from django.test import Client

    assert client.get(f"{PAGE}keep/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(signed_in.user)
    for address in ("keep/", "details/", "delete/"):
        assert strict.post(PAGE + address).status_code == 403
    assert Learner.objects.filter(pk=signed_in.pk).exists()


# Role and organisation ----------------------------------------------------------------------------------------------------


@pytest.fixture
def trust():
    return Organisation.objects.create(name="A trust")


def test_the_organisation_counts_for_what_is_open_and_for_what_had_none(client, signed_in, trust):
    other = Organisation.objects.create(name="Another trust")
    done = take(signed_in, "plain-words")
    Attempt.objects.filter(pk=done.pk).update(organisation=other)
    begun, undecided = take(signed_in, "goalposts", upto=1), take(signed_in, "trust-and-honesty")
    client.post(f"{PAGE}details/", {"role": Role.MANAGER, "organisation": trust.pk})
    signed_in.refresh_from_db()
    assert (signed_in.role, signed_in.organisation) == (Role.MANAGER, trust)
    assert signed_in.asked_at
    found = {attempt.pk: attempt.organisation for attempt in signed_in.attempts.all()}
    assert found == {done.pk: other, begun.pk: trust, undecided.pk: trust}


def test_taking_the_organisation_back_takes_it_off_everything(client, signed_in, trust):
    take(signed_in, "plain-words")
    client.post(f"{PAGE}details/", {"role": "", "organisation": trust.pk})
    client.post(f"{PAGE}details/", {"role": "none", "organisation": ""})
    signed_in.refresh_from_db()
    assert (signed_in.role, signed_in.organisation) == ("", None)
    assert [attempt.organisation for attempt in signed_in.attempts.all()] == [None]


def test_the_questions_are_asked_once(client, on_device):
    take(on_device, upto=1)
    assert "Two questions about you" in words(read(client))
    client.post(f"{PAGE}details/", {"skip": "1"})
    assert "Two questions about you" not in words(read(client))
    on_device.refresh_from_db()
    assert (on_device.role, on_device.organisation) == ("", None)


def test_an_organisation_off_the_list_is_not_offered_but_kept(client, signed_in, trust):
    gone = Organisation.objects.create(name="Long gone", is_listed=False)
    assert gone.name not in str(read(client, f"{PAGE}details/"))
    assert client.post(f"{PAGE}details/", {"role": "none", "organisation": gone.pk}).status_code == 200
    Learner.objects.filter(pk=signed_in.pk).update(organisation=gone)
    assert gone.name in str(read(client, f"{PAGE}details/"))


def test_nobody_is_asked_before_there_is_anything_of_theirs(client):
    answer = client.get(f"{PAGE}details/")
    assert answer["Location"] == PAGE
    assert client.post(f"{PAGE}details/", {"role": Role.MANAGER})["Location"] == PAGE
    assert not Learner.objects.exists()
