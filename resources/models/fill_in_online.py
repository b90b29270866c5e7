"""The addresses below a template at which it is filled in online, and the editor's choice to offer that."""

from django.db import models
from django.http import Http404
from django.utils.decorators import method_decorator
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from home.same_origin import same_origin_post
from resources.filling_in import Online

_shared_form = method_decorator(same_origin_post)


class FillInOnline(RoutablePageMixin, models.Model):
    """`fill-in/`, a page for each further part, the last page and the files. The views are in resources/views/fill_in.py.

    Everybody gets the same empty form, so none of these pages may set a cookie; where a form came from says the browser.
    """

    online = models.CharField(
        max_length=10,
        blank=True,
        choices=Online.choices,
        default=Online.NOT,
        verbose_name="fill in online",
        help_text="People fill it in on this site and download it. What they write is never kept here. "
        "Choose one page for each section if the template is long, or for people who want one thing at a time.",
    )

    online_panels = [FieldPanel("online")]

    class Meta:
        abstract = True

    @path("fill-in/", name="fill_in")
    @_shared_form
    def fill_in(self, request):
        return self._view("step", request, number=1)

    @path("fill-in/<int:number>/", name="fill_in_step")
    @_shared_form
    def fill_in_step(self, request, number):
        return self._view("step", request, number=number)

    @path("fill-in/finished/", name="fill_in_finished")
    @_shared_form
    def fill_in_finished(self, request):
        return self._view("finished", request)

    @path("fill-in/finished/<slug:kind>/", name="fill_in_file")
    @_shared_form
    def fill_in_file(self, request, kind):
        return self._view("file", request, kind=kind)

    def _view(self, name, request, **kwargs):
        from resources.views import fill_in

        if not self.online:
            raise Http404("This template is not offered for filling in online.")
        return getattr(fill_in, name)(request, self, **kwargs)

    def fill_in_url(self, request=None, number=1):
        """The address of one page of the form; "" where the template is not offered."""
        if not self.online:
            return ""
        return f"{self.get_url(request)}fill-in/" + (f"{number}/" if number > 1 else "")
