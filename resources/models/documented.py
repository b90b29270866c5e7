"""Pages that can be taken away as files, each in several formats and always in step with the page."""

from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.url_routing import RouteResult

from home.visibility import shown
from resources import documents


class DocumentedPage(RoutablePageMixin):
    """A page with files. A subclass says in `as_paper()` what they are made from. Each is at <page>/download/<format>/."""

    # Which part of the page its files hold, where a reader can choose: the end of an address. Empty for the whole.
    part = ""

    def as_paper(self):
        """The `Paper` of this page as it is."""
        raise NotImplementedError

    def route(self, request, path_components):
        """The page itself is served as every other page is; only what stands below it goes by the routes."""
        if path_components or not self.live:
            return super().route(request, path_components)
        return RouteResult(self)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["downloads"] = documents.downloads(self)
        return context

    @path("download/<str:format>/", name="download")
    def download(self, request, format):
        """Counts a download and leads to the file. Where none can be had now, a page says so and offers what there is."""
        upload = documents.uploaded(self, format)
        try:
            made = None if upload else documents.ready(self, format)
        except KeyError:
            raise Http404 from None
        except documents.NotMade as problem:
            return self._not_made(request, format, problem)
        if request.method == "GET":
            documents.count(self, format)
        if upload:
            return HttpResponseRedirect(upload.url)
        if self._is_open():
            return HttpResponseRedirect(made.file.url)
        # Nobody else learns the address of a file that not everybody may have.
        response = FileResponse(made.file.open("rb"), as_attachment=True, filename=made.file.name.rpartition("/")[2])
        response["Cache-Control"] = "no-store, private"
        return response

    def _is_open(self):
        return shown(type(self).objects.filter(pk=self.pk)).exists()

    def _not_made(self, request, format, problem):
        context = {
            **self.get_context(request),
            "name": documents.NAMES[format],
            "format": format,
            "last": problem.last,
            "soon": problem.soon,
            "others": [each for each in documents.downloads(self) if each.format != format],
            "noindex": True,
        }
        response = TemplateResponse(request, "resources/file_not_made.html", context, status=503)
        response["Retry-After"] = "10" if problem.soon else "60"
        response["Cache-Control"] = "no-store"
        return response
