"""What the cookie page and the privacy notice say about training, beside what the code does."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from training import learners, retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_content")]


@pytest.fixture
def words(client):
    def read(address):
        return " ".join(BeautifulSoup(client.get(address).content, "html.parser").main.get_text(" ").split())

    return read


def test_the_cookie_of_a_device_is_listed_with_its_real_length(client):
    """Lost if this fails: an honest notice, the day somebody changes how long a device is remembered."""
    page = BeautifulSoup(client.get("/cookies/").content, "html.parser")
    table = next(table for table in page.find_all("table") if "questions in a module" in table.caption.get_text())
    rows = {
        row.find("th").find(class_="table-block__words").get_text(strip=True): row for row in table.select("tbody tr")
    }
    assert set(rows) == {learners.COOKIE, "csrftoken"}
    assert f"{learners.COOKIE_AGE.days} days after your last answer" in rows[learners.COOKIE].get_text(" ")
    assert "None is set before your first answer" in " ".join(page.main.get_text(" ").split())


def test_the_cookie_of_a_learners_account_is_listed_with_its_real_length(words):
    """Lost if this fails: the same, for whoever signs in."""
    days = settings.LEARNER_SESSION_AGE // (24 * 60 * 60)
    assert f"at most {days} days after your last visit" in words("/cookies/")
    hours = settings.SESSION_COOKIE_AGE // (60 * 60)
    assert f"at most {hours} hours" in words("/cookies/")


def test_the_privacy_notice_gives_the_periods_that_are_kept(words):
    """Lost if this fails: a promise about deleting that nobody keeps."""
    said = words("/privacy/")
    kept = said[said.index("For training we delete by itself") : said.index("For everything else")]
    assert f"{retention.DEVICE_DAYS} days after the last answer" in kept
    assert f"{retention.ACCOUNT_MONTHS} months after you last signed in or answered" in kept
    assert f"at least {retention.NOTICE_DAYS} days before" in kept
    assert f"{retention.MAIL_DAYS} days after they were sent" in kept
    assert retention.WARN_MONTHS < retention.ACCOUNT_MONTHS
    assert re.search(r"delete it at once, with an account or without", kept)
