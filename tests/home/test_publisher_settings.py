"""The publisher's facts: what is missing is said everywhere, and never filled with a placeholder or a dead contact."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.checks import registry
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from wagtail.models import Site

from home.checks import publisher_is_known
from home.models import PublisherSettings
from home.publisher import FACTS, ContactTopic, is_placeholder

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Solway Health Partnership",
    "is_nhs_body": False,
    "is_public_authority": True,
    "funder": "Solway Health Partnership",
    "contact_email": "hello@solway.test",
    "contact_phone": "01228 123456",
    "phone_hours": "Monday to Friday, 9am to 5pm",
    "postal_address": "1 High Street\nCarlisle\nCA1 1AA",
    "contact_reply_days": 5,
    "formats_reply_days": 10,
    "complaints_acknowledge_days": 3,
    "complaints_answer_days": 20,
    "dpo_name": "The data protection team",
    "dpo_contact": "data@solway.test\n01228 123457",
    "messages_kept_months": 12,
    "logs_kept_days": 30,
    "hosting_country": "the UK",
    "expenses_lead_name": "The involvement team",
    "expenses_lead_contact": "expenses@solway.test",
    "expenses_paid": "Bus and train fares",
    "expenses_when": "within 10 working days",
    "moderators": "2 people of the communications team",
    "moderation_days": 4,
    "safeguarding_contact": "safe@solway.test",
    "copyright_owner": "Solway Health Partnership",
    "licence": "cc-by-4",
}


def publisher(**facts):
    """The settings of the site, with these facts saved."""
    found = PublisherSettings.for_site(Site.objects.get(is_default_site=True))
    for key, value in facts.items():
        setattr(found, key, value)
    found.full_clean()
    found.save()
    return found


def settings_address():
    return reverse(
        "wagtailsettings:edit", args=("home", "publishersettings", Site.objects.get(is_default_site=True).pk)
    )


def test_every_fact_is_missing_at_first_and_none_when_all_are_given():
    """Without this, the site could open to the public with nobody to answer for it."""
    assert len(publisher().missing()) == len(FACTS) == len(GIVEN)
    assert publisher(**GIVEN).missing() == []


@pytest.mark.parametrize(
    "value", ["", "  ", "TBC", "to be confirmed", "[name]", "me@example.org", "xxx", "N/A", "00000 000000", None]
)
def test_a_placeholder_counts_as_missing(value):
    """Without this, "TBC" would pass the launch gate and stand on public pages."""
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["Solway NHS Trust", "01900 100200", "45p a mile", 5, False, "Nan Example", "the UK"])
def test_a_real_value_is_no_placeholder(value):
    """Without this, a publisher could not give a true fact."""
    assert not is_placeholder(value)


@pytest.mark.parametrize("key", FACTS)
def test_a_missing_fact_has_a_neutral_sentence_and_a_given_one_its_words(key):
    """Without this, a page would show an empty line where a fact is missing."""
    assert publisher().fact(key).sentence.startswith("The publisher of this site has not yet ")
    assert not publisher().fact(key).given
    assert publisher(**GIVEN).fact(key).given
    assert publisher(**GIVEN).fact(key).html


def test_what_a_publisher_types_is_never_html():
    """Without this, whoever may change the settings could put a script on every page."""
    hostile = '<script>alert("x")</script>'
    found = publisher(name=hostile, postal_address=f"{hostile}\nCarlisle", dpo_contact=hostile)
    for key in ("name", "postal_address", "dpo_contact"):
        assert "<script" not in found.fact(key).html
        assert "&lt;script" in found.fact(key).html


def test_an_address_of_a_closed_body_is_refused():
    """Without this, people would write to an address that nobody has read since July 2022."""
    with pytest.raises(ValidationError, match="closed"):
        publisher(contact_email="enquiries@northcumbriaccg.nhs.uk")


def test_a_complaint_has_to_be_confirmed_within_30_days():
    """Without this, the site could promise less than the Data (Use and Access) Act 2025 asks for."""
    with pytest.raises(ValidationError):
        publisher(complaints_acknowledge_days=31)


@pytest.mark.parametrize("topic", sorted(set(ContactTopic.values) - {ContactTopic.PUBLISHER}))
def test_every_topic_has_a_route_or_says_that_there_is_none(topic):
    """Without this, somebody with one particular question would find no way to ask it."""
    empty = publisher().route(topic)
    assert not empty.given
    assert empty.sentence == "The publisher of this site has not yet given a way to contact it."
    assert any("mailto:" in row.html for row in publisher(**GIVEN).route(topic).rows)


def test_who_publishes_the_site_is_a_list_that_shows_its_gaps():
    """Without this, the page about the site would not say who pays, or whether freedom of information applies."""
    rows = {row.key: row.html for row in publisher().route("publisher").rows}
    assert set(rows.values()) == {"Not given yet"}
    assert set(rows) == {"name", "funder", "is_nhs_body", "is_public_authority"}
    rows = {row.key: row.html for row in publisher(**GIVEN).route("publisher").rows}
    assert rows["is_nhs_body"] == "No"
    assert rows["is_public_authority"] == "Yes"
    assert "contact_email" in rows


def test_a_time_to_an_answer_alone_is_no_route():
    """Without this, a page would promise an answer within 5 days and give nowhere to write."""
    assert not publisher(contact_reply_days=5, dpo_name="Somebody", name="Somebody").route("data").given


def test_expenses_and_data_go_to_the_people_named_for_them():
    """Without this, a question about personal data would land in the general inbox."""
    found = publisher(**GIVEN)
    assert "expenses@solway.test" in "".join(row.html for row in found.route("expenses").rows)
    assert "hello@solway.test" not in "".join(row.html for row in found.route("data").rows)


def test_a_note_on_the_definition_carries_the_subject_the_paper_asked_for():
    """Without this, notes marked "Cumbrian Co-production" could not be told from other post."""
    rows = publisher(**GIVEN).route("definition").rows
    assert any("subject=Cumbrian%20Co-production" in row.html for row in rows)


def test_an_unknown_fact_or_topic_does_not_break_a_page():
    """Without this, taking a fact out of the code would break every page that still names it."""
    assert not publisher().fact("gone").given
    assert publisher(**GIVEN).route("gone").given


class TestBar:
    """The bar in the admin."""

    @pytest.fixture
    def signed_in(self, client, django_user_model):
        def sign_in(group):
            from django.contrib.auth.models import Group

            user = django_user_model.objects.create_user(
                f"{group}@solway.test", f"{group}@solway.test", "a long password"
            )
            user.groups.add(Group.objects.get(name=group))
            client.force_login(user)
            return client

        return sign_in

    def test_it_is_at_the_top_of_every_screen_while_a_fact_is_missing(self, signed_in):
        """Without this, editors would publish to the public without knowing what is missing."""
        client = signed_in("Moderators")
        for address in (reverse("wagtailadmin_home"), reverse("wagtailadmin_explore_root"), settings_address()):
            page = client.get(address, follow=True).content.decode()
            assert page.count('class="launch-bar"') == 1
            before, _, after = page.partition('<div class="content">')
            assert "launch-bar__line" not in before
            assert after.lstrip().startswith("<aside")
            assert settings_address() in page
            assert f"{len(FACTS)} facts about the publisher are missing" in page

    def test_who_may_not_change_the_settings_is_told_whom_to_ask(self, signed_in):
        """Without this, an editor would follow a link to a refusal."""
        page = signed_in("Editors").get(reverse("wagtailadmin_home")).content.decode()
        assert 'class="launch-bar"' in page
        assert settings_address() not in page
        assert "Moderators group" in page

    def test_it_goes_when_everything_is_given(self, signed_in):
        """Without this, people would learn to look past the bar."""
        publisher(**GIVEN)
        assert "launch-bar__line" not in signed_in("Moderators").get(reverse("wagtailadmin_home")).content.decode()

    def test_nobody_sees_it_who_is_not_signed_in(self, client):
        """Without this, visitors of the sign-in page would read what is missing."""
        assert "launch-bar" not in client.get(reverse("wagtailadmin_home"), follow=True).content.decode()


class TestScreen:
    """The screen on which the facts are given."""

    def test_it_lists_what_is_missing_and_saves(self, editor_client):
        """Without this, nobody could give the facts without code."""
        page = editor_client.get(settings_address()).content.decode()
        assert "how soon it answers a complaint" in page
        posted = {**GIVEN, "is_nhs_body": "false", "is_public_authority": "true"}
        assert editor_client.post(settings_address(), posted).status_code == 302
        found = PublisherSettings.objects.get()
        assert found.missing() == []
        assert found.is_nhs_body is False
        assert found.is_public_authority is True
        assert "Nothing is missing" in editor_client.get(settings_address()).content.decode()

    def test_it_can_be_saved_half_done(self, editor_client):
        """Without this, the publisher would need all the facts on one day."""
        response = editor_client.post(settings_address(), {"name": "Solway Health Partnership"})
        assert response.status_code == 302
        found = PublisherSettings.objects.get()
        assert found.name == "Solway Health Partnership"
        assert found.is_nhs_body is None
        assert len(found.missing()) == len(FACTS) - 1


class TestCheck:
    """`manage.py check --deploy`."""

    def test_it_warns_while_a_fact_is_missing(self):
        """Without this, a deployment would not hear that the publisher is unknown."""
        (warning,) = publisher_is_known()
        assert warning.id == "home.W001"
        assert "a phone number" in warning.msg

    def test_it_is_silent_when_all_is_given(self):
        """Without this, a clean deployment could never be told from one that is not."""
        publisher(**GIVEN)
        assert publisher_is_known() == []

    def test_it_changes_nothing(self):
        """Without this, a check would write to the database."""
        PublisherSettings.objects.all().delete()
        publisher_is_known()
        assert not PublisherSettings.objects.exists()

    def test_it_belongs_to_the_deployment_checks(self):
        """Without this, nobody would ever run it."""
        assert "publisher" in registry.registry.tags_available(deployment_checks=True)

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite files")
    @pytest.mark.parametrize("empty_file", [False, True])
    def test_it_does_not_need_a_database(self, tmp_path, empty_file):
        """Without this, `check --deploy` would crash, or make an empty database, on a machine that has none yet."""
        database = tmp_path / "site.sqlite3"
        if empty_file:
            database.touch()
        run = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--tag", "publisher"],
            cwd=django_settings.BASE_DIR,
            env={**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "site_project.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert "no issues" in run.stdout + run.stderr
        assert database.exists() == empty_file
