"""Forms of events."""

from wagtail.admin.forms import WagtailAdminPageForm


class EventPageForm(WagtailAdminPageForm):
    """The editor's form of an event. Previews and drafts are made from it without a check, so it derives the dates."""

    def save(self, commit=True):
        page = super().save(commit=commit)
        page.derive_dates()
        return page
