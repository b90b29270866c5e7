"""Search: it finds what is there and public, never anything else, and no input breaks it."""

import string
from urllib.parse import quote_from_bytes, urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction

from events.models import EventPage
from home.models import InformationPage
from site_project import search
from site_project.search import all_words_query, any_word_query, clean_query, forms, suggestion, tidy, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_content):
    pass


def ask(client, query, **more):
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def found(client, query, **more):
    """The titles of the results on one page."""
    return [link.get_text() for link in ask(client, query, **more).select(".search-result__title a")]


def page(title="Zanzibar", live=True, parent="/what-it-is/", **fields):
    place = next(item for item in Page.objects.filter(locale__language_code="en") if item.url == parent)
    new = InformationPage(title=title, live=live, **{"summary": "About it.", **fields})
    return place.add_child(instance=new)


def document(title="Zanzibar paper", collection=None):
    made = get_document_model()(title=title, file_size=3000, collection=collection or Collection.get_first_root_node())
    made.file.save("paper.odt", ContentFile(b"x" * 3000))
    return made


# The words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Principles ", "principles"),
        ('"who decides"', "who decides"),
        ("“goalposts”", "goalposts"),
        ("people's views", "people s views"),
        ("co-production", "co production"),
        ("\uff46\uff55\uff4c\uff4c\u3000\uff57idth", "full width"),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("a\x00b\x07c", "a b c"),
        ("\ud800lone", "lone"),
        ("title:* OR NEAR(a b)", "title or near a b"),
        ("!!! *** ---", ""),
        ('"', ""),
        ("\x00", ""),
        ("", ""),
        (None, ""),
        ("5 steps", "5 steps"),
        ("współpraca", "współpraca"),
        ("спільне", "спільне"),
        ("الإنتاج المشترك", "الإنتاج المشترك"),
    ],
)
def test_a_query_is_cleaned(typed, expected):
    assert clean_query(typed) == expected


def test_a_query_is_cut():
    """200 characters and 12 words, also where one character of the input becomes many."""
    assert len(tidy("x" * 20_000)) == 200
    assert len(tidy("\ufdfa" * 20_000)) <= 200
    assert len(words("word " * 40)) == 12


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("principles", "principle"),
        ("principle", "principles"),
        ("stories", "story"),
        ("story", "stories"),
        ("expenses", "expense"),
        ("services", "service"),
        ("buses", "bus"),
        ("bus", "buses"),
        ("meetings", "meeting"),
        ("days", "day"),
        ("coproduction", "co production"),
        ("codesign", "co design"),
    ],
)
def test_singular_and_plural(word, other):
    assert other in forms(word)
    assert forms(word)[0] == word


@pytest.mark.parametrize("word", ["nhs", "ok", "2017", "plan2", "współpraca", "progress"])
def test_the_word_itself_is_always_asked_for(word):
    assert forms(word)[0] == word


def test_a_long_question_stays_within_bounds():
    """Each word doubles what is asked: without a limit twelve plurals would make 4,096 questions to the database."""
    query = all_words_query(" ".join(f"{letter}words" for letter in string.ascii_lowercase[:12]))
    assert len(query.subqueries) <= search.MAX_COMBINATIONS
    assert all(len(part.query_string.split()) == 12 for part in query.subqueries)


def test_small_words_do_not_widen_a_search():
    assert any_word_query("the goalposts of it").query_string.split() == ["goalposts", "goalpost"]
    assert any_word_query("goalposts") is None


# What is found -------------------------------------------------------------------------------------------------------


def test_the_plural_finds_the_singular_and_back(client):
    """SQLite's index knows no word stems: without our help, "zanzibars" would find nothing."""
    page("A zanzibar story")
    assert found(client, "zanzibars") == ["A zanzibar story"]
    page("Many quokkas")
    assert found(client, "quokka") == ["Many quokkas"]


def test_principles_finds_the_page_of_principles_first(client):
    assert "principles" in found(client, "principles")[0].lower()
    assert "principles" in found(client, "principle")[0].lower()


@pytest.mark.parametrize("spelling", ["co-production", "coproduction", "Co production", "CO-PRODUCTION"])
def test_every_spelling_of_co_production_finds_it(client, spelling):
    soup = ask(client, spelling)
    assert int(soup.select_one(".search-count").get_text().split()[0]) > 20


def test_a_title_with_all_the_words_comes_first(client):
    page("Zanzibar in passing", summary="Quokka quokka quokka.")
    page("Quokka zanzibar", summary="About it.")
    assert found(client, "zanzibar quokka")[0] == "Quokka zanzibar"


def test_the_beginning_of_a_title_is_enough(client):
    page("Zanzibar")
    soup = ask(client, "zanzi")
    assert "Zanzibar" in soup.select_one(".search-result").get_text()
    assert "No page has exactly these words." in soup.main.get_text()


def test_some_of_the_words_are_better_than_nothing(client):
    page("Zanzibar")
    soup = ask(client, "the zanzibar xyzzyplugh")
    assert "Zanzibar" in soup.select_one(".search-result").get_text()
    assert "No page has all of these words." in soup.main.get_text()


def test_a_result_says_where_it_is_and_what_it_is(client):
    page("Zanzibar", summary="A long summary.", listing_text="A short text.")
    card = ask(client, "zanzibar").select_one(".search-result")
    assert card.select_one("a")["href"] == "/what-it-is/zanzibar/"
    assert card.select_one(".search-result__text").get_text() == "A short text."
    assert card.select_one(".search-result__section").get_text().strip()


def test_examples_are_found_and_tagged(client):
    soup = ask(client, "Conversation with recruitment and retention")
    card = soup.select_one(".search-result")
    assert "Conversation with... recruitment and retention" in card.get_text()
    assert "Example" in card.select_one(".nhsuk-tag").get_text()


def test_the_venue_and_the_write_up_of_an_event_are_found(client):
    for query in ("Ewanrigg Community Centre", "Silloth library"):
        assert [title for title in found(client, query) if EventPage.objects.filter(title=title)], query


def test_documents_are_found_with_type_and_size(client):
    document()
    card = ask(client, "zanzibar").select_one(".search-result")
    assert card.select_one("a").get_text() == "Zanzibar paper (ODT, 3 KB)"
    assert "Document" in card.select_one(".search-result__section").get_text()


# What is never found -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["zanzibar", "zanz", "zanzibar xyzzyplugh"])
def test_drafts_and_private_pages_are_never_found(client, query):
    """By all their words, by the beginning of their title, by one of their words."""
    page("Zanzibar draft", live=False)
    private = page("Zanzibar private")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="secret")
    private.add_child(instance=InformationPage(title="Zanzibar below a private page", summary="About it."))
    unpublished = page("Zanzibar taken back")
    unpublished.unpublish()
    assert found(client, query) == []
    assert "draft" not in ask(client, query).main.get_text()


def test_a_suggestion_never_comes_from_a_hidden_title(client):
    private = page("Zanzibar")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert ask(client, "zanzibaa").select_one(".search-suggestion") is None
    page("Quokkas")
    assert ask(client, "quokkaz").select_one(".search-suggestion a").get_text() == "quokkas"


def test_a_signed_in_editor_finds_no_more(editor_client):
    PageViewRestriction.objects.create(page=page("Zanzibar private"), restriction_type="login")
    assert found(editor_client, "zanzibar") == []


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
def test_documents_of_private_collections_are_never_found(client, kind):
    root = Collection.get_first_root_node()
    private = root.add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=kind, password="secret")
    document("Zanzibar secret", private)
    document("Zanzibar below", private.add_child(name="Below"))
    document("Zanzibar public", root.add_child(name="Public"))
    assert found(client, "zanzibar") == ["Zanzibar public (ODT, 3 KB)"]


def test_each_language_has_its_own_results(client):
    """/pl/search/ finds Polish pages and no English ones; /search/ the other way round."""
    polish = Locale.objects.get(language_code="pl")
    english = page("Zanzibar")
    copy = english.copy_for_translation(polish, copy_parents=True)
    copy.title = "Zanzibar po polsku"
    copy.save_revision().publish()
    assert found(client, "zanzibar") == ["Zanzibar"]
    with translation.override("pl"):
        response = client.get("/pl/search/", {"q": "zanzibar"})
    soup = BeautifulSoup(response.content, "html5lib")
    assert [link.get_text() for link in soup.select(".search-result__title a")] == ["Zanzibar po polsku"]
    assert soup.html["lang"] == "pl"
    assert soup.select_one("main form")["action"] == "/pl/search/"


# The page ------------------------------------------------------------------------------------------------------------


def test_the_query_stays_in_the_box_and_cannot_become_markup(client):
    soup = ask(client, "<script>alert(1)</script>")
    assert soup.select_one("#search-words")["value"] == "<script>alert(1)</script>"
    assert not [script for script in soup.find_all("script") if "alert" in script.get_text()]


def test_titles_of_editors_cannot_become_markup(client):
    page("Zanzibar <img src=x onerror=alert(1)>")
    document("Zanzibar <b>paper</b>")
    response = client.get("/search/", {"q": "zanzibar"})
    assert "<img src=x" not in response.text
    assert "<b>paper" not in response.text


def test_it_is_never_kept_never_indexed_and_sets_no_cookie(client):
    for query in ("", "principles", "xyzzyplugh"):
        response = client.get("/search/", {"q": query})
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.text
        assert not response.cookies


def test_one_heading_of_level_one_and_the_count_in_words(client):
    for query, count in (
        ("", None),
        ("principles", "results for principles"),
        ("xyzzyplugh", "No results for xyzzyplugh"),
    ):
        soup = ask(client, query)
        assert len(soup.find_all("h1")) == 1
        if count:
            assert count in soup.select_one(".search-count").get_text()
    page("Zanzibar")
    assert ask(client, "zanzibar").select_one(".search-count").get_text() == "1 result for zanzibar"


@pytest.mark.parametrize(
    ("query", "words_there"), [("", []), ("xyzzyplugh", ["check the spelling"]), ("!!!", ["Type a word"])]
)
def test_nothing_found_still_helps(client, query, words_there):
    """Four main links, the most used pages, and advice on spelling: nobody stands before an empty page."""
    soup = ask(client, query)
    assert len(soup.select(".search-links--main a")) == 4
    assert len(soup.select(".search-links a")) >= 9
    for link in soup.select(".search-links a"):
        assert client.get(link["href"]).status_code == 200
    assert all(text in soup.main.get_text() for text in words_there)


def test_a_misspelt_word_is_put_right():
    titles = ["The 13 Cumbrian principles", "Expenses and support"]
    assert suggestion("prinziples", titles) == "principles"
    assert suggestion("expences and suport", titles) == "expenses and support"
    assert suggestion("principles", titles) == ""
    assert suggestion("zq", titles) == ""


def test_results_come_in_pages(client):
    for number in range(23):
        page(f"Zanzibar {number}")
    pages = [found(client, "zanzibar", page=number) for number in (1, 2, 3)]
    assert [len(titles) for titles in pages] == [10, 10, 3]
    assert len({title for titles in pages for title in titles}) == 23
    soup = ask(client, "zanzibar", page=2)
    assert soup.select_one("ol.search-results")["start"] == "11"
    assert soup.select_one('.nhsuk-pagination [aria-current="page"]').get_text().strip() == "2"
    following = soup.select_one("a.nhsuk-pagination__next")["href"]
    assert following == "/search/?q=zanzibar&page=3"
    assert "page 2" in soup.title.get_text()


@pytest.mark.parametrize("number", ["abc", "0", "-1", "99999", "9" * 5000, "1.5", "\x00", "", "٣", "1e9", "None"])
def test_any_page_number_is_answered(client, number):
    for query in ("principles", "xyzzyplugh", ""):
        assert client.get("/search/", {"q": query, "page": number}).status_code == 200


def test_only_reading(client):
    assert client.post("/search/", {"q": "x"}).status_code == 405
    assert client.head("/search/", {"q": "principles"}).status_code == 200


@pytest.mark.parametrize("query", ["principles", "xyzzyplugh", "the xyzzyplugh events of it", ""])
def test_query_budget(client, query, django_assert_max_num_queries):
    """In a transaction, where tips, jargon and the language are read each time they are asked for: elsewhere they are kept."""
    client.get("/search/", {"q": query})
    with django_assert_max_num_queries(25):
        client.get("/search/", {"q": query})


# Anything ------------------------------------------------------------------------------------------------------------

ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'*():^-+~{}[]<>|&!%_\\/ \x00\t\nabANDORNT", max_size=40),
    st.lists(
        st.sampled_from(
            ["principles", "NEAR", "AND", "OR", "NOT", '"', "'", "*", "(", "title:", "%", "\x00", "\u202e"]
        ),
        max_size=12,
    ).map(" ".join),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Mn", "So"]), max_size=30),
    st.integers(min_value=0, max_value=20_000).map(lambda length: "word " * length),
)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=ANYTHING, number=st.one_of(st.none(), st.text(max_size=10), st.integers()))
@example(typed='"', number=None)
@example(typed="\x00", number="\x00")
@example(typed="'", number="9" * 30)
@example(typed="\ud800", number=None)
def test_no_input_breaks_it(client, typed, number):
    """Whatever stands in the address, the answer is a page: 200, never a fault, and never kept."""
    query = {"q": typed.encode("utf-8", "surrogatepass")}
    if number is not None:
        query["page"] = str(number).encode("utf-8", "surrogatepass")
    response = client.get(f"/search/?{urlencode(query)}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.binary(max_size=60))
def test_no_bytes_break_it(client, raw):
    """Bytes that are no text in any encoding, as the query string itself and as the words."""
    assert client.get(f"/search/?q={quote_from_bytes(raw)}").status_code == 200
    assert client.get(f"/search/?{quote_from_bytes(raw)}").status_code == 200


@settings(max_examples=500, deadline=None)
@given(typed=ANYTHING)
def test_what_is_searched_for_is_always_clean(typed):
    cleaned = clean_query(typed)
    assert len(tidy(typed)) <= search.MAX_LENGTH
    assert len(cleaned.split()) <= search.MAX_WORDS
    assert all(any(character.isalnum() for character in word) for word in cleaned.split())
    assert not set(cleaned) & set("\"'*():^\x00%\\")
