"""Asking for a page in another format or language, and seeing how it stands."""

import uuid

from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from home import format_requests, limits
from home.forms.format_request import FormatRequestForm
from home.models.settings import PublisherSettings
from home.pages import personal_page
from home.publisher import ContactTopic
from home.same_origin import same_origin_post
from home.visibility import shown

# A field that nobody can see or reach: only a program fills it in.
TRAP = "homepage"


def _page(request, template, context, status=200):
    return personal_page(
        request,
        f"home/formats/{template}.html",
        context,
        topic=ContactTopic.FORMATS,
        status=status,
        referrer="same-origin",
    )


def _asked_about(number):
    """The public page of a number from an address or a form, or None: then the form asks in words."""
    if not (number and number.isascii() and number.isdecimal() and len(number) <= 9):
        return None
    return shown(Page.objects.filter(pk=int(number), depth__gt=1)).first()


@sensitive_post_parameters()
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def ask_format(request):
    """The form. What was typed wrong comes back as it was typed, with what to do about it beside it."""
    sent = request.method == "POST"
    about = _asked_about((request.POST if sent else request.GET).get("page"))
    publisher = PublisherSettings.for_request(request)
    form = FormatRequestForm(request.POST if sent else None, page=about, initial={"key": uuid.uuid4()})
    context = {"form": form, "about": about, "days": format_requests.promise_days(publisher), "trap": TRAP}
    if not sent:
        return _page(request, "ask", context)
    if not form.is_valid():
        return _page(request, "ask", context)
    if request.POST.get(TRAP):
        form.add_error(None, _("We could not tell whether a person sent this. Please send it once more, or phone us."))
        return _page(request, "ask", context)
    try:
        format_requests.let_in(limits.address_of(request))
    except format_requests.TooMany:
        form.add_error(None, _("Too many requests came in this hour. Please try again later, or phone or write to us."))
        return _page(request, "ask", context, status=429)
    made = format_requests.ask(form.wish(), form.cleaned_data["key"], get_language(), publisher)
    return redirect("format_asked", token=format_requests.token(made))


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def format_asked(request, token):
    """What happens next and by when, and later how it stands. A button takes the request back and deletes it."""
    found = format_requests.find(token)
    if found is None:
        if request.method == "POST":
            return redirect("format_deleted")
        raise Http404
    if request.method == "POST":
        format_requests.forget(found)
        return redirect("format_deleted")
    delete_on, is_answered = format_requests.delete_on(found)
    context = {
        "asked": found,
        "about": _asked_about(str(found.page_id or "")),
        "token": token,
        "delete_on": delete_on if is_answered else None,
        "was_mailed": format_requests.was_mailed(found),
        "kept_days": format_requests.KEPT_DAYS,
    }
    return _page(request, "asked", context)


@require_http_methods(["GET", "HEAD"])
def format_deleted(request):
    return _page(request, "deleted", {})


urlpatterns = [
    path("formats/ask/", ask_format, name="ask_format"),
    path("formats/ask/deleted/", format_deleted, name="format_deleted"),
    path("formats/ask/<str:token>/", format_asked, name="format_asked"),
]
