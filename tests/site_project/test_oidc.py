"""Signing in at another organisation. Without these, whoever runs one, or writes to one, could take over an account here."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from site_project import environment
from tests.site_project.openid_provider import CLIENT, SECRET, Provider
from tests.site_project.signing_in import ADDRESS, ASK, ask, heading, is_signed_in, sign_in, user_of, words

pytestmark = pytest.mark.django_db
LOGIN, BACK = "/account/organisation/login/", "/account/organisation/login/callback/"


@pytest.fixture
def provider(settings, site_content):
    with Provider() as found:
        oidc = {"server_url": found.url, "client_id": CLIENT, "secret": SECRET, "name": "Fell NHS Trust"}
        settings.OIDC = oidc
        app = {**oidc, "provider_id": "organisation", "settings": {"server_url": found.url}}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield found


def dance(client, provider, **data):
    """The whole way: our button, their page, back to us. Returns our last answer."""
    leaving = client.post(LOGIN, data)
    assert leaving.status_code == 302
    assert leaving.url.startswith(f"{provider.url}/authorize?")
    back = provider.agrees(leaving.url)
    assert back.startswith(f"http://testserver{BACK}?")
    return client.get(back.removeprefix("http://testserver"))


# The way in ------------------------------------------------------------------------------------------------------------


def test_somebody_new_signs_in_at_their_organisation(client, provider):
    answer = dance(client, provider)
    assert (answer.status_code, answer.url) == (302, "/learn/my-learning/")
    assert is_signed_in(client)
    assert round(client.session.get_expiry_age() / 86400) == 30
    user = user_of()
    assert user.username.startswith("learner-")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified


def test_nothing_but_the_address_and_the_number_is_kept(client, provider):
    dance(client, provider)
    dance(Client(), provider)
    user = user_of()
    assert (user.first_name, user.last_name) == ("", "")
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.provider, account.extra_data) == (user, "4711", "organisation", {})
    assert not SocialToken.objects.exists()


def test_the_second_time_it_is_the_same_account_even_with_another_address(client, provider):
    dance(client, provider)
    provider.person = {**provider.person, "email": "new@example.org"}
    other = Client()
    dance(other, provider)
    assert is_signed_in(other)
    assert get_user_model().objects.count() == 1


def test_where_one_was_going_is_kept(client, provider):
    assert dance(client, provider, next="/learn/").url == "/learn/"
    assert dance(Client(), provider, next="https://evil.example/").url == "/learn/my-learning/"


def test_the_way_there_carries_state_and_proof(client, provider):
    """RFC 7636: a code that is caught on its way is worth nothing."""
    dance(client, provider)
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert len(asked["state"]) >= 16


# Accounts that are there already ---------------------------------------------------------------------------------------


def test_an_account_with_the_address_verified_by_both_is_joined(client, provider):
    sign_in(Client())
    dance(client, provider)
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user == user_of()
    assert get_user_model().objects.filter(email=ADDRESS).count() == 1


@pytest.mark.parametrize("said", [False, None, "true", "false", 1])
def test_an_address_the_organisation_has_not_verified_opens_nothing(client, provider, said):
    """Lost if this fails: somebody writes another's address into their own account there, and is in theirs here."""
    sign_in(Client())
    provider.person = {**provider.person, "email_verified": said}
    answer = dance(client, provider)
    assert (answer.status_code, heading(answer)) == (403, "You cannot sign in this way")
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_without_any_address_nobody_is_let_in(client, provider):
    provider.person = {"sub": "4711"}
    assert dance(client, provider).status_code == 403
    assert not is_signed_in(client)


@pytest.mark.parametrize("capitals", [False, True])
def test_an_account_of_the_admin_is_never_joined(client, provider, django_user_model, capitals):
    """Lost if this fails: whoever runs the organisation's sign-in has the whole site."""
    address = "Jo@Example.org" if capitals else ADDRESS
    user = django_user_model.objects.create_user("jo", address, "a long password here")
    user.groups.add(Group.objects.get(name="Moderators"))
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    answer = dance(client, provider)
    assert answer.status_code == 403
    assert "with your password" in words(answer)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_somebody_who_becomes_an_editor_signs_in_with_a_password_from_then_on(client, provider):
    dance(Client(), provider)
    user_of().groups.add(Group.objects.get(name="Moderators"))
    assert dance(client, provider).status_code == 403
    assert not is_signed_in(client)


def test_an_account_that_is_switched_off_stays_so(client, provider):
    dance(Client(), provider)
    get_user_model().objects.update(is_active=False)
    dance(client, provider)
    assert not is_signed_in(client)


def test_an_account_with_that_address_that_is_switched_off_is_not_got_round(client, provider):
    sign_in(Client())
    get_user_model().objects.update(is_active=False)
    dance(client, provider)
    assert not is_signed_in(client)
    assert get_user_model().objects.count() == 1


def test_a_code_that_somebody_else_asked_for_is_in_nobodys_way(client, provider):
    """Somebody asks for a code for another's address and never enters it. The owner comes by their organisation."""
    stranger = Client()
    ask(stranger)
    waiting = user_of().pk
    dance(client, provider)
    assert is_signed_in(client)
    assert not get_user_model().objects.filter(pk=waiting).exists()
    assert stranger.post("/account/login/code/confirm/", {"code": "0000 0000"}).status_code == 410


def test_an_account_here_that_was_never_verified_is_not_joined(client, provider, django_user_model):
    """Somebody may have opened it in another's name (account pre-hijacking, Sudhodanan and Paverd 2022)."""
    django_user_model.objects.create_user("somebody", ADDRESS, "a long password here")
    answer = dance(client, provider)
    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_nobody_ties_their_organisation_to_the_account_they_are_signed_in_to(client, provider, editor):
    client.force_login(editor)
    assert dance(client, provider, process="connect").status_code == 403
    assert not SocialAccount.objects.exists()


# What is not as it should be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        lambda provider: provider.wrong_key(),
        lambda provider: provider.token_changes.update(iss="https://elsewhere.example"),
        lambda provider: provider.token_changes.update(aud="another-site"),
        lambda provider: provider.token_changes.update(exp=1),
        lambda provider: provider.userinfo_changes.update(sub="4712"),
        lambda provider: setattr(provider, "gives_token", False),
    ],
    ids=["key", "issuer", "audience", "expired", "somebody-else", "no-token"],
)
def test_a_token_that_is_not_right_opens_nothing(client, provider, wrong):
    """OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2."""
    wrong(provider)
    answer = dance(client, provider)
    assert (answer.status_code, heading(answer)) == (401, "Signing in did not work")
    assert not is_signed_in(client)
    assert not get_user_model().objects.exists()


def test_an_answer_that_nobody_asked_for_opens_nothing(client, provider):
    """Lost if this fails: somebody is signed in to another's account without knowing (RFC 6749, 10.12)."""
    leaving = Client().post(LOGIN)
    back = provider.agrees(leaving.url).removeprefix("http://testserver")
    assert client.get(back).status_code == 401
    assert not is_signed_in(client)


def test_an_answer_works_once(client, provider):
    back = provider.agrees(client.post(LOGIN).url).removeprefix("http://testserver")
    client.get(back)
    client.post("/account/logout/")
    assert client.get(back).status_code == 401
    assert not is_signed_in(client)


def test_whoever_turns_back_there_is_told_that_nothing_changed(client, provider):
    asked = provider.agrees(client.post(LOGIN).url).split("state=")[1]
    answer = client.get(BACK, {"error": "access_denied", "state": asked}, follow=True)
    assert heading(answer) == "You did not sign in"


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_organisation_that_does_not_answer_is_a_page(client, provider, when):
    if when == "before":
        provider.answers = False
        answer = client.post(LOGIN)
    else:
        back = provider.agrees(client.post(LOGIN).url).removeprefix("http://testserver")
        provider.answers = False
        answer = client.get(back)
    assert (answer.status_code, heading(answer)) == (401, "Signing in did not work")


# The pages -------------------------------------------------------------------------------------------------------------


def test_opening_the_address_does_not_begin_it(client, provider):
    answer = client.get(LOGIN)
    assert heading(answer) == "Sign in with Fell NHS Trust"
    assert provider.asked == []


def test_the_button_and_where_its_form_may_lead(client, provider):
    """CSP, form-action: the browser follows our answer to the organisation from these pages, and from no others."""
    for address in (ASK, LOGIN):
        answer = client.get(address)
        assert "Sign in with Fell NHS Trust" in words(answer)
        assert f"form-action 'self' {provider.url}" in answer.headers["Content-Security-Policy"]
    assert provider.url not in client.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", [LOGIN, BACK, "/account/organisation/cancelled/"])
def test_without_an_organisation_there_is_nothing(client, site_content, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert "organisation" not in client.get(ASK).content.decode()


# Settings --------------------------------------------------------------------------------------------------------------

GOOD = {
    "OIDC_SERVER_URL": "https://id.example.org/",
    "OIDC_CLIENT_ID": "the-site",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_NAME": "Fell NHS Trust",
}


def read(monkeypatch, **changes):
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(name, value)
    return environment.openid_connect()


def test_all_four_settings_or_none(monkeypatch):
    assert read(monkeypatch)["server_url"] == "https://id.example.org"
    assert read(monkeypatch, **dict.fromkeys(GOOD, "")) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"OIDC_NAME": ""}, "OIDC_NAME not set. Set all of OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
        ({"OIDC_SERVER_URL": "http://id.example.org"}, "OIDC_SERVER_URL is 'http://id.example.org'."),
        ({"OIDC_SERVER_URL": "id.example.org"}, "Set it to the issuer's address"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch, changes, sentence):
    with pytest.raises(environment.SettingsError, match="OIDC") as error:
        read(monkeypatch, **changes)
    assert sentence in str(error.value)
