"""My learning: what somebody did, their details, their data to take along or to delete, what they wrote."""

urlpatterns = []
