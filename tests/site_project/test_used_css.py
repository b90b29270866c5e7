"""Style sheets hold what pages use and no more: what is left out of the NHS.UK frontend's, and what stays in our own."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from site_project import nhsuk_assets
from site_project.used_css import names_of, texts_of, trimmed

# Written by Wagtail's admin, on pages that some of our sheets are for.
WAGTAILS = re.compile(r"\.title-wrapper|\.w-")


def kept(css, *texts, script=""):
    return trimmed(css, names_of(texts, script=script))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<p class="nhsuk-hint">', "nhsuk-hint"),
        ("""{% set names = names ~ " nhsuk-tag--" ~ colour %}""", "nhsuk-tag--blue"),
        ('<i class="nhsuk-icon nhsuk-icon--{{ name }} {{ classes }}">', "nhsuk-icon--tick"),
        ("""f'<td class="cell--{kind}">'""", "cell--wide"),
        ("`width--${many}`", "width--4"),
        ("""{{ kind ~ "--error" }}""", "nhsuk-input--error"),
        ("""{% set kind = "radios" %}<div class="nhsuk-{{ kind }}__item">""", "nhsuk-radios__item"),
        ("""<li class="card{{ ' card--link' if href }}">""", "card--link"),
        ("""{% from "nhsuk/components/inset-text/macro.jinja" import insetText %}""", "nhsuk-inset-text"),
        ("""{% from "nhsuk/components/checkboxes/macro.jinja" import checkboxes %}""", "nhsuk-error-message"),
    ],
)
def test_a_class_that_is_written_whole_or_in_pieces_keeps_its_rule(text, name):
    assert kept(f".{name}{{color:red}}", text) == f".{name}{{color:red}}"


@pytest.mark.parametrize(
    "text", ["", "{# nhsuk-tabs #}", "<p>tabs</p>", '<div class="nhsuk-{{ kind }}">{% set kind = "radios" %}']
)
def test_a_class_that_nothing_writes_loses_its_rule(text):
    assert kept(".nhsuk-tabs{color:red}", text) == ""


def test_what_asks_for_no_class_is_kept():
    css = (
        '@charset "utf-8";:root{--a:1px}a:hover,[dir=rtl] p{color:red}@media print{p{color:#000}}'
        "@keyframes turn{to{rotate:1turn}}:is(.a,.b) p:not(.c){margin:0}"
    )
    assert kept(css, "") == css


def test_of_a_list_of_selectors_the_used_ones_are_kept():
    css = "@media (min-width:1px){.a .b,.a>.c:hover,p{margin:0}}@media print{.b{margin:0}}"
    left_out = []
    assert trimmed(css, names_of(["a c"]), left_out) == "@media (min-width:1px){.a>.c:hover,p{margin:0}}"
    assert left_out == [".a .b", ".b"]


def test_the_script_keeps_rules_of_our_components_and_of_no_others():
    css = ".nhsuk-tabs__tab{a:b}.nhsuk-radios__more--hidden{a:b}"
    script = '"nhsuk-tabs__tab","nhsuk-radios__more--hidden"'
    assert kept(css, '<p class="nhsuk-radios">', script=script) == ".nhsuk-radios__more--hidden{a:b}"


def test_a_style_sheet_that_cannot_be_read_is_no_empty_one():
    with pytest.raises(ValueError, match="line 1"):
        kept("p{color:red} }", "")


def test_the_sheet_is_made_again_when_a_template_writes_another_class(tmp_path, settings):
    """Lost if this fails: the looks of a component that a template begins to use."""
    settings.BASE_DIR, made = tmp_path, tmp_path / "made"
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text('<p class="nhsuk-hint">')
    assert nhsuk_assets.build(made) == made
    sheet = made / "nhsuk" / "nhsuk.css"
    assert ".nhsuk-hint" in sheet.read_text("utf-8")
    assert ".nhsuk-tabs" not in sheet.read_text("utf-8")
    before = sheet.stat().st_mtime_ns
    nhsuk_assets.build(made)
    assert sheet.stat().st_mtime_ns == before
    page.write_text('<p class="nhsuk-tabs">')
    nhsuk_assets.build(made)
    assert ".nhsuk-tabs" in sheet.read_text("utf-8")
    assert ".nhsuk-hint" not in sheet.read_text("utf-8")


def our_sheets():
    return sorted(path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*.css"))


@pytest.fixture(scope="module")
def all_names():
    _css, js = nhsuk_assets.shipped()
    return names_of(texts_of([Path(settings.BASE_DIR) / name for name in nhsuk_assets.FOLDERS]), script=js)


@pytest.mark.parametrize("path", our_sheets(), ids=lambda path: path.name)
def test_our_own_sheets_hold_no_rule_that_nothing_uses(path, all_names):
    """A rule for a class that no template and no code writes is weight for every visitor and a riddle for the next reader."""
    unused = []
    trimmed(path.read_text("utf-8"), all_names, unused)
    assert [selector for selector in unused if not WAGTAILS.search(selector)] == []


def test_no_sheet_asks_for_a_font_or_for_another_host():
    sheets = [*our_sheets(), Path(finders.find("nhsuk/nhsuk.css"))]
    assert len(sheets) > 20
    for path in sheets:
        css = path.read_text("utf-8")
        assert not re.search(r"@font-face|@import|url\(\s*[\"']?(?:https?:)?//|\.woff", css), path
        assert "Frutiger" not in css, path
