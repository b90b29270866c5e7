"""The way back from a page that explains something to the question somebody came from."""

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request):
    """The address in `?back=` where it leads to what comes after a question on this site, or ""."""
    address = request.GET.get("back", "") if request else ""
    if not address or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return ""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return ""
    return address if match.url_name == "module_after" else ""
