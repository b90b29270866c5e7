"""Certificates: making one, reading it, and the page on which anybody can check it."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from home import limits, qr, typeset
from home.pages import personal_page
from training import certificate_pdf, certificates, learners, walk
from training.certificate_facts import facts
from training.certificates import shown_code
from training.forms.certificates import FindForm, NameForm
from training.models import Certificate

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])
# Wrong codes in an hour from one place: plenty for typing, nothing against 80 bits. A right code is no try.
_MOST_WRONG = (20, 60 * 60)
# From everywhere together. A short time, so that nobody can keep everybody else from checking for long.
_MOST_WRONG_OF_ALL = (1000, 10 * 60)


def _page(request, template, context, **more):
    return personal_page(request, f"training/certificate/{template}.html", context, **more)


def _sign_in(request):
    """Where somebody signs in who comes back here after it."""
    return f"{reverse('account_request_login_code')}?{urlencode({'next': request.path})}"


# Making one --------------------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@_read_or_send
def certificate_make(request, module):
    """Asks for the name and makes the certificate; says what is missing where none can be made yet."""
    page = walk.live_page(module)
    if page is None:
        raise Http404("There is no such module.")
    account = request.user if request.user.is_authenticated else None
    learner = learners.of(request) if account else None
    state, attempt = certificates.standing(learner, learners.device_of(request), page.translation_key)
    context = {"module": page, "back": reverse("module_result", args=[page.slug])}
    if state != "ready":
        signing = {"sign_in": "" if account else _sign_in(request), "state": state}
        return _page(request, "not_yet", context | signing)
    if hasattr(attempt, "certificate"):
        return _to(attempt.certificate)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": account.get_full_name()})
    if request.method == "POST" and form.is_valid():
        return _to(certificates.make(learner, attempt, form.cleaned_data["name"]))
    return _page(request, "make", context | {"form": form})


def _to(certificate, told=""):
    return redirect(reverse("certificate", args=[certificate.pk]) + told)


# One's own ---------------------------------------------------------------------------------------------------------------


def _own(view):
    """Gives a view the certificate in its address, where it belongs to whoever is signed in."""

    @wraps(view)
    def wrapped(request, pk):
        if not request.user.is_authenticated:
            return redirect_to_login(request.path, reverse("account_request_login_code"), "next")
        mine = Certificate.objects.filter(learner__user=request.user).select_related("version")
        return view(request, get_object_or_404(mine, pk=pk))

    return wrapped


@sensitive_post_parameters()
@_read_or_send
@_own
def certificate(request, held):
    """The certificate on a page, ready to print, with the PDF, the address to share, and the name to correct."""
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": held.name})
    if request.method == "POST" and form.is_valid():
        try:
            return _to(certificates.rename(held, form.cleaned_data["name"]), "?corrected")
        except certificates.NotMade:
            return _to(held)
    said = facts(held)
    return _page(
        request,
        "certificate",
        {
            "facts": said,
            "form": form,
            "pk": held.pk,
            "back": reverse("my_learning"),
            "code_svg": qr.svg(said.address, said.words["qr"]),
            "undrawn": typeset.undrawn(said.name),
            "corrected": "corrected" in request.GET,
        },
    )


@require_safe
@_own
def certificate_pdf_file(request, held):
    """The certificate as a PDF. One that was withdrawn has none: its page says why."""
    if held.withdrawn_at:
        return _to(held)
    response = HttpResponse(certificate_pdf.make(facts(held)), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


# Checking one ------------------------------------------------------------------------------------------------------------


@require_safe
def certificate_find(request):
    """Where a code is typed. It leads to the address of its own that each certificate has."""
    form = FindForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("certificate_check", code=shown_code(form.cleaned_data["code"]))
    return _page(request, "find", {"form": form})


@require_safe
def certificate_check(request, code):
    """Whether a certificate is real and valid, for anybody who has its code."""
    read = certificates.read_code(code)
    if not read:
        # No certificate has such a code, so nothing can be found out by trying it.
        return _unknown(request, code)
    if code != shown_code(read):
        return redirect("certificate_check", code=shown_code(read))
    tries = (("certificate", limits.address_of(request), *_MOST_WRONG), ("certificates", "", *_MOST_WRONG_OF_ALL))
    for name, who, most, seconds in tries:
        if not limits.allowed(name, who, most, seconds):
            return _too_often(request, seconds)
    found = certificates.find(read)
    if found is None:
        return _unknown(request, code)
    for name, who, _most, _seconds in tries:
        limits.give_back(name, who)
    said = facts(found, translation.get_language())
    return _page(request, "check", {"facts": said}, referrer="no-referrer")


def _unknown(request, code):
    form = FindForm(initial={"code": code[:40]})
    return _page(request, "unknown", {"form": form}, status=404, referrer="no-referrer")


def _too_often(request, seconds):
    response = _page(request, "too_often", {"minutes": seconds // 60}, status=429, referrer="no-referrer")
    response["Retry-After"] = str(seconds)
    return response


urlpatterns = [
    path("certificates/", certificate_find, name="certificate_find"),
    path("certificates/<str:code>/", certificate_check, name="certificate_check"),
    path("learn/<slug:module>/certificate/", certificate_make, name="certificate_make"),
    path("learn/my-learning/certificates/<int:pk>/", certificate, name="certificate"),
    path("learn/my-learning/certificates/<int:pk>/certificate.pdf", certificate_pdf_file, name="certificate_pdf"),
]
