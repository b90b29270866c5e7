"""Signing in at another organisation by OpenID Connect. There is such a place only where the four OIDC_ settings name it."""

import functools
from urllib.parse import urlsplit

import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404
from django.views.decorators.cache import never_cache

from home import sign_ins
from home.pages import personal_page

PROVIDER = "organisation"


def name():
    """What the button says: the name of the organisation, or "" where there is none."""
    return settings.OIDC["name"] if settings.OIDC else ""


def may_lead_away(response):
    """Lets the forms of this page lead to the other organisation: a browser follows our answer only where the policy says so
    (CSP, form-action)."""
    if settings.OIDC:
        parts = urlsplit(settings.OIDC["server_url"])
        response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}
    return response


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who is let in. Only verified addresses; no account of the admin, ever; and nothing is kept but the number they go by."""

    def is_open_for_signup(self, request, sociallogin):
        return bool(settings.OIDC)

    def populate_user(self, request, sociallogin, data):
        """Keeps the address. The name and whatever else the organisation tells is not asked for here, so it is not kept."""
        user = super().populate_user(request, sociallogin, {"email": data.get("email")})
        user.username = sign_ins.new_username()
        sociallogin.account.extra_data = {}
        for address in sociallogin.email_addresses:
            # "false" in quotes is no yes.
            address.verified = address.verified is True
        return user

    def authenticate_by_email(self, sociallogin):
        """An account here whose address both sides have verified is the same person's: (user, address), or None."""
        for address in (entry.email for entry in sociallogin.email_addresses if entry.verified):
            held = EmailAddress.objects.filter(email=address.lower(), verified=True).select_related("user").first()
            if held and held.user.is_active and not sign_ins.may_enter_admin(held.user):
                return held.user, address
        return None

    def pre_social_login(self, request, sociallogin):
        """Raises ImmediateHttpResponse, with a page that says how to go on, where somebody is not let in."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise _refused(request, "unknown")
        addresses = [entry.email for entry in sociallogin.email_addresses if entry.verified]
        known = [sociallogin.user] if sociallogin.is_existing else []
        if not known and not addresses:
            raise _refused(request, "unverified")
        if not known:
            for address in addresses:
                # Somebody asked for a code for this address and never entered it. Whoever that was, it is not theirs.
                sign_ins.forget_unfinished(address)
            known = [user for address in addresses for user in sign_ins.users_of(address)]
        if any(sign_ins.may_enter_admin(user) for user in known):
            raise _refused(request, "password")
        if known and not sociallogin.is_existing:
            raise _refused(request, "code")


def _refused(request, reason):
    page = personal_page(request, "socialaccount/refused.html", {"reason": reason, "name": name()}, status=403)
    return ImmediateHttpResponse(page.render())


class _Adapter(OpenIDConnectOAuth2Adapter):
    """Checks the signature of the ID token though it came straight from the organisation, and that all that was told is about
    the same person (OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2)."""

    def complete_login(self, request, app, token, **kwargs):
        response = kwargs["response"]
        if not response.get("id_token"):
            raise OAuth2Error("no ID token")
        self.did_fetch_access_token = False
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app, id_token):
        try:
            found = super()._decode_id_token(app, id_token)
        except (KeyError, ValueError, TypeError) as error:
            raise OAuth2Error("the ID token cannot be read") from error
        told = getattr(self, "_told", None)
        if told is not None and told.get("sub") != found.get("sub"):
            raise OAuth2Error("the ID token is about somebody else")
        return found

    def _fetch_user_info(self, access_token):
        self._told = super()._fetch_user_info(access_token)
        return self._told


def _with_adapter(view):
    """A view of allauth for our one organisation; 404 where none is set up, a page where it does not answer."""

    @never_cache
    @functools.wraps(view)
    def found(request, provider_id):
        if not settings.OIDC:
            raise Http404
        adapter = _Adapter(request, provider_id)
        try:
            return may_lead_away(view.adapter_view(adapter)(request))
        except requests.RequestException as error:
            return render_authentication_error(request, adapter.get_provider(), exception=error)

    return found


login = _with_adapter(OAuth2LoginView)
callback = _with_adapter(OAuth2CallbackView)


@never_cache
def cancelled(request):
    """Somebody turned back at the other organisation."""
    if not settings.OIDC:
        raise Http404
    return personal_page(request, "socialaccount/login_cancelled.html", {"name": name()})
