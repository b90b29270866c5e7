"""Serves pictures from MEDIA_ROOT where no web server in front does. Documents have their own view with its permissions."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

# Wagtail's folders of pictures. Everything else under MEDIA_ROOT, documents above all, is not to be had this way.
PUBLIC_FOLDERS = ("images", "original_images")


@require_safe
def picture(request, path):
    """The file at MEDIA_ROOT/path when it lies in a folder of pictures; 404 for anything else."""
    parts = PurePosixPath(path).parts
    if not parts or parts[0] not in PUBLIC_FOLDERS or ".." in parts or "\0" in path:
        raise Http404
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except (ValueError, OSError) as error:
        raise Http404 from error
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    # A picture that is changed gets another name, so this one never changes.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
