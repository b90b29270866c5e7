"""robots.txt and security.txt, as programs read them."""

import datetime
import urllib.robotparser

import pytest
from django.conf import settings
from wagtail.models import Site

from home.models import ContactPage, PublisherSettings

pytestmark = pytest.mark.django_db


def fields(text):
    """The fields of a security.txt as [(name, value)]."""
    return [tuple(line.split(": ", 1)) for line in text.splitlines() if line]


class TestRobots:
    @pytest.fixture
    def rules(self, client):
        response = client.get("/robots.txt")
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/plain")
        parser = urllib.robotparser.RobotFileParser()
        parser.parse(response.content.decode().splitlines())
        return parser

    @pytest.mark.parametrize("path", ["/", "/privacy/", "/what-it-is/principles/", "/static/css/site.css", "/about/"])
    def test_pages_are_open_to_every_robot(self, rules, path):
        """Without this, people would not find the site."""
        assert rules.can_fetch("Anybot", path)

    @pytest.mark.parametrize(
        "path", ["/admin/", "/admin/pages/3/", "/account/login/", "/search/?q=x", "/pl/search/?q=x"]
    )
    def test_screens_and_search_results_are_not(self, rules, path):
        """Without this, search engines would list sign-in pages and endless search results."""
        assert not rules.can_fetch("Anybot", path)

    def test_search_engines_take_no_downloads(self, client):
        """Without this, the count of who takes a template would be one of robots. (Python's own reader knows no "*".)"""
        text = client.get("/robots.txt").content.decode()
        rules = [line.removeprefix("Disallow: ") for line in text.splitlines() if "download" in line]
        assert rules == ["/*/download/"]

    def test_it_names_the_site_map_at_the_public_address(self, rules):
        """Without this, search engines would not hear of new pages."""
        assert rules.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]


class TestSecurity:
    @pytest.fixture
    def read(self, client):
        def read():
            response = client.get("/.well-known/security.txt")
            assert response.status_code == 200
            assert response["Content-Type"] == "text/plain; charset=utf-8"
            return fields(response.content.decode())

        return read

    def test_it_has_what_rfc_9116_asks_for(self, read):
        """Without this, somebody who found a weakness would not know whom to tell."""
        names = [name for name, _ in read()]
        assert names.count("Expires") == 1
        assert names.count("Preferred-Languages") == 1
        assert "Contact" in names
        assert dict(read())["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"

    def test_it_expires_in_more_than_a_month_and_less_than_a_year(self, read):
        """Without this, the file would go stale and be ignored."""
        expires = datetime.datetime.strptime(dict(read())["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)
        left = expires - datetime.datetime.now(datetime.UTC)
        assert datetime.timedelta(days=31) < left < datetime.timedelta(days=364)

    def test_while_no_email_is_given_it_leads_to_the_contact_page(self, read, client, site_content):
        """Without this, the file would name a dead contact."""
        (contact,) = [value for name, value in read() if name == "Contact"]
        assert contact == f"{settings.SITE_URL}/contact/"
        assert client.get("/contact/").status_code == 200

    def test_it_names_the_email_address_once_there_is_one(self, read):
        """Without this, a report would go round by the contact page for ever."""
        site = Site.objects.get(is_default_site=True)
        PublisherSettings.objects.update_or_create(site=site, defaults={"contact_email": "safe@solway.test"})
        contacts = [value for name, value in read() if name == "Contact"]
        assert contacts == ["mailto:safe@solway.test", f"{settings.SITE_URL}/contact/"]

    def test_a_placeholder_is_not_named(self, read):
        """Without this, reports would be sent to example.org."""
        site = Site.objects.get(is_default_site=True)
        PublisherSettings.objects.update_or_create(site=site, defaults={"contact_email": "me@example.org"})
        assert "example.org" not in str(read())

    def test_it_is_there_without_a_contact_page(self, read):
        """Without this, taking the contact page down would take this file with it."""
        ContactPage.objects.all().delete()
        assert ("Contact", f"{settings.SITE_URL}/contact/") in read()


@pytest.mark.parametrize("address", ["/robots.txt", "/.well-known/security.txt"])
def test_they_set_no_cookie_and_take_no_posts(client, address):
    """Without this, a robot would be tracked, or could write."""
    assert not client.get(address).cookies
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
