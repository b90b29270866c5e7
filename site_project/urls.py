"""Every address that is not a page in the tree."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from home import serving
from site_project import health, media, search, well_known
from site_project.accounts import urls as account_urls
from site_project.accounts.views import to_login

handler400 = "site_project.errors.bad_request"
handler403 = "site_project.errors.permission_denied"
handler404 = "site_project.errors.not_found"
# allauth's, for too many tries.
handler429 = "site_project.accounts.views.too_many"
handler500 = "site_project.errors.server_error"

urlpatterns = [
    path("account/", include(account_urls.organisation_urlpatterns)),
    path("admin/login/", to_login),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", media.picture),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("robots.txt", well_known.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", well_known.security_txt, name="security_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
]

urlpatterns += i18n_patterns(
    path("account/", include(account_urls.urlpatterns)),
    path("_util/login/", to_login),
    path("search/", search.search, name="search"),
    path("", include("home.urls")),
    path("", include("events.urls")),
    path("", include("training.urls")),
    # Before Wagtail's own of the same name and pattern.
    re_path(wagtail_urls.serve_pattern, serving.serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
