"""Hints and tips in the body of pages and in modules. What is lost here: advice where it is needed, not only on its own page."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Locale

from home.blocks import TipsBlock
from resources.models import Tip
from resources.tips import tips_for
from training.models import ModulePage
from training.packages import document


def value(**given):
    block = TipsBlock()
    chosen = given.pop("chosen", [])
    return block.to_python(
        {"heading": "", "stage": "", "who": "", "most": 3, **given, "chosen": [tip.pk for tip in chosen]}
    )


def texts(found):
    return [tip.text for tip in found.cards]


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib").select(".tips-block")


@pytest.mark.parametrize(
    ("address", "heading", "first", "more"),
    [
        ("/for-staff/", "Three tips for staff", "Let clinicians explain clinical change", "?stage=staff"),
        ("/get-involved/", "Tips for people who take part", "Say who pays and how", "?who=person"),
        (
            "/learn/doing-not-just-talking/print/",
            "When few come",
            "Go to the shop, the library, the market",
            "?stage=few",
        ),
        ("/learn/making-it-possible/words-people-can-use/", "", "", ""),
        ("/learn/making-it-possible/print/", "Before you invite people", "Ask what would make it easy to come", ""),
    ],
)
def test_pages_and_modules_of_the_start_show_tips(site_content, client, address, heading, first, more):
    blocks = shown(client, address)
    if not heading:
        # The question of this step comes first.
        assert blocks == []
        return
    (block,) = blocks
    assert block.select_one(".tips-block__title").get_text(strip=True) == heading
    assert block.select_one(".tip-card__text").get_text() == first
    assert len(block.select(".tip-card")) == 3
    assert block.select_one(".tips-block__more a")["href"] == f"/tools/hints-and-tips/{more}"


def test_a_package_holds_the_tips_and_the_way_to_the_others(site_content):
    html = (
        document.build(ModulePage.objects.get(slug="doing-not-just-talking"), "scorm")
        .files._files["index.html"]
        .decode()
    )
    block = BeautifulSoup(html, "html5lib").select_one(".tips-block")
    assert len(block.select(".tip-card")) == 3
    assert block.select_one("a")["href"].endswith("/tools/hints-and-tips/?stage=few")
    assert block.select_one("a")["href"].startswith("http")


def test_chosen_tips_come_in_the_order_chosen_and_never_more_than_asked(site_content):
    last, middle, first = Tip.objects.filter(slug__in=["who-pays", "small-tables", "goalposts-first"]).order_by(
        "-sort_order"
    )
    assert texts(tips_for(value(chosen=[last, first, middle]))) == [last.text, first.text, middle.text]
    assert texts(tips_for(value(chosen=[last, first, middle], most=2))) == [last.text, first.text]


def test_stage_and_people_together(site_content):
    found = tips_for(value(stage="room", who="leader", most=12))
    assert texts(found) == [tip.text for tip in Tip.objects.filter(stage="room") if "leader" in tip.audiences]
    assert found.more.endswith("?stage=room&who=leader")


def test_a_deleted_tip_leaves_the_others(site_content, client):
    """Lost if this fails: a page that breaks because somebody deleted a tip."""
    Tip.objects.get(slug="who-pays").delete()
    (block,) = shown(client, "/learn/making-it-possible/print/")
    assert len(block.select(".tip-card")) == 2
    Tip.objects.all().delete()
    assert shown(client, "/learn/making-it-possible/print/") == []
    assert shown(client, "/for-staff/") == []


def test_a_chosen_tip_is_given_in_the_language_of_the_page(site_content):
    tip = Tip.objects.get(slug="who-pays")
    polish = tip.copy_for_translation(Locale.objects.get(language_code="pl"))
    polish.text = "Kto płaci i jak"
    polish.save()
    assert texts(tips_for(value(chosen=[tip]))) == ["Say who pays and how"]
    with translation.override("pl"):
        assert texts(tips_for(value(chosen=[tip]))) == ["Kto płaci i jak"]
        assert len(tips_for(value(stage="before", most=12)).cards) == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({}, "stage"), ({"stage": "before", "chosen": True}, "stage"), ({"who": "staff", "chosen": True}, "who")],
)
def test_the_editor_is_told_what_to_choose(site_content, wrong, field):
    chosen = [Tip.objects.first()] if wrong.pop("chosen", False) else []
    with pytest.raises(StructBlockValidationError) as refused:
        TipsBlock().clean(value(chosen=chosen, **wrong))
    assert list(refused.value.block_errors) == [field]


@pytest.mark.parametrize("wrong", [{"stage": "later"}, {"who": "wizard"}, {"most": 0}, {"most": 99}])
def test_a_choice_that_is_none_is_refused(site_content, wrong):
    with pytest.raises(StructBlockValidationError):
        TipsBlock().clean(value(**{"stage": "before", **wrong}))


def test_the_preview_shows_tips(site_content):
    block = TipsBlock()
    html = render_to_string(block.meta.template, {"value": block.get_preview_value()}, using="jinja2")
    assert html.count("tip-card ") == 3


def test_tips_are_on_the_page_with_their_stage_in_words(site_content, client):
    """Colour alone would leave out those who do not see it."""
    (block,) = shown(client, "/for-staff/")
    assert {stage.get_text() for stage in block.select(".tip-card__stage")} == {"Staff"}
