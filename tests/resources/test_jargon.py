"""The rule of jargon help: a word is explained where a page first uses it, and nothing else of the page is touched."""

import html5lib
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.jargon import Glossary, Word, explain, first_uses, running_text

# Stand before and after each word that is explained. No text of these tests has them.
BEFORE, AFTER = "\ue000", "\ue001"

GLOSSARY = Glossary(
    [
        Word("ccg", ("CCG", "clinical commissioning group", "CCGs", "clinical commissioning groups")),
        Word("icc", ("ICC", "integrated care community")),
        Word("care", ("care",)),
        Word("assets", ("Assets", "asset", "asset-based")),
        Word("carer", ("Carer", "carers")),
        Word("agency", ("Agency", "Agents", "agents of change")),
        Word("commissioning", ("Commissioning", "commission")),
        Word("easy-read", ("Easy Read",)),
        Word("ncic", ("North Cumbria Integrated Care",)),
        Word("steering-group", ("Steering group",)),
        Word("council", ("governors' council",)),
        Word("co-production", ("Co-production", "coproduction")),
        Word("profit", ("profit & loss",)),
        Word("off", ("stakeholder",), explained=False),
    ]
)


def shown(html, glossary=GLOSSARY, language=""):
    """`html` with [brackets] around what is explained."""
    text, _keys = explain(html, glossary, lambda use: (BEFORE, AFTER), language)
    return text.replace(BEFORE, "[").replace(AFTER, "]")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The first use on the page, not in each paragraph.
        ("<p>A CCG.</p><p>The CCG.</p>", "<p>A [CCG].</p><p>The CCG.</p>"),
        # The longest form wins, and its parts are not explained inside it.
        ("an integrated care community", "an [integrated care community]"),
        ("agents of change and agents", "[agents of change] and agents"),
        ("Clinical Commissioning Groups", "[Clinical Commissioning Groups]"),
        # Whole words, as an editor wrote them.
        ("scare, careful, CCGx, xCCG, CCG2", "scare, careful, CCGx, xCCG, CCG2"),
        ("icc, Icc", "icc, Icc"),
        ("an easy read", "an easy read"),
        ("Easy Read", "[Easy Read]"),
        ("pre-CCG, CCG-led, asset-based", "pre-CCG, CCG-led, [asset-based]"),
        # A capital counts where a sentence begins. Names are nobody's jargon.
        ("Assets are strengths", "[Assets] are strengths"),
        ("Done. Assets are", "Done. [Assets] are"),
        (
            "the Care Quality Commission and the Environment Agency",
            "the Care Quality Commission and the Environment Agency",
        ),
        ("<p>Carers UK</p>", "<p>Carers UK</p>"),
        ("North Cumbria Integrated Care Board", "North Cumbria Integrated Care Board"),
        ("the Maryport Steering Group", "the Maryport [Steering Group]"),
        # Addresses and file names.
        ("ccg@CCG.example CCG@nhs, www.CCG.nhs, https://x/CCG", "ccg@CCG.example CCG@nhs, www.CCG.nhs, https://x/CCG"),
        # Apostrophes, hyphens, spaces and entities in every spelling; a possessive goes with its word.
        ("the CCG&#39;s plan", "the [CCG&#39;s] plan"),
        ("the CCG\u2019s plan", "the [CCG\u2019s] plan"),
        ("a governors\u2019 council", "a [governors\u2019 council]"),
        ("a governors&#x27; council", "a [governors&#x27; council]"),
        ("co\u2011production", "[co\u2011production]"),
        ("clinical&nbsp;commissioning\n group", "[clinical&nbsp;commissioning\n group]"),
        ("profit &amp; loss", "[profit &amp; loss]"),
        ("com\u00admis&shy;sion", "[com\u00admis&shy;sion]"),
        ("&CCG; &#CCG;", "&CCG; &#CCG;"),
        # Nothing for a word that is switched off.
        ("a stakeholder", "a stakeholder"),
        # What somebody presses, fills in or reads as a heading, and words of others.
        ("<h2>CCG</h2><a href='/'>CCG</a><button>CCG</button><label>CCG</label> CCG", None),
        ("<table><caption>CCG</caption><tr><th>CCG</th></tr></table> CCG", None),
        ("<blockquote><p>CCG</p></blockquote><q>CCG</q><figcaption>CCG</figcaption> CCG", None),
        ("<form><p>CCG</p></form><code>CCG</code><address>CCG</address><svg><text>CCG</text></svg> CCG", None),
        ("<script>var CCG = '<p>CCG'</script><style>.CCG{}</style><!-- CCG > CCG --> CCG", None),
        ("<p title=\"CCG > CCG\" data-x='CCG' hidden=no>CCG</p> CCG", None),
        ('<p hidden>CCG</p><p class="nhsuk-u-visually-hidden">CCG</p><p aria-hidden="true">CCG</p> CCG', None),
        ('<div data-jargon="off"><div>CCG</div>CCG</div> CCG', None),
        ('<svg viewBox="0 0 1 1"/> CCG', None),
        ("<a href='/'><span>x</span></a> CCG", None),
        # A table's cells are running text.
        ("<td>CCG</td>", "<td>[CCG]</td>"),
        # In sight before folded away.
        ("<details><summary>CCG</summary>CCG</details> CCG", "<details><summary>CCG</summary>CCG</details> [CCG]"),
        ("<details><summary>CCG</summary>CCG</details>", "<details><summary>CCG</summary>[CCG]</details>"),
        # What does not end has no text.
        ("CCG <a title='CCG", "[CCG] <a title='CCG"),
        ("1 < 2 CCG", "1 < 2 [CCG]"),
        ("", ""),
    ],
)
def test_what_is_explained(before, after):
    """`None` for texts whose last word alone is running text."""
    assert shown(before) == (after if after is not None else before[:-3] + "[CCG]")


def test_other_languages_inside_a_page_are_left_alone():
    """The same letters may be another word there."""
    html = '<p lang="pl">CCG</p><p lang="en-GB">CCG</p><p lang="en">CCG</p>'
    assert shown(html, language="en") == '<p lang="pl">CCG</p><p lang="en-GB">CCG</p><p lang="en">[CCG]</p>'


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("участь", "Участь людей", "[Участь] людей"),
        ("участь", "участьми", "участьми"),
        ("مشاركة", "كلمة مشاركة هنا", "كلمة [مشاركة] هنا"),
        ("مشاركة", "والمشاركة", "والمشاركة"),
        ("कर", "करना कर", "करना [कर]"),
        ("共同", "我们共同工作", "我们[共同]工作"),
        ("opiekun", "opiekunem; opiekun dba", "opiekunem; [opiekun] dba"),
        ("café", "a cafe\u0301 here", "a [cafe\u0301] here"),
        ("straße", "die straße", "die [straße]"),
    ],
)
def test_every_script(form, text, expected):
    assert shown(text, Glossary([Word("it", (form,))])) == expected


def test_a_glossary_without_words_changes_nothing():
    assert shown("<p>CCG</p>", Glossary([])) == "<p>CCG</p>"
    assert shown("<p>CCG</p>", Glossary([Word("none", ())])) == "<p>CCG</p>"


def test_found_words_come_in_the_order_of_the_text():
    _text, keys = explain("care, assets, CCG, care", GLOSSARY, lambda use: ("", ""))
    assert keys == ["care", "assets", "ccg"]
    assert [use.key for use in first_uses(GLOSSARY.uses("stakeholder, CCG"))] == ["off", "ccg"]


# Whatever comes ----------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["CCG", "care", "ICC", "Assets", "agents of change", "governors' council", "profit &amp; loss", "<p>", "</p>",
     "<p title='CCG'>", '<a href="?care">', "</a>", "<h2>", "</h2>", "<!--", "-->", "<script>", "</script>", "<style>", "</style>",
     "<textarea>", "</textarea>", "<details>", "<summary>", "</summary>", "</details>", "<br>", "<img alt=CCG>", "<td x=it's>",
     "'", '"', "=", "<", ">", "/", "&", ";", "&shy;", "\u00ad", "&#39;s", "\u2019s", " ", "\n", ".", "-", "é", "ж", "ा",
     "<svg/>", "<svg>", "</svg>", "<![CDATA[", "]]>"]
)  # fmt: skip
HTML = (
    st.lists(st.one_of(PIECES, PIECES, st.text(max_size=4)), max_size=30)
    .map("".join)
    .filter(lambda text: BEFORE not in text and AFTER not in text)
)
FORMS = st.lists(
    st.one_of(PIECES, st.text(max_size=6)).filter(lambda form: BEFORE not in form and AFTER not in form), max_size=4
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HTML, st.lists(FORMS, max_size=4))
def test_without_what_we_put_in_the_page_is_what_it_was(html, forms):
    """Lost if this fails: a page that says something else than its author wrote."""
    words = [Word(str(number), tuple(each)) for number, each in enumerate(forms)]
    for glossary in (GLOSSARY, Glossary(words)):
        text, keys = explain(html, glossary, lambda use: (BEFORE, AFTER))
        assert text.replace(BEFORE, "").replace(AFTER, "") == html
        assert len(keys) == len(set(keys)) == text.count(BEFORE) == text.count(AFTER)


@given(HTML)
def test_tags_scripts_styles_and_comments_are_never_touched(html):
    """Lost if this fails: a broken link, a script that stops, a form that asks for something else. Read as browsers read it."""
    text, keys = explain(html, GLOSSARY, lambda use: (BEFORE, AFTER))
    tree = html5lib.parse(f"<main>{text}", treebuilder="etree", namespaceHTMLElements=False)
    touched = [value for element in tree.iter() for pair in element.attrib.items() for value in map(str, pair)]
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in (
            "script",
            "style",
            "textarea",
            "title",
            "a",
            "h2",
            "svg",
            "summary",
        ):
            touched.append(element.text or "")
        else:
            touched.append(element.tag)
    assert not [value for value in touched if BEFORE in value or AFTER in value]
    assert len(keys) == text.count(BEFORE)


@given(HTML)
def test_pieces_of_running_text_come_in_order(html):
    position = 0
    for start, end, _is_folded in running_text(html):
        assert position <= start < end <= len(html)
        position = end


def test_the_explanation_stands_behind_the_word(site_content):
    """The word stays a word: for copying, for searching in the page, for whoever has it read out."""
    from resources import jargon_on_pages

    now = jargon_on_pages.known("en")
    html = f"<p>The {jargon_on_pages.BEFORE}CCG{now.explanations['ccg']} was there.</p>"
    soup = BeautifulSoup(html, "html.parser")
    word, button, meaning = soup.p.find_all(True, recursive=False)
    assert word.get_text() == "CCG"
    assert button["popovertarget"] == meaning["id"] == "jargon--ccg"
    assert button["aria-label"] == "CCG: what it means" and button["type"] == "button" and not button.get_text()
    assert meaning.get_text() == (
        " (CCG, short for clinical commissioning group: The NHS body that planned and paid for local services until July 2022."
        " CCG in the jargon buster)"
    )
    assert meaning.a["href"] == "/jargon/#ccg"
