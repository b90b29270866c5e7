"""What every test of the training needs."""

import pytest

from training import versions


@pytest.fixture(autouse=True)
def _no_version_of_another_test():
    """A process keeps the versions it has read by their number; a test that is rolled back gives its numbers away again."""
    versions._content.cache_clear()
    yield
