"""Carrying on at another device, with a short code."""

urlpatterns = []
