"""Certificates: making one, reading it, and the page on which anybody can check it."""

urlpatterns = []
