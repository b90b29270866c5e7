"""One person's data: found, handed over, deleted. For a request under UK GDPR, Articles 15, 17 and 20."""

import json

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from events import people
from events.admin.screens import SEE_NEEDS, NeedsMenuItem, OrganiserMixin


class PersonForm(forms.Form):
    """Sent by POST only: an address in an address line would stay in logs."""

    who = forms.CharField(
        label="Email address or reference of a booking",
        max_length=254,
        help_text="A reference, like 7K2M-9QXD, is for somebody who booked without an email address.",
    )


class PersonView(OrganiserMixin, TemplateView):
    """Asks who, says how much is held, and writes it to a file or deletes it."""

    template_name = "events/conversation/person.html"
    permission = SEE_NEEDS
    page_title = "A person's data"
    header_icon = "user"

    def path(self):
        return []

    @cached_property
    def form(self):
        return PersonForm(self.request.POST if self.request.method == "POST" else None)

    def post(self, request, *args, **kwargs):
        found = people.find_person(self.form.cleaned_data["who"]) if self.form.is_valid() else None
        if found and "export" in request.POST:
            return self._file(found)
        if found and "delete" in request.POST:
            return self._delete()
        return self.render_to_response(self.get_context_data(found=found, asked=self.form.is_valid(), **kwargs))

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)

    def _file(self, found):
        people.record_export(found, self.request.user)
        body = json.dumps(people.export(found), cls=people.JSON, ensure_ascii=False, indent=2)
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
        return response

    def _delete(self):
        found = people.forget_person(self.form.cleaned_data["who"], user=self.request.user)
        messages.success(
            self.request, "Deleted. Keep these references: " + (" ".join(found.references) or "none") + "."
        )
        if found.mentions:
            messages.warning(self.request, "Look also at the words of these bookings: " + " ".join(found.mentions))
        return redirect("event_persons:index")


class PersonViewSet(ViewSet):
    name = "event_persons"
    url_prefix = "event-person"
    menu_label = "A person's data"
    icon = "user"
    menu_item_class = NeedsMenuItem

    def get_urlpatterns(self):
        return [path("", self.construct_view(PersonView), name="index")]
