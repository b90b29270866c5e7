"""allauth's hooks for this site: who is let in, where they go, and that nothing is mailed from a request."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from home import sign_ins
from home.limits import address_of
from site_project.accounts import guards, mails


class AccountAdapter(DefaultAccountAdapter):
    """allauth's choices for this site."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many wrong tries. Wait 5 minutes, then try again."),
        "incorrect_code": _("That is not the code in our newest email. Check the numbers, or ask for a new code"),
    }

    def is_open_for_signup(self, request):
        """Nobody fills in a form to have an account: asking for a code makes one."""
        return False

    def generate_unique_username(self, txts, regex=None):
        """Never made from a name or an address: records of changes show it."""
        return sign_ins.new_username()

    def add_message(self, *args, **kwargs):
        """The pages themselves say what happened. A message would wait for the next page that shows one, in the admin."""

    def get_client_ip(self, request):
        """The same address as all our limits count by. Notes of sessions do not keep it (sessions.py)."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 (no address to bind to: allauth needs something)

    # Who is let in ---------------------------------------------------------------------------------------------------

    def pre_authenticate(self, request, **credentials):
        """Before the password is looked at. Raises ValidationError where it was guessed too often."""
        if not guards.may_guess_password(request, credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user:
            guards.take_back_password_guess(request, credentials.get("email", ""))
        return user

    def pre_login(self, request, user, **kwargs):
        """Whoever may enter the admin signs in with a password, whatever else they have proved."""
        records = get_authentication_records(request, user)
        if sign_ins.may_enter_admin(user) and not (records and records[-1]["method"] == "password"):
            clear_login(request)
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def login(self, request, user):
        super().login(request, user)
        if not sign_ins.may_enter_admin(user):
            request.session.set_expiry(settings.LEARNER_SESSION_AGE)

    def get_password_change_redirect_url(self, request):
        return reverse("account_password_changed")

    def get_login_redirect_url(self, request):
        return reverse("wagtailadmin_home" if sign_ins.may_enter_admin(request.user) else "my_learning")

    def get_signup_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    # Mail ------------------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix, email, context):
        """Posts what allauth would send. Raises KeyError for a mail this site has no words for."""
        post = {"account/email/login_code": self._code, "account/email/password_reset_key": self._password_link}
        post[template_prefix](email, context)

    def _code(self, email, context):
        mails.code(email, context["code"], sign_ins.about(context["request"].allauth.asked_for))

    def _password_link(self, email, context):
        mails.password_link(email, context["password_reset_url"], sign_ins.about(context["user"]))

    def send_password_reset_mail(self, user, email, context):
        """People who learn have no password, and are told how they sign in."""
        if sign_ins.may_enter_admin(user):
            super().send_password_reset_mail(user, email, context)
        else:
            mails.no_password(email, sign_ins.about(user))
