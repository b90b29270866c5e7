"""What the tests of signing in share."""

import pytest
from django.contrib.auth.models import Group


@pytest.fixture
def moderator(site_content, django_user_model):
    user = django_user_model.objects.create_user("mo", "mo@example.org", "a long password here")
    user.groups.add(Group.objects.get(name="Moderators"))
    return user
