"""The template library. What is lost here is a group's working paper: a part of it, its place, or its plain words."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction
from wagtail_localize.segments.extract import extract_segments

from resources.blocks.fill_in import FieldBlock, FillInTableBlock, drawing_choices
from resources.blocks.templates import DocumentBlock, named_parts, side_by_side, walk
from resources.choices import Audience, Stage, StagesField, chosen
from resources.models import TemplateIndexPage, TemplatePage

CODES = {
    "terms-of-reference": "T1",
    "planner": "T2",
    "scope-card": "T3",
    "who-is-involved": "T4",
    "role-descriptions": "T5",
    "agenda-and-action-notes": "T6",
    "accessible-event-checklist": "T7",
    "expenses-guide": "T8",
    "you-said-we-did": "T9",
    "impact-check": "T10",
}

# The sections that the content plan names for each template, in words that stand on its page.
SECTIONS = {
    "terms-of-reference": [
        "Aim",
        "In scope and out of scope",
        "Membership",
        "How often we meet",
        "How we decide",
        "Behaviour we agreed",
        "Confidentiality",
        "Speaking up",
        "Chair",
        "Review date",
    ],
    "planner": [
        "Think",
        "What do we want to make better?",
        "Who does it matter to?",
        "Why does it matter?",
        "Plan",
        "Who does what?",
        "What help do we need?",
        "When will it happen?",
        "Reflect",
        "What went well?",
        "What will we change next time?",
        "How did it feel?",
    ],
    "scope-card": [
        "What can change",
        "What cannot change, and why",
        "Who decides",
        "By when",
        "Money",
        "What happens to ideas out of scope",
    ],
    "who-is-involved": [
        "Name or group",
        "Role here",
        "Why they are here",
        "Voices that are missing",
        "Support arranged",
        "Link person",
    ],
    "role-descriptions": [
        "Member",
        "Chair",
        "Champion",
        "Sponsoring executive",
        "Community voice representative",
        "Purpose",
        "Time",
        "Support",
        "Expenses",
        "Ending",
    ],
    "agenda-and-action-notes": [
        "Welcome and names",
        "Reminder of the scope",
        "Plain summary",
        "Items",
        "Action",
        "Who",
        "By when",
        "How this meeting was",
    ],
    "accessible-event-checklist": [
        "The venue",
        "near a transport hub",
        "A hearing loop that works",
        "A quiet room",
        "Formats are sent by",
        "Interpreters are booked by",
        "Food and drink",
        "A session for staff first",
        "Plan B for when few come",
    ],
    "expenses-guide": [
        "What you can claim",
        "Receipts",
        "Help with costs beforehand",
        "Claim form",
        "When you are paid",
        "If you get benefits",
        "Citizens Advice",
    ],
    "you-said-we-did": [
        "Comment",
        "Who looked at it",
        "Decision",
        "Reason",
        "Date told",
        "What comes next",
        "We could not, and why",
    ],
    "impact-check": [
        "One realistic goal",
        "One feeling goal",
        "Survey after 3, 6 and 12 months",
        "3 months",
        "6 months",
        "12 months",
        "One story",
        "Strengths",
        "Weaknesses",
        "Opportunities",
        "Threats",
        "What we will publish",
    ],
}

NASTY = [
    "zzz",
    "PREPARE",
    "",
    "a" * 5000,
    "%00",
    "%ff%fe",
    "prepare%27%20OR%201=1",
    "<script>",
    "prepare&stage=nothing",
]


def page_of(slug):
    return TemplatePage.objects.get(slug=slug)


def soup_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html5lib")


def words(element):
    return " ".join(element.get_text(" ").split())


# What is published ----------------------------------------------------------------------------------------------------


def test_the_ten_templates_stand_at_their_addresses_with_their_codes(site_content, client):
    index = TemplateIndexPage.objects.get()
    assert {page.slug: page.code for page in index.templates()} == CODES
    assert [page.code for page in index.templates()] == [f"T{number}" for number in range(1, 11)]
    for slug in CODES:
        assert client.get(f"/tools/{slug}/").status_code == 200


@pytest.mark.parametrize("slug", CODES)
def test_every_section_of_the_plan_is_on_the_paper(site_content, client, slug):
    paper = soup_of(client, f"/tools/{slug}/").select_one(".paper")
    text = words(paper)
    assert [part for part in SECTIONS[slug] if part not in text] == []


@pytest.mark.parametrize("slug", CODES)
def test_the_web_page_holds_everything_that_is_filled_in(site_content, client, slug):
    """A field that only the documents held would be lost to everybody who reads on a phone."""
    text = words(soup_of(client, f"/tools/{slug}/").select_one(".paper"))
    parts = list(named_parts(page_of(slug).document))
    assert len(parts) >= 9
    for _kind, part in parts:
        assert " ".join((part.get("label") or part.get("caption")).split()) in text


@pytest.mark.parametrize("slug", CODES)
def test_fixed_names_are_given_and_stand_once(site_content, slug):
    """Online filling in and made files find a field by its name."""
    names = page_of(slug).fill_in_names()
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name) for name in names)
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("slug", CODES)
def test_headings_never_skip_a_level(site_content, client, slug):
    main = soup_of(client, f"/tools/{slug}/").select_one("main")
    levels = [int(heading.name[1]) for heading in main.select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("slug", CODES)
def test_a_page_says_who_when_how_long_and_what_goes_with_it(site_content, client, slug):
    page, soup = page_of(slug), soup_of(client, f"/tools/{slug}/")
    about = words(soup.select_one(".tool-about"))
    for text in (page.code, page.who_for, page.when_to_use, page.how_long, "How to use it", "Print this page"):
        assert text in about
    after = soup.select_one(".tool-after")
    links = [link["href"] for link in after.select(".tool-related a")]
    assert any(link.startswith("/learn/") for link in links)
    assert any(link.startswith("/stories/") for link in links)
    assert any("#principle-" in link for link in links)
    assert "Where it comes from" in words(after)


@pytest.mark.parametrize("slug", CODES)
def test_no_inline_style_or_script(site_content, client, slug):
    """The Content-Security-Policy would leave them out, and the paper with them."""
    main = soup_of(client, f"/tools/{slug}/").select_one("main")
    assert main.select("[style], script, style, [onclick]") == []


@pytest.mark.parametrize("slug", CODES)
def test_invented_rows_are_marked_as_examples(site_content, client, slug):
    for table in soup_of(client, f"/tools/{slug}/").select(".paper-table"):
        for row in table.select("tbody tr"):
            if row.select("td .paper-table__words"):
                assert row.select_one("td .paper-example-tag").get_text() == "Example"


def test_terms_of_reference_promise_that_nobody_suffers_for_speaking_up(site_content, client):
    soup = soup_of(client, "/tools/terms-of-reference/")
    kept = " ".join(words(text) for text in soup.select(".paper-text"))
    assert "staff included. Nobody is treated worse for what they say in this group." in kept
    assert "without fear of reprisals or harassment" in words(soup.select_one(".paper"))
    for rule in (
        "more than one meeting",
        "out of scope",
        "respect other work",
        "share what we learn",
        "Chatham House Rule",
    ):
        assert rule in kept


def test_the_planner_is_an_a3_sheet_with_pictures_and_says_the_layout_is_ours(site_content, client):
    soup = soup_of(client, "/tools/planner/")
    assert page_of("planner").is_a3
    assert soup.select_one('link[media="print"][href*="tools-a3-wide"]')
    assert len(soup.select(".paper svg")) >= 14
    assert "We could not find the original" in words(soup.select_one(".tool-after"))
    for name in ("People First", "Triple A", "Cumbria County Council"):
        assert name in words(soup.select_one(".tool-after"))


def test_the_expenses_paper_invents_no_rates(site_content, client):
    text = words(soup_of(client, "/tools/expenses-guide/"))
    assert re.findall(r"£\s?[1-9]|£0\.[1-9]|\b\d+ ?p(?:ence)?\b", text) == []
    for cost in ("Mileage", "Bus and train fares", "Parking", "Transport for people with additional needs"):
        assert cost in text


def test_guidance_looks_different_and_can_be_left_out_without_javascript(site_content, client):
    soup = soup_of(client, "/tools/terms-of-reference/")
    assert all(words(block).startswith("Guidance") for block in soup.select(".paper-guidance"))
    box = soup.select_one("input#without-guidance[type=checkbox]")
    assert soup.select_one(f'label[for="{box["id"]}"]').get_text() == "Leave out guidance and examples"


def test_an_uploaded_file_is_offered_with_type_and_size(site_content, client):
    page = page_of("scope-card")
    page.uploaded_file = get_document_model().objects.create(
        title="Scope card", file=ContentFile(b"x" * 2048, name="scope-card.odt")
    )
    page.save_revision().publish()
    text = words(soup_of(client, "/tools/scope-card/").select_one(".tool-print"))
    assert re.search(r"Download Scope card \(ODT, 2\.\d kB\)", text)


def test_a_template_is_found_by_what_stands_in_it(site_content):
    found = TemplatePage.objects.live().search("hearing")
    assert "accessible-event-checklist" in [page.slug for page in found]


# The index and its filter ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", Stage)
def test_the_filter_shows_the_templates_of_a_stage(site_content, client, stage):
    soup = soup_of(client, f"/tools/?stage={stage.value}")
    shown = {words(code).split()[0] for code in soup.select(".tool-card__code")}
    assert shown == {page.code for page in TemplatePage.objects.all() if stage.value in page.stages}
    assert 0 < len(shown) < 10
    assert words(soup.select_one(".tool-filter [aria-current]")).startswith(str(stage.label))


@pytest.mark.parametrize("raw", NASTY)
def test_an_unknown_stage_shows_everything_and_never_breaks(site_content, client, raw):
    response = client.get(f"/tools/?stage={raw}")
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html5lib")
    assert len(soup.select(".tool-card__code")) == 10
    assert bool(soup.select(".tool-note")) == bool(raw)


def test_a_draft_is_in_no_list(site_content, client):
    page_of("planner").unpublish()
    soup = soup_of(client, "/tools/")
    assert len(soup.select(".tool-card__code")) == 9
    assert client.get("/tools/planner/").status_code == 404


def test_a_private_page_is_in_no_list_and_behind_no_link(site_content, client):
    """Lost if this fails: the title of a page that is not meant for everybody."""
    story = page_of("planner").story
    for page in (page_of("planner"), page_of("scope-card").story.get_parent(), story):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert len(soup_of(client, "/tools/").select(".tool-card__code")) == 9
    related = words(soup_of(client, "/tools/scope-card/").select_one(".tool-related"))
    assert "Story" not in related and "Learn" in related


def test_the_index_leads_to_the_tips(site_content, client):
    assert soup_of(client, "/tools/").select_one('a[href="/tools/hints-and-tips/"]')


@pytest.mark.parametrize("address", ["/tools/", "/tools/?stage=do", *[f"/tools/{slug}/" for slug in CODES]])
def test_a_page_needs_at_most_15_queries(site_content, client, django_assert_max_num_queries, address):
    client.get(address)
    with django_assert_max_num_queries(15):
        client.get(address)


def test_the_library_asks_little_of_its_own(site_content, django_assert_max_num_queries):
    """Lost if this fails: a query for each template, each principle or each link."""
    with django_assert_max_num_queries(4):
        assert len(TemplateIndexPage.objects.get().templates()) == 10
    page = page_of("planner")
    with django_assert_max_num_queries(3):
        assert len(page.related) == 2
        assert page.principles.count() == 4


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
