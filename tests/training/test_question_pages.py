"""The pages of questions as a browser without JavaScript uses them, and all that can go wrong on the way."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.training.builders import HERE, account, address, module, right, send, wrong
from training import learners, versions
from training.models import Answer, Attempt, Learner, ModuleVersion

pytestmark = pytest.mark.django_db


def read(answer, status=200):
    assert answer.status_code == status, answer.content[:300]
    return BeautifulSoup(answer.content, "html.parser")


def walk(client, page, rights):
    """Answers the questions of a module in order: the last response, followed."""
    for question, is_right in zip(page.marked_questions, rights, strict=True):
        found = send(client, page, question, right(question) if is_right else wrong(question))
        assert found.status_code == 302, found.content[:500]
    return client.get(found["Location"])


# The way through ---------------------------------------------------------------------------------------------------------


def test_a_question_is_the_heading_of_its_page_and_says_its_place(client, site_content):
    """The pattern of a question page: the legend is the h1. WCAG 1.3.1, 2.4.2, 3.3.2."""
    modules = [module("the-13-principles"), module("plain-words")]
    for page, question in [(each, one) for each in modules for one in each.marked_questions]:
        soup = read(client.get(address(page, question.number)))
        assert len(soup.find_all("h1")) == 1
        heading = soup.select_one("fieldset legend h1").get_text(" ", strip=True)
        assert heading == f"Question {question.number} of {len(page.marked_questions)} {question.value['text']}"
        for field in soup.select("main form input[type=radio], main form input[type=checkbox], main form select"):
            assert soup.find("label", attrs={"for": field["id"]}).get_text(strip=True)
        assert "minute" in soup.select_one(".step-head__where").get_text()


def test_no_cookie_comes_before_the_first_answer_and_one_with_it(client, site_content):
    page = module()
    for there in (page.url, page.step_url(page.step_list[0]), address(page, 1), address(page, 1, "module_after")):
        assert not client.get(there).cookies
    assert not client.get(f"{page.url}result/").cookies
    answer = send(client, page, page.marked_questions[0])
    assert set(answer.cookies) == {learners.COOKIE}
    cookie = answer.cookies[learners.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == learners.COOKIE_AGE.total_seconds()
    # Its time begins anew with every answer.
    assert send(client, page, page.marked_questions[1]).cookies[learners.COOKIE].value == cookie.value
    assert Learner.objects.get().device_hash not in client.cookies[learners.COOKIE].value


def test_reading_writes_nothing(client, site_content):
    """Lost if this fails: a scanner that opens links changes what people did."""
    page = module()
    names = ["module_question", "module_after", "module_before_question"]
    for there in [*(address(page, 1, name) for name in names), f"{page.url}before/", f"{page.url}result/", page.url]:
        client.get(there)
        client.head(there)
    assert not any(model.objects.exists() for model in (Learner, Attempt, Answer, ModuleVersion))


@pytest.mark.parametrize("is_right", [True, False])
def test_an_answer_is_explained_at_once_in_words(client, site_content, is_right):
    for slug in ("goalposts", "plain-words", "choosing-the-right-level", "what-co-production-is"):
        page = module(slug)
        for question in page.marked_questions:
            found = send(client, page, question, right(question) if is_right else wrong(question))
            soup = read(client.get(found["Location"]))
            verdict = "Right" if is_right else "Not quite"
            assert soup.h1.get_text(strip=True) == verdict
            assert soup.title.get_text().startswith(verdict)
            text = soup.main.get_text(" ")
            if question.kind not in ("match", "put_in_order"):
                chosen = (right if is_right else wrong)(question)["answer"]
                told = [choice.feedback for choice in question.value.choices if choice.id in chosen]
                assert all(words in text for words in told)
            assert "What to take away" in text


def test_a_wrong_answer_leads_to_the_page_that_explains_it_and_back(client, site_content):
    page = module()
    found = send(client, page, page.marked_questions[0], wrong(page.marked_questions[0]))
    link = read(client.get(found["Location"])).select_one(".takeaway__more a")["href"]
    assert link.startswith("/stories/maryport/?back=")
    back = read(client.get(link)).find("a", string="Back to the module")
    assert back["href"] == address(page, 1, "module_after")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/admin/", "javascript:alert(1)", "", "/x\x00"]
)
def test_the_way_back_leads_to_a_module_or_nowhere(client, site_content, back):
    assert "Back to the module" not in client.get("/stories/maryport/", {"back": back}).content.decode()


def test_the_end_shows_the_score_and_what_to_try_again(client, site_content):
    page = module()
    soup = read(walk(client, page, [True, False, True]))
    assert Attempt.objects.get().finished_at
    soup = read(client.get(f"{page.url}result/"))
    text = soup.main.get_text(" ")
    assert "2 of 3 right" in text
    again = soup.find("a", string="Try question 2 again")["href"]
    retry = send(client, page, page.marked_questions[1], round=2)
    assert retry.status_code == 302
    text = read(client.get(f"{page.url}result/")).main.get_text(" ")
    assert "3 of 3 right" in text
    assert "2 at the first try" in text
    assert again.endswith("?again=1")
    assert "Make a certificate" in text
    # Out of the page as it is today, beside the version.
    assert "The empty card, to fill in and print" in text


def test_questions_before_learning_show_the_gain_at_the_end(client, site_content):
    page = module()
    first, last = page.marked_questions[0], page.marked_questions[2]
    key = client.get(f"{page.url}before/1/").context_data["key"]
    data = {"question": first.id, "key": key, **wrong(first)}
    assert client.post(f"{page.url}before/1/", data, headers=HERE)["Location"] == f"{page.url}before/2/"
    data = {"question": last.id, **right(last)}
    assert client.post(f"{page.url}before/2/", data, headers=HERE)["Location"] == f"{page.url}before/"
    summary = read(client.get(f"{page.url}before/")).get_text(" ")
    assert "You had 1 of 2 right" in summary
    assert first.value.choices[0].feedback not in summary
    walk(client, page, [True, True, True])
    assert "Before you started you had 1 of 2 right" in read(client.get(f"{page.url}result/")).get_text(" ")


def test_the_role_in_the_address_tells_the_story_and_goes_along(client, site_content):
    pages = list(module().get_parent().specific.modules)
    found = [
        (page, step, block)
        for page in (module(one.slug) for one in pages)
        for step in page.step_list
        for block in step.parts[0].blocks
        if block.block_type == "scenario" and block.value["variants"]
    ]
    assert found, "at least one story has a telling for a role"
    page, step, block = found[0]
    variant = block.value["variants"][0]
    plain = read(client.get(page.step_url(step))).select_one(".scenario__text").get_text(" ", strip=True)
    soup = read(client.get(f"{page.step_url(step)}?role={variant['role']}"))
    told = soup.select_one(".scenario__text").get_text(" ", strip=True)
    assert plain != told
    assert soup.select_one("a[rel=next]")["href"].endswith(f"?role={variant['role']}")
    odd = (
        read(client.get(f"{page.step_url(step)}?role=admiral")).select_one(".scenario__text").get_text(" ", strip=True)
    )
    assert odd == plain


def test_whoever_signs_in_carries_on_at_another_device(site_content, django_user_model):
    """Lost if this fails: a record that stays on the device it was made on."""
    page, learner = module(), account(django_user_model)
    phone, desk = Client(), Client()
    for browser in (phone, desk):
        browser.force_login(learner.user)
    send(phone, page, page.marked_questions[0])
    assert "Carry on at question 2" in desk.get(page.url).content.decode()
    send(desk, page, page.marked_questions[1])
    assert "Carry on at question 3" in phone.get(page.url).content.decode()
    assert Attempt.objects.get().learner == learner
    assert learners.COOKIE not in phone.cookies


# What goes wrong ---------------------------------------------------------------------------------------------------------


def test_no_answer_is_an_error_beside_the_question(client, site_content):
    page = module()
    soup = read(send(client, page, page.marked_questions[0], {}))
    assert soup.title.get_text().startswith("Error: ")
    assert soup.select_one(".nhsuk-error-summary a")["href"] == "#answer"
    assert soup.find(id="answer")["type"] == "radio"
    assert "Choose an answer" in soup.select_one(".nhsuk-error-message").get_text()
    assert not Learner.objects.exists()


def test_what_was_chosen_stays_when_a_form_comes_back(client, site_content):
    page = module("plain-words")
    question = next(one for one in page.marked_questions if one.kind == "match")
    data = right(question)
    data["item-2"] = [""]
    soup = read(send(client, page, question, data))
    assert soup.select_one("#item-1 option[selected]")["value"] == data["item-1"][0]
    assert soup.select_one(".nhsuk-error-summary a")["href"] == "#item-2"


@pytest.mark.parametrize("answer", ["no-such-option", "", "\x00", "x" * 20_000, "' or 1=1", "Zażółć 🎉"])
def test_an_unknown_option_keeps_nothing(client, site_content, answer):
    page = module()
    soup = read(send(client, page, page.marked_questions[0], {"answer": [answer]}))
    assert soup.select_one(".nhsuk-error-summary")
    assert not Answer.objects.exists()


def test_a_question_that_was_taken_out_meanwhile_is_said_to_be_so(client, site_content):
    """Lost if this fails: an answer that is counted for another question."""
    page = module()
    soup = read(send(client, page, page.marked_questions[0], sent_id="gone-since"))
    assert "has been changed since you opened the page" in soup.get_text()
    assert not Answer.objects.exists()


def test_a_question_that_has_moved_meanwhile_is_still_answered(client, site_content):
    page = module()
    second = page.marked_questions[1]
    assert send(client, page, second, number=1)["Location"].startswith(address(page, 2, "module_after"))
    assert Answer.objects.get().question_id == second.id


def test_any_question_can_be_opened_first(client, site_content):
    page = module()
    assert send(client, page, page.marked_questions[2]).status_code == 302
    text = read(client.get(f"{page.url}result/")).get_text(" ")
    assert "2 questions are still open" in text
    assert client.get(address(page, 99)).status_code == 404
    assert client.get(address(page, 0)).status_code == 404


def test_the_same_form_twice_is_one_learner_one_attempt_one_answer(client, site_content):
    """Lost if this fails: a double click on the first button makes two people."""
    page = module()
    question = page.marked_questions[0]
    data = {"question": question.id, "key": client.get(address(page, 1)).context_data["key"], **right(question)}
    first = client.post(address(page, 1), data, headers=HERE)
    # The second click leaves before the first answer has brought its cookie.
    second = Client().post(address(page, 1), data, headers=HERE)
    assert first.cookies[learners.COOKIE].value == second.cookies[learners.COOKIE].value
    assert "stands=1" in second["Location"]
    assert [model.objects.count() for model in (Learner, Attempt, Answer)] == [1, 1, 1]


def test_another_tab_with_another_answer_changes_nothing(client, site_content):
    page = module()
    question = page.marked_questions[0]
    send(client, page, question, wrong(question))
    data = {"question": question.id, "round": "1", **right(question)}
    soup = read(client.post(address(page, 1), data, headers=HERE, follow=True))
    assert "That answer stands" in soup.get_text()
    assert soup.h1.get_text(strip=True) == "Not quite"


@pytest.mark.parametrize("cookie", ["", "x", "made-up.signature", "\x00", "ü" * 300])
def test_a_cookie_that_is_not_ours_is_nobody(client, site_content, cookie):
    client.cookies[learners.COOKIE] = cookie
    page = module()
    assert client.get(page.url).status_code == 200
    assert send(client, page, page.marked_questions[0]).status_code == 302
    assert Learner.objects.count() == 1


def test_a_learner_who_was_deleted_begins_anew(client, site_content):
    """An account or a device that was forgotten in another tab."""
    page = module()
    send(client, page, page.marked_questions[0])
    Learner.objects.all().delete()
    assert client.get(address(page, 2)).status_code == 200
    assert send(client, page, page.marked_questions[1]).status_code == 302
    assert Attempt.objects.filter(learner=None).count() == 1
    assert Learner.objects.get().attempts.get().answers.count() == 1


def test_without_cookies_the_module_can_be_taken_all_the_same(client, site_content):
    page = module()
    found = send(client, page, page.marked_questions[0])
    text = read(Client().get(found["Location"])).get_text(" ")
    assert "Your browser keeps no cookies" in text
    assert all(choice.feedback in text for choice in page.marked_questions[0].value.choices)


def test_a_module_taken_down_meanwhile_says_so_and_keeps_the_answers(client, site_content):
    page = module()
    send(client, page, page.marked_questions[0])
    page.unpublish()
    for there in (page.url, page.step_url(page.step_list[1]), address(page, 2), f"{page.url}result/"):
        assert "has been taken down" in read(client.get(there), 410).get_text()
        assert Client().get(there).status_code == 404
    gone = client.post(address(page, 2), {"question": "x"}, headers=HERE)
    assert gone.status_code == 410
    module().save_revision().publish()
    assert "Carry on at question 2" in client.get(page.url).content.decode()


def test_a_version_that_no_longer_parses_gives_a_page_and_a_way_on(client, site_content):
    page = module()
    send(client, page, page.marked_questions[0])
    ModuleVersion.objects.update(steps=[7])
    versions._content.cache_clear()
    for there in (page.url, page.step_url(page.step_list[0]), address(page, 2), f"{page.url}result/"):
        assert "We cannot show the version you began with" in read(client.get(there), 409).get_text()
    ModuleVersion.objects.update(digest="of another release")
    client.post(f"{page.url}start-again/", headers=HERE)
    assert client.get(address(page, 2)).status_code == 200
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/learn/"},
    ],
)
def test_a_form_from_another_site_is_refused(site_content, headers):
    """Lost if this fails: another site answers in somebody's name (these forms have no token)."""
    client, page = Client(enforce_csrf_checks=True), module()
    question = page.marked_questions[0]
    data = {"question": question.id, **right(question)}
    assert client.post(address(page, 1), data, headers=headers).status_code == 403
    assert not Answer.objects.exists()
    here = {"Origin": "http://testserver"} if "Origin" in headers else {"Referer": "http://testserver/learn/"}
    assert client.post(address(page, 1), data, headers=here).status_code == 302


def test_republishing_in_the_middle_leaves_somebody_their_version(client, site_content):
    """Lost if this fails: editing a module starts people over."""
    page = module()
    send(client, page, page.marked_questions[0])
    texts = [question.value["text"] for question in page.marked_questions]
    changed = module()
    del changed.steps[2]
    changed.title = "Goalposts, shorter"
    changed.save_revision().publish()
    start = client.get(page.url).content.decode()
    assert "You go on with the version you began with" in start
    for number, text in enumerate(texts[1:], start=2):
        soup = read(client.get(address(page, number)))
        assert soup.select_one("legend h1").get_text(" ", strip=True).endswith(text)
    walk(client, page, [True, True, True])
    assert "3 of 3 right" in client.get(f"{page.url}result/").content.decode()
    assert "Goalposts, shorter" in Client().get(page.url).content.decode()
    assert client.get(page.step_url(page.step_list[2])).status_code == 200
    assert Client().get(page.step_url(page.step_list[2])).status_code == 404


def test_pages_of_a_learner_are_kept_by_nobody(client, site_content):
    page = module()
    assert "public" in client.get(page.url)["Cache-Control"]
    send(client, page, page.marked_questions[0])
    for there in (page.url, page.step_url(page.step_list[0]), address(page, 2), f"{page.url}result/"):
        assert "no-store" in client.get(there)["Cache-Control"]
    assert "no-store" in Client().get(address(page, 1))["Cache-Control"]


def test_an_answer_asks_the_database_little(client, site_content, django_assert_max_num_queries):
    page = module()
    send(client, page, page.marked_questions[0])
    question = page.marked_questions[1]
    data = {"question": question.id, "round": "1", **right(question)}
    with django_assert_max_num_queries(8):
        assert client.post(address(page, 2), data, headers=HERE).status_code == 302
