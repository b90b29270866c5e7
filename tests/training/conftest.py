"""What every test of the training needs."""

import pytest

from tests.training.builders import account, device
from training import learners, versions


@pytest.fixture(autouse=True)
def _no_version_of_another_test():
    """A process keeps the versions it has read by their number; a test that is rolled back gives its numbers away again."""
    versions._content.cache_clear()
    yield


@pytest.fixture
def on_device(client):
    """A device whose cookie this browser has."""
    client.cookies["learning"] = learners.sign("a-device")
    return device()


@pytest.fixture
def signed_in(client, django_user_model):
    learner = account(django_user_model)
    client.force_login(learner.user)
    return learner
