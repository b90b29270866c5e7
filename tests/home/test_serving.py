"""Forms that are sent to pages of the tree. Lost if these fail: another site sends forms in a visitor's name."""

import inspect

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.decorators.csrf import csrf_exempt
from hypothesis import given
from hypothesis import strategies as st
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, get_page_models

from home.same_origin import is_same_origin
from resources.models import TemplatePage

HERE = {"Sec-Fetch-Site": "same-origin"}
FILL_IN = "/tools/planner/fill-in/"
# What a browser says of a form that stands on another site, and what a program says that is none.
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver", "Referer": "http://testserver/"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "null", "Referer": "http://testserver/"},
    {"Referer": "https://evil.example/?http://testserver/"},
    {"Referer": "http://testserver@evil.example/"},
    {"Referer": "/tools/planner/"},
    {"Referer": "http://["},
    {},
]


def browser():
    """A client whose forms are looked at as a browser's are: Django's test client lets all in."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("address", ["", "2/", "finished/", "finished/pdf/"])
def test_a_form_of_another_site_is_refused_with_a_page_that_says_so(site_content, headers, address):
    response = browser().post(FILL_IN + address, {"what": "Words of another site"}, headers=headers)
    assert response.status_code == 403
    assert b"<h1" in response.content and not response.cookies
    if headers:
        assert b"Words of another site" not in response.content


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_gets_past_the_guard(site_content, method):
    assert getattr(browser(), method)(FILL_IN).status_code == 403
    assert getattr(browser(), method)(FILL_IN, headers=HERE).status_code == 405


@pytest.mark.parametrize("address", ["/", "/tools/", "/tools/planner/", "/tools/planner/download/pdf/", "/what-it-is/"])
def test_every_other_page_asks_for_a_token_even_of_our_own_forms(site_content, address):
    """Also an address below a page that does guard itself elsewhere."""
    assert browser().post(address, {"a": "b"}, headers=HERE).status_code == 403


@pytest.mark.parametrize(
    "address", ["/no-such-page/", "/tools/planner/fill-in/no/", "/tools/planner/fill-in", "//fill-in/"]
)
def test_an_address_of_no_page_lets_no_form_in(site_content, address):
    assert browser().post(address, {"a": "b"}, headers=HERE).status_code in (301, 403, 404)


def test_nobody_is_let_in_because_djangos_guard_was_taken_away(site_content, monkeypatch):
    """A route that is only marked `csrf_exempt` has no guard at all: it needs a token still."""
    bare = csrf_exempt(lambda page, request: HttpResponse("let in"))
    monkeypatch.setattr(TemplatePage, "resolve_subpage", lambda page, path: (bare.__get__(page), [], {}))
    assert browser().post("/tools/planner/anything/", {"a": "b"}, headers=HERE).status_code == 403


def test_a_page_behind_a_password_takes_no_form(site_content):
    from wagtail.models import PageViewRestriction

    page = Page.objects.get(slug="planner", locale__language_code="en")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="only for some"
    )
    response = browser().post(f"{FILL_IN}2/", {"what": "x"}, headers=HERE)
    assert b"fill-words" not in response.content


def test_a_draft_takes_no_form(site_content):
    Page.objects.get(slug="planner", locale__language_code="en").specific.unpublish()
    assert browser().post(FILL_IN, {"what": "x"}, headers=HERE).status_code in (403, 404)


def test_each_route_that_django_does_not_guard_refuses_other_sites():
    """Lost if this fails: the next route that takes forms, written with half of the decorator."""
    routes = [
        (model, name)
        for model in get_page_models()
        if issubclass(model, RoutablePageMixin)
        for name, view in inspect.getmembers(model, inspect.isfunction)
        if getattr(view, "csrf_exempt", False)
    ]
    assert routes
    assert [found for found in routes if not getattr(getattr(*found), "refuses_other_sites", False)] == []


@given(site=st.none() | st.text(max_size=12), origin=st.none() | st.text(max_size=30), referer=st.text(max_size=40))
def test_whatever_the_headers_say_only_our_own_address_is_ours(site, origin, referer):
    request = RequestFactory().post("/")
    request.META |= {"HTTP_REFERER": referer}
    request.META |= {"HTTP_SEC_FETCH_SITE": site} if site is not None else {}
    request.META |= {"HTTP_ORIGIN": origin} if origin is not None else {}
    assert not is_same_origin(request)
