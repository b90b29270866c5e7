"""The pages of signing in: allauth's views with our limits in front, our way round, and a page in plain words for each end."""

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView

from home import sign_ins
from home.pages import personal_page
from site_project.accounts import guards, log, mails, openid_connect
from site_project.accounts.sessions import device_words


class Personal:
    """Draws a view's page as one for one person: found by no search engine, kept by nobody, with the ways to reach us."""

    def render_to_response(self, context, **response_kwargs):
        context = {**context, "organisation": openid_connect.name()}
        page = personal_page(self.request, self.template_name, context, **response_kwargs)
        return openid_connect.may_lead_away(page)


def too_many(request, exception=None):
    """429: too many tries. Says how long to wait, and how else to go on."""
    log.stopped(request)
    page = personal_page(request, "account/too_many.html", {}, status=429)
    page["Retry-After"] = str(guards.GUESSES["seconds"])
    return page.render()


@never_cache
def to_login(request):
    """Sends every other sign-in address of Wagtail and allauth to ours, keeping where the person was going on this site."""
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(reverse("account_login") + ("?" + urlencode({"next": target}) if target and safe else ""))


# By code -----------------------------------------------------------------------------------------------------------------


class RequestCodeView(Personal, allauth_views.RequestLoginCodeView):
    """Asks for an email address and mails a code to it. The answer is the same for every address."""

    template_name = "account/request_login_code.html"

    def _redirect_to_pending_stage(self, request, stage):
        """Whoever mistyped their address comes back here and types it again."""

    def post(self, request, *args, **kwargs):
        if not guards.may_ask_here(request):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        address = form.cleaned_data["email"].lower()
        with transaction.atomic():
            if not guards.may_ask_for(self.request, address):
                return too_many(self.request)
            user = sign_ins.account_for(address)
            about = sign_ins.about(user)
            gets_code = user.is_active and not sign_ins.may_enter_admin(user)
            if not user.is_active:
                mails.closed(address, about)
            elif not gets_code:
                mails.use_password(address, about)
            self.request.allauth.asked_for = user
            LoginCodeVerificationProcess.initiate(request=self.request, user=user if gets_code else None, email=address)
        return redirect(self.get_success_url())


def _code_page_for_those_waiting(view):
    """Lets through whoever has a code to enter. Others are signed in already, or their code is over."""

    def found(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return HttpResponseRedirect(get_login_redirect_url(request))
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        process = LoginCodeVerificationProcess(stage=stage) if stage else None
        # An account may have been deleted since it was asked for.
        if not process or not process.is_valid() or (process.code and not process.user):
            return code_over(request)
        return view(self, request, *args, **kwargs)

    return found


def code_over(request, *, wrong=False):
    """The page for a code that opens nothing any more: it ran out, it was used, or it was asked for in another browser."""
    next_url = get_next_redirect_url(request)
    return personal_page(request, "account/code_over.html", {"wrong": wrong, "next_url": next_url}, status=410)


class ConfirmCodeView(Personal, allauth_views.ConfirmLoginCodeView):
    """Takes the code. Only a form that is sent signs anybody in: opening an address never does."""

    template_name = "account/confirm_login_code.html"

    @method_decorator(never_cache)
    @_code_page_for_those_waiting
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.address = self._process.state["email"]
        if not guards.may_guess_code(request, self.address):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        guards.take_back_code_guess(self.request, self.address)
        return super().form_valid(form)

    def form_invalid(self, form):
        """Says what is wrong. The third wrong code is the last: then a new one has to be asked for."""
        if form.has_error("code", "required"):
            guards.take_back_code_guess(self.request, self.address)
            return self.render_to_response(self.get_context_data(form=form))
        log.wrong_code(self.request)
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        return code_over(self.request, wrong=True)


# By password -------------------------------------------------------------------------------------------------------------


class LoginView(Personal, allauth_views.LoginView):
    """Email address and password, for people who look after the site."""

    template_name = "account/login.html"

    def _redirect_to_pending_stage(self, request, stage):
        """Somebody who asked for a code and was mailed to use their password comes here, with the code still pending."""

    def get_authenticated_redirect_url(self):
        """Somebody signed in who comes here was sent: by the admin, where they may not enter. Back there, they would go round
        in a circle."""
        target = super().get_authenticated_redirect_url()
        if target.startswith(reverse("wagtailadmin_home")) and not sign_ins.may_enter_admin(self.request.user):
            raise ImmediateHttpResponse(no_entry(self.request))
        return target


def no_entry(request):
    """403: the admin, for somebody who is signed in and may not enter it."""
    return personal_page(request, "account/no_entry.html", {}, status=403).render()


class LogoutView(Personal, allauth_views.LogoutView):
    """Asks first, and signs out when the form is sent."""

    template_name = "account/logout.html"

    def get_context_data(self, **kwargs):
        admin = sign_ins.may_enter_admin(self.request.user)
        back = reverse("wagtailadmin_home" if admin else "my_learning")
        return super().get_context_data(back=back, admin=admin, **kwargs)


@never_cache
@require_safe
def signed_out(request):
    """Says that it worked: on a shared computer one wants to be sure."""
    return personal_page(request, "account/signed_out.html", {})


class PasswordChangeView(Personal, allauth_views.PasswordChangeView):
    template_name = "account/password_change.html"

    def dispatch(self, request, *args, **kwargs):
        """Whoever has no password signs in by code, and needs none."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("usersessions_list")
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_required, name="dispatch")
class PasswordChangedView(Personal, TemplateView):
    template_name = "account/password_changed.html"


# Where somebody is signed in ---------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sessions(request):
    """The devices on which somebody is signed in. A POST ends the one it names in `session`, or without it all others."""
    mine = UserSession.objects.filter(user=request.user)
    if request.method == "POST":
        if request.POST.get("session"):
            chosen = request.POST["session"]
            end_sessions(request, [get_object_or_404(mine, pk=chosen if chosen.isdecimal() else 0)])
        else:
            end_other_sessions(request, request.user)
        return redirect("usersessions_list" if request.user.is_authenticated else settings.LOGOUT_REDIRECT_URL)
    found = [
        {"session": session, "device": device_words(session.user_agent), "is_here": session.is_current()}
        for session in mine.order_by("-last_seen_at", "-pk")
        if session.exists()
    ]
    found.sort(key=lambda entry: not entry["is_here"])
    return personal_page(request, "usersessions/usersession_list.html", {"sessions": found})
