"""Signing in, by django-allauth: the one way in, for editors now. Nobody makes an account by themselves here."""

from allauth.account import forms as allauth_forms
from allauth.account import views as allauth_views
from allauth.account.adapter import DefaultAccountAdapter
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from home.forms import NHSFormMixin


class AccountAdapter(DefaultAccountAdapter):
    """allauth's choices for this site."""

    def is_open_for_signup(self, request):
        return False


class LoginForm(NHSFormMixin, allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ResetPasswordForm(NHSFormMixin, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(NHSFormMixin, allauth_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NHSFormMixin, allauth_forms.ChangePasswordForm):
    pass


@never_cache
def to_login(request):
    """Sends every other sign-in address of Wagtail to ours, keeping where the person was going on this site."""
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(reverse("account_login") + ("?" + urlencode({"next": target}) if target and safe else ""))


# allauth has more addresses; these are all that people here need, and the only ones there are.
urlpatterns = [
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("signup/", to_login, name="account_signup"),
    path("email/", to_login, name="account_email"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
