"""What an editor does with a template, and can do wrong."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail_localize.segments.extract import extract_segments

from resources.blocks.fill_in import FieldBlock, FillInTableBlock, drawing_choices
from resources.blocks.templates import DocumentBlock, named_parts, side_by_side, walk
from resources.choices import Audience, StagesField, chosen
from resources.models import TemplateIndexPage, TemplatePage
from tests.resources.papers import SECTIONS, page_of, soup_of, words

# What an editor can do wrong ------------------------------------------------------------------------------------------


def field(**values):
    block = FieldBlock()
    return block, block.to_python({"label": "Aim", "kind": "short", **values})


@pytest.mark.parametrize(
    "values",
    [
        {"label": ""},
        {"kind": "choice"},
        {"kind": "choice", "options": [{"text": "Only one"}]},
        {"kind": "long", "options": [{"text": "Yes"}, {"text": "No"}]},
        {"name": "Two words"},
        {"lines": 99},
        {"drawing": "planner/no-such-drawing"},
    ],
)
def test_a_field_that_makes_no_sense_is_refused(values):
    block, value = field(**values)
    with pytest.raises(ValidationError):
        block.clean(value)


@pytest.mark.parametrize(
    ("values", "room"),
    [({}, 1), ({"kind": "long"}, 4), ({"kind": "long", "lines": 9}, 9), ({"kind": "choice"}, 0), ({"lines": 0}, 0)],
)
def test_a_field_has_the_room_that_suits_its_kind(values, room):
    assert field(**values)[1].room == room


def table(**values):
    block = FillInTableBlock()
    columns = [{"heading": "Action", "width": "wide"}, {"heading": "Who"}, {"heading": "By when", "width": "narrow"}]
    return block, block.to_python({"caption": "Actions", "columns": columns, **values})


@pytest.mark.parametrize(
    "values",
    [
        {"caption": ""},
        {"columns": []},
        {"empty_rows": 0},
        {"empty_rows": 41},
        {"examples": [{"cells": ["one", "two", "three", "four"]}]},
    ],
)
def test_a_table_that_cannot_be_filled_in_is_refused(values):
    block, value = table(**values)
    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_table_gives_its_rows_in_order_each_with_all_cells():
    _block, value = table(examples=[{"cells": ["Ring Sam"]}], row_headings=["First"], empty_rows=2)
    assert [(row["example"], row["heading"], row["cells"]) for row in value.rows] == [
        (True, "", ["Ring Sam", "", ""]),
        (False, "First", ["First", "", ""]),
        (False, "", ["", "", ""]),
        (False, "", ["", "", ""]),
    ]


@pytest.mark.parametrize("widths", [["wide"], ["narrow"] * 7, ["wide", "narrow", "normal"], ["wide"] * 6 + ["narrow"]])
def test_columns_share_the_whole_width(widths):
    _block, value = table(columns=[{"heading": "A", "width": width} for width in widths])
    assert sum(value.shares) == 100
    assert all(share > 0 and share % 5 == 0 for share in value.shares)


def document(*blocks):
    block = DocumentBlock()
    return block, block.to_python([{"type": kind, "value": value} for kind, value in blocks])


def section(*blocks):
    return ("section", {"heading": "Part", "content": [{"type": kind, "value": value} for kind, value in blocks]})


def test_what_has_no_fixed_name_gets_one_of_its_own():
    block, value = document(
        ("facts", {"label": "About", "facts": [{"label": "Date"}, {"label": "Date"}]}),
        section(("field", {"label": "What is this 1 group for?!"}), ("field", {"label": "日本", "name": ""})),
        section(("field", {"label": "Date", "name": "date_2"})),
    )
    names = [part["name"] for _kind, part in named_parts(block.clean(value))]
    assert names == ["date", "date_3", "what_is_this_1_group_for", "field", "date_2"]


def test_a_fixed_name_that_stands_twice_is_refused_with_a_reason():
    block, value = document(
        section(("field", {"label": "Aim", "name": "aim"})), section(("field", {"label": "Other aim", "name": "aim"}))
    )
    with pytest.raises(ValidationError) as caught:
        block.clean(value)
    assert "aim" in str(caught.value.non_block_errors)


def test_blocks_are_read_in_order_and_half_fields_stand_side_by_side():
    _block, value = document(
        ("guidance", "<p>Help</p>"),
        section(
            ("field", {"label": "A", "half": True}),
            ("field", {"label": "B", "half": True}),
            ("subheading", "More"),
            ("field", {"label": "C", "half": True}),
        ),
        ("page_break", None),
    )
    assert [kind for kind, _value in walk(value)] == [
        "guidance",
        "section",
        "field",
        "field",
        "subheading",
        "field",
        "page_break",
    ]
    assert [len(row) for row in side_by_side(value[1].value["content"])] == [2, 1, 1]


def test_what_an_editor_types_is_shown_as_text(site_content, client):
    """A label is text: a bracket in it never becomes an element of the page."""
    page = page_of("scope-card")
    page.document = [section(("field", {"label": "<script>alert(1)</script>", "name": "a", "hint": "<b>x</b>"}))]
    page.save_revision().publish()
    assert b"&lt;script&gt;alert(1)" in client.get("/tools/scope-card/").content


def test_a_page_with_an_empty_document_still_stands(site_content, client):
    page = page_of("scope-card")
    page.document, page.credit, page.module, page.story = [], "", None, None
    page.principles.set([])
    page.save_revision().publish()
    assert soup_of(client, "/tools/scope-card/").select_one(".paper__title")


@pytest.mark.parametrize("code", ["", "3", "T", "T0", "T123", "t3", "X1", "T1"])
def test_a_code_is_t_and_a_number_of_its_own(site_content, code):
    page = page_of("scope-card")
    page.code = code
    with pytest.raises(ValidationError):
        page.full_clean()


def test_stages_are_kept_in_the_order_of_the_work_and_unknown_ones_refused():
    stages = StagesField()
    assert stages.to_python(["review", "prepare"]) == ["prepare", "review"]
    for wrong in (["later"], "prepare", {"prepare": 1}, 7):
        with pytest.raises(ValidationError):
            stages.to_python(wrong)


@pytest.mark.parametrize(
    ("raw", "result"),
    [(None, (None, True)), ("", (None, True)), ("x", (None, False)), ("staff", (Audience.STAFF, True))],
)
def test_what_a_visitor_chose_is_a_choice_or_nothing(raw, result):
    assert chosen(Audience, raw) == result


def test_drawings_are_offered_by_name():
    names = dict(drawing_choices())
    assert {"planner/think", "planner/plan", "planner/reflect", "easy-read/goalposts"} <= set(names)


@pytest.mark.parametrize("slug", ["planner", "expenses-guide"])
def test_translators_get_every_word_and_no_fixed_name(site_content, slug):
    """A translated name would cut the field off from what was filled in."""
    page = page_of(slug)
    strings = [(segment.path, segment.string.data) for segment in extract_segments(page) if hasattr(segment, "string")]
    text = " ".join(string for _path, string in strings)
    assert all(part in text for part in SECTIONS[slug] if part != "Citizens Advice")
    assert [path for path, _string in strings if path.endswith(".name")] == []


# The admin ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["planner", "role-descriptions"])
def test_an_editor_opens_and_previews_a_template(site_content, editor_client, slug):
    page = page_of(slug)
    assert editor_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert response.status_code == 200 and page.heading in response.content.decode()


def test_the_admin_lists_templates_with_code_and_review_date(site_content, editor_client):
    text = words(BeautifulSoup(editor_client.get("/admin/templates/").content, "html5lib"))
    assert "T10" in text and "Impact check and SWOT" in text and "Prepare, Review" in text


def test_only_templates_and_tips_stand_below_the_index():
    assert {model.__name__ for model in TemplateIndexPage.allowed_subpage_models()} == {"TemplatePage", "TipsPage"}
    assert [model.__name__ for model in TemplatePage.allowed_parent_page_models()] == ["TemplateIndexPage"]
    assert TemplatePage.allowed_subpage_models() == []
