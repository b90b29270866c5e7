"""What every answer carries, and which doors there are."""

import gzip
import io
import re

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import FileResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, get_resolver

from home.models import InformationPage
from site_project.headers import CompressionMiddleware

PUBLIC = [
    "/",
    "/what-it-is/",
    "/nowhere/",
    "/account/login/",
    "/health/live",
    "/sitemap.xml",
    "/admin",
    "/search/?q=bus",
]


def directives(answer):
    """An answer's content security policy as {directive: [sources]}."""
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_answers_have_the_strict_policy(client, site_content, address):
    """R17: no inline script or style, nothing from another host, no framing; on refusals and redirects too."""
    policy = directives(client.get(address))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert {source for sources in policy.values() for source in sources} == {"'none'", "'self'"}


def test_words_are_sent_compressed_and_files_as_they_are(client, site_content):
    """Lost if this fails: a slow phone waits four times as long, or a film that cannot be watched from its middle."""
    plain = client.get("/learn/goalposts/")
    packed = client.get("/learn/goalposts/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) * 3 < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    film = FileResponse(io.BytesIO(b"0" * 10_000), content_type="video/mp4")
    asked = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in CompressionMiddleware(lambda request: film)(asked)


def test_a_refused_host_has_the_policy_too(client):
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_admin_has_its_own_policy(editor_client, site_content):
    policy = editor_client.get("/admin/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy


@pytest.mark.parametrize(
    "address", ["/", "/what-it-is/", "/what-it-is/definitions/", "/nowhere/", "/search/?q=bus", "/learn/"]
)
def test_reading_sets_no_cookie(client, site_content, address):
    """R20: nothing is stored on a reader's device."""
    assert not client.get(address).cookies


def test_a_page_may_be_kept_but_is_asked_about_each_time(client, site_content):
    answer = client.get("/what-it-is/")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    again = client.get("/what-it-is/", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/account/login/", "/admin/", "/search/?q=bus"])
def test_what_is_personal_is_not_kept(client, site_content, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


def all_addresses(patterns, before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern
        else:
            yield from all_addresses(pattern.url_patterns, address)


def test_there_is_one_way_to_sign_in(client, site_content):
    """R10: Wagtail's other sign-in pages lead to ours, keep the way on, and take no password."""
    for address in ("/admin/login/", "/_util/login/"):
        answer = client.get(address, {"next": "/admin/pages/"})
        assert answer.status_code == 302
        assert answer.url == "/account/login/?next=%2Fadmin%2Fpages%2F"
        answer = client.post(address, {"username": "a", "password": "b"})
        assert answer.status_code == 302
        assert answer.url == "/account/login/"
    assert client.get("/admin/login/", {"next": "https://evil.example/"}).url == "/account/login/"
    assert client.get("/admin/password_reset/").status_code in (302, 404)
    assert client.get("/django-admin/").status_code == 404


# Every address of this site that has to do with signing in. Whoever adds one says here what it is for.
SIGN_IN = {
    "account/login/": "email address and password",
    "account/login/code/": "ask for a code",
    "account/login/code/confirm/": "enter the code",
    "account/logout/": "sign out",
    "account/signed-out/": "says that it worked",
    "account/sessions/": "where one is signed in",
    "account/inactive/": "the account is switched off",
    "account/reauthenticate/": "the password once more",
    "account/password/change/": "a new password",
    "account/password/change/done/": "says that it worked",
    "account/password/reset/": "ask for a link",
    "account/password/reset/done/": "says that a mail comes",
    r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "a new password by the link",
    "account/password/reset/key/done/": "says that it worked",
    "account/organisation/login/": "404 without an organisation",
    "account/organisation/login/callback/": "404 without an organisation",
    "account/organisation/cancelled/": "404 without an organisation",
}
# These only lead to the page for signing in.
LEADING_THERE = {"account/signup/", "account/email/", "account/organisation/signup/", "admin/login/", "_util/login/"}
# Wagtail's: its pages for passwords, which are switched off; one's own settings in the admin and its way out; who edits what
# at this moment; and the word that opens one page or one collection of documents, which is no account's.
WAGTAILS = re.compile(
    r"^admin/(password_reset/|account/|logout/|editing-sessions/)|^(documents/|_util/)authenticate_with_password/"
)


def test_no_other_address_has_to_do_with_signing_in(client, site_content):
    """R10: a way in that nobody thought of has none of our limits in front."""
    found = {
        address
        for address, _pattern in all_addresses(get_resolver().url_patterns)
        if re.search(r"account/|log_?in|log_?out|sign|password|session|oidc|authenticate", address)
    }
    others = {address for address in found - set(SIGN_IN) - LEADING_THERE if not WAGTAILS.match(address)}
    assert others == set()
    for address in LEADING_THERE:
        for answer in (client.get(f"/{address}"), client.post(f"/{address}", {"username": "a", "password": "b"})):
            assert (answer.status_code, answer.url) == (302, "/account/login/"), address
    for address, why in SIGN_IN.items():
        if why.startswith("404"):
            assert client.get(f"/{address}").status_code == client.post(f"/{address}").status_code == 404, address


def test_nobody_signs_up(client, site_content):
    assert client.get("/account/signup/").status_code == 302
    assert client.post("/account/signup/", {"email": "a@example.org"}).status_code == 302


def test_guessing_passwords_stops(client, site_content, editor):
    """R12: at most 10 guesses in 5 minutes from one place."""
    cache.clear()
    for _ in range(10):
        answer = client.post("/account/login/", {"login": editor.email, "password": "wrong"})
        assert "not correct" in answer.content.decode() or answer.status_code == 200
    answer = client.post("/account/login/", {"login": editor.email, "password": "a long password here"})
    assert answer.status_code != 302


def test_a_known_and_an_unknown_address_get_the_same_answer(client, site_content, editor):
    """R16: the sign-in and the lost password pages tell nobody who has an account."""

    def said(address, data):
        cache.clear()
        answer = client.post(address, data, follow=True)
        return answer.status_code, re.sub(r'value="[^"]*"', "", answer.content.decode())

    known, unknown = editor.email, "nobody@example.org"
    assert said("/account/login/", {"login": known, "password": "x"}) == said(
        "/account/login/", {"login": unknown, "password": "x"}
    )
    assert said("/account/password/reset/", {"email": known}) == said("/account/password/reset/", {"email": unknown})


def test_an_editor_signs_in(client, site_content, editor):
    cache.clear()
    answer = client.post(
        "/account/login/", {"login": editor.email, "password": "a long password here", "next": "/admin/pages/"}
    )
    assert answer.status_code == 302
    assert answer.url == "/admin/pages/"
    assert client.get("/admin/").status_code == 200


def test_the_sign_in_form_says_what_is_wrong(client, site_content):
    text = client.post("/account/login/", {"login": "", "password": ""}).content.decode()
    assert "<title>Error: Sign in" in text
    assert "There is a problem" in text
    assert 'href="#id_login"' in text


# Faults ---------------------------------------------------------------------------------------------------------------


def test_an_unknown_address_is_a_helpful_404(client, site_content):
    answer = client.get("/what-it-is/nothing-here/")
    text = answer.content.decode()
    assert answer.status_code == 404
    for way_on in ("/what-it-is/", "/get-involved/", "/learn/", "/tools/", "/search/"):
        assert way_on in text


def test_a_database_that_does_not_answer_is_a_503(client, site_content, monkeypatch):
    """Nothing half-written, a page that needs no database, and when to try again."""

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("wagtail.models.Site.find_for_request", locked)
    client.raise_request_exception = False
    with override_settings(DEBUG=False):
        answer = client.get("/what-it-is/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert b"<h1" in answer.content


@pytest.mark.parametrize("trouble", ["token", "database"])
def test_a_form_that_cannot_be_taken_gives_back_what_was_typed(site_content, monkeypatch, trouble):
    """Lost if this fails: what somebody wrote with effort, because our database was busy or their form too old."""
    client = Client(enforce_csrf_checks=trouble == "token", raise_request_exception=False)
    if trouble == "database":

        def locked(*args, **kwargs):
            raise OperationalError("database is locked")

        monkeypatch.setattr("wagtail.models.Site.find_for_request", locked)
    typed = {
        "text": "My <b>words</b>, with care",
        "email": "me@example.net",
        "password": "Secret words",
        "ticked": "on",
    }
    with override_settings(DEBUG=False):
        answer = client.post("/what-it-is/", typed)
        other_site = client.post("/what-it-is/", typed, headers={"origin": "https://elsewhere.example"})
    text = answer.content.decode()
    assert answer.status_code == {"token": 403, "database": 503}[trouble]
    assert "My &lt;b&gt;words&lt;/b&gt;, with care" in text
    assert "me@example.net" in text
    assert "Secret" not in text
    assert "with care" not in other_site.content.decode()


def test_our_own_mistake_is_a_500_that_needs_nothing(client, site_content, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(InformationPage, "get_context", broken)
    client.raise_request_exception = False
    page = InformationPage.objects.live().first()
    answer = client.get(page.url)
    assert answer.status_code == 500
    assert b"<h1" in answer.content
    assert b"a mistake of ours" not in answer.content


def test_even_the_error_template_may_fail(client, site_content, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("no template")

    monkeypatch.setattr("site_project.errors.loader.render_to_string", broken)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert b"Page not found" in answer.content


def test_health(client, site_content, monkeypatch, settings):
    assert client.get("/health/live").json() == {"live": True}
    mail = {"oldest_waits_seconds": 0, "warning": ""}
    assert client.get("/health/ready").json() == {"ready": True, "problems": [], "mail": mail}
    settings.DISK_FLOOR_BYTES = 1 << 60
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["The disk is nearly full."]


def test_health_says_when_the_database_is_gone(client, monkeypatch, db):
    def gone(*args, **kwargs):
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        assert client.get("/health/live").status_code == 200
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["The database does not answer."]
