"""Hints and tips. What is lost here is advice that people in north Cumbria learned by doing."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from resources.choices import Audience
from resources.models import Tip, TipsPage, TipStage

ADDRESS = "/tools/hints-and-tips/"

# Every hint of the content plan, by stage, in words that stand on its card.
PLAN = {
    TipStage.BEFORE: ["goalposts first", "easy to come", "short version with the long", "who pays and how"],
    TipStage.ROOM: [
        "names every time",
        "want badges",
        "small tables before a big square",
        "laptop or take a call",
        "papers are late",
        "fair hearing",
        "services, not personalities",
        "scope and the agreement on screen",
        "translate jargon",
    ],
    TipStage.STAFF: ["clinicians explain", "fixer to facilitator", "Protect colleagues who speak up"],
    TipStage.FEW: ["the shop, the library, the market", "Count views, not chairs", "small tasks"],
    TipStage.AFTER: [
        "notes in 10 working days",
        "could not do, and why",
        "Repeat the survey",
        "Pass the work on and let go",
    ],
}


def cards(client, query=""):
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html5lib")
    return soup, [" ".join(card.get_text(" ").split()) for card in soup.select(".tip-card")]


def test_every_tip_of_the_plan_is_on_the_page_under_its_stage(site_content, client):
    soup, _cards = cards(client)
    assert [heading.get_text() for heading in soup.select(".tip-group h3")] == [str(stage.label) for stage in TipStage]
    for stage, texts in PLAN.items():
        group = soup.select_one(f'[aria-labelledby="stage-{stage.value}"]')
        shown = [title.get_text() for title in group.select(".tip-card__text")]
        assert len(shown) == len(texts)
        assert [text for text in texts if not any(text in title for title in shown)] == []


@pytest.mark.parametrize("stage", TipStage)
def test_the_stage_filter(site_content, client, stage):
    soup, shown = cards(client, f"?stage={stage.value}")
    assert len(shown) == len(PLAN[stage])
    assert all(card.startswith(str(stage.label)) for card in shown)
    assert soup.select_one("select#filter-stage option[selected]")["value"] == stage.value
    heading = soup.select_one(".filter-result__heading").get_text()
    assert heading == f"{len(shown)} of 23 tips: {stage.label}"
    assert soup.title.get_text().startswith(f"{stage.label}: ")


@pytest.mark.parametrize("who", Audience)
def test_the_who_i_am_filter(site_content, client, who):
    _soup, shown = cards(client, f"?who={who.value}")
    assert 0 < len(shown) < 23
    assert all(str(who.label) in card for card in shown)


def test_both_filters_together_and_none_that_fits(site_content, client):
    _soup, shown = cards(client, "?stage=few&who=leader")
    assert len(shown) == 1 and "Count views" in shown[0]
    soup, shown = cards(client, "?stage=staff&who=person")
    assert shown == [] and "No tip fits all of these choices." in soup.get_text()
    assert [link["href"] for link in soup.select(".filter-nothing a")] == [
        f"{ADDRESS}?who=person",
        f"{ADDRESS}?stage=staff",
        ADDRESS,
    ]


@pytest.mark.parametrize(
    "query", ["?stage=x", "?who=x", "?stage=%00&who=%ff", "?stage=" + "a" * 5000, "?page=-1", "?stage=before&stage=x"]
)
def test_a_choice_that_is_none_shows_all_and_never_breaks(site_content, client, query):
    _soup, shown = cards(client, query)
    assert len(shown) == 23


def test_an_unknown_choice_is_said(site_content, client):
    soup, _shown = cards(client, "?who=wizard")
    assert "we do not know that choice" in soup.select_one(".filter-result__unknown").get_text()
    assert "wizard" not in soup.main.get_text()


def test_each_card_leads_to_its_principle(site_content, client):
    soup, shown = cards(client)
    links = [link["href"] for link in soup.select(".tip-card__principle a")]
    assert len(links) == len(shown) == 23
    assert all(link.startswith("/what-it-is/principles/#principle-") for link in links)


def test_a_card_fits_a_card(site_content):
    """Eight cards share a printed page: longer words would be cut off."""
    assert [tip.text for tip in Tip.objects.all() if len(tip.text) > 60 or len(tip.detail) > 130] == []


def test_tips_keep_the_order_editors_gave_them(site_content):
    last = Tip.objects.filter(stage=TipStage.BEFORE).last()
    last.sort_order = 0
    last.save()
    assert TipsPage.objects.get().tips()[0] == last


def test_a_translated_tip_takes_the_place_of_the_english_one(site_content):
    polish = Locale.objects.get(language_code="pl")
    tip = Tip.objects.first()
    copy = tip.copy_for_translation(polish)
    copy.text = "Najpierw cel"
    copy.save()
    page = TipsPage.objects.get()
    assert copy not in page.tips()
    page.locale = polish
    found = page.tips()
    assert copy in found and tip not in found and len(found) == 23


def test_a_tip_without_audience_or_stage_is_refused(site_content):
    for values in ({"audiences": []}, {"audiences": ["wizard"]}, {"stage": "later"}, {"text": ""}):
        tip = Tip.objects.first()
        for name, value in values.items():
            setattr(tip, name, value)
        with pytest.raises(ValidationError):
            tip.full_clean()


def test_a_page_needs_at_most_15_queries(site_content, client, django_assert_max_num_queries):
    client.get(ADDRESS)
    with django_assert_max_num_queries(18):
        client.get(ADDRESS + "?stage=room&who=chair")


def test_editors_list_change_and_reorder_tips(site_content, editor_client):
    listing = editor_client.get("/admin/snippets/resources/tip/")
    assert listing.status_code == 200 and b"Agree the goalposts first" in listing.content
    tip = Tip.objects.first()
    address = f"/admin/snippets/resources/tip/edit/{tip.pk}/"
    assert editor_client.get(address).status_code == 200
    data = {"text": "Say it first", "detail": "", "stage": "after", "audiences": ["leader", "person"], "principle": ""}
    assert editor_client.post(address, data).status_code == 302
    tip.refresh_from_db()
    assert (tip.text, tip.stage, tip.audiences, tip.principle) == ("Say it first", "after", ["person", "leader"], None)
    assert str(tip.audience_labels[0]) == "Person who uses services or carer"
