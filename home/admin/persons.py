"""One person's data: found, handed over, deleted. For a request under UK GDPR, Articles 15, 17 and 20."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from home import persons


class PersonForm(forms.Form):
    """Sent by POST only: an address in an address line would stay in logs."""

    who = forms.CharField(
        label="Email address or reference",
        max_length=254,
        help_text="A reference, like 7K2M-9QXD of a booking, is for somebody who gave no email address.",
    )


def may_see(user):
    """Whether somebody may look at a person's data: it takes the rights that all parts ask for."""
    return user.has_perms(persons.permissions())


@method_decorator(sensitive_post_parameters(), name="dispatch")
class PersonView(WagtailAdminTemplateMixin, TemplateView):
    """Asks who, says how much is held, and writes it to a file or deletes it."""

    template_name = "home/admin/person.html"
    page_title = "A person's data"
    header_icon = "user"

    def dispatch(self, request, *args, **kwargs):
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self):
        return PersonForm(self.request.POST if self.request.method == "POST" else None)

    def post(self, request, *args, **kwargs):
        held = persons.find_person(self.form.cleaned_data["who"]) if self.form.is_valid() else []
        if held and "export" in request.POST:
            return self._file(held)
        if held and "delete" in request.POST:
            return self._delete()
        return self.render_to_response(self.get_context_data(held=held, asked=self.form.is_valid(), **kwargs))

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"label": self.get_page_title(), "url": ""}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)

    def _file(self, held):
        persons.record_export(held, self.request.user)
        response = HttpResponse(persons.as_json(held), content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
        return response

    def _delete(self):
        held = persons.forget_person(self.form.cleaned_data["who"], user=self.request.user)
        messages.success(self.request, "Deleted.")
        for sentence in (sentence for each in held for sentence in each.afterwards):
            messages.warning(self.request, sentence)
        return redirect("persons:index")


class PersonMenuItem(MenuItem):
    """For those who may look."""

    def is_shown(self, request):
        return may_see(request.user)


class PersonViewSet(ViewSet):
    name = "persons"
    url_prefix = "person"
    menu_label = "A person's data"
    menu_hook = "register_reports_menu_item"
    menu_item_class = PersonMenuItem
    icon = "user"

    def get_urlpatterns(self):
        return [path("", self.construct_view(PersonView), name="index")]


viewsets = [PersonViewSet]
