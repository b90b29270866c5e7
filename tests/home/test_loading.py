"""The starting content: loaded once, whole or not at all, and never over an editor's work."""

import textwrap

import pytest
from wagtail.models import Page

from home.loading import loading
from home.loading.loading import load
from home.loading.markdown import to_rich_text
from home.loading.reading import ContentError, read
from home.models import InformationPage

GOOD = """
    type: home.InformationPage
    title: A page for tests
    summary: What it is about.
    body:
      - text: |
          Words with a [link](/what-it-is/) and **bold** ones.
      - section:
          heading: A part
          content:
            - inset: Stands out.
"""


@pytest.fixture
def content(tmp_path, settings, monkeypatch):
    """A function that writes content files of the home app, in place of the site's own."""
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(loading, "APPS", ("home",))

    def write(**files):
        for name, text in files.items():
            path = tmp_path / "home" / "content" / name.replace("__", "/")
            path = path.with_suffix(".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text).lstrip("\n"))

    return write


def made():
    return InformationPage.objects.filter(slug="a-test").first()


def test_a_page_is_made_where_its_file_says(site_content, content):
    content(**{"pages__what-it-is__a-test": GOOD})
    report = load(only=["home"])
    assert report.created == ["page:/what-it-is/a-test/"]
    page = made()
    assert page.live
    assert page.get_parent().slug == "what-it-is"
    assert 'linktype="page"' in page.body[0].value.source
    assert page.body[1].value["heading"] == "A part"


def test_loading_twice_changes_nothing(site_content, content):
    content(**{"pages__what-it-is__a-test": GOOD})
    load(only=["home"])
    before = made().latest_revision_id
    report = load(only=["home"])
    assert (report.created, report.updated, report.unchanged) == ([], [], 1)
    assert made().latest_revision_id == before


def test_a_changed_file_changes_its_page(site_content, content):
    content(**{"pages__what-it-is__a-test": GOOD})
    load(only=["home"])
    content(**{"pages__what-it-is__a-test": GOOD.replace("What it is about.", "Something new.")})
    assert load(only=["home"]).updated == ["page:/what-it-is/a-test/"]
    assert made().summary == "Something new."


def test_an_editors_page_is_left_alone(site_content, content):
    """Lost if this fails: hours of an editor's work, at the next start."""
    content(**{"pages__what-it-is__a-test": GOOD})
    load(only=["home"])
    page = made()
    page.summary = "An editor wrote this."
    page.save_revision().publish()
    content(**{"pages__what-it-is__a-test": GOOD.replace("What it is about.", "Something new.")})
    assert load(only=["home"]).kept == ["page:/what-it-is/a-test/"]
    assert made().summary == "An editor wrote this."


def test_a_page_an_editor_deleted_does_not_come_back(site_content, content):
    content(**{"pages__what-it-is__a-test": GOOD})
    load(only=["home"])
    made().delete()
    content(**{"pages__what-it-is__a-test": GOOD.replace("about", "on")})
    load(only=["home"])
    assert made() is None


def test_a_mistake_half_way_changes_nothing(site_content, content):
    content(**{"pages__what-it-is__a-test": GOOD, "pages__what-it-is__b-test": GOOD + "    colour: blue\n"})
    with pytest.raises(ContentError) as error:
        load(only=["home"])
    assert str(error.value).startswith("home/content/pages/what-it-is/b-test.yaml, line 11: ")
    assert "colour" in str(error.value)
    assert made() is None


@pytest.mark.parametrize(
    ("wrong", "line", "reason"),
    [
        (GOOD.replace("heading: A part", "headline: A part"), 8, '"headline" is no field here'),
        (GOOD.replace("- inset: Stands", "- insert: Stands"), 10, '"insert" is no block here'),
        (GOOD.replace("**bold**", "*slanted*"), 5, "italics cannot be used"),
        (GOOD.replace("home.InformationPage", "home.Nothing"), 1, "there is no model called"),
        (GOOD + "    next_review: 2026-02-30\n", 11, "is not a date there is"),
        (GOOD + "    summary: Again.\n", 11, "stands here twice"),
        (GOOD.replace("title: A page", "title: [A page"), 3, ""),
        (GOOD.replace("heading: A part", 'heading: ""'), 8, "heading"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(site_content, content, wrong, line, reason):
    content(**{"pages__what-it-is__a-test": wrong})
    with pytest.raises(ContentError) as error:
        load(only=["home"])
    assert f"a-test.yaml, line {line}: " in str(error.value)
    assert reason in str(error.value)


def test_a_reference_to_nothing_is_a_mistake(site_content, content):
    button = GOOD + "      - button:\n          text: Go\n          page: /nowhere/\n"
    content(**{"pages__what-it-is__a-test": button})
    with pytest.raises(ContentError, match="there is no page at the address '/nowhere/'"):
        load(only=["home"])
    load(only=["home"], lenient=True)
    assert made().live


def test_yaml_keeps_times_and_words(tmp_path):
    """YAML 1.1 reads 13:00 as a number and `no` as false; the files mean what they say."""
    (tmp_path / "a.yaml").write_text("start: 13:00\nanswer: no\ncount: 3\n")
    assert read(tmp_path / "a.yaml", tmp_path) == {"start": "13:00", "answer": "no", "count": 3}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("### Small", "<h3>Small</h3>"),
        ("[here](/x/#y)", '<p><a href="/x/#y">here</a></p>'),
        ("**so**", "<p><b>so</b></p>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
    ],
)
def test_markdown_becomes_rich_text(text, html):
    assert to_rich_text(text, lambda address: None) == html


def test_the_loaded_tree_is_sound(site_content):
    assert Page.find_problems() == ([], [], [], [], [])
