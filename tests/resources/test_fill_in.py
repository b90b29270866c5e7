"""Filling in a template online. What is lost here is what somebody wrote, or their trust that nobody keeps it."""

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models.limits import TryCount
from resources import filled_papers
from tests.resources.filled import HERE, PLANNER, Person, text_of
from tests.resources.papers import page_of

SECRET = "Nobody may keep this 4711"


@pytest.fixture
def person(client, site_content):
    return Person(client)


# There and back -----------------------------------------------------------------------------------------------------


def test_the_planner_is_three_pages_of_questions(person):
    headings = [person.heading]
    for words in ("Next: Plan", "Next: Reflect"):
        headings.append(person.press(words).heading)
    assert headings == ["Think", "Plan", "Reflect"]
    assert person.press("Finish").heading == "Our planner"


def test_what_was_typed_is_still_there_after_going_to_and_fro(person):
    person.press("Next: Plan", what='A bench\nby the <river> & "more"', idea_name="Bench")
    assert person.fields().get("what") is None
    person.press_with("Next: Reflect", {"who_does_what-0-0": "Sam", "who_does_what-0-1": "Ask"})
    person.press("Back: Plan", felt__chosen="Good", felt__why="Everyone listened")
    assert person.fields()["who_does_what-0-1"] == ["Ask"]
    person.press("Back: Think")
    assert person.fields()["what"] == ['A bench\nby the <river> & "more"']
    person.press("Reflect")
    assert person.fields()["felt-chosen"] == ["Good"] and person.fields()["felt-why"] == ["Everyone listened"]


def test_the_last_page_says_everything_and_leads_back_to_each_part(person):
    person.press("Next: Plan", what="A bench").press_with("Finish", {"who_does_what-1-1": "Ask"})
    text = person.words()
    assert "A bench" in text and "Ask" in text and "Nothing yet" in text
    changes = [button["formaction"] for button in person.form.select(".filled__change")]
    assert changes == [PLANNER, f"{PLANNER}2/", f"{PLANNER}3/"]
    assert person.press("Change Think").fields()["what"] == ["A bench"]


def test_what_is_emptied_is_empty_and_what_is_unticked_is_not_ticked(client, site_content):
    person = Person(client, "/tools/terms-of-reference/fill-in/6/")
    assert person.heading == "Behaviour we agreed"
    person.press_with("Next", {"behaviour-tick": ["0", "3"], "also_agreed": "Tea first"})
    person.press("Back")
    assert person.fields()["behaviour-tick"] == ["0", "3"]
    data = {name: value for name, value in person.fields().items() if name != "behaviour-tick"} | {"also_agreed": ""}
    person.response = client.post(f"{PLANNER}".replace("planner", "terms-of-reference") + "7/", data, headers=HERE)
    person.press("Back")
    assert "behaviour-tick" not in person.fields() and person.fields()["also_agreed"] == [""]


def test_a_row_can_be_added(person):
    person.press("Next: Plan")
    before = len(person.soup.select(".fill-row"))
    person.press_with("Add a row", {"who_does_what-0-0": "Sam"})
    assert len(person.soup.select(".fill-row")) == before + 1
    assert person.fields()["who_does_what-0-0"] == ["Sam"]


def test_the_scope_card_is_one_page_and_says_what_is_signed_on_paper(client, site_content):
    person = Person(client, "/tools/scope-card/fill-in/")
    assert person.heading == "Our scope card" and "Sign on paper" in person.words()
    assert "Example" in person.words() and "Any day, up to 20 hours a week" in person.words()
    person.press_with(
        "Finish", {"can_change-0-0": "Opening times", "level-chosen": "Informing: people are told what is planned"}
    )
    assert "Opening times" in person.words() and "Informing" in person.words()


# The files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["pdf", "odt", "docx"])
def test_a_file_holds_every_word(person, format):
    person.press_with("Next: Plan", {
        "idea_name": "Bench project", "what": "Nowhere to sit.\nReally & truly <nowhere>.",
        "started_on-date_day": "3", "started_on-date_month": "3", "started_on-date_year": "2027",
    })  # fmt: skip
    rows = {f"who_does_what-{row}-{column}": f"cell {row} {column}" for row in range(4) for column in range(2)}
    person.press_with("Add a row", rows)
    person.press_with("Next: Reflect", {"who_does_what-4-1": "the fifth job"})
    person.press("Finish", felt__chosen="Hard", felt__why="It rained", worked="The cake")
    person.press("Download: " + str(dict(filled_papers.offered())[format]).split(",")[0])
    response = person.response
    assert response.status_code == 200 and response["Cache-Control"] == "no-store, private"
    assert response["Content-Disposition"] == f'attachment; filename="our-planner.{format}"'
    text = text_of(response.content)
    wanted = ["Our planner", "Bench project", "Nowhere to sit.", "Really & truly <nowhere>.", "3 March 2027", "the fifth job",
              "Hard", "It rained", "The cake", "What help do we need?", *rows.values()]  # fmt: skip
    assert [words for words in wanted if words not in text] == []


def test_terms_of_reference_and_scope_card_go_the_same_way(client, site_content):
    person = Person(client, "/tools/terms-of-reference/fill-in/")
    person.press("Finish now", group_name="The Solway group", aim="Shorter waits")
    text = text_of(person.press("Download: PDF").response.content)
    assert "The Solway group" in text and "Shorter waits" in text and "Signature" in text
    person = Person(client, "/tools/scope-card/fill-in/")
    person.press_with("Finish", {"cannot_change-0-2": "The board"})
    assert "The board" in text_of(person.press("Download: OpenDocument").response.content)


# Nothing stays ------------------------------------------------------------------------------------------------------


def test_nothing_of_it_stays_on_the_server(person, tmp_path, monkeypatch, caplog, settings):
    """No cookie, no session, no cache, no row but the hashed count of a visitor, no log and no file; no browser keeps the page."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    caplog.set_level("DEBUG")
    with CaptureQueriesContext(connection) as queries:
        person.press("Next: Plan", what=SECRET).press("Next: Reflect").press("Finish")
        for words in ("Download: PDF", "Download: OpenDocument", "Download: Word"):
            answered = Person.press(person, words).response
            assert answered.status_code == 200 and answered["Cache-Control"] == "no-store, private"
            person.client.cookies.clear()
            person.response = person.client.post(
                f"{PLANNER}finished/", {"what": SECRET, "fill-from": "1"}, headers=HERE
            )
    assert not person.client.cookies and not person.response.cookies
    assert not any(SECRET in query["sql"] for query in queries)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert all(TryCount._meta.db_table in sql for sql in written)
    assert SECRET not in caplog.text
    assert list(tmp_path.iterdir()) == []
    assert SECRET not in repr(vars(cache))
    assert person.response["Cache-Control"] == "no-store, private"


def test_the_empty_form_is_one_page_for_everybody(client, site_content):
    response = client.get(PLANNER)
    assert "public" in response["Cache-Control"] and not response.cookies
    assert 'name="robots" content="noindex' in response.content.decode() or response["X-Robots-Tag"] == "noindex"


def test_words_never_stand_in_an_address(person):
    person.press("Next: Plan", what=SECRET)
    assert all(form.get("method") == "post" for form in person.soup.select("main form"))
    assert all("4711" not in (link.get("href") or "") for link in person.soup.select("a"))


# Wrong on purpose ---------------------------------------------------------------------------------------------------


def test_fifty_thousand_characters_are_kept_and_said_beside_the_box(person):
    text = "Many words. " * 4200
    person.press("Next: Plan", what=text)
    assert person.heading == "Think"
    box = person.soup.select_one("textarea[name=what]")
    assert box.get_text() == text.strip()
    error = person.soup.select_one(f"#{box['id']}-error").get_text()
    assert "5,000" in error and f"{len(text.strip()):,}" in error
    assert person.soup.select_one(f".nhsuk-error-summary a[href='#{box['id']}']")
    # Going back is never refused.
    person.press("Plan")
    assert person.heading == "Think"


def test_a_thousand_rows_are_kept_and_said_beside_the_table(person):
    person.press("Next: Plan")
    person.press_with("Next", {f"who_does_what-{row}-0": f"Name {row}" for row in range(1000)})
    assert person.heading == "Plan" and "room for 60 rows" in person.words()
    assert person.fields()["who_does_what-999-0"] == ["Name 999"]


def test_a_date_that_does_not_exist_is_said_and_kept_and_does_not_stop_going_back(person):
    typed = {"started_on-date_day": "31", "started_on-date_month": "2", "started_on-date_year": "2027"}
    person.press_with("Next: Plan", typed)
    assert person.heading == "Think" and "must be a date that exists" in person.words()
    assert person.fields()["started_on-date_day"] == ["31"]
    assert person.press_with("Finish", typed).heading == "Think"
    assert person.soup.title.get_text().startswith("Error: ")


@pytest.mark.parametrize(
    "text", ["مقعد بجانب النهر", "ספסל ליד הנהר", "A 🪑 by the river 👩🏽‍🦽", "a\x00b\x07c", "\ud800half"]
)
@pytest.mark.parametrize("format", ["odt", "docx", "pdf"])
def test_every_script_reaches_the_file(client, site_content, text, format):
    carried = json.dumps({"words": {"what": text}})
    response = client.post(f"{PLANNER}finished/{format}/", {"fill-words": carried}, headers=HERE)
    assert response.status_code == 200
    found = text_of(response.content)
    if format != "pdf":
        clean = text.replace("\x00", "").replace("\x07", "").replace("\ud800", "")
        assert clean in found
    page = client.post(f"{PLANNER}finished/", {"fill-words": carried}, headers=HERE).content.decode()
    assert ("The PDF cannot show these characters" in page) == any(sign in text for sign in "ספסל🪑")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"fill-words": "not json"},
        {"fill-words": "[" * 20_000},
        {
            "fill-words": '{"words": {"what": [1, 2], "who": null, "who_does_what": {"rows": [1, {"a": 1}], "columns": 3}}}'
        },
        {"fill-words": '{"words": {"felt": {"chosen": 7}, "started_on": {"date": [1, 2, 3, 4, 5]}}, "shapes": []}'},
        {"fill-from": "99", "fill-add": "no_such_table"},
        {"fill-from": "²", "who_does_what-999-6": "far", "what-date_day": "1", "what": "both"},
        {"what-tick": "0", "what-note-3": "x", "felt-0-0": "y", "felt-chosen": "Nothing of ours"},
    ],
)
def test_what_no_form_of_ours_sends_harms_nothing(client, site_content, sent):
    for address in (PLANNER, f"{PLANNER}2/", f"{PLANNER}77/", f"{PLANNER}finished/", f"{PLANNER}finished/odt/"):
        assert client.post(address, sent, headers=HERE).status_code == 200, address


def test_another_site_cannot_send_the_form(client, site_content):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert client.post(f"{PLANNER}finished/", {"what": "x"}, headers=headers).status_code == 403


def test_other_pages_still_ask_for_a_token(site_content):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    assert client.post("/tools/planner/", {"a": "b"}, headers=HERE).status_code == 403
    assert client.post(PLANNER, {"what": "b"}, headers=HERE).status_code == 200


def test_only_what_is_offered_can_be_filled_in(client, site_content):
    page = page_of("planner")
    page.online = ""
    page.save_revision().publish()
    assert client.get(PLANNER).status_code == 404
    assert b"fill-in" not in client.get("/tools/planner/").content
    assert client.get("/tools/impact-check/fill-in/").status_code == 404
    assert client.get("/tools/scope-card/fill-in/2/").status_code == 404


@pytest.mark.parametrize("address", ["finished/", "finished/pdf/", "finished/odt/"])
def test_an_address_of_the_end_leads_to_the_beginning(client, site_content, address):
    """A bookmark, or a robot that follows addresses, makes no file."""
    response = client.get(PLANNER + address)
    assert (response.status_code, response["Location"]) == (302, PLANNER)
    assert client.post(f"{PLANNER}finished/exe/", headers=HERE).status_code == 404


# An editor changes the template meanwhile ---------------------------------------------------------------------------


def changed(**changes):
    """Publishes the planner with fields changed: {fixed name: a function of its raw value; None takes it out}."""
    page = page_of("planner")
    raw = list(page.document.get_prep_value())
    for section in (block["value"] for block in raw if block["type"] == "section"):
        for part in list(section["content"]):
            change = changes.get(part["value"]["name"])
            if change and change(part["value"]) is None:
                section["content"].remove(part)
    page.document = page.document.stream_block.to_python(raw)
    page.save_revision().publish()


def test_words_find_their_place_in_a_template_that_was_changed(person):
    """Lost if this fails: an evening's work, because an editor mended a label."""
    person.press("Next: Plan", what="A bench", who="Gran", why="Legs")
    person.press_with("Next: Reflect", {"who_does_what-0-0": "Sam", "who_does_what-0-1": "Ask"})

    def other_label(value):
        value["label"] = "What is the matter?"
        return value

    def more_columns(value):
        value["columns"] = [{"heading": heading, "width": "normal"} for heading in ("When", "Job", "Name")]
        return value

    def other_options(value):
        value["options"] = [{"text": text, "drawing": ""} for text in ("Fine", "So so")]
        return value

    changed(what=other_label, who=lambda value: None, who_does_what=more_columns, felt=other_options)
    person.press("Finish", felt__chosen="Good", felt__why="Because")
    text = person.words()
    assert "What is the matter? A bench" in text and "Why does it matter? Legs" in text and "Because" in text
    lost = " ".join(person.soup.select_one(".fill-homeless").get_text(" ").split())
    assert "Gran" in lost and "Good" in lost
    cells = [cell.get_text() for cell in person.soup.select(".filled__table td")]
    assert cells == ["", "Ask", "Sam"]
    # They travel on.
    assert "Gran" in person.press("Change Think").soup.select_one(".fill-homeless").get_text()


def test_a_part_that_is_gone_leads_to_the_first_one_with_all_words(person):
    person.press("Next: Plan", what="A bench")
    page = page_of("planner")
    page.document = [(block.block_type, block.value) for block in list(page.document)[:2]]
    page.save_revision().publish()
    person.press("Next: Reflect", support="A lift")
    assert person.heading == "Think" and person.fields()["what"] == ["A bench"]
    assert "A lift" in person.soup.select_one(".fill-homeless").get_text()
