"""What staff see of outgoing mail. Without these, nobody would notice that people wait for mail that does not come."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail as django_mail
from django.utils import timezone

from home import outbox
from home.models import MailState
from tests.home.mailing import HOUR, Refuses, backend, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(settings):
    working = settings.EMAIL_BACKEND
    backend(settings, Refuses)
    mail = post(text="Read me here.\n")
    outbox.send_due()
    settings.EMAIL_BACKEND = working
    mail.refresh_from_db()
    return mail


def test_staff_find_a_mail_and_read_it(editor_client, failed):
    listed = editor_client.get("/admin/outgoing-mail/?state=failed").content.decode()
    assert f"/admin/outgoing-mail/{failed.pk}/" in listed
    assert "The mail server refused the address." in listed
    shown = editor_client.get(f"/admin/outgoing-mail/{failed.pk}/").content.decode()
    assert "Read me here." in shown
    assert editor_client.get("/admin/outgoing-mail/?state=sent").content.decode().count("refused the address") == 0


def test_staff_try_a_failed_mail_again_by_post_only(editor_client, failed, mailoutbox):
    address = f"/admin/outgoing-mail/{failed.pk}/again/"
    assert editor_client.get(address).status_code == 405
    editor_client.post(address)
    outbox.send_due()
    failed.refresh_from_db()
    assert failed.state == MailState.SENT
    assert editor_client.post(address).status_code == 302
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("address", ["new/", "edit/{}/", "delete/{}/", "{}/delete/"])
def test_nobody_changes_or_deletes_a_mail(editor_client, failed, address):
    assert editor_client.get(f"/admin/outgoing-mail/{address.format(failed.pk)}").status_code == 404


@pytest.mark.parametrize(("group", "may"), [("Organisers", True), ("Editors", False), ("Moderators", False)])
def test_only_those_with_the_permission_read_mail(client, django_user_model, site_content, failed, group, may):
    user = django_user_model.objects.create_user("staff@example.org", "staff@example.org", "a long password here")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    for address in ("/admin/outgoing-mail/", f"/admin/outgoing-mail/{failed.pk}/"):
        assert (client.get(address).status_code == 200) is may
    client.post(f"/admin/outgoing-mail/{failed.pk}/again/")
    failed.refresh_from_db()
    assert (failed.state == MailState.WAITING or failed.state == MailState.SENT) is may
    assert ("People may be waiting for mail" in client.get("/admin/").content.decode()) is False


def test_the_dashboard_warns_of_failed_and_late_mail(editor_client, failed):
    post("old", send_at=timezone.now() - 3 * HOUR)
    page = editor_client.get("/admin/").content.decode()
    assert "1 mail of the last 14 days could not be sent." in page
    assert "The oldest mail has been waiting for 3 hours." in page


def test_the_dashboard_is_quiet_when_all_is_well(editor_client):
    post()
    outbox.send_due()
    assert "People may be waiting for mail" not in editor_client.get("/admin/").content.decode()


def test_health_warns_of_late_mail_and_stays_ready(client, site_content):
    post(send_at=timezone.now() - HOUR)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["mail"]["oldest_waits_seconds"] >= 3600
    assert answer.json()["mail"]["warning"]


def test_the_development_backend_needs_nothing(mailoutbox):
    post()
    outbox.send_due()
    assert django_mail.outbox
