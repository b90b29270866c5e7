"""Any form whatever, from anybody: nothing that was typed is lost, and no page breaks. Lost if these fail: somebody's words."""

import json
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from resources import typed_words
from resources.blocks.templates import named_parts
from resources.filling_in import LONG_TEXT, MOST_ROWS, Filled
from resources.forms.fill_in import StepForm
from resources.typed_words import clean_text, read, texts
from tests.resources.filled import HERE, PLANNER
from tests.resources.papers import page_of

ODD = [
    "\x00", "a\x00b", "\ud800", "half \udfff", "مقعد بجانب النهر", "ספסל", "🪑👩🏽‍🦽", "\u202eback", "\r\n\r", "²", "<script>",
    "{{ 7 }}", "#panic()", "'; DROP", "\ufffe", "x" * 50_000, "\u0085\u2028", "0" * 5_000, "-1", "1e9",
]  # fmt: skip
# Lone surrogates too: hypothesis leaves them out unless told.
any_text = st.one_of(st.text(st.characters(), max_size=60), st.sampled_from(ODD))
NAMES = [
    "idea_name",
    "started_on",
    "what",
    "who",
    "support",
    "worked",
    "felt",
    "who_does_what",
    "not_ours",
    "x" * 60,
    "É",
    "",
]
ENDINGS = ["", "-date_day", "-date_month", "-date_year", "-date_no", "-chosen", "-why", "-tick", "-note-0", "-note-999", "-0-0",
           "-3-1", "-999-6", "-1000-0", "-0-7", "-²-0", "-", "-0", "[]"]  # fmt: skip
OWN = [typed_words.KEPT, typed_words.CAME_FROM, typed_words.ADD_ROW, typed_words.ON_DEVICE]
any_key = st.one_of(
    st.builds(str.__add__, st.sampled_from(NAMES), st.sampled_from(ENDINGS)), st.sampled_from(OWN), any_text
)
any_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), any_text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(
            st.one_of(
                st.sampled_from([*NAMES, "words", "shapes", "date", "chosen", "why", "columns", "headings"]),
                st.sampled_from(["rows", "ticked", "notes", "items"]),
                any_text,
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=25,
)
any_kept = st.one_of(
    any_text,
    any_json.map(json.dumps),
    st.fixed_dictionaries({"words": any_json, "shapes": any_json}).map(json.dumps),
)
any_form = st.tuples(st.lists(st.tuples(any_key, st.lists(any_text, min_size=1, max_size=3)), max_size=12), any_kept)
on_the_site = settings(
    max_examples=30,
    deadline=None,
    # Making a failing form smaller would ask for thousands of pages.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def form_of(pairs, kept=None):
    """A QueryDict with these (key, values), as Django makes one of a form."""
    sent = QueryDict(mutable=True)
    for key, values in pairs:
        sent.setlist(key, values)
    if kept is not None:
        sent[typed_words.KEPT] = kept
    return sent


# Reading -------------------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(form=any_form)
@example(form=([("what-date_day", ["1"]), ("what", ["both"]), ("what-0-0", ["x"]), ("what-tick", ["0"])], "{}"))
@example(
    form=([], '{"words":{"t":{"rows":[[],[1],"x"],"columns":["a"],"headings":[1,2,3,4]}},"shapes":{"t":{"items":3}}}')
)
@example(form=([], "1" * 10_000))
def test_no_form_breaks_reading_and_what_was_read_stays_the_same(form):
    words = read(form_of(*form))
    again = read(form_of([], words.as_text()))
    assert again == words
    words.as_text().encode()
    for value in words.by_name.values():
        assert texts(value)
        "".join(texts(value)).encode()


plain = any_text.filter(clean_text)


@settings(max_examples=150, deadline=None)
@given(
    typed=st.fixed_dictionaries(
        {},
        optional={
            "what": plain, "gone": plain, "started_on-date_day": plain, "started_on-date_year": plain, "felt-chosen": plain,
            "felt-why": plain, "jobs-0-0": plain, "jobs-2-1": plain, "list-note-1": plain,
        },
    ),
    older=st.dictionaries(st.sampled_from(["earlier", "other"]), plain),
)  # fmt: skip
def test_all_that_was_typed_is_read_beside_what_was_typed_before(typed, older):
    shapes = {"jobs": {"columns": ["Name", "Job"], "headings": []}, "list": {"items": ["One", "Two"]}}
    kept = json.dumps({"words": older, "shapes": shapes})
    words = read(form_of([(key, [text]) for key, text in typed.items()], kept))
    # What comes back on the next page, read once more.
    words = read(form_of([], words.as_text()))
    found = "\n".join(text for value in words.by_name.values() for text in texts(value))
    assert [text for text in [*typed.values(), *older.values()] if clean_text(text) not in found] == []


# In the template as it is, or as an editor changed it meanwhile ------------------------------------------------------

CHANGES = {
    "no change": lambda value: value,
    "taken out": lambda value: None,
    "renamed": lambda value: value | {"name": f"{value['name']}_anew"},
    "fewer columns": lambda value: value | ({"columns": value["columns"][:1]} if "columns" in value else {}),
    "other options": lambda value: (
        value | ({"options": [{"text": "Fine", "drawing": ""}]} if "options" in value else {})
    ),
    "a date": lambda value: value | ({"kind": "date", "options": []} if "kind" in value else {}),
}


def changed(changes):
    """The planner, not saved, with its parts changed: {fixed name: a key of CHANGES}."""
    page = page_of("planner")
    raw = list(page.document.get_prep_value())
    for section in (block["value"] for block in raw if block["type"] == "section"):
        for part in list(section["content"]):
            value = CHANGES[changes.get(part["value"]["name"], "no change")](part["value"])
            if value is None:
                section["content"].remove(part)
            else:
                part["value"] = value
    page.document = page.document.stream_block.to_python(raw)
    return page


def placed(filled):
    """Every text that a page shows somewhere: in its field or among the homeless."""
    found = list(filled.homeless)
    for value in filled.places.values():
        if isinstance(value, list):
            found += [text for row in value for text in row["cells"]]
        elif isinstance(value, dict):
            found += texts(value)
        else:
            found.append(value)
    return "\n".join(found)


@on_the_site
@given(
    typed=st.fixed_dictionaries(
        {"what": plain, "who": plain, "felt-chosen": st.sampled_from(["Good", "Hard", "Odd"]), "felt-why": plain},
        optional={f"who_does_what-{row}-{column}": plain for row in (0, 1, 5) for column in (0, 1)},
    ),
    changes=st.dictionaries(
        st.sampled_from(["what", "who", "felt", "who_does_what", "support"]), st.sampled_from(sorted(CHANGES))
    ),
)
def test_whatever_an_editor_changes_every_word_is_in_its_field_or_shown(site_content, typed, changes):
    before = Filled(changed({}))
    shapes = {name: shape for step in before.steps for name, shape in before.shapes(step).items()}
    words = read(form_of([(key, [text]) for key, text in typed.items()], json.dumps({"shapes": shapes})))
    filled = Filled(changed(changes), words)
    found = placed(filled)
    assert [text for text in typed.values() if clean_text(text) not in found] == [], changes
    for step in filled.steps:
        form = StepForm(filled, step)
        form.is_valid()
        assert form.drawn and form.summary is not None


@on_the_site
@given(length=st.integers(LONG_TEXT - 2, LONG_TEXT + 2), rows=st.integers(MOST_ROWS - 1, MOST_ROWS + 1))
@example(length=50_000, rows=1_000)
def test_what_is_too_long_is_said_beside_its_field_and_nothing_is_cut(site_content, length, rows):
    typed = [("what", ["x" * length]), *((f"who_does_what-{row}-0", [f"Name {row}"]) for row in range(rows))]
    shapes = {"who_does_what": {"columns": ["Name", "Job"], "headings": []}}
    filled = Filled(page_of("planner"), read(form_of(typed, json.dumps({"shapes": shapes}))))
    think, plan = (StepForm(filled, step) for step in filled.steps[:2])
    assert think.is_valid() == (length <= LONG_TEXT) and ("what" in think.errors) == (length > LONG_TEXT)
    assert think["what"].value() == "x" * length
    assert plan.is_valid() == (rows <= MOST_ROWS)
    assert [row["cells"][0] for row in filled.places["who_does_what"]][:rows] == [f"Name {row}" for row in range(rows)]


# Through the site ----------------------------------------------------------------------------------------------------


@on_the_site
@given(form=any_form, address=st.sampled_from(["", "2/", "3/", "finished/"]))
@example(
    form=([("fill-add", ["who_does_what"]), ("fill-from", ["2"]), ("who_does_what-59-1", ["x"])], "{}"), address="2/"
)
def test_no_form_breaks_a_page(site_content, client, form, address):
    pairs, kept = form
    fields = [*((key, text) for key, texts_of in pairs for text in texts_of), (typed_words.KEPT, kept)]
    # As browsers send it, with what is no character replaced.
    body = urlencode(fields, errors="replace")
    response = client.post(PLANNER + address, body, content_type="application/x-www-form-urlencoded", headers=HERE)
    assert response.status_code == 200 and not response.cookies
    soup = BeautifulSoup(response.content, "html5lib")
    # What the page sends on is what was brought: on the page itself, or in the field that carries the rest.
    before = read(QueryDict(body))
    carried = json.loads(soup.select_one("input[name=fill-words]")["value"])["words"]
    assert carried == json.loads(before.as_text())["words"]


@pytest.mark.parametrize("size", [1_000, 10_000, 3_000_000])
def test_a_form_that_is_far_too_big_is_refused_and_not_a_fault(site_content, client, size):
    """Django's own limits: the browser still has the page with all that was typed."""
    many = {f"what_{number}": "x" for number in range(size)} if size <= 10_000 else {"what": "x" * size}
    response = client.post(PLANNER, many, headers=HERE)
    assert response.status_code in (200, 400, 413)


def test_every_name_of_the_offered_templates_is_read(site_content):
    """A name that reading does not know would be a field whose words are lost on every page."""
    for slug in ("planner", "terms-of-reference", "scope-card"):
        for kind, value in named_parts(page_of(slug).document):
            if kind != "signatures":
                assert read(form_of([(value["name"], ["kept"])])).by_name == {value["name"]: "kept"}, value["name"]
