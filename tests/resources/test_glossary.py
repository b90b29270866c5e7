"""The jargon buster: a word that is not explained shuts somebody out."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.models import Locale
from wagtail.test.utils import WagtailPageTestCase

from home.models import HomePage
from resources.models import GlossaryPage, GlossaryTerm
from resources.models.glossary import LATIN, letter_of

# Every word the site promised to explain, in the order it was promised.
PROMISED = [
    "Co-production",
    "Co-design",
    "Consultation",
    "Engagement",
    "Involvement",
    "Ladder of engagement",
    "Scope",
    "Goalposts",
    "Lived experience",
    "Person who uses services",
    "Service user",
    "Stakeholder",
    "Reciprocity",
    "Mutuality",
    "Assets",
    "Capabilities",
    "Facilitate",
    "Deficit approach",
    "Agents",
    "Agency",
    "Third sector",
    "Commissioning",
    "CCG",
    "ICB",
    "ICC",
    "ICP",
    "ICS",
    "NCIC",
    "CLIC",
    "Success Regime",
    "PCBC",
    "Governing body",
    "Governors",
    "MVP",
    "League of Friends",
    "Patient participation group",
    "Delayed transfer",
    "Re-ablement",
    "Telehealth",
    "Care at a distance",
    "Steering group",
    "Terms of reference",
    "Sponsor",
    "Business case",
    "Systematise",
    "Embed",
    "Business as usual",
    "Evaluation",
    "Long Term Plan",
]

# What the abbreviations stand for.
IN_FULL = {
    "CCG": "clinical commissioning group",
    "ICB": "integrated care board",
    "ICC": "integrated care community",
    "ICP": "integrated care partnership",
    "ICS": "integrated care system",
    "NCIC": "North Cumbria Integrated Care NHS Foundation Trust",
    "CLIC": "Cumbria Learning and Improvement Collaborative",
    "PCBC": "pre-consultation business case",
    "MVP": "Maternity Voices Partnership",
    "SWOT": "strengths, weaknesses, opportunities and threats",
    "CVS": "council for voluntary service",
    "GDPR": "General Data Protection Regulation",
    "WCAG": "Web Content Accessibility Guidelines",
}


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def page(client, site_content):
    """The jargon page as a reader gets it."""
    response = client.get("/jargon/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def english(site_content):
    return Locale.objects.get(language_code="en")


def names(page):
    """Every word of the A to Z, other words that lead to a term included."""
    return [words(item.find("dfn") or item) for item in page.select("dt.glossary__term")]


@pytest.mark.parametrize("word", PROMISED)
def test_every_promised_word_is_in_the_a_to_z(page, word):
    """A reader looks a word up under the word they met."""
    assert word in names(page)


@pytest.mark.parametrize("abbreviation", IN_FULL)
def test_abbreviations_are_spelled_out(page, abbreviation):
    """An abbreviation that is explained by its letters alone is not explained."""
    entry = page.find("dfn", string=abbreviation).find_parent("dt")
    assert words(entry.select_one(".glossary__stands-for")) == f"short for {IN_FULL[abbreviation]}"


def test_no_other_abbreviation_is_left_unexplained(page):
    """A term in capitals that somebody adds later has to say what it stands for."""
    assert {name for name in names(page) if name.isupper()} - {"LTP", "PPG"} == set(IN_FULL)


def test_every_meaning_is_short_and_plain(site_content):
    """Help that needs help is no help: sentences of up to 20 words."""
    for term in GlossaryTerm.objects.all():
        for sentence in term.meaning.split(". "):
            assert len(sentence.split()) <= 20, term
        assert term.meaning.endswith(".") or term.meaning.endswith('".'), term


def test_the_a_to_z_has_all_letters_and_links_only_those_with_words(page):
    """A link to an empty letter leads nowhere; a missing letter makes the row unreadable."""
    items = page.select(".a-z__item")
    assert [words(item) for item in items] == list(LATIN)
    filled = {letter_of(name) for name in names(page)}
    for item in items:
        link = item.find("a")
        assert bool(link) == (words(item) in filled)
        if link:
            assert page.find(id=link["href"].removeprefix("#")).name == "h2"


def test_words_stand_in_order_under_their_letter(page):
    """In an A to Z people jump by letter and scan by order."""
    for group in page.select(".glossary__group"):
        letter = words(group.find("h2"))
        found = names(group)
        assert {letter_of(name) for name in found} == {letter}
        assert found == sorted(found, key=str.casefold)


def test_addresses_on_the_page_are_unique_and_lead_somewhere(page):
    """Links of other pages and of other words end at a term: each address has to be there once."""
    ids = [item["id"] for item in page.main.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [item["id"] for item in page.select(".glossary__entry[id]")] == [
        term.slug for term in sorted(GlossaryTerm.objects.all(), key=lambda item: item.term.casefold())
    ]
    for link in page.select(".glossary__entry--alias a"):
        assert link["href"].removeprefix("#") in ids


def test_other_words_lead_to_the_term_that_explains_them(page):
    """Somebody who hears "goalposts" finds "scope"."""
    entry = page.find("dt", string="Goalposts").parent
    assert entry.find("a")["href"] == "#scope"


def test_a_page_that_is_not_live_is_not_linked(client, english):
    """A link to a draft would end in "not found"."""
    term = GlossaryTerm.objects.get(slug="mvp", locale=english)
    term.see_also.unpublish()
    page = BeautifulSoup(client.get("/jargon/").content, "html.parser")
    assert page.find(id="mvp") and not page.find(id="mvp").select(".glossary__more")


def test_all_forms_of_a_word_are_known(english):
    """The help at first use finds a word in a text by these forms."""
    forms = GlossaryTerm.objects.get(slug="ccg", locale=english).forms
    assert forms == ["CCG", "clinical commissioning group", "CCGs", "clinical commissioning groups"]
    every = [form.casefold() for term in GlossaryTerm.objects.filter(locale=english) for form in term.forms]
    assert len(every) == len(set(every)), "one form leads to two terms"


def test_a_term_needs_no_slug_of_the_editor(english):
    """An editor writes a word and its meaning; the address is made."""
    term = GlossaryTerm(term="Hearing loop", meaning="Helps people who use hearing aids.", locale=english)
    term.full_clean()
    assert term.slug == "hearing-loop"


def test_a_term_that_is_its_own_other_word_is_refused(english):
    """It would stand twice in the A to Z, once leading to itself."""
    term = GlossaryTerm(
        term="Scope", slug="scope-2", also_called="Goals\nscope", meaning="What can change.", locale=english
    )
    with pytest.raises(ValidationError, match="Leave out the term itself"):
        term.full_clean()


def test_two_terms_cannot_share_an_address(english):
    """Links to the first would end at the second."""
    term = GlossaryTerm(term="Scope again", slug="scope", meaning="What can change.", locale=english)
    with pytest.raises(ValidationError):
        term.full_clean()


@pytest.mark.parametrize(
    ("word", "letter"), [("Élan", "E"), ("scope", "S"), ("łódź", "Ł"), ("ґанок", "Ґ"), ("4 steps", "#"), ("", "#")]
)
def test_letters_of_any_alphabet(word, letter):
    """The page in another language has other letters, and must not fall over them."""
    assert letter_of(word) == letter


def test_other_alphabets_have_their_own_letters(english):
    """An Arabic or Ukrainian page with an empty Latin row would be useless."""
    terms = [GlossaryTerm(term=word, slug=word, meaning="…", locale=english) for word in ("Участь", "Досвід")]
    assert [letter for letter, _entries in GlossaryPage.groups(terms)] == ["\u0414", "\u0423"]


def test_a_page_in_another_language_falls_back_term_by_term(english):
    """Until everything is translated, the English meaning is better than none."""
    polish = Locale.objects.get(language_code="pl")
    english_page = GlossaryPage.objects.get(locale=english)
    scope = GlossaryTerm.objects.get(slug="scope", locale=english)
    translated = scope.copy_for_translation(polish)
    translated.term, translated.slug, translated.also_called = "Zakres", "zakres", ""
    translated.save()
    page = english_page.copy_for_translation(polish, copy_parents=True)
    found = [term.term for term in page.terms()]
    assert "Zakres" in found and "Scope" not in found and "CCG" in found


def test_search_knows_the_words_of_the_page(english):
    """Somebody who types "ICB" into the search finds the jargon page, also just after a word was added."""
    assert "integrated care board" in GlossaryPage.objects.get(locale=english).all_words()
    GlossaryTerm.objects.create(term="Zebra crossing", slug="zebra", meaning="A striped one.", locale=english)
    assert GlossaryPage.objects.live().search("zebra").count() == 1
    GlossaryTerm.objects.get(slug="zebra").delete()
    assert GlossaryPage.objects.live().search("zebra").count() == 0


def test_editors_find_a_term_by_a_part_of_it(editor_client, site_content):
    """With 50 terms an editor searches the list; Wagtail's own index would answer with an error on SQLite."""
    response = editor_client.get("/admin/snippets/resources/glossaryterm/?q=goalp")
    assert response.status_code == 200
    assert "Scope" in response.content.decode()


def test_the_page_asks_the_database_little(client, site_content, django_assert_max_num_queries):
    """50 terms must not mean 50 questions to the database."""
    client.get("/jargon/")
    with django_assert_max_num_queries(15):
        assert client.get("/jargon/").status_code == 200


class TestTree(WagtailPageTestCase):
    """The jargon page has the address /jargon/, on which links of other pages rely."""

    def test_places(self):
        self.assertAllowedParentPageTypes(GlossaryPage, {HomePage})
        self.assertAllowedSubpageTypes(GlossaryPage, {})
