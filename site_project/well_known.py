"""Two small files that programs ask for by name: robots.txt (RFC 9309) and security.txt (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from home.models import ContactPage, PublisherSettings
from home.publisher import is_placeholder

# Kept out of search engines: screens for people who sign in, lists of results without end, a form for each page.
PRIVATE_PATHS = ("/admin/", "/account/", "/search/", "/formats/ask/")
# A download is counted, and a search engine's is none. With * as in RFC 9309, section 2.2.3: it stands for any page.
DOWNLOADS = "/*/download/"
# RFC 9116, section 2.5.5 recommends less than a year. Counted from today, so that it is never nearly over.
SECURITY_TXT_DAYS = 180


@require_safe
def robots_txt(request):
    """Lets every robot in, names the site map, keeps the private paths out, in every language."""
    languages = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    paths = [*PRIVATE_PATHS, *(f"/{code}{path}" for code in languages for path in ("/search/", "/formats/ask/"))]
    paths.append(DOWNLOADS)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in paths), "", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return _plain(lines)


@require_safe
def security_txt(request):
    """Where to report a weakness. While the publisher has given no email address, the contact page."""
    expires = datetime.combine(datetime.now(UTC).date() + timedelta(days=SECURITY_TXT_DAYS), time(), UTC)
    lines = [
        *(f"Contact: {contact}" for contact in _contacts()),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return _plain(lines)


def _contacts():
    """Addresses in the order in which to try them. The file has to be there when the database is not."""
    page = f"{settings.SITE_URL}/contact/"
    try:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            return [page]
        found = ContactPage.objects.live().public().child_of(site.root_page).first()
        page = (found and found.full_url) or page
        publisher = PublisherSettings.objects.filter(site=site).first()
    except DatabaseError:
        return [page]
    email = publisher.contact_email if publisher else ""
    return [page] if is_placeholder(email) else [f"mailto:{email}", page]


def _plain(lines):
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
