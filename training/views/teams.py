"""Team links: making one, joining, and the counts."""

urlpatterns = []
