"""The pages of questions: one question a page, what comes after it, and the result."""

import functools

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.pages import personal_page
from home.same_origin import same_origin_post
from training import answers, attempts, learners, versions, walk

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def _with_walk(view):
    """Gives a view the Walk through the module in its address, or answers with why there is none."""

    @functools.wraps(view)
    def found(request, module, **kwargs):
        try:
            return view(request, walk.find(request, module), **kwargs)
        except walk.TakenDown as gone:
            return taken_down(request, gone.attempt)
        except versions.Unreadable:
            return unreadable(request, module)

    return found


def taken_down(request, attempt):
    """The module is no longer here; what somebody did stays."""
    return personal_page(request, "training/taken_down.html", {"attempt": attempt}, status=410)


def unreadable(request, module):
    """What somebody began with can no longer be shown: they can begin anew, and what they did stays counted."""
    return personal_page(request, "training/unreadable.html", {"module": module}, status=409)


def _page(request, template, here, context):
    """A page of a module. Nobody keeps it: the form in it belongs to one person, known or not."""
    words = {"walk": here, "page": here.shown, "module_url": here.page.get_url(request), **context}
    response = TemplateResponse(request, template, {"noindex": True, **words})
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


# A question --------------------------------------------------------------------------------------------------------------


@same_origin_post
@_read_or_send
@_with_walk
def question(request, here, number):
    """A question of the module. Answered right, there is nothing left to ask: what comes after it is shown."""
    asked = here.question(number)
    if request.method == "POST":
        return _take(request, here, asked)
    round = here.progress.next_round(asked) if here.progress else attempts.FIRST_TRY
    if round is None or (round > attempts.FIRST_TRY and "again" not in request.GET):
        return redirect(_after_address(here, asked))
    return _question_page(request, here, asked, round)


def _take(request, here, asked, before=False):
    """Keeps an answer and goes on; comes back with the question where it cannot be kept. `before`: asked before learning."""
    sent_id = request.POST.get("question", "")
    asked = here.numbered(sent_id) or asked
    sent_round = request.POST.get("round", "")
    round = int(sent_round) if sent_round.isdecimal() and len(sent_round) < 4 else attempts.FIRST_TRY
    round = attempts.BEFORE if before else max(round, attempts.FIRST_TRY)
    if sent_id != asked.id:
        # An editor has taken the question out, or put another in its place, since this page was opened.
        return _question_page(request, here, asked, round, changed=True)
    try:
        marked = answers.read(asked, request.POST)
    except answers.Unfit as unfit:
        return _question_page(request, here, asked, round, errors={unfit.name: unfit.message}, typed=request.POST)
    learner, key = (here.learner, "") if here.learner else learners.start(request, request.POST.get("key", ""))
    try:
        kept = attempts.answer(learner, here.page, asked.id, marked, round, attempt=here.attempt, version=here.version)
    except attempts.NoSuchQuestion:
        # This learner began with another version in another tab.
        return redirect("module_question", module=here.slug, number=asked.number)
    if before:
        response = HttpResponseRedirect(_next_before(here, asked))
    else:
        response = HttpResponseRedirect(_after_address(here, asked, stands=kept.repeated, first=bool(key)))
    if learner.device_hash:
        # Its time begins anew with every answer.
        learners.remember(response, key or learners.key_of(request))
    return response


def _after_address(here, asked, **marks):
    """Where an answer leads. `stands`: it was answered before; `first`: a cookie came with it, which a browser may refuse."""
    found = [f"{name}=1" for name, is_so in marks.items() if is_so]
    query = "&".join([here.role_query.removeprefix("?"), *found] if here.role_query else found)
    address = reverse("module_after", kwargs={"module": here.slug, "number": asked.number})
    return f"{address}?{query}" if query else address


def _question_page(request, here, asked, round, errors=None, typed=None, changed=False):
    step = here.step_of(asked)
    before = [question.id for question in here.before]
    return _page(
        request,
        "training/question.html",
        here,
        {
            "question": asked,
            "step": step,
            "round": round,
            "number": before.index(asked.id) + 1 if round == attempts.BEFORE else asked.number,
            "total": len(before) if round == attempts.BEFORE else len(here.marked),
            "is_before": round == attempts.BEFORE,
            "errors": errors or {},
            "error_list": [{"text": text, "href": f"#{name}"} for name, text in (errors or {}).items()],
            "typed": {name: typed.getlist(name) for name in answers.field_names(asked)} if typed else {},
            "changed": changed,
            "key": "" if here.learner else learners.sign(learners.new_key()),
        },
    )


def question_preview(request, page, number):
    """A question of a draft as learners would see it, for the editor."""
    here = walk.Walk(request, page)
    return _question_page(request, here, here.question(number), attempts.FIRST_TRY)


@require_safe
@_with_walk
def after(request, here, number):
    """What is said about the answer, and what is read next. Somebody who skipped the question reads on as well."""
    asked = here.question(number)
    given = here.progress.last(asked) if here.progress else None
    following = here.after(asked)
    return _page(
        request,
        "training/after.html",
        here,
        {
            "question": asked,
            "step": following.step,
            "answer": given,
            "is_right": bool(given) and here.progress.is_right(asked),
            "following": following,
            "stands": "stands" in request.GET,
            "no_cookie": "first" in request.GET and not here.learner,
            "number": asked.number,
            "total": len(here.marked),
            **here.shown.links_of([asked, *following.step.questions]),
        },
    )


# Before learning ---------------------------------------------------------------------------------------------------------


@require_safe
@_with_walk
def before(request, here):
    """How somebody did before learning: no answers are given away, because the same questions come again."""
    given = here.progress.before if here.progress else {}
    asked = here.before
    if len(given) < len(asked):
        return redirect("module_before_question", module=here.slug, number=len(given) + 1)
    if not asked:
        return redirect(here.page.get_url(request))
    right = sum(answer.right for answer in given.values())
    return _page(request, "training/before.html", here, {"right": right, "asked": len(asked)})


@same_origin_post
@_read_or_send
@_with_walk
def before_question(request, here, number):
    """One of the questions before learning. Whoever has begun to learn goes on there instead."""
    if not 1 <= number <= len(here.before):
        return redirect(here.page.get_url(request))
    asked = here.before[number - 1]
    if here.progress and (here.progress.answers or asked.id in here.progress.before):
        return redirect(_next_before(here, asked) if not here.progress.answers else here.page.get_url(request))
    if request.method == "POST":
        return _take(request, here, asked, before=True)
    return _question_page(request, here, asked, attempts.BEFORE)


def _next_before(here, asked):
    number = [question.id for question in here.before].index(asked.id) + 1
    if number < len(here.before):
        return reverse("module_before_question", kwargs={"module": here.slug, "number": number + 1})
    return reverse("module_before", kwargs={"module": here.slug})


# The end -----------------------------------------------------------------------------------------------------------------


@same_origin_post
@_read_or_send
@_with_walk
def result(request, here):
    """How somebody did, what to try, and what they can do with it. A POST notes that a module without questions is read."""
    if request.method == "POST":
        if here.marked:
            return redirect("module_result", module=here.slug)
        learner, key = learners.start(request, request.POST.get("key", ""))
        attempts.finish_without_questions(learner, here.page)
        response = redirect("module_result", module=here.slug)
        return learners.remember(response, key) if key else response
    return _page(
        request,
        "training/result.html",
        here,
        {
            "progress": here.progress,
            "certificate": here.attempt.certificate if hasattr(here.attempt, "certificate") else None,
            "key": "" if here.learner else learners.sign(learners.new_key()),
            **here.shown.links_of([], at_end=True),
        },
    )


@same_origin_post
@require_POST
def start_again(request, module):
    """Begins the module anew, as it is published now. What was finished stays."""
    page = walk.live_page(module)
    if page is None:
        return redirect("my_learning")
    learner = learners.of(request)
    if learner:
        attempts.start_again(learner, page)
    return redirect(page.get_url(request))


urlpatterns = [
    path("learn/<slug:module>/question/<int:number>/", question, name="module_question"),
    path("learn/<slug:module>/question/<int:number>/after/", after, name="module_after"),
    path("learn/<slug:module>/before/", before, name="module_before"),
    path("learn/<slug:module>/before/<int:number>/", before_question, name="module_before_question"),
    path("learn/<slug:module>/result/", result, name="module_result"),
    path("learn/<slug:module>/start-again/", start_again, name="module_start_again"),
]
