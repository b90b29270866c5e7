"""The headers every answer carries: a content security policy for the surface it belongs to, and how long it may be kept."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language_from_path

from site_project.page_cache.feed import KEEPABLE
from site_project.page_cache.wrapper import KEEP

# People sign in, edit or see something of their own below these: nothing of it is kept by a browser or a proxy.
PRIVATE_PREFIXES = ("/admin/", "/account/", "/bookings/")


class SiteCSPMiddleware(CSPMiddleware):
    """The strict policy for the public; a wider one for Wagtail's admin; previews may be framed by the admin."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        if getattr(request, "is_preview", False):
            parts.config = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
            parts.replace = {**(parts.replace or {}), "frame-ancestors": ["'self'"]}
        return parts


class CompressionMiddleware(GZipMiddleware):
    """Sends words compressed. Films, pictures and documents are small already, and are read in parts."""

    compressed = ("text/", "application/json", "application/xml", "application/ld+json")

    def process_response(self, request, response):
        if KEEP in request.META:
            # The page cache has its own compressed copies.
            return response
        if response.streaming or not response.get("Content-Type", "").startswith(self.compressed):
            return response
        return super().process_response(request, response)


class HeadersMiddleware(MiddlewareMixin):
    """What browsers may do with an answer, and whether they may keep it."""

    def process_response(self, request, response):
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "is_preview", False):
            response["X-Frame-Options"] = "SAMEORIGIN"
        self._caching(request, response)
        self._same_in_every_language(response)
        return response

    def _caching(self, request, response):
        path = request.path_info
        language = get_language_from_path(path)
        plain = path.removeprefix(f"/{language}") if language else path
        private = plain.startswith(PRIVATE_PREFIXES) or any(
            getattr(request, mark, False) for mark in ("is_preview", "is_private_document")
        )
        if private or response.cookies:
            response["Cache-Control"] = "no-store, private"
            return
        if response.has_header("Cache-Control") or path.startswith(settings.STATIC_URL):
            return
        html = response.get("Content-Type", "").startswith("text/html")
        if request.method in ("GET", "HEAD") and response.status_code == 200 and html:
            # May be kept, and is asked about each time: a page is right from the second it is published.
            response["Cache-Control"] = KEEPABLE
        else:
            response["Cache-Control"] = "no-store"

    def _same_in_every_language(self, response):
        """A page's language is in its address, so what the browser prefers changes nothing."""
        vary = [name.strip() for name in response.get("Vary", "").split(",") if name.strip()]
        kept = [name for name in vary if name.lower() != "accept-language"]
        if kept != vary:
            del response["Vary"]
            if kept:
                patch_vary_headers(response, kept)
