"""Paper and lists: one page for each event, from which everything is printed or taken out. The rules are in events/paper.py."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.admin.widgets import Button

from events import badges, checkin, exports, paper
from events.admin.at_event import frame, organiser_view, require, seen
from events.admin.screens import MANAGE, SEE_NEEDS
from events.models import BookingState, EventPage
from home.documents_out import ODT


class ExportForm(forms.Form):
    """Which bookings, which columns, which kind of file."""

    states = forms.MultipleChoiceField(
        label="Which bookings",
        choices=[(state.value, state.label) for state in BookingState],
        initial=[BookingState.CONFIRMED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of booking."},
    )
    columns = forms.MultipleChoiceField(
        label="Columns",
        widget=forms.CheckboxSelectMultiple,
        initial=exports.FIRST,
        error_messages={"required": "Choose at least one column."},
    )
    kind = forms.ChoiceField(
        label="Kind of file",
        choices=[("xlsx", "Spreadsheet (XLSX)"), ("csv", "Plain table (CSV)")],
        initial="xlsx",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        columns = self.fields["columns"]
        columns.choices = [(key, column.heading) for key, column in exports.allowed(user).items()]
        if user.has_perm(SEE_NEEDS):
            columns.help_text = "What people need, eat, and say about travel is only for those who have to act on it."


@require_http_methods(["GET", "HEAD", "POST"])
@organiser_view
def paper_index(request, event):
    """Everything on paper of one event. A POST hands out the bookings as a file and logs it."""
    form = ExportForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        file = exports.export(event, request.user, chosen["kind"], chosen["columns"], chosen["states"])
        return _download(file.content, file.content_type, file.name)
    return render(
        request,
        "events/paper.html",
        frame(event, "Paper and lists", "doc-full")
        | {
            "papers": paper.PAPERS,
            "sees_needs": request.user.has_perm(SEE_NEEDS),
            "turnout": checkin.turnout(checkin.door_list(event)),
            "form": form,
        },
        using="django",
    )


@require_safe
@organiser_view
def paper_print(request, event, kind):
    """One of the papers for the public, as a page to print."""
    if kind not in paper.PAPERS:
        raise Http404
    return paper.response(request, event, kind)


@require_safe
@organiser_view
def paper_odt(request, event, kind):
    """The same as an ODT document, to change and to send."""
    if kind not in paper.PAPERS:
        raise Http404
    return _download(paper.document(event, kind, request), ODT, f"event-{event.pk}-{kind}.odt")


@require_safe
@organiser_view
def badge_sheet(request, event):
    """Badges for everybody expected in the room."""
    bookings = checkin.door_list(event)
    seen(event, request.user, "badges", len(bookings))
    return paper.response(request, event, "badges", {"sheets": badges.sheets(bookings)})


@require_safe
@organiser_view
def food(request, event):
    """What the caterer has to know, without names."""
    require(request.user, SEE_NEEDS)
    summary = exports.food_summary(event)
    seen(event, request.user, "food", len(summary.lines))
    return paper.response(request, event, "food", {"summary": summary})


@require_safe
@organiser_view
def access(request, event):
    """What people need, as counts."""
    require(request.user, SEE_NEEDS)
    lines = exports.access_summary(event)
    seen(event, request.user, "access", len(lines))
    return paper.response(request, event, "access", {"lines": lines})


def _download(content, content_type, name):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@hooks.register("register_admin_urls")
def urls():
    return [
        path("events/<int:event_id>/paper/", paper_index, name="event_paper"),
        path("events/<int:event_id>/paper/badges/", badge_sheet, name="event_badges"),
        path("events/<int:event_id>/paper/food/", food, name="event_food"),
        path("events/<int:event_id>/paper/access/", access, name="event_access"),
        path("events/<int:event_id>/paper/<slug:kind>/", paper_print, name="event_paper_print"),
        path("events/<int:event_id>/paper/<slug:kind>.odt", paper_odt, name="event_paper_odt"),
    ]


def _button(page, user):
    """The way from an event's page in the admin to its papers."""
    if isinstance(page.specific_deferred, EventPage) and user.has_perm(MANAGE):
        yield Button("Paper and lists", reverse("event_paper", args=[page.pk]), icon_name="doc-full", priority=12)


@hooks.register("register_page_header_buttons")
def header_button(page, user, view_name, next_url=None):
    return _button(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page, user, next_url=None):
    return _button(page, user)
