"""Somebody who needs a template, a tip or the meaning of a word, and knows only what they are about to do."""

import pytest

from tests.journeys.walking import Walk

TIPS = "/tools/hints-and-tips/"


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def walk(request, visit):
    return Walk(visit(360, javascript=request.param), request.param)


def test_from_a_stage_to_a_template_in_the_format_that_is_needed(walk):
    """Each choice says how many it leaves; one too many can be taken away; the address can be sent to somebody."""
    walk.open("/tools/")
    walk.page.get_by_label("Stage").select_option("prepare")
    walk.page.get_by_label("Format").select_option("online")
    walk.press("Show templates")
    assert walk.page.url.endswith("/tools/?stage=prepare&format=online")
    found = walk.page.locator(".tool-card__code").count()
    assert walk.page.locator("#found").inner_text() == f"{found} of 10 templates: Prepare, Fill in online"
    walk.follow("Remove the filter Format")
    assert walk.page.url.endswith("/tools/?stage=prepare")
    assert walk.page.locator(".tool-card__code").count() > found
    walk.follow("^Scope card")
    assert walk.heading().startswith("Scope card")


def test_a_tip_for_somebody_on_cards_to_cut_out(walk):
    """Staff who look for tips take the sheet of theirs, and no other."""
    walk.open(TIPS)
    walk.page.get_by_label("Who I am").select_option("staff")
    walk.press("Show tips")
    assert "Staff" in walk.page.locator("#found").inner_text()
    with walk.page.expect_download() as download:
        walk.page.get_by_role("main").get_by_role("link", name="PDF, to print").click()
    assert download.value.suggested_filename.endswith(".pdf")


def test_every_format_of_a_template_can_be_taken(walk):
    """What the page states of a file is what the reader gets."""
    walk.open("/tools/scope-card/")
    for name, end in (("Word document", ".docx"), ("OpenDocument text", ".odt"), ("PDF", ".pdf")):
        with walk.page.expect_download() as download:
            walk.page.locator(".downloads").get_by_role("link", name=name).click()
        assert download.value.suggested_filename == f"scope-card{end}"
        assert walk.page.locator(".downloads__file", has_text=name).inner_text().count(", ") >= 3


def test_search_leads_to_a_tip_and_says_what_a_word_means(walk):
    walk.open("/search/?q=badges")
    walk.follow("badges")
    assert "#" in walk.page.url and TIPS in walk.page.url
    walk.open("/search/?q=CCG")
    assert walk.says("Clinical commissioning group")


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize(
    "address",
    [
        "/tools/?stage=do&who=staff",
        "/tools/?stage=prepare&principle=13&who=leader",
        f"{TIPS}?stage=few",
        "/search/?q=scope",
    ],
)
def test_nothing_is_cut_off_or_out_of_reach(visit, address, width):
    window = visit(width)
    window.open(address)
    assert window.violations() == []
    assert window.sideways() <= 0
    assert window.messages == [] and window.elsewhere == []
