"""The screen that starts a rehearsal. The rules are in events/rehearsal.py."""

from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin import messages

from events import rehearsal
from events.admin.screens import EventMixin, event_url, plural


class RehearseView(EventMixin, TemplateView):
    """Sends the organiser every mail of a booking's life."""

    template_name = "events/organiser/rehearse.html"
    page_title = "Rehearse the mails"

    def post(self, request, *args, **kwargs):
        try:
            sent = rehearsal.rehearse(self.draft, request.user)
        except rehearsal.CannotRehearse as missing:
            messages.error(request, str(missing))
            return self.render_to_response(self.get_context_data(**kwargs))
        messages.success(request, f"{plural(len(sent), 'mail is', 'mails are')} on the way to {request.user.email}.")
        return redirect(event_url(self.event))

    @property
    def draft(self):
        """The page with what was last saved, published or not."""
        return self.event.get_latest_revision_as_object()

    def get_context_data(self, **kwargs):
        return super().get_context_data(draft=self.draft, address=self.request.user.email, **kwargs)
