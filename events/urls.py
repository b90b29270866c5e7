"""The addresses of events that are not pages of the tree. The booking form itself is a part of the event's page."""

from events.views import after, calendar, manage

urlpatterns = [*calendar.urlpatterns, *after.urlpatterns, *manage.urlpatterns]
