"""Filling in a template online: its parts, the last page, the files. Nothing that is sent here is kept.

The rules are in resources/filling_in.py; the words come and go with the form (resources/typed_words.py).
"""

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_post_parameters

from home import limits, links
from resources import filled_papers, filling_in, typed_words
from resources.filling_in import Filled
from resources.formats import making
from resources.forms.fill_in import StepForm


@sensitive_post_parameters()
def step(request, page, number):
    """One part. A form that was sent here brings what was typed before; going on asks whether the last part fits."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(("GET", "HEAD", "POST"))
    if request.method != "POST":
        filled = Filled(page)
        if number > len(filled.steps):
            raise Http404("This template has fewer parts.")
        return _step_page(request, filled, filled.steps[number - 1])
    filled, left = _sent(request, page)
    added = request.POST.get(typed_words.ADD_ROW)
    if added and left:
        filling_in.add_row(filled, added)
        return _step_page(request, filled, left)
    # An editor may have taken parts away in the meantime.
    wanted = filled.steps[number - 1 if 0 < number <= len(filled.steps) else 0]
    if left and wanted.number > left.number and not StepForm(filled, left).is_valid():
        return _step_page(request, filled, left)
    return _step_page(request, filled, wanted)


@sensitive_post_parameters()
def finished(request, page):
    """All that was written, ways to change it, and ways to take it along."""
    if request.method != "POST":
        return redirect(page.fill_in_url(request))
    filled, left = _sent(request, page)
    return _stopped(request, filled, left) or _finished_page(request, filled)


@sensitive_post_parameters()
def file(request, page, kind):
    """The filled-in paper as a file, made for this answer and kept nowhere."""
    if kind not in filled_papers.FORMATS:
        raise Http404("There is no such format.")
    if request.method != "POST":
        return redirect(page.fill_in_url(request))
    filled, left = _sent(request, page)
    stopped = _stopped(request, filled, left)
    if stopped:
        return stopped
    try:
        content = filled_papers.make(filled, kind, limits.address_of(request))
    except filled_papers.NotMade as trouble:
        response = _finished_page(request, filled, trouble=trouble, status=trouble.status)
        response["Retry-After"] = str(trouble.retry_after)
        return response
    response = HttpResponse(content, content_type=making.TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{slugify(page.heading) or page.slug}.{kind}")
    return _private(response)


def _sent(request, page):
    """What a form brought, in its places, and the part it was sent from (None where that is not known)."""
    filled = Filled(page, typed_words.read(request.POST))
    number = request.POST.get(typed_words.CAME_FROM, "")
    known = number.isascii() and number.isdecimal() and len(number) < 4 and 0 < int(number) <= len(filled.steps)
    return filled, filled.steps[int(number) - 1] if known else None


def _stopped(request, filled, left):
    """The first part on which something does not fit, the one just left before all others; None where all fits."""
    for one in sorted(filled.steps, key=lambda step: step is not left):
        if not StepForm(filled, one).is_valid():
            return _step_page(request, filled, one)
    return None


def _step_page(request, filled, shown):
    page = filled.page
    after = next((step for step in filled.steps if step.number == shown.number + 1), None)
    before = next((step for step in filled.steps if step.number == shown.number - 1), None)
    return _page(
        request,
        filled,
        "step",
        form=StepForm(filled, shown),
        step=shown,
        carried=filled.words.as_text(filled.shapes(shown)),
        after=after,
        before=before,
        here=page.fill_in_url(request, shown.number),
        next_url=page.fill_in_url(request, after.number) if after else f"{page.fill_in_url(request)}finished/",
    )


def _finished_page(request, filled, trouble=None, status=200):
    return _page(
        request,
        filled,
        "finished",
        status=status,
        parts=[(step, StepForm(filled, step)) for step in filled.steps],
        carried=filled.words.as_text(),
        here=f"{filled.page.fill_in_url(request)}finished/",
        kinds=filled_papers.offered(),
        trouble=trouble,
        not_in_pdf=filled_papers.not_in_pdf(filled),
    )


def _page(request, filled, template, status=200, **more):
    page = filled.page
    context = {
        **page.get_context(request),
        "noindex": True,
        "filled": filled,
        "steps": [(step, page.fill_in_url(request, step.number)) for step in filled.steps],
        "finished_url": f"{page.fill_in_url(request)}finished/",
        "page_url": page.get_url(request),
        # Set by our script where somebody keeps their words in the browser; the server only hands it on.
        "on_device": "1" if request.POST.get(typed_words.ON_DEVICE) == "1" else "",
        **more,
    }
    with links.looked_up(page, request):
        response = TemplateResponse(request, f"resources/fill_in/{template}.html", context, status=status).render()
    response["X-Robots-Tag"] = "noindex"
    # The empty form is the same for everybody; what somebody wrote is for nobody to keep.
    return _private(response) if request.method == "POST" else response


def _private(response):
    response["Cache-Control"] = "no-store, private"
    return response
