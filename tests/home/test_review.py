"""Pages that somebody has to look at are listed for editors, and for nobody else."""

import datetime

from django.urls import reverse

from home.models import InformationPage
from home.review import pages_to_review

TODAY = datetime.date(2026, 12, 1)


def change(**values):
    page = InformationPage.objects.live().get(slug="expenses")
    InformationPage.objects.filter(pk=page.pk).update(**values)
    return page


def listed(page):
    return pages_to_review(TODAY).filter(pk=page.pk).exists()


def test_a_review_comes_onto_the_list_a_month_before_it_is_due(site_content):
    assert not listed(change(next_review=datetime.date(2027, 1, 1), to_check=""))
    assert listed(change(next_review=datetime.date(2026, 12, 31)))
    assert listed(change(next_review=None))


def test_a_fact_to_check_is_on_the_list(site_content):
    assert listed(change(next_review=datetime.date(2028, 1, 1), to_check="The year."))


def test_editors_see_the_report_and_can_take_it_away(editor_client, site_content):
    page = change(to_check="The year of the photograph.")
    answer = editor_client.get(reverse("pages_to_review"))
    assert answer.status_code == 200
    assert "The year of the photograph." in answer.content.decode()
    assert page.title in answer.content.decode()
    taken = editor_client.get(reverse("pages_to_review"), {"export": "csv"})
    assert b"The year of the photograph." in b"".join(taken.streaming_content)


def test_a_visitor_never_sees_what_is_to_be_checked(client, site_content):
    page = change(to_check="The year of the photograph.")
    assert "The year of the photograph." not in client.get(page.url).content.decode()
    assert client.get(reverse("pages_to_review")).status_code == 302
