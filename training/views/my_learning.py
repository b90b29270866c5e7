"""My learning: what somebody did, their details, their data to take along or to delete, what they wrote."""

from django.contrib.auth import logout
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home import limits
from home.documents_out import ODT
from home.pages import personal_page
from home.same_origin import same_origin_post
from home.spreadsheets import CSV, write_csv
from training import details, learners, my_data, overview, reflections, retention
from training.forms.details import DetailsForm
from training.forms.reflection import ReflectionForm
from training.statements import statements

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])
# Making a document is work for the machine, and anybody may ask for one.
_DOCUMENTS = (30, 10 * 60)
_TOLD = ("kept", "not-mine", "saved", "arrived", "deleted", "reflection-deleted")


def _page(request, template, context, status=200):
    words = {"back": reverse("my_learning"), "modules_address": overview.modules_address(request)}
    return personal_page(request, f"training/my_learning/{template}.html", {**words, **context}, status=status)


def _home(told=""):
    return redirect(reverse("my_learning") + (f"?{told}" if told else ""))


def _account(request):
    """Whoever is signed in, or None."""
    return request.user if request.user.is_authenticated else None


# The page ----------------------------------------------------------------------------------------------------------------


@require_safe
def my_learning(request):
    """All that somebody did, signed in or on this device."""
    account, learner = _account(request), learners.of(request)
    # Answers from before they signed in: nobody knows yet whose they are.
    device = learners.device_of(request) if account else None
    return _page(
        request,
        "my_learning",
        {
            "back": overview.modules_address(request),
            "account": account,
            "learner": learner,
            "mine": overview.Overview(learner) if learner else None,
            "unclaimed": overview.unclaimed(device),
            "kept_until": overview.kept_until(learner) if learner and not account else None,
            "told": next((told for told in _TOLD if told in request.GET), ""),
        },
    )


@require_POST
def my_keep(request):
    """Takes what this device has into the account of whoever is signed in, or says that it is not theirs."""
    account = _account(request)
    if account is None:
        return _home()
    if request.POST.get("whose") != "mine":
        return learners.forget_device(_home("not-mine"))
    device = learners.device_of(request)
    if device:
        learners.merge(device, learners.of_user(account))
    return learners.forget_device(_home("kept"))


@_read_or_send
def my_details(request):
    """Role and organisation: asked once, and changed here at any time."""
    account, learner = _account(request), learners.of(request)
    if account is None and learner is None:
        # Nothing is known of anybody yet, so there is nothing to add to.
        return _home()
    form = DetailsForm(request.POST if request.method == "POST" else None, learner=learner)
    if request.method == "POST":
        learner = learner or learners.of_user(account)
        if "skip" in request.POST:
            details.skip(learner)
            return _home()
        if form.is_valid():
            details.save(learner, form.cleaned_data["role"], form.cleaned_data["organisation"])
            return _home("saved")
    return _page(request, "details", {"form": form, "asked": bool(learner and learner.asked_at)})


# Taking it along -----------------------------------------------------------------------------------------------------------


@require_safe
def my_download(request, kind):
    """Everything that is held, as JSON; the attempts as CSV; or what was learned as xAPI statements."""
    if kind not in _FILES:
        raise Http404("There is no such file.")
    account, learner = _account(request), learners.of(request)
    if account is None and learner is None:
        return _home()
    response = _FILES[kind](learner, account)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _json(data, name):
    options = {"indent": 2, "ensure_ascii": False}
    response = JsonResponse(data, encoder=my_data.JSON, safe=False, json_dumps_params=options)
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _everything(learner, account):
    return _json(my_data.held(learner, account), "my-learning")


def _attempts(learner, account):
    response = HttpResponse(write_csv(my_data.headings(), my_data.rows(learner)), content_type=CSV)
    response["Content-Disposition"] = 'attachment; filename="my-learning.csv"'
    return response


def _statements(learner, account):
    return _json(statements(learner) if learner else [], "my-learning-statements")


_FILES = {"json": _everything, "csv": _attempts, "statements": _statements}


# Deleting it ---------------------------------------------------------------------------------------------------------------


@_read_or_send
def my_delete(request):
    """Says what goes and what stays, and deletes it."""
    account, learner = _account(request), learners.of(request)
    device = learners.device_of(request) if account else None
    if account is None and learner is None:
        return _home()
    stays = account is not None and retention.has_admin_rights(account)
    if request.method != "POST":
        return _page(
            request,
            "delete",
            {"account": account, "learner": learner, "stays": stays, "device": overview.unclaimed(device)},
        )
    if request.POST.get("device") == "on" and device:
        retention.forget(device)
    else:
        device = None
    gone = retention.forget(learner, account)
    if gone:
        logout(request)
    response = _home("deleted")
    return learners.forget_device(response) if account is None or device else response


# What they wrote -----------------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@sensitive_variables("form", "text")
@same_origin_post
@_read_or_send
def my_reflection(request, module, question):
    """What somebody wrote on a step: kept if they want it, given back as a file, or shown with what is wrong with it.

    There is nothing to read at this address: it leads back to the step.
    """
    account, learner = _account(request), learners.of(request)
    asked = reflections.find(module, question, learner)
    if request.method != "POST":
        return redirect(asked.address if asked and asked.address else reverse("my_learning"))
    form = ReflectionForm(request.POST)
    context = {"form": form, "asked": asked, "module": module, "question_id": question}
    if not form.is_valid():
        return _reflection_page(request, context)
    text = form.cleaned_data["text"]
    if "text_file" in request.POST:
        return _download(reflections.as_text(asked, text), "text/plain; charset=utf-8", asked, "txt")
    if "odt_file" in request.POST:
        return _document(request, context, text)
    learner = learner or (learners.of_user(account) if account else None)
    if learner is None:
        return _reflection_page(request, {**context, "needs_account": True})
    if asked is None:
        return _reflection_page(request, {**context, "cannot_save": True})
    reflections.save(learner, asked, text)
    return _reflection_page(request, {**context, "saved": True})


def _document(request, context, text):
    if not limits.allowed("reflection.document", limits.address_of(request), *_DOCUMENTS):
        return _reflection_page(request, {**context, "too_many": True}, status=429)
    return _download(reflections.as_odt(context["asked"], text), ODT, context["asked"], "odt")


def _download(content, content_type, asked, ending):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{reflections.file_name(asked, ending)}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _reflection_page(request, context, status=200):
    asked = context["asked"]
    return _page(
        request, "reflection", {"back": asked.address if asked else reverse("my_learning"), **context}, status=status
    )


@require_POST
def my_reflection_delete(request, pk):
    """Deletes one thing that somebody wrote and kept."""
    learner = learners.of(request)
    if learner and reflections.delete(learner, pk):
        return _home("reflection-deleted")
    return _home()


urlpatterns = [
    path("learn/my-learning/", my_learning, name="my_learning"),
    path("learn/my-learning/details/", my_details, name="my_details"),
    path("learn/my-learning/keep/", my_keep, name="my_keep"),
    path("learn/my-learning/download.<str:kind>", my_download, name="my_download"),
    path("learn/my-learning/delete/", my_delete, name="my_delete"),
    path("learn/my-learning/reflections/<int:pk>/delete/", my_reflection_delete, name="my_reflection_delete"),
    path("learn/<slug:module>/reflection/<str:question>/", my_reflection, name="my_reflection"),
]
