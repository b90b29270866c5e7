"""Carrying on at another device, with a short code."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from home import limits
from home.pages import personal_page
from home.text import date_long
from training import learners, overview, resume
from training.forms.resume import CodeForm, MailCodeForm

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@_read_or_send
def carry_on(request):
    """A code from another device is typed in here, and what is behind it comes to this one."""
    if request.method == "POST":
        return _use(request)
    return _carry_on_page(request, CodeForm(), learners.sign(learners.new_key()))


@sensitive_variables("key")
def _use(request):
    form = CodeForm(request.POST)
    signed = request.POST.get("key", "")
    key = learners.unsign(signed) or learners.new_key()
    if not form.is_valid():
        return _carry_on_page(request, form, learners.sign(key))
    mine = learners.of_user(request.user) if request.user.is_authenticated else learners.of(request)
    status = 200
    try:
        learner = resume.use(form.cleaned_data["code"], mine, key, limits.address_of(request))
    except resume.NotUsable:
        form.add_error("code", _("This code cannot be used: it is mistyped, was used before, or is older than 30 days"))
    except resume.SameDevice:
        form.add_error("code", _("This code is from this device. Type it in at the device you want to carry on with"))
    except resume.TooMany:
        form.add_error("code", _("Too many codes were tried. Wait an hour, then try again"))
        status = 429
    else:
        response = redirect(reverse("my_learning") + "?arrived")
        return learners.remember(response, key) if learners.is_device(learner, key) else response
    return _carry_on_page(request, form, learners.sign(key), status)


def _carry_on_page(request, form, key, status=200):
    return personal_page(
        request,
        "training/resume/carry_on.html",
        {"form": form, "key": key, "back": reverse("my_learning"), "has_own": learners.of(request) is not None},
        status=status,
    )


@sensitive_post_parameters()
@_read_or_send
def carry_on_code(request):
    """Makes a code for what is on this device, and shows or mails it."""
    learner = learners.of(request)
    # An account needs none, and a device without an answer has nothing to carry.
    device = learner if learner and learner.device_hash else None
    if device is None or request.method != "POST":
        return _code_page(request, device, MailCodeForm())
    if "mail" in request.POST:
        return _mail(request, device)
    try:
        code, row = resume.make(device)
    except resume.TooMany:
        return _code_page(request, device, MailCodeForm(), status=429, too_many=True)
    return _code_page(request, device, MailCodeForm(), code=code, until=date_long(row.expires_at))


def _mail(request, device):
    form = MailCodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, device, form)
    try:
        resume.mail(device, form.cleaned_data["email"])
    except resume.TooMany:
        return _code_page(request, device, form, status=429, too_many=True)
    return redirect(reverse("carry_on_code") + "?sent")


def _code_page(request, device, form, status=200, **context):
    words = {
        "form": form,
        "back": reverse("my_learning"),
        "device": device,
        "signed_in": request.user.is_authenticated,
        "modules_address": overview.modules_address(request),
        "sent": "sent" in request.GET and request.method != "POST",
    }
    return personal_page(request, "training/resume/code.html", {**words, **context}, status=status)


urlpatterns = [
    path("learn/carry-on/", carry_on, name="carry_on"),
    path("learn/carry-on/code/", carry_on_code, name="carry_on_code"),
]
