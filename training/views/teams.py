"""Team links: making one, joining, and the counts."""

import contextlib

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from home import limits, qr
from home.pages import personal_page
from home.same_origin import same_origin_post
from training import learners, links
from training import teams as rules
from training.forms.teams import TeamForm
from training.models import ModuleIndexPage, Team, TeamMember

_read_or_send = require_http_methods(["GET", "HEAD", "POST"])
# A meeting where everybody joins through one network is no attack; a machine that makes members is.
_JOINS = (300, 60 * 60)


def _page(request, template, context, status=200):
    name = f"training/teams/{template}.html"
    return personal_page(request, name, context, status=status, referrer="same-origin")


@_read_or_send
def teams(request):
    """Somebody's teams: those they made and those they are counted in. The form makes one."""
    learner = learners.of(request)
    if request.method == "POST" and "leave" in request.POST:
        return _leave(request, learner)
    has_account = request.user.is_authenticated
    form = TeamForm(request.POST if request.method == "POST" else None)
    too_many = False
    if request.method == "POST" and has_account and form.is_valid():
        try:
            team = rules.make(learner or learners.of_user(request.user), form.cleaned_data["name"])
            return redirect("team", pk=team.pk)
        except rules.TooMany:
            too_many = True
    context = {
        "owned": list(learner.teams_owned.all()) if learner else [],
        "joined": list(learner.teams.select_related("team").order_by("team__name")) if learner else [],
        "form": form if has_account else None,
        "too_many": too_many,
        "most": rules.MOST,
        "sign_in": reverse("account_request_login_code") + "?" + urlencode({"next": request.path}),
    }
    return _page(request, "teams", context)


def _leave(request, learner):
    number = request.POST["leave"]
    if learner and number.isdecimal() and len(number) < 19:
        TeamMember.objects.filter(pk=number, learner=learner).delete()
    return redirect("teams")


@_read_or_send
def team(request, pk):
    """A team as its owner sees it: the link, the counts, and what can be done. For everybody else it is not there."""
    learner = learners.of(request)
    if learner is None or learner.user_id is None:
        raise Http404
    found = get_object_or_404(Team, pk=pk, owner=learner)
    action = request.POST.get("action", "")
    form = TeamForm(request.POST if action == "rename" else None, initial={"name": found.name})
    if request.method == "POST" and (action != "rename" or form.is_valid()):
        return _do(action, found, form)
    address = links.address("team_join", found)
    context = {
        "team": found,
        "form": form,
        "address": address,
        "qr": "" if found.closed_at else qr.svg(address, found.name),
        "counts": rules.counts(found, request),
    }
    return _page(request, "team", context)


def _do(action, found, form):
    if action == "delete":
        rules.delete(found)
        return redirect("teams")
    if action == "rename":
        rules.rename(found, form.cleaned_data["name"])
    elif action == "new_link":
        rules.new_link(found)
    elif action == "close":
        rules.close(found)
    return redirect("team", pk=found.pk)


@same_origin_post
@_read_or_send
def team_join(request, token):
    """What is counted in a team, and the button to join it or to leave it."""
    found = links.find(Team, token)
    if found is None or found.closed_at:
        return _page(request, "link_is_over", {"is_closed": bool(found)}, status=404)
    learner = learners.of(request)
    if request.method == "POST" and "leave" in request.POST:
        if learner:
            rules.leave(found, learner)
        return redirect("team_join", token=token)
    if request.method == "POST":
        return _join(request, token, found, learner)
    return _join_page(request, token, found, learner)


def _join(request, token, found, learner):
    if learner is None and not limits.allowed("team.join", limits.address_of(request), *_JOINS):
        return _join_page(request, token, found, learner, status=429)
    learner, key = learners.start(request, request.POST.get("key", ""))
    response = redirect("team_join", token=token)
    # Where it was closed at the same moment, the page says so.
    with contextlib.suppress(rules.Closed):
        rules.join(found, learner)
    return learners.remember(response, key) if key else response


def _join_page(request, token, found, learner, status=200):
    context = {
        "token": token,
        "team": found,
        "is_member": rules.is_member(found, learner),
        "is_owner": learner is not None and found.owner_id == learner.pk,
        "key": "" if learner else learners.sign(learners.new_key()),
        "sets_cookie": learner is None and not request.user.is_authenticated,
        "too_many": status == 429,
        "all_modules": ModuleIndexPage.objects.live().filter(locale__language_code=get_language()).first(),
    }
    return _page(request, "join", context, status)


urlpatterns = [
    path("learn/teams/", teams, name="teams"),
    path("learn/teams/<int:pk>/", team, name="team"),
    path("learn/team/<str:token>/", team_join, name="team_join"),
]
