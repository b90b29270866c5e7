"""What learners asked to be mailed: check-in questions, and one question after six weeks.

Opening a link never changes anything, because mail scanners open every link; each answer and each stop is a POST.
"""

import contextlib

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from home.pages import personal_page
from home.same_origin import same_origin_post
from home.visibility import shown
from training import answers, checkins, followups, learners, links, versions, walk
from training.forms.reminders import CHECK_INS, SIX_WEEKS, ChangeForm, KeepFreshForm
from training.models import CheckIn, CheckInEnd, FollowUp

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def _page(request, template, context, status=200):
    """A page of one learner. Its address may hold a token: no other site is told of it, and forms still work."""
    name = f"training/reminders/{template}.html"
    return personal_page(request, name, context, status=status, referrer="same-origin")


def _link_is_over(request):
    return _page(request, "link_is_over", {}, status=404)


# Asking for them ---------------------------------------------------------------------------------------------------------


@_read_or_send
def keep_fresh(request, module):
    """What somebody who has finished a module may ask for, and may stop."""
    page = walk.live_page(module)
    if page is None:
        raise Http404
    learner = learners.of(request)
    context = {"module": page}
    if not request.user.is_authenticated:
        address = reverse("account_request_login_code") + "?" + urlencode({"next": request.path})
        return _page(request, "sign_in_first", context | {"sign_in": address})
    if not checkins.has_finished(learner, page.translation_key):
        return _page(request, "finish_first", context)
    check_in = checkins.running(learner, page.translation_key)
    follow_up = followups.of(learner, page.translation_key)
    if request.method == "POST" and "stop" in request.POST:
        return _stop(request, page, check_in, follow_up)
    offered = [name for name, has in ((CHECK_INS, check_in), (SIX_WEEKS, follow_up)) if not has]
    form = KeepFreshForm(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and form.is_valid():
        if CHECK_INS in form.cleaned_data["what"]:
            checkins.start(learner, page)
        if SIX_WEEKS in form.cleaned_data["what"]:
            followups.start(learner, page)
        return redirect("keep_fresh", module=module)
    # Whoever pressed the button twice has it all already.
    if not offered and request.method == "POST":
        return redirect("keep_fresh", module=module)
    context |= {"form": form if offered else None, "check_in": check_in, "follow_up": follow_up}
    return _page(request, "keep_fresh", context | {"email": learner.user.email})


def _stop(request, page, check_in, follow_up):
    if request.POST["stop"] == CHECK_INS and check_in:
        checkins.stop(check_in)
    if request.POST["stop"] == SIX_WEEKS and follow_up:
        followups.stop(follow_up)
    return redirect("keep_fresh", module=page.slug)


# Check-ins ---------------------------------------------------------------------------------------------------------------


@same_origin_post
@_read_or_send
def check_in(request, token):
    """The question that waits, or what was said about the last answer."""
    found = links.find(CheckIn, token)
    if found is None:
        return _link_is_over(request)
    try:
        question = checkins.open_question(found)
        if request.method == "POST":
            return _take(request, token, found, question)
        if question:
            return _question(request, token, found, question)
        return _where_it_stands(request, token, found)
    except versions.Unreadable:
        return _page(request, "unreadable", {"token": token}, status=410)


def _take(request, token, found, question):
    number = request.POST.get("number", "")
    if question is None or number != str(found.number):
        # Sent twice, or from a page that was open while the check-in went on: what stands is shown.
        return redirect("check_in", token=token)
    try:
        marked = answers.read(question, request.POST)
    except answers.Unfit as unfit:
        return _question(request, token, found, question, request.POST, {unfit.name: unfit.message})
    # Where it was stopped in another window at the same moment, the page says so.
    with contextlib.suppress(checkins.NotAsked):
        checkins.answer(found, found.number, marked)
    return redirect("check_in", token=token)


def _question(request, token, found, question, sent=None, errors=None):
    typed = {name: sent.getlist(name) for name in answers.field_names(question)} if sent else {}
    context = {
        "token": token,
        "check_in": found,
        "question": question,
        "typed": typed,
        "errors": errors or {},
        "error_list": [{"text": text, "href": f"#{name}"} for name, text in (errors or {}).items()],
    }
    return _page(request, "check_in", context)


def _where_it_stands(request, token, found):
    given = checkins.last_answer(found)
    question = checkins.question_of(given.version, given.question_id) if given else None
    context = {
        "token": token,
        "check_in": found,
        "module": versions.live_page(found.module_key, found.version.language),
        "answer": given,
        "question": question,
        "is_over": found.ended_why == CheckInEnd.RETIRED,
        "right_in_a_row": checkins.RIGHT_IN_A_ROW,
        "linked": _linked(question),
    }
    if question and (found.ended_at is None or context["is_over"]):
        return _page(request, "answered", context)
    return _page(request, "check_in_ended", context | {"is_gone": found.ended_why == CheckInEnd.GONE})


def _linked(question):
    """{page id: page} of the page that explains a question, where everybody may see it."""
    page_id = question.value.page_id if question else None
    return {page.pk: page for page in shown(Page.objects).filter(pk=page_id)} if page_id else {}


# The question after six weeks ----------------------------------------------------------------------------------------------


@same_origin_post
@_read_or_send
def follow_up(request, token):
    """Did it change anything? An answer can be changed by answering again."""
    found = links.find(FollowUp, token)
    if found is None:
        return _link_is_over(request)
    context = {"token": token, "follow_up": found}
    if found.stopped_at:
        return _page(request, "follow_up_stopped", context)
    if found.answered_on and request.method != "POST" and "again" not in request.GET:
        return _page(request, "follow_up_done", context)
    form = ChangeForm(request.POST if request.method == "POST" else None, initial={"change": found.answer})
    if request.method == "POST" and form.is_valid():
        # Where it was stopped in another window at the same moment, the page says so.
        with contextlib.suppress(followups.Stopped):
            followups.answer(found, form.cleaned_data["change"])
        return redirect("follow_up", token=token)
    return _page(request, "follow_up", context | {"form": form})


# Stopping ----------------------------------------------------------------------------------------------------------------


def _one_click(request):
    """Whether a mail program stops this for its owner: one POST without a cookie (RFC 8058). The token is the proof."""
    return request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click"


@csrf_exempt
def check_in_stop(request, token):
    """Stops the questions about a module: by the one button of the page, or by a mail program."""
    return _stop_page(request, token, CheckIn, checkins.stop)


@csrf_exempt
def follow_up_stop(request, token):
    """Stops the question after six weeks."""
    return _stop_page(request, token, FollowUp, followups.stop)


def _stop_page(request, token, model, stop):
    if _one_click(request):
        return _stop_form(request, token, model, stop)
    return _guarded_stop_form(request, token, model, stop)


@_read_or_send
def _stop_form(request, token, model, stop):
    found = links.find(model, token)
    if found is None:
        return _link_is_over(request)
    if request.method == "POST":
        stop(found)
        if not _one_click(request):
            return redirect(request.resolver_match.url_name, token=token)
    template = "check_in_stop" if model is CheckIn else "follow_up_stop"
    module = versions.live_page(found.module_key, found.version.language)
    return _page(request, template, {"token": token, "found": found, "module": module})


_guarded_stop_form = same_origin_post(_stop_form)


# For everybody -----------------------------------------------------------------------------------------------------------


@require_safe
def did_it_change(request):
    """What learners said after six weeks. The same for everybody: no cookie, and it may be kept."""
    everything, modules = followups.totals(request)
    context = {"everything": everything, "modules": modules}
    return TemplateResponse(request, "training/reminders/did_it_change.html", context)


urlpatterns = [
    path("learn/check-in/<str:token>/", check_in, name="check_in"),
    path("learn/check-in/<str:token>/stop/", check_in_stop, name="check_in_stop"),
    path("learn/six-weeks/<str:token>/", follow_up, name="follow_up"),
    path("learn/six-weeks/<str:token>/stop/", follow_up_stop, name="follow_up_stop"),
    path("learn/did-it-change-anything/", did_it_change, name="did_it_change"),
    path("learn/<slug:module>/keep-fresh/", keep_fresh, name="keep_fresh"),
]
