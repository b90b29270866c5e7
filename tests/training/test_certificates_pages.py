"""The pages of certificates: the way to one, one's own, and the page on which anybody checks it."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models.limits import TryCount
from tests.training.builders import account, device, module
from tests.training.test_certificates import NOW, finished, with_pass_mark
from training import certificates, learners
from training.models import Certificate
from training.views import certificates as views

pytestmark = pytest.mark.django_db
MAKE = "/learn/goalposts/certificate/"


@pytest.fixture
def learner(site_content, django_user_model):
    return account(django_user_model)


@pytest.fixture
def held(learner):
    return certificates.make(learner, finished(learner, module()), "Jo Bloggs", NOW)


@pytest.fixture
def mine(learner):
    """The browser of whoever the learner is."""
    client = Client()
    client.force_login(learner.user)
    return client


def with_device(client, learner_key="a-device"):
    client.cookies[learners.COOKIE] = learners.sign(learner_key)
    return client


def read(response, status=200):
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def own(held, name="certificate"):
    return reverse(name, args=[held.pk])


def check(held):
    return reverse("certificate_check", args=[certificates.shown_code(held.code)])


def is_private(response):
    return response["Cache-Control"] == "no-store, private" and response["X-Robots-Tag"] == "noindex"


# The way to one ----------------------------------------------------------------------------------------------------------


def test_a_learner_makes_a_certificate(mine, learner):
    finished(learner, module())
    page = read(mine.get(MAKE))
    assert "search engines do not find it" in page.main.get_text()
    response = mine.post(MAKE, {"name": "Jo Bloggs"})
    made = Certificate.objects.get()
    assert (response.status_code, response.url) == (302, own(made))
    # From now on the same address leads there, and sending the form once more changes nothing.
    assert mine.get(MAKE).url == own(made)
    assert mine.post(MAKE, {"name": "Somebody Else"}).url == own(made)
    assert Certificate.objects.get().name == "Jo Bloggs"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Enter your name"),
        ("123", "Enter your name"),
        ("Jo\0", "Enter your name"),
        ("Jo 🎉", "Leave out: 🎉"),
        ("x" * 101, "100 characters or fewer"),
    ],
)
def test_a_name_that_cannot_be_printed_comes_back(mine, learner, name, told):
    finished(learner, module())
    page = read(mine.post(MAKE, {"name": name}))
    assert page.title.get_text().startswith("Error: ")
    assert told in page.find(class_="nhsuk-error-summary").get_text()
    # What was typed is still there, so that it can be mended.
    assert page.find("input", id="id_name").get("value", "") == name
    assert not Certificate.objects.exists()


def test_somebody_not_signed_in_is_told_why_and_comes_back(client, site_content):
    finished(device(), module())
    page = read(with_device(client).get(MAKE))
    assert page.h1.get_text() == "Sign in to get your certificate"
    link = page.main.find("a", href=True, string=lambda text: text and "Sign in" in text)
    assert link["href"] == f"{reverse('account_request_login_code')}?next=%2Flearn%2Fgoalposts%2Fcertificate%2F"
    assert with_device(client).post(MAKE, {"name": "Jo"}).status_code == 200
    assert not Certificate.objects.exists()


def test_what_is_on_the_device_is_kept_first(mine, learner):
    finished(device(), module())
    page = read(with_device(mine).get(MAKE))
    assert page.h1.get_text() == "Keep your learning first"
    assert page.main.find("a", class_="nhsuk-button")["href"] == reverse("my_learning")
    with_device(mine).post(MAKE, {"name": "Jo"})
    assert not Certificate.objects.exists()


def test_nothing_finished_and_not_passed(mine, learner):
    page = read(mine.get(MAKE))
    assert page.h1.get_text() == "There is no certificate yet"
    assert page.main.find("a", class_="nhsuk-button")["href"] == "/learn/goalposts/"
    finished(learner, with_pass_mark(module()), is_right=False)
    page = read(mine.get(MAKE))
    assert "try again now" in page.main.get_text()
    assert page.main.find("a", class_="nhsuk-button")["href"] == reverse("module_result", args=["goalposts"])


def test_a_module_that_is_not_there_has_none(mine):
    assert mine.get("/learn/nothing/certificate/").status_code == 404


# One's own ---------------------------------------------------------------------------------------------------------------


def test_the_certificate_says_everything(mine, held):
    response = mine.get(own(held))
    page = read(response)
    sheet = page.find("article", class_="certificate")
    words = " ".join(sheet.get_text(" ").split())
    said = ["Jo Bloggs", module().title, "22 April 2027", "8 minutes", certificates.shown_code(held.code)]
    assert [fact for fact in [*said, *module().statements] if fact not in words] == []
    assert (
        sheet.find("svg", role="img")["aria-label"]
        == "QR code that opens the page where this certificate can be checked"
    )
    assert page.main.find("a", class_="nhsuk-button")["href"] == own(held, "certificate_pdf")
    assert is_private(response)


def test_the_pdf(mine, held):
    response = mine.get(own(held, "certificate_pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")
    assert is_private(response)


@pytest.mark.parametrize("name", ["certificate", "certificate_pdf"])
def test_nobody_else_gets_it(held, name, django_user_model, editor_client):
    """Lost if this fails: counting up numbers shows everybody's certificates, and lets anybody rename them."""
    other = Client()
    other.force_login(account(django_user_model, "other@example.net").user)
    assert other.get(own(held, name)).status_code == 404
    assert other.post(own(held), {"name": "Mallory"}).status_code == 404
    # Not even an editor: in the admin it is found by its code.
    assert editor_client.get(own(held, name)).status_code == 404
    assert Certificate.objects.get().name == "Jo Bloggs"
    assert other.get(reverse(name, args=[10**30])).status_code == 404


@pytest.mark.parametrize("name", ["certificate", "certificate_pdf"])
def test_whoever_is_signed_out_is_asked_to_sign_in(client, held, name):
    response = client.get(own(held, name))
    assert response.status_code == 302
    assert response.url == f"{reverse('account_request_login_code')}?next={own(held, name)}"
    # The same for a number that is nobody's: nothing is told.
    assert client.get(reverse(name, args=[held.pk + 1])).status_code == 302


def test_the_name_is_corrected(mine, held):
    response = mine.post(own(held), {"name": "Jo Blogs"})
    assert response.url == own(held) + "?corrected"
    page = read(mine.get(response.url))
    assert "The code is the same as before" in page.find(role="status").get_text()
    assert page.find(class_="certificate__name").get_text() == "Jo Blogs"
    page = read(mine.post(own(held), {"name": ""}))
    assert page.title.get_text().startswith("Error: ")
    assert page.find(class_="certificate__name").get_text() == "Jo Blogs"


def test_an_arabic_name_and_one_the_pdf_cannot_draw(mine, held):
    certificates.rename(held, "محمد")
    assert read(mine.get(own(held))).find(class_="certificate__name")["dir"] == "rtl"
    certificates.rename(held, "李小龙")
    page = read(mine.get(own(held)))
    assert "(李小龙). Your browser can, so print this page." in page.main.get_text()
    assert mine.get(own(held, "certificate_pdf")).status_code == 200


def test_a_withdrawn_one_says_so_and_has_no_pdf(mine, held, editor):
    certificates.withdraw(held, "Somebody else gave the answers.", editor, NOW)
    page = read(mine.get(own(held)))
    assert "Somebody else gave the answers." in page.main.get_text()
    assert page.find(class_="certificate__withdrawn").get_text() == "Withdrawn"
    assert not page.find("a", href=own(held, "certificate_pdf"))
    assert mine.get(own(held, "certificate_pdf")).url == own(held)
    assert mine.post(own(held), {"name": "Another"}).url == own(held)
    assert Certificate.objects.get().name == "Jo Bloggs"


def test_a_form_from_another_site_changes_nothing(learner, held):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner.user)
    assert strict.post(own(held), {"name": "Mallory"}).status_code == 403
    assert Certificate.objects.get().name == "Jo Bloggs"


def test_reading_writes_nothing(mine, held):
    for address in (own(held), own(held, "certificate_pdf"), MAKE, "/learn/plain-words/certificate/", "/certificates/"):
        with CaptureQueriesContext(connection) as queries:
            mine.get(address)
        writes = [one["sql"] for one in queries if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        assert writes == [], address


# Checking ----------------------------------------------------------------------------------------------------------------


def rows(page):
    return {
        row.dt.get_text(strip=True): " ".join(row.dd.get_text().split())
        for row in page.find_all(class_="nhsuk-summary-list__row")
    }


def test_anybody_checks_a_certificate(client, held):
    response = client.get(check(held))
    page = read(response)
    assert page.h1.get_text(strip=True) == "This certificate is valid"
    said = rows(page)
    assert said["Name"] == "Jo Bloggs"
    assert said["Module"] == module().title
    assert (said["Finished on"], said["Learning time"], said["Version of the module"]) == (
        "22 April 2027",
        "8 minutes",
        "1",
    )
    assert said["Changed since then?"] == "No. The module is the same today."
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert is_private(response)
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_it_says_when_it_was_withdrawn_and_why(client, held, editor):
    """Lost if this fails: a certificate that was taken back goes on counting."""
    certificates.withdraw(held, "Somebody else gave the <answers>.", editor, NOW)
    page = read(client.get(check(held)))
    assert page.h1.get_text(strip=True) == "This certificate has been withdrawn"
    words = page.find(class_="check-result").get_text()
    assert "22 April 2027" in words
    assert "Somebody else gave the <answers>." in words


def test_it_says_that_the_module_has_changed(client, held):
    page = module()
    page.outcome = "do something else"
    page.save_revision().publish()
    assert rows(read(client.get(check(held))))["Changed since then?"].startswith("Yes")
    module().unpublish()
    said = rows(read(client.get(check(held))))
    assert said["Changed since then?"] == "The module is no longer on this site."
    assert said["Module"] == page.title


def test_a_name_cannot_write_the_page(client, held):
    certificates.rename(held, '<b>Jo</b> & "Co"')
    page = read(client.get(check(held)))
    assert rows(page)["Name"] == '<b>Jo</b> & "Co"'
    assert not page.main.find("b")


def test_a_code_is_found_however_it_is_typed(client, held):
    typed = certificates.shown_code(held.code).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    response = client.get("/certificates/", {"code": typed})
    assert (response.status_code, response.url) == (302, check(held))
    assert not response.cookies
    response = client.get(reverse("certificate_check", args=[held.code.lower()]))
    assert (response.status_code, response.url) == (302, check(held))


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Enter the code"), ("7K3M", "What you typed has 4"), ("U" * 16, "no letter U"), ("x" * 200, "16 letters")],
)
def test_what_is_no_code_is_told(client, site_content, typed, told):
    page = read(client.get("/certificates/", {"code": typed}))
    assert page.title.get_text().startswith("Error: ")
    assert told in page.find(class_="nhsuk-error-summary").get_text()


def test_an_unknown_code_and_a_deleted_one_read_the_same(client, held):
    """Lost if this fails: the page tells that somebody had a certificate and deleted it."""
    address = check(held)
    held.learner.delete()
    deleted = client.get(address)
    unknown = client.get("/certificates/0000-0000-0000-0000/")
    broken = client.get("/certificates/nonsense/")
    for response in (deleted, unknown, broken):
        page = read(response, 404)
        assert page.h1.get_text() == "No certificate has this code"
        assert is_private(response)
        assert not response.cookies


def test_guessing_stops_and_right_codes_cost_nothing(client, held, monkeypatch):
    """Lost if this fails: codes can be tried for ever, or a manager with a pile of certificates is shut out."""
    monkeypatch.setattr(views, "_MOST_WRONG", (3, 3600))
    for _time in range(10):
        assert client.get(check(held)).status_code == 200
    for last in range(3):
        assert client.get(f"/certificates/0000-0000-0000-000{last}/").status_code == 404
        assert client.get(check(held)).status_code == (200 if last < 2 else 429)
    response = client.get("/certificates/0000-0000-0000-0009/")
    page = read(response, 429)
    assert page.h1.get_text() == "Too many wrong codes"
    assert response["Retry-After"] == "3600"
    # Somebody else, elsewhere, still can; and what is no code at all is not counted.
    assert client.get(check(held), REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/certificates/nonsense/").status_code == 404


def test_guessing_from_many_places_stops_too(client, held, monkeypatch):
    monkeypatch.setattr(views, "_MOST_WRONG_OF_ALL", (3, 600))
    for last in range(3):
        wrong = f"/certificates/0000-0000-0000-000{last}/"
        assert client.get(wrong, REMOTE_ADDR=f"192.0.2.{last}").status_code == 404
    assert client.get("/certificates/0000-0000-0000-0008/", REMOTE_ADDR="192.0.2.9").status_code == 429
    # Once the time is over it goes on.
    TryCount.objects.update(ends_at=timezone.now())
    assert client.get(check(held)).status_code == 200


@pytest.mark.parametrize("address", ["/certificates/", "/certificates/0000-0000-0000-0000/"])
def test_checking_only_reads(client, site_content, address):
    assert client.post(address).status_code == 405
