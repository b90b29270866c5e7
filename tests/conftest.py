"""What every test may ask for."""

import os
import socket
import warnings

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import DatabaseError

from tests import database

# Minutes each: many at once on servers of their own, a thousand odd forms, packages in other learning systems, LibreOffice.
SLOW = (
    "parallel/test_learning.py", "parallel/test_places.py", "parallel/test_sign_in.py", "parallel/test_proxy.py",
    "test_odd_input.py", "test_odd_forms.py", "resources/test_office_files.py", "journeys/test_scorm.py", "journeys/test_cmi5.py",
    "journeys/test_package_pages.py", "journeys/test_lighthouse.py",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    if any(part in str(item.path) for part in SLOW):
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes longest comes first, so that no process waits for another at the end."""
    longest = ["browser", "parallel"]

    def place(item):
        return next((place for place, mark in enumerate(longest) if item.get_closest_marker(mark)), len(longest))

    items.sort(key=place)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_createdb, django_db_keepdb, django_db_blocker):
    """The test database holds the whole starting content: tests read it, and what they change is rolled back.

    Each process has a copy of one that is kept. --create-db makes that one anew; --reuse-db lets the copy stay for the next run.
    """
    with django_db_blocker.unblock():
        process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        before = database.take(process, anew=django_db_createdb, reuse=django_db_keepdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            try:
                database.give_back(before)
            except DatabaseError as error:
                # A thread or a server that a test started holds it still. The next run writes over it.
                warnings.warn(f"The test database could not be deleted: {error}", stacklevel=1)


@pytest.fixture
def site_content(db):
    """The loaded site. Named by tests that read its pages."""


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def _no_other_host(monkeypatch):
    """A test that would reach another machine fails instead."""
    connect = socket.socket.connect

    def only_here(self, address):
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(address, tuple) and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def editor(db, django_user_model):
    """Somebody who may do everything in the admin."""
    return django_user_model.objects.create_superuser(
        "editor@example.org", "editor@example.org", "a long password here"
    )


@pytest.fixture
def member(db, django_user_model):
    """A function that makes somebody of a group: member("Editors")."""

    def make(group):
        address = f"{group.replace(' ', '-')}@solway.test"
        user = django_user_model.objects.create_user(address, address, "a long password here")
        user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client
