"""Certificates in the admin: found by code only, withdrawn with a reason."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.training.builders import account, module
from tests.training.test_certificates import NOW, finished
from training import certificates
from training.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(site_content, django_user_model):
    learner = account(django_user_model)
    return certificates.make(learner, finished(learner, module()), "Jo Bloggs", NOW)


def read(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def in_admin(held):
    return reverse("certificates:certificate", args=[held.pk])


def test_the_list_has_codes_and_no_names(editor_client, held):
    page = read(editor_client.get(reverse("certificates:index")))
    assert certificates.shown_code(held.code) in page.get_text()
    assert "Jo Bloggs" not in page.get_text()
    assert reverse("certificates:index") in str(editor_client.get(reverse("wagtailadmin_home")).content)


def test_one_is_found_by_its_code_and_not_by_name(editor_client, held):
    """Lost if this fails: a list of who has learned what can be searched."""
    code = certificates.shown_code(held.code)
    for words, found in [(code.lower(), True), (code[:6], True), ("Jo Bloggs", False), ("-", False)]:
        page = read(editor_client.get(reverse("certificates:index_results"), {"q": words}))
        assert (code in page.get_text()) is found, words


def test_one_is_withdrawn_with_a_reason_and_restored(editor_client, editor, held):
    assert "Say why" in editor_client.post(in_admin(held), {"why": ""}, follow=True).content.decode()
    assert Certificate.objects.get().withdrawn_at is None
    editor_client.post(in_admin(held), {"why": "Given by mistake."})
    assert Certificate.objects.get().withdrawn_why == "Given by mistake."
    assert "Given by mistake." in editor_client.get(in_admin(held)).content.decode()
    editor_client.post(in_admin(held))
    assert Certificate.objects.get().withdrawn_at is None
    done = ModelLogEntry.objects.filter(action__startswith="training.certificate_", user=editor).order_by("pk")
    assert [entry.action for entry in done] == ["training.certificate_withdraw", "training.certificate_restore"]


def test_it_takes_the_right_to_withdraw(client, held, django_user_model):
    """Lost if this fails: every editor can take back what people have earned."""
    user = django_user_model.objects.create_user("ed", "ed@example.net", "a long password here")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    for address in (reverse("certificates:index"), in_admin(held)):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")
    client.post(in_admin(held), {"why": "Because."})
    assert Certificate.objects.get().withdrawn_at is None
