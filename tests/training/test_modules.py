"""The ten modules as visitors meet them: every step can be reached, says where it is, and works as a plain page."""

import json
from html import unescape
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import Principle
from training.models import ModuleIndexPage, ModulePage

MINUTES = {
    "what-co-production-is": 8,
    "the-13-principles": 10,
    "goalposts": 8,
    "choosing-the-right-level": 7,
    "who-is-in-the-room": 8,
    "plain-words": 8,
    "trust-and-honesty": 9,
    "making-it-possible": 7,
    "doing-not-just-talking": 10,
    "closing-the-loop": 9,
}
ROUTES = {
    "New here": (["what-co-production-is", "goalposts", "making-it-possible"], 23),
    "Staff and leaders": (
        ["the-13-principles", "choosing-the-right-level", "trust-and-honesty", "closing-the-loop"],
        35,
    ),
    "Running a group": (["who-is-in-the-room", "plain-words", "doing-not-just-talking"], 26),
}
BUDGET = 15
CURLY = "\u2019"

pytestmark = pytest.mark.django_db


def read(client, address, status=200):
    """The page at `address`, parsed, without the meanings of jargon beside its words."""
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    page = BeautifulSoup(answer.content, "html.parser")
    for meaning in page.select(".jargon-meaning, .jargon-button"):
        meaning.decompose()
    return page


def module(slug):
    return ModulePage.objects.get(slug=slug)


def test_there_are_ten_modules_with_the_minutes_the_plan_gives(site_content):
    assert {page.slug: page.minutes for page in ModulePage.objects.live()} == MINUTES


def test_the_minutes_of_a_module_are_the_sum_of_its_steps(site_content):
    """Lost if this fails: the honest figure. A step that is changed changes what learners are told."""
    for page in ModulePage.objects.live():
        assert page.minutes == sum(step.minutes for step in page.step_list)
    page = module("goalposts")
    page.steps[0].value["minutes"] += 3
    page.save()
    assert ModulePage.objects.get(pk=page.pk).minutes == MINUTES["goalposts"] + 3


def test_the_index_names_every_module_and_the_minutes_in_all(client, site_content):
    soup = read(client, "/learn/")
    assert "84 minutes in all" in soup.get_text()
    linked = [link["href"] for link in soup.select(".modules a")]
    assert linked == [f"/learn/{slug}/" for slug in MINUTES]
    assert "These 10 modules are new" in soup.get_text()


def test_the_three_routes_lead_to_their_modules_with_their_minutes(client, site_content):
    found = {
        route.title: ([page.slug for page in modules], minutes)
        for route, modules, minutes in ModuleIndexPage.objects.get().routes
    }
    assert found == ROUTES
    text = read(client, "/learn/").get_text()
    assert all(f"{minutes} minutes in all" in text for _modules, minutes in ROUTES.values())


def test_a_module_in_draft_is_in_no_list_and_no_route(site_content):
    """Lost if this fails: a draft that a visitor hears of."""
    module("goalposts").unpublish()
    index = ModuleIndexPage.objects.get()
    assert "goalposts" not in [page.slug for page in index.modules]
    assert "goalposts" not in [page.slug for _route, modules, _minutes in index.routes for page in modules]
    assert index.minutes == 76


@pytest.mark.parametrize("slug", MINUTES)
def test_a_reader_gets_from_the_first_to_the_last_step_and_back_by_links(client, site_content, slug):
    """Lost if this fails: a module that cannot be finished, or a step that cannot be left."""
    page = module(slug)
    start = read(client, page.url)
    addresses = [page.step_url(step) for step in page.step_list]
    assert start.select_one(".module-head__start a")["href"] == addresses[0]
    assert [link["href"] for link in start.select(".path a")] == addresses

    steps, questions, address = [], [], addresses[0]
    while not address.endswith("/result/"):
        soup = read(client, address)
        if address in addresses:
            previous = soup.select_one("a[rel=prev]")["href"]
            assert previous == (steps[-1] if steps else page.url)
            steps.append(address)
        if soup.select_one("a[rel=next]"):
            address = soup.select_one("a[rel=next]")["href"]
        else:
            # A question that somebody leaves out.
            questions.append(address)
            address = soup.select_one(".asking__ways a:last-child")["href"]
    assert steps == addresses
    assert questions == [f"{page.url}question/{question.number}/" for question in page.marked_questions]
    end = read(client, address)
    assert "You have reached the end" in end.get_text()
    assert page.statements[0] in end.get_text()
    assert not client.cookies


@pytest.mark.parametrize("slug", MINUTES)
def test_a_step_says_where_it_is_in_words(client, site_content, slug):
    """Lost if this fails: a place that only a picture shows (WCAG 1.3.1, 2.4.2)."""
    page = module(slug)
    for step in page.step_list:
        soup = read(client, page.step_url(step))
        assert soup.title.get_text().startswith(f"Step {step.number} of {step.total}: {step.title}")
        assert [heading.get_text() for heading in soup.find_all("h1")] == [step.title]
        words = soup.select_one(".step-head__where").get_text(" ")
        assert f"Step {step.number} of {step.total}" in words
        minute = "minute" if step.minutes_left == 1 else "minutes"
        assert f"about {step.minutes_left} {minute} left" in words
        assert soup.find("link", rel="canonical")["href"].endswith(page.step_url(step))


def test_an_unknown_step_is_not_found(client, site_content):
    for address in ("/learn/goalposts/no-such-step/", "/learn/goalposts/beds-in-2017/more/", "/learn/no-such-module/"):
        assert client.get(address).status_code == 404


def test_reading_a_module_sets_no_cookie(client, site_content):
    """Lost if this fails: training without a trace."""
    page = module("plain-words")
    for address in ("/learn/", page.url, page.step_url(page.step_list[0]), page.url + "print/"):
        assert not client.get(address).cookies


@pytest.mark.parametrize("slug", MINUTES)
def test_the_answers_come_last_on_paper(client, site_content, slug):
    """Lost if this fails: answers beside the questions, or a question without one."""
    page = module(slug)
    soup = read(client, page.url + "print/")
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not soup.select(".paper .reveal, .paper .choice")
    parts = soup.select(".paper > section")
    assert parts[-1]["class"] == ["paper__answers"]
    answers = parts[-1].get_text(" ")
    for question in page.questions:
        assert question.value["text"] in soup.get_text()
        if question.kind == "reflection":
            continue
        assert question.value["text"] in answers
        assert not question.number or f"{question.number}. {question.value['text']}" in answers
        for choice in question.value.choices:
            assert choice.feedback in answers
            assert all(choice.feedback not in part.get_text(" ") for part in parts[:-1])


def test_what_others_say_can_be_seen_without_javascript_and_no_answer_is_given_away(client, site_content):
    """Lost if this fails: views that only a script can show, or the answer to a question before it is asked."""
    for page in ModulePage.objects.live():
        for step in page.step_list:
            soup = read(client, page.step_url(step))
            for question in step.questions:
                if question.is_marked:
                    # Answered on a page of its own; here nothing is given away.
                    assert question.value.choices[0].feedback not in soup.get_text()
                elif question.kind == "what_would_you_say":
                    shown = soup.find(id=f"question-{question.id}") or _after_question(client, page, step, question)
                    behind = " ".join(details.get_text(" ") for details in shown.find_all("details"))
                    assert all(view["text"] in behind for view in question.value["views"]), question.value["text"]


def _after_question(client, page, step, question):
    """The unmarked question on the page after the marked one that stands before it."""
    for marked in step.questions:
        if marked.is_marked:
            found = read(client, f"{page.url}question/{marked.number}/after/").find(id=f"question-{question.id}")
            if found:
                return found
    raise AssertionError(f"{question.value['text']} is on no page")


def test_headings_go_down_one_level_at_a_time(client, site_content):
    for page in ModulePage.objects.live():
        addresses = [page.url, page.url + "print/", *(page.step_url(step) for step in page.step_list)]
        for address in addresses:
            levels = [int(tag.name[1]) for tag in read(client, address).main.find_all(["h1", "h2", "h3", "h4"])]
            assert levels.count(1) == 1
            assert all(below - above <= 1 for above, below in pairwise(levels)), address


def test_every_preview_shows_a_page(site_content):
    """Lost if this fails: an editor who cannot see a step before publishing it."""
    page = module("choosing-the-right-level")
    modes = [mode for mode, _name in page.preview_modes]
    assert len(modes) == len(page.step_list) + len(page.marked_questions) + 2
    for mode in modes:
        answer = page.make_preview_request(preview_mode=mode)
        assert answer.status_code == 200
        if mode.startswith("step-"):
            assert page.step_list[int(mode[5:]) - 1].title in answer.content.decode()
        if mode.startswith("question-"):
            assert page.marked_questions[int(mode[9:]) - 1].value["text"] in unescape(answer.content.decode())


def test_search_engines_hear_of_every_step(rf, site_content):
    page = module("goalposts")
    locations = [entry["location"] for entry in page.get_sitemap_urls()]
    assert len(locations) == len(page.step_list) + 1
    assert locations[0].endswith("/learn/goalposts/")
    assert locations[1].endswith("/learn/goalposts/a-complaint-from-maryport/")


def test_a_module_is_described_as_a_learning_resource(client, site_content):
    soup = read(client, "/learn/goalposts/")
    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert data["@type"] == "LearningResource"
    assert data["timeRequired"] == "PT8M"
    assert data["isAccessibleForFree"] is True


def test_the_module_on_the_principles_has_their_agreed_words(client, site_content):
    """Lost if this fails: two wordings of what people agreed on."""
    page = module("the-13-principles")
    text = " ".join(read(client, page.step_url(step)).main.get_text(" ") for step in page.step_list).replace(CURLY, "'")
    for principle in Principle.objects.filter(locale__language_code="en"):
        assert principle.text.replace(CURLY, "'").rstrip(".") in text
        assert principle.plain.lower() in text.lower()


def test_what_is_quoted_is_named_and_dated(site_content):
    """Lost if this fails: words without a speaker, or words of 2017 that read like words of today."""
    for page in ModulePage.objects.live():
        for step in page.step_list:
            for block in step.content:
                if block.block_type == "quotation":
                    assert block.value["who"], page.slug
                    assert block.value["when"] or block.value["role"] or block.value["source"], page.slug


def test_the_pass_rule_is_said_in_words(client, site_content):
    assert "There is no pass mark" in read(client, "/learn/goalposts/").get_text()
    page = module("goalposts")
    page.pass_percent = 80
    page.save_revision().publish()
    assert "80 in 100 answers right" in read(client, "/learn/goalposts/").get_text()


@pytest.mark.parametrize("address", ["", "a-complaint-from-maryport/", "fill-in-your-card/", "print/"])
def test_a_page_of_a_module_keeps_its_query_budget(client, site_content, address):
    client.get(f"/learn/goalposts/{address}")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/learn/goalposts/{address}").status_code == 200
    # What goes with a module is kept from one page to the next, but not in the transaction of a test.
    assert len(queries) <= BUDGET + (0 if address else 7)


def test_a_page_of_a_module_asks_little_of_its_own(site_content, django_assert_max_num_queries):
    """Lost if this fails: a query for each question or each link."""
    page = module("goalposts")
    with django_assert_max_num_queries(2):
        assert page.links_of(page.questions, at_end=True)["related"]
    with django_assert_max_num_queries(2):
        assert page.links_of([], at_start=True)["best_after"]
        assert page.principle_list
