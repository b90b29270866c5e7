"""What somebody writes to themselves. If these fail, it is lost, or kept or read where nobody wanted it."""

import datetime
import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.training.builders import HERE, account, device, marked, module
from training import attempts, learners, reflections
from training.models import Learner, Reflection

pytestmark = pytest.mark.usefixtures("site_content")
TEXT = "I would ask them first.\n\n<b>And</b> then & only then write it down."


@pytest.fixture
def question():
    return next(one for one in module().questions if one.kind == "reflection")


@pytest.fixture
def address(question):
    return reverse("my_reflection", args=["goalposts", question.id])


def send(client, address, button="save", text=TEXT, **headers):
    return client.post(address, {"text": text, button: "1"}, headers={**HERE, **headers})


def shown(answer):
    return BeautifulSoup(answer.content, "html.parser")


# On the step ---------------------------------------------------------------------------------------------------------------


def test_the_step_has_the_form_and_sets_no_cookie(client, question, address):
    page = module()
    step = next(step for step in page.step_list if question.id in [one.id for one in step.questions])
    answer = client.get(page.step_url(step))
    soup = shown(answer)
    form = soup.find("form", action=address)
    assert form["method"] == "post"
    assert soup.find("label", attrs={"for": form.textarea["id"]}).get_text()
    assert [button.get_text(strip=True) for button in form.select("[name]") if button.name == "button"] == [
        "Save to my record",
        "Download as text",
        "Download as ODT",
    ]
    assert not answer.cookies
    assert not form.find("input", attrs={"name": "csrfmiddlewaretoken"})
    scripts = [script for script in soup.find_all("script", src=True) if "reflection.js" in script["src"]]
    assert len(scripts) == 1
    assert scripts[0].has_attr("defer")
    # Only the script keeps anything on the device, so only with it is that said.
    assert form.select_one("[data-reflection-device]").has_attr("hidden")


def test_a_step_without_one_loads_no_script(client):
    page = module()
    step = next(step for step in page.step_list if not step.questions)
    assert "reflection.js" not in client.get(page.step_url(step)).content.decode()


def test_on_paper_there_are_lines_to_write_on(client, question):
    soup = shown(client.get(f"{module().url}print/"))
    asked = soup.find(id=f"question-{question.id}")
    assert len(asked.select(".lines__line")) == (question.value["lines"] or 3)
    assert not asked.find("form")


def test_an_editor_sees_a_preview_of_it():
    page = module()
    for mode, _name in page.preview_modes:
        assert page.make_preview_request(preview_mode=mode).status_code == 200


# Keeping it ----------------------------------------------------------------------------------------------------------------


def test_it_is_kept_for_an_account_and_replaced_the_next_time(client, django_user_model, question, address):
    learner = account(django_user_model)
    client.force_login(learner.user)
    assert "Kept in your learning" in send(client, address).content.decode()
    send(client, address, text="Better.")
    kept = Reflection.objects.get()
    assert (kept.learner, kept.text) == (learner, "Better.")
    assert (kept.question, kept.module_title) == (question.value["text"], module().title)
    assert "Better." in client.get("/learn/my-learning/").content.decode()


def test_it_is_kept_for_a_device_that_has_learned(client, address):
    learner = device("a-device")
    client.cookies["learning"] = learners.sign("a-device")
    send(client, address)
    assert learner.reflections.get().text == TEXT


def test_without_either_nothing_is_kept_and_nothing_is_lost(client, address):
    """Lost if this fails: a person made known by a button, or the words they have just typed."""
    answer = send(client, address)
    soup = shown(answer)
    assert soup.textarea.get_text().lstrip("\n") == TEXT
    assert "Sign in" in soup.main.get_text()
    assert not Learner.objects.exists()
    assert not Reflection.objects.exists()
    assert "learning" not in answer.cookies
    assert answer["Cache-Control"] == "no-store, private"


def test_one_that_is_deleted_is_gone(client, django_user_model, address):
    learner = account(django_user_model)
    client.force_login(learner.user)
    send(client, address)
    client.post(reverse("my_reflection_delete", args=[learner.reflections.get().pk]))
    assert not Reflection.objects.exists()


def test_nobody_deletes_what_is_not_theirs(client, django_user_model, address):
    learner = account(django_user_model)
    client.force_login(learner.user)
    send(client, address)
    number = learner.reflections.get().pk
    client.force_login(account(django_user_model, "other@example.net").user)
    client.post(reverse("my_reflection_delete", args=[number]))
    client.logout()
    client.post(reverse("my_reflection_delete", args=[number]))
    assert Reflection.objects.filter(pk=number).exists()


# Taking it away -----------------------------------------------------------------------------------------------------------------


def test_it_comes_as_text_and_nothing_is_stored(client, question, address):
    answer = send(client, address, "text_file")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert 'filename="goalposts-being-clear-about-scope-reflection.txt"' in answer["Content-Disposition"]
    text = answer.content.decode()
    assert question.value["text"] in text
    assert TEXT in text
    assert not Learner.objects.exists()
    assert not answer.cookies


def test_it_comes_as_a_document_and_nothing_is_stored(client, question, address):
    answer = send(client, address, "odt_file")
    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    words = zipfile.ZipFile(io.BytesIO(answer.content)).read("content.xml").decode()
    assert "I would ask them first." in words
    assert "&lt;b&gt;And&lt;/b&gt;" in words
    assert not Learner.objects.exists()


def test_documents_are_not_made_without_end(client, address, monkeypatch):
    from training.views import my_learning

    monkeypatch.setattr(my_learning, "_DOCUMENTS", (1, 600))
    send(client, address, "odt_file")
    answer = send(client, address, "odt_file")
    assert answer.status_code == 429
    assert shown(answer).textarea.get_text().lstrip("\n") == TEXT


# What cannot be kept --------------------------------------------------------------------------------------------------------------


def test_too_long_a_text_comes_back_whole_with_a_message_beside_it(client, address):
    long = "ä" * 4001
    soup = shown(send(client, address, text=long))
    assert soup.textarea.get_text().lstrip("\n") == long
    assert "4000" in soup.select_one(".nhsuk-error-message").get_text().replace(",", "")
    assert soup.title.get_text().startswith("Error: ")
    assert soup.select_one(".nhsuk-error-summary a")["href"] == f"#{soup.textarea['id']}"


def test_line_ends_count_once(client, django_user_model, address):
    """A browser sends two signs for each line end; nobody has typed those."""
    learner = account(django_user_model)
    client.force_login(learner.user)
    text = "\r\n".join(["x" * 7] * 500)
    assert "Kept in your learning" in send(client, address, text=text).content.decode()
    assert len(learner.reflections.get().text) == 3999


def test_an_empty_one_is_asked_for(client, address):
    assert "Write something first" in send(client, address, text=" \n ").content.decode()


def test_a_form_from_another_site_is_refused(client, django_user_model, address):
    learner = account(django_user_model)
    client.force_login(learner.user)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert client.post(address, {"text": TEXT, "save": "1"}, headers=headers).status_code == 403
    assert Client().post(address, {"text": TEXT}, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
    assert not Reflection.objects.exists()


def test_reading_the_address_leads_back_to_the_step(client, question, address):
    assert client.get(address)["Location"].endswith(f"#question-{question.id}")


def test_a_question_that_was_taken_out_can_still_be_downloaded_and_not_be_made_up(client, django_user_model):
    learner = account(django_user_model)
    client.force_login(learner.user)
    address = reverse("my_reflection", args=["goalposts", "made-up"])
    soup = shown(send(client, address))
    assert "not in the module any more" in soup.main.get_text()
    assert soup.textarea.get_text().lstrip("\n") == TEXT
    assert TEXT in send(client, address, "text_file").content.decode()
    assert not Reflection.objects.exists()


def test_whoever_began_with_the_question_can_still_keep_it(client, django_user_model, question, address):
    """Lost if this fails: what was typed while an editor changed the module."""
    learner = account(django_user_model)
    page = module()
    first = page.marked_questions[0]
    attempts.answer(learner, page, first.id, marked(first))
    page.unpublish()
    client.force_login(learner.user)
    assert "Kept in your learning" in send(client, address).content.decode()
    assert learner.reflections.get().question == question.value["text"]


def test_a_marked_question_is_none_to_reflect_on(django_user_model):
    first = module().marked_questions[0]
    assert reflections.find("goalposts", first.id) is None


def test_the_name_of_the_file_is_of_the_module_only(question):
    asked = reflections.find("goalposts", question.id)
    assert reflections.file_name(asked, "odt") == "goalposts-being-clear-about-scope-reflection.odt"
    assert reflections.file_name(None, "txt") == "reflection.txt"
    day = datetime.datetime(2027, 4, 22, 12, tzinfo=datetime.UTC)
    assert reflections.as_text(asked, "x", day).endswith("x\n\n22 April 2027\n")
