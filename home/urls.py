"""The addresses of the ground floor that are not pages of the tree."""

from home.views import formats

urlpatterns = formats.urlpatterns
