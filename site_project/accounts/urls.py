"""The addresses of signing in. allauth has more; these are all that people here need, and the only ones there are."""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from site_project.accounts import openid_connect, views

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("login/code/", views.RequestCodeView.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", views.ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path("logout/", views.LogoutView.as_view(), name="account_logout"),
    path("signed-out/", views.signed_out, name="account_signed_out"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("password/change/done/", views.PasswordChangedView.as_view(), name="account_password_changed"),
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
    # allauth leads to these by name; here they lead to the page for signing in.
    path("signup/", views.to_login, name="account_signup"),
    path("email/", views.to_login, name="account_email"),
    path("organisation/signup/", views.to_login, name="socialaccount_signup"),
]

# The other organisation is told these addresses once, so they are the same in every language.
_PROVIDER = {"provider_id": openid_connect.PROVIDER}
organisation_urlpatterns = [
    path("organisation/login/", openid_connect.login, _PROVIDER, name="openid_connect_login"),
    path("organisation/login/callback/", openid_connect.callback, _PROVIDER, name="openid_connect_callback"),
    path("organisation/cancelled/", openid_connect.cancelled, name="socialaccount_login_cancelled"),
]
